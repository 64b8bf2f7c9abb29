"""People for the queue, and plans that differ from SE-Höglandet in a line."""

from __future__ import annotations

from datetime import date, timedelta

from stegvis.intake.models import Preparation
from stegvis.intake.queries import Queue, my_queues
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import ProgrammeVersion, digest_of
from tests.factories import PLAN, EnrolmentFactory, ProgrammeFactory, VersionFactory
from tests.intake.world import ItemFactory, MeetingFactory, prepared

#: V20 §3: young adults of 19 to 29 with activity compensation come first, queue or not.
YOUNG_WITH_COMPENSATION = """
when = "always"
text = "Unga vuxna mellan 19 och 29 år med aktivitetsersättning går före"
conditions = [
    { fact = "age", at_least = 19, at_most = 29 },
    { fact = "livelihood", among = ["activity_compensation"] },
]
passage = "3"
"""
YOUNG = """
when = "queue"
text = "Unga mellan 18 och 29 år går före"
conditions = [{ fact = "age", at_least = 18, at_most = 29 }]
passage = "4"
"""
STARTED_LONG_AGO = {
    "applied_on": date(2023, 12, 4),
    "raised_on": date(2024, 1, 8),
    "decided_on": date(2024, 1, 8),
    "started_on": date(2024, 1, 8),
}
EKSJO = 'municipality = "Eksjö"\nposts = 1.50\n'


def plan(*changes: tuple[str, str]) -> ProgrammeVersion:
    """SE-Höglandet's plan with some of its text changed, as the version in force."""
    source = PLAN.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    return VersionFactory(source=source, digest=digest_of(source))


def shipped(name: str) -> ProgrammeVersion:
    """One of the plans as it is shipped, as if it held from long ago."""
    source = (PLAN.parent / f"{name}.toml").read_text(encoding="utf-8")
    key = name.rpartition("-")[0]
    return VersionFactory(
        programme=ProgrammeFactory(key=key, title=key),
        version=name.rpartition("-")[2],
        valid_from=date(2020, 1, 1),
        source=source,
        digest=digest_of(source),
    )


def waiting(applied_on: date | None = date(2025, 11, 3), **fields) -> Enrolment:
    """Someone whom the group has told to wait, with everything of theirs in place."""
    decided = {"decision": "waiting", "decided_on": date(2025, 12, 10)}
    enrolment = prepared(EnrolmentFactory(**(decided | {"applied_on": applied_on} | fields)))
    Preparation.objects.filter(enrolment=enrolment).update(on=date(2025, 12, 9))
    return enrolment


def admitted_from(day: date, **fields) -> Enrolment:
    """Someone whom the group has taken in from a day."""
    decided = {"decision": "admitted", "decided_on": date(2026, 3, 4)}
    enrolment = EnrolmentFactory(**(decided | {"applied_on": date(2026, 2, 2)} | fields))
    meeting = MeetingFactory(on=date(2026, 3, 4))
    ItemFactory(enrolment=enrolment, meeting=meeting, outcome="admitted", from_day=day)
    return enrolment


def taking_part(count: int, **fields) -> None:
    """So many who have started, and not ended unless `fields` say so."""
    EnrolmentFactory.create_batch(count, **({"ongoing": True} | fields))


def left_every(days: int, count: int, today: date) -> None:
    """So many who have left, one each so many days, the last so many days ago."""
    for number in range(1, count + 1):
        last = today - timedelta(days=days * number)
        EnrolmentFactory(ended=True, **STARTED_LONG_AGO, ended_on=last)


def the_queue(user, today: date) -> Queue:
    [queue] = my_queues(user, today)
    return queue


def order(user, today: date) -> list[int]:
    """The queue as the numbers of its people, in order."""
    return [place.standing.enrolment for place in the_queue(user, today).line]
