"""The end: why and when a person left, the discharge that follows from it, and taking it back.

The day of discharge is the definition's (B13). Where it is the day of the end, one act does both.
"""

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
from stegvis.casework.models import Correction, Livelihood, Occupation, Phase, Track
from stegvis.casework.services.observing import DURING, Observed, write
from stegvis.casework.services.phases import end_tracks, title
from stegvis.participants.models import ContactPerson, Enrolment
from stegvis.participants.services import hold
from stegvis.ui.human import in_full

#: The occasions that come with an end, and go with it when it is taken back.
AT_THE_END = ("exit", "discharge")


# --- Ending ------------------------------------------------------------------------------------


@transaction.atomic
def end(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    ended_on: date,
    end_reason: str,
    observed: Observed = Observed(),  # noqa: B008 - frozen
    today: date,
) -> Enrolment:
    """End the person's time in the programme, ``ended_on`` being its last day.

    Discharges in the same act when the definition says at once for the reason; else the discharge
    is due on ``definition.discharge_on``. The phase ends with it; the contact person stays until
    the discharge. Refused for a reason the plan has not, and for a day ahead, before the start or
    before the present phase began.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    started_on = rules.require_ongoing(held)
    _known_reason(held, end_reason)
    phase = Phase.objects.filter(enrolment=held, ends_on__isnull=True).first()
    _refuse_end_day(held, ended_on, started_on, phase, today)

    held.ended_on, held.end_reason = ended_on, end_reason
    at_once = _discharged_at_once(held)
    if phase is not None:
        phase.ends_on = ended_on
        phase.save(update_fields=["ends_on"])
    end_tracks(held, ended_on)
    rules.save(held)
    if observed:
        write(held, "exit", ended_on, observed)

    log.record(Event.ENDED, by=by, on=held, reason=end_reason, day=ended_on.isoformat())
    if at_once:
        _close(by, held, ended_on)
    return held


def _discharged_at_once(held: Enrolment) -> bool:
    """Whether the definition discharges on the day of the end; then the day is set."""
    assert held.end_reason
    assert held.ended_on
    day = held.version.definition.discharge_on(held.end_reason, held.ended_on)
    held.discharged_on = held.ended_on if day == held.ended_on else None
    return held.discharged_on is not None


def _known_reason(held: Enrolment, reason: str) -> None:
    if reason not in held.version.definition.end_reasons:
        raise ValidationError({"end_reason": _("Planen har inte den avslutsorsaken.")})


def _refuse_end_day(
    held: Enrolment, day: date, started_on: date, phase: Phase | None, today: date
) -> None:
    faults = [*rules.not_in_future(day, today)]
    faults += rules.not_before(day, started_on, _("Personen skrevs in"))
    if phase is not None and day < phase.starts_on and day >= started_on:
        faults.append(
            _(
                "Steget ”%(phase)s” började den %(day)s. Välj den dagen eller en senare, "
                "eller rätta steget först."
            )
            % {"phase": title(held, phase.key), "day": in_full(phase.starts_on)}
        )
    rules.refuse("ended_on", faults)


# --- Discharging -------------------------------------------------------------------------------


@transaction.atomic
def discharge(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    discharged_on: date,
    end_reason: str | None = None,
    observed: Observed = Observed(),  # noqa: B008 - frozen
    today: date,
) -> Enrolment:
    """Write the person out (skriva ut). Refused before the definition's day, citing its passage.

    What stands as the reason at discharge is what counts, so it may be another than at the end:
    who lost the job again within the three months did not leave for work.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    if held.discharged_on is not None:
        raise ValidationError(
            _("Personen är redan utskriven, den %(day)s.") % {"day": in_full(held.discharged_on)}
        )
    if held.ended_on is None:
        raise ValidationError(_("Insatsen pågår. Avsluta den först."))
    reason = end_reason or held.end_reason or ""
    _known_reason(held, reason)
    rules.refuse("discharged_on", _too_early(held, reason, held.ended_on, discharged_on, today))

    held.end_reason, held.discharged_on = reason, discharged_on
    rules.save(held)
    if observed:
        write(held, "discharge", discharged_on, observed)
    _close(by, held, discharged_on)
    return held


def _too_early(held: Enrolment, reason: str, ended_on: date, day: date, today: date) -> list[str]:
    definition = held.version.definition
    due, rule = definition.discharge_on(reason, ended_on), definition.discharge_rule(reason)
    faults = [*rules.not_in_future(day, today)]
    if day < due:
        faults.append(
            _(
                "Utskrivning kan ske tidigast den %(due)s, "
                "%(after)s efter den %(ended)s (%(where)s)."
            )
            % {
                "due": in_full(due),
                "after": rules.length(rule.after),
                "ended": in_full(ended_on),
                "where": rules.cited(rule.passage),
            }
        )
    return faults


