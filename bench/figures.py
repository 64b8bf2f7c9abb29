"""All figures of SE-Höglandet for a year, by the calculator and by one statement written by hand.

Both run in the same transaction inside the same wall, as the role that can only read. The
statement is what one who knows the tables would write: it names the columns, counts once for all
breakdowns, and leaves out what the definitions leave out.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

from bench.opening import open_application, side_by_side

HAND = """
SELECT CASE WHEN GROUPING(sex) = 0 THEN 1 WHEN GROUPING(version_id) = 0 THEN 2 ELSE 0 END,
    coalesce(sex, version_id::text),
    sum(discharged), sum(known), sum(gone_on), sum(started), sum(ended)
FROM (
    SELECT p.sex, e.version_id,
        count(*) FILTER (WHERE e.discharged_on BETWEEN %(first)s AND %(last)s) AS discharged,
        count(*) FILTER (WHERE e.discharged_on BETWEEN %(first)s AND %(last)s
            AND e.end_reason IS NOT NULL) AS known,
        count(*) FILTER (WHERE e.discharged_on BETWEEN %(first)s AND %(last)s
            AND e.end_reason IN ('work', 'study')) AS gone_on,
        count(*) FILTER (WHERE e.started_on BETWEEN %(first)s AND %(last)s) AS started,
        count(*) FILTER (WHERE e.ended_on BETWEEN %(first)s AND %(last)s) AS ended
    FROM participants_enrolment e
    JOIN participants_participant p ON p.id = e.participant_id
    WHERE e.programme_id = %(programme)s
        AND e.end_reason IS DISTINCT FROM 'registration_error'
        AND (e.discharged_on BETWEEN %(first)s AND %(last)s
            OR e.started_on BETWEEN %(first)s AND %(last)s
            OR e.ended_on BETWEEN %(first)s AND %(last)s)
    GROUP BY p.sex, e.version_id
) counted
GROUP BY GROUPING SETS ((), (sex), (version_id))
"""

#: The figures that the statement gives, each with its three counts by place among the columns.
IN_HAND = {
    "work_or_study_at_discharge": (2, 3, 4),
    "started": (5, 5, 5),
    "ended": (6, 6, 6),
    "discharged": (2, 2, 2),
}


def main(times: int) -> dict[str, Any]:
    """How many enrolments there are, and the median time of each way in milliseconds.

    Stops with what differs when the two do not give the same numbers.
    """
    open_application()
    from django.db import connection

    from stegvis.access import wall
    from stegvis.access.models import Association
    from stegvis.access.reader import read_only
    from stegvis.indicators.calculator import figures
    from stegvis.indicators.figure import Figures
    from stegvis.lib.dates import Period
    from stegvis.participants.models import Enrolment
    from stegvis.programmes.models import Programme

    today = date.today()
    period = Period.year(today.year - 1)

    with wall.inside(Association.objects.get()):
        programme = Programme.objects.get(key="se-hoglandet")
        named = {"programme": programme.pk, "first": period.first, "last": period.last}

        def calculator() -> Figures:
            return figures(programme, period, as_of=today, by=["sex"])

        def by_hand() -> list[tuple[Any, ...]]:
            with read_only(), connection.cursor() as cursor:
                cursor.execute(HAND, named)
                return cursor.fetchall()

        if differences := list(_differences(calculator(), by_hand())):
            raise SystemExit(f"The two do not count alike: {differences}")
        took = side_by_side(times, calculator, by_hand)
        return {
            "enrolments": Enrolment.objects.count(),
            "counted": calculator().figures[0].all.about,
            "calculator": took[0],
            "by_hand": took[1],
        }


def _differences(found: Any, rows: list[tuple[Any, ...]]) -> Iterator[str]:
    """Where the calculator and the statement differ, figure by figure and group by group."""
    table = {(row[0], row[1]): row for row in rows}
    if [figure.id for figure in found.figures] != list(IN_HAND):
        yield "the definition has other figures than the statement"
        return
    for figure in found.figures:
        groups = {(0, None): figure.all} | {(1, k): g for k, g in figure.by["sex"].items()}
        for place, group in groups.items():
            row = table.get(place, (0,) * 7)
            hand = tuple(row[column] for column in IN_HAND[figure.id])
            if not group.suppressed and hand != (group.about, group.known, group.counts):
                yield f"{figure.id} {place}: {group} and {hand}"


if __name__ == "__main__":
    print(json.dumps(main(int(sys.argv[1]))))
