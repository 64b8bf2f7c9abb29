"""Skriva in: the day a person starts, with everything the plan wants known that day."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.casework import rules
from stegvis.casework.events import Event
from stegvis.casework.models import Phase
from stegvis.casework.services.contact import may_follow
from stegvis.casework.services.observing import Observed, write
from stegvis.participants.models import ContactPerson, Decision, Enrolment
from stegvis.participants.services import hold, name_contact_person
from stegvis.ui.human import in_full


@transaction.atomic
def admit(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    started_on: date,
    contact_person: User,
    phase: str = "",
    observed: Observed = Observed(),  # noqa: B008 - frozen
    today: date,
) -> Enrolment:
    """Start the person on a day, followed by somebody from that day (B1), in a first phase.

    What the person lives on and does is as of directly before the start (C5); what is left out
    stays due. Refused unless the decision is to admit, and for a day the decision had not come,
    a day ahead, or one inside another stay in the same programme.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    _refuse_unless_admitted(held)
    _refuse_day(held, started_on, today)
    may_follow(held, contact_person, started_on)

    held.started_on = started_on
    rules.save(held)
    _follow(by, held, contact_person, started_on)
    if phase:
        _enter_first(held, phase, started_on)
    if observed:
        write(held, "start", started_on, observed)

    log.record(Event.ADMITTED, by=by, on=held, day=started_on.isoformat(), user=contact_person.pk)
    return held


def _refuse_unless_admitted(held: Enrolment) -> None:
    if held.started_on is not None:
        raise ValidationError(
            _("Personen är redan inskriven, sedan den %(day)s.") % {"day": in_full(held.started_on)}
        )
    if held.decision != Decision.ADMITTED:
        why = rules.NOT_STARTED[held.status]
        raise ValidationError(_("%(why)s Bara den som är antagen kan skrivas in.") % {"why": why})


def _refuse_day(held: Enrolment, day: date, today: date) -> None:
    rules.refuse(
        "started_on",
        [
            *rules.not_in_future(day, today),
            *rules.not_before(day, held.decided_on, _("Beslutet att ta in personen fattades")),
            *rules.not_before(day, held.applied_on, _("Ansökan kom in")),
        ],
    )


def _follow(by: User, held: Enrolment, user: User, day: date) -> None:
    """Somebody who has helped with the preparation goes on; somebody else takes over that day."""
    if not ContactPerson.objects.on(day).filter(enrolment=held, user=user).exists():
        name_contact_person(by=by, enrolment=held, user=user, starts_on=day)


def _enter_first(held: Enrolment, key: str, day: date) -> None:
    if key not in {phase.key for phase in held.version.definition.phases}:
        raise ValidationError({"phase": _("Planen har inte det steget.")})
    Phase(association_id=held.association_id, enrolment=held, key=key, starts_on=day).save()
