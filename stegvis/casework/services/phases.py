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
from stegvis.casework.models import Phase, Track
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold
from stegvis.programmes.definition import Length, parts
from stegvis.ui.human import in_full

DAY = timedelta(days=1)
#: The code of a refusal that a reason overrules.
BECAUSE = "because"


@transaction.atomic
def enter_phase(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    key: str,
    starts_on: date,
    because: str = "",
    today: date,
) -> Phase:
    """Let the person stand in a phase from a day; the one before ends the day before.

    Any phase of the definition, an earlier one too: people go back. Refused before the present
    one began, since that is a correction of it. To leave a phase before the plan's shortest time,
    or without its meeting, takes a reason (code ``because``). Its tracks end with it.
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
        _leave(held, last, starts_on - DAY, because)
    phase = Phase(association_id=held.association_id, enrolment=held, key=key, starts_on=starts_on)
    phase.validate_constraints()
    phase.save()
    held.save(update_fields=["revision"])

    log.record(Event.PHASE_ENTERED, by=by, on=phase, key=key, day=starts_on.isoformat())
    return phase


def _leave(held: Enrolment, phase: Phase, last: date, because: str) -> None:
    why = early(held, phase, last)
    if why and not because.strip():
        raise ValidationError({"because": ValidationError(why, code=BECAUSE)})
    phase.ends_on, phase.left_because = last, because.strip() if why else ""
    phase.save(update_fields=["ends_on", "left_because"])
    end_tracks(held, last)


def early(held: Enrolment, phase: Phase, last: date) -> str:
    """Why it takes a reason to leave the phase with that last day; empty when it takes none."""
    rule = _rule(held, phase.key)
    shortest = rule.shortest(phase.starts_on) if rule else None
    if rule and shortest and last < shortest:
        return _(
            "Planen ger ”%(phase)s” minst %(least)s, till den %(day)s. Välj en senare dag, "
            "eller skriv varför personen går vidare tidigare."
        ) % {
            "phase": rule.title,
            "least": rules.length(rule.at_least or Length()),
            "day": in_full(shortest),
        }
    if rule and rule.meeting and phase.met_on is None:
        return _(
            "Mötet innan ”%(phase)s” lämnas är inte antecknat: %(meeting)s. Anteckna det först, "
            "eller skriv varför det inte hölls."
        ) % {"phase": rule.title, "meeting": rule.meeting.rstrip(".")}
    return ""


def _rule(held: Enrolment, key: str) -> parts.Phase | None:
    return next((phase for phase in held.version.definition.phases if phase.key == key), None)


def end_tracks(held: Enrolment, last: date) -> None:
    """End the tracks that go on. One that began after the day ends the day it began."""
    for track in Track.objects.filter(enrolment=held, ends_on__isnull=True):
        track.ends_on = max(last, track.starts_on)
        track.save(update_fields=["ends_on"])


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
            % {"phase": title(held, last.key), "day": in_full(last.starts_on)}
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
            % {"phase": title(held, former.key), "day": in_full(former.starts_on)}
        )
    if phase.ends_on is not None and day > phase.ends_on:
        faults.append(
            _("Steget tog slut den %(day)s. Välj den dagen eller en tidigare.")
            % {"day": in_full(phase.ends_on)}
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


# --- What is noted of a phase -------------------------------------------------------------------


@transaction.atomic
def note_meeting(
    *, by: User, phase: Phase, revision: int | None, met_on: date, plan_updated: bool, today: date
) -> Phase:
    """Note that the meeting before the phase is left was held, with an updated plan (B7).

    Refused where the plan has no such meeting, for a day outside the phase or ahead, and until the
    plan is updated.
    """
    require(by, Permission.CASE_EDIT, phase.enrolment)

    held = hold(phase.enrolment, revision)
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    rule = _rule(held, phase.key)
    if rule is None or rule.meeting is None:
        raise ValidationError(_("Planen har inget möte i det steget."))
    faults = [*rules.not_in_future(met_on, today)]
    faults += rules.not_before(met_on, phase.starts_on, _("Steget började"))
    if phase.ends_on is not None and met_on > phase.ends_on:
        faults.append(_("Steget tog slut den %(day)s.") % {"day": in_full(phase.ends_on)})
    rules.refuse("met_on", faults)
    if not plan_updated:
        raise ValidationError({"plan_updated": _("Uppdatera planen först; mötet utgår från den.")})

    phase.met_on = met_on
    phase.save(update_fields=["met_on"])
    held.save(update_fields=["revision"])
    log.record(Event.PHASE_MET, by=by, on=phase, day=met_on.isoformat())
    return phase


@transaction.atomic
def explain_phase(*, by: User, phase: Phase, revision: int | None, because: str) -> Phase:
    """Say afterwards why a phase was left sooner than the plan says. Refused while it goes on."""
    require(by, Permission.CASE_EDIT, phase.enrolment)

    held = hold(phase.enrolment, revision)
    phase = Phase.objects.select_for_update(of=("self",)).get(pk=phase.pk)
    if phase.ends_on is None:
        raise ValidationError(_("Personen står på steget. Skriv skälet när det lämnas."))
    if not because.strip():
        raise ValidationError({"because": _("Skriv varför, så att den som läser sedan förstår.")})

    phase.left_because = because.strip()
    phase.save(update_fields=["left_because"])
    held.save(update_fields=["revision"])
    log.record(Event.PHASE_EXPLAINED, by=by, on=phase)
    return phase


# --- Tracks -------------------------------------------------------------------------------------


@transaction.atomic
def begin_track(
    *,
    by: User,
    enrolment: Enrolment,
    revision: int | None,
    key: str,
    starts_on: date,
    today: date,
) -> Track:
    """Let one of the present phase's tracks go on from a day, beside the others (B6).

    Refused for a track that the phase has not or that goes on, and for a day ahead, before the
    phase, or when the track went on already.
    """
    require(by, Permission.CASE_EDIT, enrolment)

    held = hold(enrolment, revision)
    rules.require_ongoing(held)
    phase = Phase.objects.filter(enrolment=held, ends_on__isnull=True).first()
    rule = _rule(held, phase.key) if phase else None
    if phase is None or rule is None or rule.track(key) is None:
        raise ValidationError({"key": _("Planen har inte det spåret i steget personen står på.")})
    faults = [*rules.not_in_future(starts_on, today)]
    faults += rules.not_before(starts_on, phase.starts_on, _("Steget började"))
    former = Track.objects.filter(enrolment=held, phase=phase.key, key=key)
    if former.filter(ends_on__isnull=True).exists():
        raise ValidationError({"key": _("Spåret pågår redan.")})
    if former.filter(ends_on__gte=starts_on).exists():
        faults.append(_("Spåret pågick redan den dagen. Välj en senare dag."))
    rules.refuse("starts_on", faults)

    track = Track(
        association_id=held.association_id,
        enrolment=held,
        phase=phase.key,
        key=key,
        starts_on=starts_on,
    )
    track.validate_constraints()
    track.save()
    held.save(update_fields=["revision"])
    log.record(Event.TRACK_BEGUN, by=by, on=track, key=key, day=starts_on.isoformat())
    return track


@transaction.atomic
def end_track(*, by: User, track: Track, revision: int | None, ends_on: date, today: date) -> Track:
    """End one track; the phase and the other tracks go on.

    Refused when it has ended, and for a day ahead or before it began.
    """
    require(by, Permission.CASE_EDIT, track.enrolment)

    held = hold(track.enrolment, revision)
    track = Track.objects.select_for_update(of=("self",)).get(pk=track.pk)
    if track.ends_on is not None:
        raise ValidationError(
            _("Spåret är redan avslutat, den %(day)s.") % {"day": in_full(track.ends_on)}
        )
    faults = [*rules.not_in_future(ends_on, today)]
    faults += rules.not_before(ends_on, track.starts_on, _("Spåret började"))
    rules.refuse("ends_on", faults)

    track.ends_on = ends_on
    track.save(update_fields=["ends_on"])
    held.save(update_fields=["revision"])
    log.record(Event.TRACK_ENDED, by=by, on=track, key=track.key, day=ends_on.isoformat())
    return track


def _known(held: Enrolment, key: str) -> None:
    if key not in {phase.key for phase in held.version.definition.phases}:
        raise ValidationError({"key": _("Planen har inte det steget.")})


def title(enrolment: Enrolment, key: str) -> str:
    """What the definition calls a phase; the key for one it does not have."""
    return enrolment.version.definition.phase_titles.get(key, key)
