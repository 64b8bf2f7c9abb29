"""Who has opened whose record lately, so that the log has something to be reviewed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from random import Random

from stegvis.access.events import Event
from stegvis.access.models import User
from stegvis.access.roles import Permission, Role
from stegvis.audit.models import Entry
from stegvis.demo.cast import EVERYBODY, in_unit
from stegvis.demo.lives import Life
from stegvis.demo.rows import Place, at
from stegvis.participants.models import Enrolment

#: How many days back, and on about how many of them a coach opens a record.
DAYS, OFTEN = 30, 0.2


def open_records(
    place: Place, lives: Iterable[Life], enrolments: Mapping[str, Enrolment], seed: int
) -> None:
    """Openings of the last weeks: a coach's own people often, others now and then."""
    random = Random(seed)  # noqa: S311 - for variety, not for secrets
    roles = {member.name: member.role for member in EVERYBODY}
    entries = []
    for life in lives:
        if life.discharged or not life.raised:
            continue
        readers = [life.coach, *in_unit(life.unit, Role.HEAD_OF_UNIT)]
        for day in range(1, DAYS):
            for reader, often in zip(readers, (OFTEN, OFTEN / 10), strict=True):
                if random.random() < often:
                    when = at(
                        place.today - timedelta(days=day),
                        random.randint(8, 16),
                        random.randint(0, 59),
                    )
                    entries.append(
                        _opened(
                            place.users[reader],
                            roles[reader],
                            enrolments[life.person.number],
                            when,
                        )
                    )
    Entry.objects.bulk_create(sorted(entries, key=lambda entry: entry.at))


def _opened(by: User, role: Role, enrolment: Enrolment, when) -> Entry:
    return Entry(
        association_id=enrolment.association_id, at=when, actor=by.pk, role=role.value,
        event=Event.RECORD_OPENED.value, enrolment=enrolment.pk,
        participant=enrolment.participant_id, on=f"participants.enrolment:{enrolment.pk}",
        details={"permission": Permission.CASE_READ.value},
    )  # fmt: skip
