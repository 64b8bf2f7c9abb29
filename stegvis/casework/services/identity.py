"""Skyddade personuppgifter: one so marked is seen by contact person and head of unit alone."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.participants.events import Event
from stegvis.participants.models import Enrolment, Participant
from stegvis.participants.services import hold


@transaction.atomic
def mark_protected(
    *, by: User, enrolment: Enrolment, revision: int | None, protected: bool
) -> Participant:
    """Mark that the person's identity is protected, or no longer. Holds in every case of theirs."""
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    person = Participant.objects.select_for_update(of=("self",)).get(pk=held.participant_id)
    if person.protected == protected:
        raise ValidationError(
            _("Personen har redan skyddade personuppgifter.")
            if protected
            else _("Personen har inte skyddade personuppgifter.")
        )
    person.protected = protected
    person.save(update_fields=["protected"])
    held.save(update_fields=["revision"])

    log.record(Event.PROTECTED, by=by, on=held, protected=protected)
    return person
