"""The forecast tried backwards: what it said of each month's first place, and what then came.

Ten years of invented people (`stegvis demo fill`), in six units. They apply evenly and stay as long
as they are drawn to, so this tries the forecast on a flow that nobody made for it; it does not tell
how it does on real people, who leave before summer and at the turn of a year.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from datetime import date, timedelta

import pytest
from django.db.models.functions import Coalesce

from stegvis.access import wall
from stegvis.access.models import Association, Unit
from stegvis.demo.fill import fill
from stegvis.intake.groups import groups_of
from stegvis.intake.queries import queues
from stegvis.lib.dates import add_months
from stegvis.lib.forecast import Forecast, forecast
from stegvis.participants.models import Enrolment

pytestmark = pytest.mark.django_db

#: Which place in the queue, of a unit where every place is taken.
RANKS = (1, 3, 8)


def tried(today: date) -> list[tuple[int, Forecast, int]]:
    """For each unit, each of 48 months and each rank: what was said, and how long it took."""
    left = defaultdict(list)
    rows = Enrolment.objects.counted().annotate(last=Coalesce("ended_on", "discharged_on"))
    for unit, last in rows.filter(last__isnull=False).values_list("unit_id", "last"):
        left[unit].append(last)
    for days in left.values():
        days.sort()
    groups = groups_of(Unit.objects.select_related("organisation"), today)
    found = []
    for months in range(24, 72):
        day = add_months(today, -months)
        for queue in queues(groups, day):
            days = left[queue.group.unit.pk]
            ahead = bisect_left(days, day)
            for rank in RANKS:
                told = forecast(rank, 0, queue.places.flow)
                if told is not None and ahead + rank <= len(days):
                    # A place is free the day after the last day of who had it.
                    free_on = days[ahead + rank - 1] + timedelta(days=1)
                    found.append((rank, told, (free_on - day).days))
    return found


def share(rows: list[tuple[int, Forecast, int]], within) -> float:
    return sum(within(told, days) for _rank, told, days in rows) / len(rows)


@pytest.mark.parametrize("people", [600, 2_500])
def test_about_eight_in_ten_came_in_within_what_was_said(association, today, people):
    fill(association=association.name, people=people, seed=2023, today=today, workers=1)
    wall.enter(Association.objects.get(name=association.name).pk)

    rows = tried(today)
    inside = share(
        rows, lambda told, days: told.low <= days and (told.high is None or days <= told.high)
    )
    early = share(rows, lambda told, days: days < told.low)
    late = share(rows, lambda told, days: told.high is not None and days > told.high)
    said = f"{len(rows)} forecasts: {inside:.1%} inside, {early:.1%} earlier, {late:.1%} later"

    assert len(rows) > 500
    assert 0.75 <= inside <= 0.92, said
    assert early <= 0.14, said
    assert late <= 0.14, said
