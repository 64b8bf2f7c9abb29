"""Moving a person along the phases of the method, and back (B4)."""

from __future__ import annotations

from datetime import date, timedelta

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
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold

DAY = timedelta(days=1)


@transaction.atomic
def enter_phase(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    key: str,
    starts_on: date,
    today: date,
) -> Phase:
    """Let the person stand in a phase from a day; the one before ends the day before.

    Any phase of the definition, an earlier one too: people go back. Refused before the present
    one began, since that is a correction of it.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    started_on = rules.require_ongoing(held)
    _known(held, key)
    last = Phase.objects.filter(enrolment=held).order_by("-starts_on").first()
    if last is not None and last.ends_on is None and last.key == key:
        raise ValidationError({"key": _("Personen står redan på det steget.")})
    _refuse_day(held, starts_on, started_on, last, today)

    if last is not None and (last.ends_on is None or last.ends_on >= starts_on):
        last.ends_on = starts_on - DAY
        last.save(update_fields=["ends_on"])
    phase = Phase(association_id=held.association_id, enrolment=held, key=key, starts_on=starts_on)
    phase.validate_constraints()
    phase.save()
    held.save(update_fields=["revision"])

    log.record(Event.PHASE_ENTERED, by=by, on=phase, key=key, day=starts_on.isoformat())
    return phase


def _refuse_day(
    held: Enrolment, day: date, started_on: date, last: Phase | None, today: date
) -> None:
    faults = [*rules.not_in_future(day, today)]
    faults += rules.not_before(day, started_on, _("Personen skrevs in"))
    if last is not None and day <= last.starts_on:
        faults.append(
            _(
                "Steget ”%(phase)s” började den %(day)s. Välj en senare dag, "
                "eller rätta det steget om det var fel."
            )
            % {"phase": title(held, last.key), "day": rules.said(last.starts_on)}
        )
    rules.refuse("starts_on", faults)


@transaction.atomic
def correct_phase(
    *, by: User, phase: Phase, revision: int | None, key: str, starts_on: date, today: date
) -> Phase:
    """Put right which phase a stretch was, or the day it began; the one before follows along.

    Refused when the one before, or the stretch itself, would be left without a day. Nothing is
    removed: a step that was never taken becomes a stretch of the one before.
    """
    require(by, Permission.CASE_EDIT, phase.enrolment)

    held = hold(phase.enrolment, revision)
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    _known(held, key)
    former = _former(phase)
    _refuse_corrected_day(held, phase, former, starts_on, today)
    follows = former if former and _follows(former, phase, starts_on) else None

    phase.key, phase.starts_on = key, starts_on
    _write_both(phase, follows)
    held.save(update_fields=["revision"])

    log.record(Event.PHASE_CORRECTED, by=by, on=phase, key=key, day=starts_on.isoformat())
    return phase


def _former(phase: Phase) -> Phase | None:
    rows = Phase.objects.filter(enrolment=phase.enrolment_id, starts_on__lt=phase.starts_on)
    return rows.order_by("-starts_on").first()


def _follows(former: Phase, phase: Phase, starts_on: date) -> bool:
    """Whether the stretch before has to end on another day: it touches, or would share days."""
    last = former.ends_on
    return last is None or last == phase.starts_on - DAY or last >= starts_on


def _refuse_corrected_day(
    held: Enrolment, phase: Phase, former: Phase | None, day: date, today: date
) -> None:
    faults = [*rules.not_in_future(day, today)]
    faults += rules.not_before(day, held.started_on, _("Personen skrevs in"))
    if former is not None and day <= former.starts_on:
        faults.append(
            _("Steget före, ”%(phase)s”, började den %(day)s. Välj en senare dag.")
            % {"phase": title(held, former.key), "day": rules.said(former.starts_on)}
        )
    if phase.ends_on is not None and day > phase.ends_on:
        faults.append(
            _("Steget tog slut den %(day)s. Välj den dagen eller en tidigare.")
            % {"day": rules.said(phase.ends_on)}
        )
    rules.refuse("starts_on", faults)


def _write_both(phase: Phase, former: Phase | None) -> None:
    """In the order that never lets two stretches share a day."""
    rows: list[Phase] = [phase]
    if former is not None:
        later = former.ends_on is not None and phase.starts_on > former.ends_on
        former.ends_on = phase.starts_on - DAY
        rows = [phase, former] if later else [former, phase]
    for row in rows:
        row.save()


def _known(held: Enrolment, key: str) -> None:
    if key not in {phase.key for phase in held.version.definition.phases}:
        raise ValidationError({"key": _("Planen har inte det steget.")})


def title(enrolment: Enrolment, key: str) -> str:
    """What the definition calls a phase; the key for one it does not have."""
    titles = {phase.key: phase.title for phase in enrolment.version.definition.phases}
    return titles.get(key, key)
