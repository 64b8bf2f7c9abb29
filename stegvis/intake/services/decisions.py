"""What a meeting decides about one person, and the head of unit where it cannot agree (A9).

The referral group decides at its meeting. Who cannot agree, in whichever sort of meeting, leave it
to the head of unit; what was recorded wrongly is put right with a reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.models import MeetingItem, Outcome, Position
from stegvis.intake.queries.meetings import group_at, seats_at
from stegvis.intake.services.verdicts import (
    Verdict,
    decided_already,
    onto_enrolment,
    outcomes_for,
    refuse_verdict,
    unheard_of,
    write_verdict,
)
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold
from stegvis.ui.human import in_full


@transaction.atomic
def decide(
    *, by: User, item: MeetingItem, verdict: Verdict, now: datetime, revision: int | None = None
) -> MeetingItem:
    """Record what the group agreed on about one person.

    The day of the decision is the day of the meeting. The formal decision on a measure stays with
    the authority that owns it (H23 §3); what is recorded here is what the group will do. Refused
    before that day and after the meeting, when it has been decided, and with all that is wrong
    with the verdict.
    """
    require(by, Permission.MEETING_RUN, item.enrolment)
    assert not item.meeting.around_id, "about one person it is decided by decide_around"
    enrolment, held = _held(item, revision)
    _refuse_at_the_wrong_time(held, now)
    _refuse_what_is_decided(held)
    day = held.meeting.on
    refuse_verdict(held, enrolment, verdict, day, now)

    write_verdict(held, verdict)
    held.recorded_by, held.recorded_at = by, now
    held.full_clean()
    held.save()
    onto_enrolment(enrolment, verdict, day)

    log.record(Event.GROUP_DECIDED, by=by, on=held, outcome=verdict.outcome.value)
    return held


@transaction.atomic
def disagree(
    *,
    by: User,
    item: MeetingItem,
    positions: Mapping[str, tuple[Outcome, str]],
    now: datetime,
    revision: int | None = None,
) -> MeetingItem:
    """Record that the group could not agree: what each seat wants, and why, for the head of unit.

    ``positions`` is by seat; a seat that said nothing is left out. Refused unless at least two of
    them want different things and each that wants something says why.
    """
    require(by, group_at(item.meeting).decided_with, item.enrolment)
    enrolment, held = _held(item, revision)
    _refuse_at_the_wrong_time(held, now)
    _refuse_what_is_decided(held)
    _refuse_positions(held, enrolment, positions)

    held.outcome, held.recorded_by, held.recorded_at = Outcome.DISAGREE, by, now
    held.full_clean()
    held.save()
    Position.objects.bulk_create(
        Position(
            association_id=held.association_id,
            item=held,
            seat=seat,
            wants=wants,
            reason=reason.strip(),
        )
        for seat, (wants, reason) in positions.items()
    )
    enrolment.save(update_fields=["revision"])

    log.record(Event.GROUP_DISAGREED, by=by, on=held, seats=sorted(positions))
    return held


@transaction.atomic
def settle(
    *, by: User, item: MeetingItem, verdict: Verdict, now: datetime, revision: int | None = None
) -> MeetingItem:
    """Decide where the group could not agree. The head of the coach's unit, with a reason.

    Refused where the group agreed, and when it has been settled.
    """
    require(by, Permission.DISPUTE_DECIDE, item.enrolment)
    enrolment, held = _held(item, revision)
    if held.outcome != Outcome.DISAGREE:
        raise ValidationError(_("Gruppen är enig här, så det finns inget att avgöra."))
    if held.settled:
        raise decided_already()
    if not verdict.reason.strip():
        raise ValidationError({"reason": _("Skriv skälet: gruppen läser det.")})
    day = timezone.localdate(now)
    refuse_verdict(held, enrolment, verdict, day, now)

    write_verdict(held, verdict)
    held.settled_by, held.settled_at = by, now
    held.full_clean()
    held.save()
    onto_enrolment(enrolment, verdict, day)

    log.record(Event.DISPUTE_SETTLED, by=by, on=held, outcome=verdict.outcome.value)
    return held


@transaction.atomic
def correct_decision(
    *,
    by: User,
    item: MeetingItem,
    verdict: Verdict,
    why: str,
    now: datetime,
    revision: int | None = None,
) -> MeetingItem:
    """Put right a decision that was recorded wrongly, with a reason and a trace.

    The one who recorded it may: the coach the group's, the head of unit what they settled. Refused
    when a later meeting has dealt with the person, or the decision has been carried out.
    """
    decided_by_head = MeetingItem.objects.filter(pk=item.pk, outcome=Outcome.DISAGREE).exists()
    decided_with = group_at(item.meeting).decided_with
    require(by, Permission.DISPUTE_DECIDE if decided_by_head else decided_with, item.enrolment)
    enrolment, held = _held(item, revision)
    _refuse_correction(held, enrolment)
    if not why.strip():
        raise ValidationError({"why": _("Skriv vad som var fel. Rättelsen syns i ärendet.")})
    day = enrolment.decided_on or held.meeting.on
    refuse_verdict(held, enrolment, verdict, day, now)

    write_verdict(held, verdict)
    held.correction, held.corrected_by, held.corrected_at = why.strip(), by, now
    held.full_clean()
    held.save()
    onto_enrolment(enrolment, verdict, day)

    log.record(Event.DECISION_CORRECTED, by=by, on=held, outcome=verdict.outcome.value)
    return held


# --- The rules ------------------------------------------------------------------------------------


def _held(item: MeetingItem, revision: int | None) -> tuple[Enrolment, MeetingItem]:
    """The enrolment, then the item, locked in that order by everyone."""
    enrolment = hold(item.enrolment, revision)
    held = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return enrolment, held


def _refuse_what_is_decided(item: MeetingItem) -> None:
    if item.outcome is not None:
        raise decided_already()


def _refuse_at_the_wrong_time(item: MeetingItem, now: datetime) -> None:
    meeting = item.meeting
    if meeting.around_id:
        if meeting.held_at is None:
            raise ValidationError(_("Mötet är inte antecknat. Anteckna först vilka som var med."))
        return
    if not meeting.is_open:
        raise ValidationError(_("Mötet är avslutat. Ta upp personen på nästa möte."))
    if meeting.on > timezone.localdate(now):
        raise ValidationError(
            _("Mötet är %(day)s. Beslut antecknas från den dagen.") % {"day": in_full(meeting.on)}
        )


def _refuse_correction(item: MeetingItem, enrolment: Enrolment) -> None:
    if item.result is None:
        raise ValidationError(_("Det finns inget beslut att rätta än."))
    later = MeetingItem.objects.filter(enrolment=enrolment, outcome__isnull=False)
    if later.filter(meeting__on__gt=item.meeting.on).exists():
        raise ValidationError(_("Ett senare möte har beslutat om personen. Det beslutet gäller."))
    on_the_way_in = item.kind in (MeetingItem.Kind.NEW, MeetingItem.Kind.WAITING)
    if on_the_way_in and enrolment.decision != item.result:
        raise ValidationError(_("Ansökan har dragits tillbaka sedan beslutet. Det gäller."))
    if enrolment.ended_on or (on_the_way_in and enrolment.started_on):
        raise ValidationError(
            _("Beslutet är redan verkställt. Ändra inskrivningen eller avslutet i stället.")
        )


def _refuse_positions(
    item: MeetingItem, enrolment: Enrolment, positions: Mapping[str, tuple[Outcome, str]]
) -> None:
    definition = enrolment.version.definition
    if not (definition.deciding and definition.deciding.disagreement):
        raise ValidationError(_("Planen säger inte vem som avgör när gruppen inte enas."))
    if not item.meeting.around_id and (fault := unheard_of(item)):
        raise ValidationError(fault)
    possible = outcomes_for(item.kind, definition)
    seats = {seat.key for seat in seats_at(item.meeting, group_at(item.meeting))}
    faults = {
        f"{seat}_reason": _("Skriv varför, så att den som avgör förstår.")
        for seat, (_wants, reason) in positions.items()
        if not reason.strip()
    }
    if any(seat not in seats or wants not in possible for seat, (wants, _r) in positions.items()):
        raise ValidationError(_("Det går inte att tycka så här i den här gruppen."))
    if faults:
        raise ValidationError(faults)
    if len({wants for wants, _reason in positions.values()}) < 2:
        raise ValidationError(
            _("Minst två ska vilja olika. Är gruppen enig, gå tillbaka och anteckna beslutet.")
        )
