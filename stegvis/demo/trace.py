"""What the log says of the invented people: what was done with their cases, and who opened them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random

from stegvis.access.events import Event as AccessEvent
from stegvis.access.roles import Permission, Role
from stegvis.audit.log import Events
from stegvis.audit.models import Entry
from stegvis.casework.events import Event as CaseEvent
from stegvis.demo.cast import Cast
from stegvis.demo.lives import Life
from stegvis.demo.rows import Place, at
from stegvis.intake.events import Event as IntakeEvent
from stegvis.intake.models import Outcome
from stegvis.participants.events import Event
from stegvis.participants.models import Enrolment

#: How many days back somebody opens a record, and on how many of them a coach does.
DAYS, OFTEN = 30, 0.2


@dataclass(frozen=True)
class Act:
    """One line of the log: what, who, when."""

    event: Events
    by: str
    on: date
    hour: int = 10
    minute: int = 0
    details: tuple[tuple[str, str], ...] = ()


def leave_trace(
    place: Place, lives: Iterable[Life], enrolments: Mapping[str, Enrolment], seed: int
) -> None:
    """Write the log of every life, oldest first."""
    random = Random(seed)  # noqa: S311 - for variety, not for secrets
    entries = [
        _entry(place, act, enrolments[life.person.number])
        for life in lives
        for act in (
            *acts(life, _around(place, life)),
            *openings(life, place.cast, place.today, random),
        )
    ]
    Entry.objects.bulk_create(sorted(entries, key=lambda entry: entry.at))


def _around(place: Place, life: Life) -> bool:
    """Whether it is decided after a meeting around the person."""
    return place.group(life.unit, place.version_on(life.applied)).meets_person


def acts(life: Life, around: bool = False) -> Iterator[Act]:
    """What was done with the case, as the pages would have logged it."""
    referrer, coach = life.referrer, life.coach
    yield Act(Event.ENROLMENT_OPENED, referrer, life.applied, 9)
    yield Act(IntakeEvent.APPLICATION_SENT, referrer, life.applied, 9, 1)
    for agreed in life.consents:
        yield Act(Event.CONSENT_RECORDED, referrer, agreed.first, 9, 1)
        if agreed.withdrawn:
            yield Act(Event.CONSENT_WITHDRAWN, coach, agreed.withdrawn)
    if life.prepared:
        yield Act(IntakeEvent.PREPARATION_RECORDED, coach, life.applied + timedelta(days=5))
    if life.raised_on:
        event = IntakeEvent.PERSON_MEETING_BOOKED if around else IntakeEvent.PERSON_RAISED
        yield Act(event, coach, life.raised_on, 11)
    for raised in life.raised:
        if raised.outcome:
            split = raised.outcome == Outcome.DISAGREE
            decided = IntakeEvent.TEAM_DECIDED if around else IntakeEvent.GROUP_DECIDED
            yield Act(IntakeEvent.GROUP_DISAGREED if split else decided, coach, raised.on, 14)
    yield from _work(life)


def _work(life: Life) -> Iterator[Act]:
    """From the first day to the last."""
    if not life.started:
        return
    first = life.former_coach or life.coach
    yield Act(CaseEvent.ADMITTED, first, life.started, 11)
    yield Act(Event.CONTACT_PERSON_NAMED, first, life.started, 11, 1)
    for _key, starts_on, _ends_on in life.phases[1:]:
        yield Act(CaseEvent.PHASE_ENTERED, life.coach, starts_on, 13)
    for seen in life.livelihoods:
        if seen.occasion == "during":
            yield Act(CaseEvent.OBSERVED, life.coach, seen.on, 15)
    if life.ended:
        yield Act(CaseEvent.ENDED, life.coach, life.ended, 15)
    if life.discharged:
        yield Act(CaseEvent.DISCHARGED, life.coach, life.discharged, 16)


def openings(life: Life, cast: Cast, today: date, random: Random) -> Iterator[Act]:
    """Openings of the last weeks: by the coach often, by the head of unit now and then."""
    if life.discharged or not life.raised:
        return
    permission = (("permission", Permission.CASE_READ.value),)
    [head] = cast.in_unit(life.unit, Role.HEAD_OF_UNIT)
    for reader, often in ((life.coach, OFTEN), (head, OFTEN / 10)):
        for day in range(1, DAYS):
            on = today - timedelta(days=day)
            if random.random() < often and on.weekday() < 5:
                hour, minute = random.randint(8, 16), random.randint(0, 59)
                yield Act(AccessEvent.RECORD_OPENED, reader, on, hour, minute, permission)


def _entry(place: Place, act: Act, enrolment: Enrolment) -> Entry:
    moment: datetime = at(min(act.on, place.today), act.hour, act.minute)
    return Entry(
        association_id=enrolment.association_id, at=moment, actor=place.users[act.by].pk,
        role=place.cast.member(act.by).role.value, event=act.event.value, enrolment=enrolment.pk,
        participant=enrolment.participant_id, on=f"participants.enrolment:{enrolment.pk}",
        details=dict(act.details),
    )  # fmt: skip