def _close(by: User, held: Enrolment, day: date) -> None:
    """Nobody follows a person who is discharged."""
    for contact in ContactPerson.objects.current().filter(enrolment=held):
        contact.ends_on = max(day, contact.starts_on)
        contact.save(update_fields=["ends_on"])
    log.record(Event.DISCHARGED, by=by, on=held, day=day.isoformat())


# --- Taking it back ----------------------------------------------------------------------------


@transaction.atomic
def undo_end(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    because: str,
    keep_observed: bool = True,
) -> Enrolment:
    """Take back an end, and the discharge with it, that was registered wrongly. The person goes on.

    Phase and contact person go on from where they were ended. What was recorded of livelihood and
    occupation that day stays as seen on the way, unless ``keep_observed`` says that it was wrong.
    Refused when the person has begun anew in the programme since.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    if held.ended_on is None:
        raise ValidationError(_("Insatsen är inte avslutad."))

    _reopen(Phase, held, held.ended_on)
    for track in Track.objects.filter(enrolment=held, ends_on=held.ended_on):
        track.ends_on = None
        track.save(update_fields=["ends_on"])
    _reopen(ContactPerson, held, held.discharged_on)
    held.ended_on = held.end_reason = held.discharged_on = None
    rules.save(held)
    _take_back_observed(held, keep=keep_observed)

    _corrected(held, Correction.Act.END_UNDONE, because)
    log.record(Event.END_UNDONE, by=by, on=held)
    return held


def _reopen(
    model: type[Phase] | type[ContactPerson], held: Enrolment, ended_on: date | None
) -> None:
    """The last stretch goes on, if it was the end that ended it."""
    last = model.objects.filter(enrolment=held).order_by("-starts_on").first()
    if last is not None and ended_on is not None and last.ends_on == ended_on:
        last.ends_on = None
        last.save(update_fields=["ends_on"])


def _take_back_observed(held: Enrolment, *, keep: bool) -> None:
    """Rows of the end become rows of that day, or are removed; the history keeps what they were."""
    for model in (Livelihood, Occupation):
        rows = model.objects.filter(enrolment=held)
        seen = set(rows.filter(occasion=DURING).values_list("on", "kind"))
        for row in rows.filter(occasion__in=AT_THE_END):
            if keep and (row.on, row.kind) not in seen:
                row.occasion = DURING
                row.save(update_fields=["occasion"])
            else:
                row.delete()


@transaction.atomic
def correct_end(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    ended_on: date,
    end_reason: str,
    because: str,
    today: date,
) -> Enrolment:
    """Put right the day or the reason of an end before the discharge; what follows from it follows.

    A reason that discharges at once does so now. Refused without saying why, for one who has not
    ended or is discharged, and as an end is.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    if held.ended_on is None or held.started_on is None:
        raise ValidationError(_("Insatsen är inte avslutad."))
    if held.discharged_on is not None:
        raise ValidationError(_("Personen är utskriven. Ta tillbaka avslutet och avsluta på nytt."))
    _known_reason(held, end_reason)
    phase = Phase.objects.filter(enrolment=held, ends_on=held.ended_on).first()
    _refuse_end_day(held, ended_on, held.started_on, phase, today)

    if phase is not None:
        phase.ends_on = ended_on
        phase.save(update_fields=["ends_on"])
    _move_exit(held, ended_on)
    held.ended_on, held.end_reason = ended_on, end_reason
    at_once = _discharged_at_once(held)
    rules.save(held)

    _corrected(held, Correction.Act.END_CORRECTED, because)
    log.record(Event.END_CORRECTED, by=by, on=held, reason=end_reason, day=ended_on.isoformat())
    if at_once:
        _close(by, held, ended_on)
    return held


def _move_exit(held: Enrolment, ended_on: date) -> None:
    """What was recorded as of the end is as of its new day."""
    for model in (Livelihood, Occupation):
        for row in model.objects.filter(enrolment=held, occasion="exit"):
            row.on = ended_on
            row.save(update_fields=["on"])


def _corrected(held: Enrolment, act: str, because: str) -> None:
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför, så att den som läser sedan förstår.")})
    Correction.objects.create(
        association_id=held.association_id, enrolment=held, act=act, because=because.strip()
    )
