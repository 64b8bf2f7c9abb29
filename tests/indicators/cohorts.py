"""People for figures: many at once, as facts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from itertools import count
from typing import Any

from stegvis.casework.models import Occupation
from stegvis.participants.models import Decision, Enrolment, Participant
from tests.factories import ParticipantFactory, UnitFactory, VersionFactory, here

_serial = count(1)


def discharged(
    number: int,
    reason: str | None,
    *,
    sex: str = "woman",
    on: date = date(2023, 6, 30),
    **more: Any,
) -> list[Enrolment]:
    """Enrolments that were discharged on a day for a reason; None is a reason not recorded."""
    people = Participant.objects.bulk_create(
        ParticipantFactory.build(association=here(), sex=sex) for _ in range(number)
    )
    stays = {
        "applied_on": on - timedelta(days=400),
        "decided_on": on - timedelta(days=390),
        "started_on": on - timedelta(days=380),
        "ended_on": on - timedelta(days=1),
        "discharged_on": on,
    }
    return enrolled(people, end_reason=reason, **(stays | more))


def enrolled(people: Iterable[Participant], **fields: Any) -> list[Enrolment]:
    """One admitted enrolment each, in SE-Höglandet and Eksjö unless told otherwise."""
    common = {"version": VersionFactory(), "unit": UnitFactory(), "decision": Decision.ADMITTED}
    common |= fields
    return Enrolment.objects.bulk_create(
        Enrolment(
            association=here(),
            case_number=f"2022-{next(_serial):05d}",
            participant=each,
            programme=common["version"].programme,
            **common,
        )
        for each in people
    )


def occupied(
    enrolment: Enrolment, occasion: str, kind: str, on: date, percent: int | None = None
) -> Occupation:
    """That someone did something on a day, as recorded at an occasion."""
    return Occupation.objects.create(
        association=here(),
        enrolment=enrolment,
        occasion=occasion,
        kind=kind,
        on=on,
        percent=percent,
    )


def counted(answers: Iterable[bool | None]) -> tuple[int, int, int]:
    """About, known and counts of the answers, counted the slow way: None is not known."""
    answers = list(answers)
    known = [answer for answer in answers if answer is not None]
    return len(answers), len(known), sum(known)
