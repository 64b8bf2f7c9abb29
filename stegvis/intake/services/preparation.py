"""Recording what has to be in place before a person is brought up (A7)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.models import Preparation
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold


@dataclass(frozen=True)
class Told:
    """What is known of one thing: done (True), not yet (False) or not answered (None)."""

    done: bool | None
    on: date | None = None
    note: str = ""


@transaction.atomic
def record_preparation(
    *,
    by: User,
    enrolment: Enrolment,
    answers: Mapping[str, Told],
    today: date,
    revision: int | None = None,
) -> Enrolment:
    """Keep what is known of the preparation, all of it at once.

    What is computed, such as consent, cannot be answered here: that is refused, as is a day ahead.
    An answer that is taken away is again not answered. A person whose motivation is not there yet
    stays where they are, and can be taken in when it is recorded.
    """
    require(by, Permission.CASE_EDIT, enrolment)
    held = hold(enrolment, revision)
    _refuse(held, answers, today)

    rows = {row.key: row for row in Preparation.objects.filter(enrolment=held)}
    changed = [key for key, told in answers.items() if _keep(held, key, rows.get(key), told, today)]
    if not changed:
        return enrolment
    held.save(update_fields=["revision"])

    log.record(Event.PREPARATION_RECORDED, by=by, on=held, keys=sorted(changed))
    return held


def _refuse(enrolment: Enrolment, answers: Mapping[str, Told], today: date) -> None:
    asked = enrolment.version.definition.preparation
    attested = {item.key for item in asked.items if item.kind == "attested"} if asked else set()
    if unknown := sorted(set(answers) - attested):
        raise ValidationError(
            _("Det här besvaras inte för hand i den här insatsen: %(keys)s.")
            % {"keys": ", ".join(unknown)}
        )
    late = {
        f"{key}_on": _("Dagen har inte varit än. Skriv den dag ni fick svaret.")
        for key, told in answers.items()
        if told.on and told.on > today
    }
    if late:
        raise ValidationError(late)


def _keep(enrolment: Enrolment, key: str, row: Preparation | None, told: Told, today: date) -> bool:
    """Make, change or remove the row of one answer. Whether anything changed."""
    if told.done is None:
        return row is not None and bool(row.delete()[0])
    answer = Preparation.Answer.DONE if told.done else Preparation.Answer.NOT_YET
    on, note = told.on or today, told.note.strip()
    if row and (row.answer, row.on, row.note) == (answer, on, note):
        return False
    row = row or Preparation(association_id=enrolment.association_id, enrolment=enrolment, key=key)
    row.answer, row.on, row.note = answer, on, note
    row.full_clean()
    row.save()
    return True
