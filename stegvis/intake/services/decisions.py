"""What is decided about one person, and by the head of unit where those who meet cannot agree.

The referral group decides at its meeting (A9), the team after its first with the person (A10), the
parties where they have planned together (M20).

Every decision on an application reaches the enrolment through `_onto_enrolment` and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.eligibility import judged, why_not
from stegvis.intake.events import Event
from stegvis.intake.models import (
    OTHER,
    Attendance,
    MeetingItem,
    Outcome,
    PlannedStep,
    Position,
    ReferralMeeting,
)
from stegvis.intake.queries.around import grounds_of
from stegvis.intake.queries.arrivals import Arrival, Stage, arrival
from stegvis.intake.queries.meetings import group_at, seats_at
from stegvis.participants.models import Consent, Decision, Enrolment
from stegvis.participants.queries import coverage
from stegvis.participants.services import hold
from stegvis.programmes.definition import ProgrammeDefinition

Faults = dict[str, str]

#: What has to be said with each outcome besides the outcome itself.
NEEDS = {
    Outcome.ADMITTED: ("from_day",),
    Outcome.WAITING: ("reason",),
    Outcome.REFUSED: ("reason",),
    Outcome.END: ("from_day", "end_reason"),
}


@dataclass(frozen=True)
class Verdict:
    """A decision on one person, with what belongs to it.

    `criteria` are the keys of the definition's criteria and exclusions that a refusal rests on, or
    `OTHER` where it rests on something else, which the reason then says.
    """

    outcome: Outcome
    reason: str = ""
    criteria: tuple[str, ...] = ()
    from_day: date | None = None
    end_reason: str = ""
    after_support: str = ""


def outcomes_for(kind: str, definition: ProgrammeDefinition) -> dict[Outcome, str]:
    """What can be decided on such a matter, each in the plan's words where the plan has any."""
    if kind in (MeetingItem.Kind.EXIT, MeetingItem.Kind.FOLLOW_UP):
        order = (Outcome.END, Outcome.FOLLOW_UP, Outcome.STAY)
        if kind == MeetingItem.Kind.FOLLOW_UP:
            order = (Outcome.FOLLOW_UP, Outcome.STAY, Outcome.END)
        return {outcome: str(outcome.label) for outcome in order}
    said = definition.deciding.outcomes if definition.deciding else ()
    return {Outcome(one.decision): one.text for one in said}


# --- Deciding -------------------------------------------------------------------------------------


@transaction.atomic
def decide(
    *, by: User, item: MeetingItem, verdict: Verdict, now: datetime, revision: int | None = None
) -> MeetingItem:
    """Record what the group agreed on about one person.

    The day of the decision is the day of the meeting. The formal decision on a measure stays with
    the authority that owns it (H23 §3); what is recorded here is what the group will do.
    """
    require(by, Permission.MEETING_RUN, item.enrolment)
    assert not item.meeting.around_id, "about one person it is decided by decide_around"
    enrolment, held = _held(item, revision)
    _refuse_at_the_wrong_time(held, now)
    _refuse_what_is_decided(held)
    day = held.meeting.on
    _refuse_verdict(held, enrolment, verdict, day, now)

    _write(held, verdict)
    held.recorded_by, held.recorded_at = by, now
    held.full_clean()
    held.save()
    _onto_enrolment(enrolment, verdict, day)

    log.record(Event.GROUP_DECIDED, by=by, on=held, outcome=verdict.outcome.value)
    return held


@transaction.atomic
def decide_around(
    *,
    by: User,
    enrolment: Enrolment,
    verdict: Verdict,
    departure: str = "",
    now: datetime,
    revision: int | None = None,
) -> MeetingItem:
    """Record what the team, or the parties together, decide about someone they have met.

    The plan has them meet first, with the referrer there. Where that was not so it can still be
    decided, and ``departure`` says why; a meeting that was booked is then called off. To take back
    an application needs no meeting. The day of the decision is today.
    """
    surveyed = arrival(enrolment, today := timezone.localdate(now))
    require(by, surveyed.group.decided_with, enrolment)
    held = hold(enrolment, revision)
    surveyed = arrival(held, today)
    _refuse_when_not_to_be_decided(surveyed)
    item = _matter_of(surveyed, now)
    missing = departures(surveyed) if verdict.outcome != Outcome.WITHDRAWN else []
    if verdict.outcome == Outcome.ADMITTED and _without_plan(surveyed):
        missing.append(_("Den gemensamma planen är inte skriven."))
    _refuse_silent_departure(missing, departure)
    _refuse_verdict(item, held, verdict, today, now)

    _write(item, verdict)
    item.departure = departure.strip() if missing else ""
    item.recorded_by, item.recorded_at = by, now
    item.full_clean()
    item.save()
    _onto_enrolment(held, verdict, today)

    log.record(Event.TEAM_DECIDED, by=by, on=item, outcome=verdict.outcome.value)
    return item


def departures(surveyed: Arrival) -> list[str]:
    """How the way to this decision is not the plan's: a sentence each. Empty when it is.

    Who waits has been decided about before, and is not met again.
    """
    item = surveyed.item
    if surveyed.enrolment.decision == Decision.WAITING:
        return []
    if item is None or item.outcome is not None or item.meeting.held_at is None:
        return [_("Mötet har inte hållits.")]
    there = dict(Attendance.objects.filter(meeting=item.meeting_id).values_list("seat", "present"))
    sentences = {
        False: _("%(who)s var inte med på mötet."),
        None: _("Det är inte antecknat att %(who)s var med på mötet."),
    }
    seats = surveyed.group.seats_for(surveyed.enrolment)
    answers = [(seat, there.get(seat.key)) for seat in seats]
    return [sentences[said] % {"who": seat.title} for seat, said in answers if said is not True]


def _without_plan(surveyed: Arrival) -> bool:
    rows = PlannedStep.objects.filter(item__enrolment=surveyed.enrolment)
    return surveyed.group.plans and not rows.exists()


def _refuse_silent_departure(missing: list[str], departure: str) -> None:
    if missing and not departure.strip():
        why = _("Skriv varför ni beslutar ändå, eller gör det först.")
        raise ValidationError({"departure": " ".join([*missing, why])})


def _refuse_when_not_to_be_decided(surveyed: Arrival) -> None:
    if not surveyed.group.meets_person:
        raise ValidationError(_("I den här insatsen beslutar remittentgruppen på sitt möte."))
    if surveyed.stage == Stage.SETTLE:
        raise ValidationError(_("Ni enades inte. Enhetschefen avgör."))
    if surveyed.stage in (Stage.ADMIT, Stage.CLOSED):
        raise _decided()


def _matter_of(surveyed: Arrival, now: datetime) -> MeetingItem:
    """The matter of the meeting that was held; else one of its own, for a decision without one."""
    item, person, group = surveyed.item, surveyed.enrolment, surveyed.group
    if item and item.outcome is None and item.meeting.held_at:
        return MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    ReferralMeeting.objects.open().filter(around=person).update(cancelled_at=now)
    meeting = ReferralMeeting(
        association_id=person.association_id, programme=group.programme, unit=group.unit,
        around=person, on=timezone.localdate(now), held_at=now,
    )  # fmt: skip
    meeting.full_clean()
    meeting.save()
    kinds = MeetingItem.Kind
    return MeetingItem.objects.create(
        association_id=person.association_id, meeting=meeting, enrolment=person,
        kind=kinds.WAITING if person.decision == Decision.WAITING else kinds.NEW,
    )  # fmt: skip


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
    """Decide where the group could not agree. The head of the coach's unit, with a reason."""
    require(by, Permission.DISPUTE_DECIDE, item.enrolment)
    enrolment, held = _held(item, revision)
    if held.outcome != Outcome.DISAGREE:
        raise ValidationError(_("Gruppen är enig här, så det finns inget att avgöra."))
    if held.settled:
        raise _decided()
    if not verdict.reason.strip():
        raise ValidationError({"reason": _("Skriv skälet: gruppen läser det.")})
    day = timezone.localdate(now)
    _refuse_verdict(held, enrolment, verdict, day, now)

    _write(held, verdict)
    held.settled_by, held.settled_at = by, now
    held.full_clean()
    held.save()
    _onto_enrolment(enrolment, verdict, day)

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
    _refuse_verdict(held, enrolment, verdict, day, now)

    _write(held, verdict)
    held.correction, held.corrected_by, held.corrected_at = why.strip(), by, now
    held.full_clean()
    held.save()
    _onto_enrolment(enrolment, verdict, day)

    log.record(Event.DECISION_CORRECTED, by=by, on=held, outcome=verdict.outcome.value)
    return held


# --- The rules ------------------------------------------------------------------------------------


def _held(item: MeetingItem, revision: int | None) -> tuple[Enrolment, MeetingItem]:
    """The enrolment, then the item, locked in that order by everyone."""
    enrolment = hold(item.enrolment, revision)
    held = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    return enrolment, held


def _decided() -> ValidationError:
    return ValidationError(
        _("Det finns redan ett beslut. Öppna det och välj Rätta beslutet om något blev fel.")
    )


def _refuse_what_is_decided(item: MeetingItem) -> None:
    if item.outcome is not None:
        raise _decided()


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
            _("Mötet är %(day)s. Beslut antecknas från den dagen.")
            % {"day": date_format(meeting.on, "j F Y")}
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


def _refuse_verdict(
    item: MeetingItem, enrolment: Enrolment, verdict: Verdict, day: date, now: datetime
) -> None:
    """Everything that is wrong with the verdict, at once, by field. ``day`` is the decision's."""
    surveyed = arrival(enrolment, timezone.localdate(now))
    faults = {
        **_unsaid(verdict),
        **_groundless(enrolment.version.definition, verdict),
        **_wrong_days(enrolment, verdict, day),
        **_not_for_the_plan(item, surveyed, verdict),
    }
    if faults:
        raise ValidationError(faults)


def _unsaid(verdict: Verdict) -> Faults:
    sentences = {
        "from_day": _("Skriv från vilken dag."),
        "reason": _("Skriv skälet. Den som remitterade läser det."),
        "end_reason": _("Välj orsaken till avslutet."),
    }
    said = {"from_day": verdict.from_day, "reason": verdict.reason.strip()}
    said["end_reason"] = verdict.end_reason
    return {key: sentences[key] for key in NEEDS.get(verdict.outcome, ()) if not said[key]}


def _groundless(definition: ProgrammeDefinition, verdict: Verdict) -> Faults:
    """That a refusal does not say which criteria it rests on, or names what the plan has not."""
    grounds = grounds_of(definition)
    if verdict.outcome != Outcome.REFUSED or not grounds:
        return {}
    if not verdict.criteria:
        return {"criteria": _("Kryssa för det som beslutet vilar på, eller Annat skäl.")}
    if set(verdict.criteria) - set(grounds) - {OTHER}:
        return {"criteria": _("Planen har inte det villkoret. Ladda om sidan.")}
    return {}


def _wrong_days(enrolment: Enrolment, verdict: Verdict, day: date) -> Faults:
    if verdict.from_day is None:
        return {}
    if verdict.outcome == Outcome.ADMITTED and verdict.from_day < day:
        sentence = _("Personen kan inte tas in före beslutet, som är från %(day)s.")
        return {"from_day": sentence % {"day": date_format(day, "j F Y")}}
    started = enrolment.started_on
    if verdict.outcome == Outcome.END and started and verdict.from_day < started:
        return {"from_day": _("Avslutet kan inte vara före inskrivningen.")}
    return {}


def _not_for_the_plan(item: MeetingItem, surveyed: Arrival, verdict: Verdict) -> Faults:
    """What the plan keeps from being decided about this person."""
    definition = surveyed.group.definition
    if verdict.outcome not in outcomes_for(item.kind, definition):
        return {"outcome": _("Det beslutet går inte att fatta här.")}
    if verdict.end_reason and verdict.end_reason not in definition.end_reasons:
        return {"end_reason": _("Insatsen känner inte den avslutsorsaken.")}
    if item.meeting.around_id:
        return _not_yet_in(surveyed, verdict) or _unmet(surveyed, verdict)
    # To take back an application is for the person and the party, and needs no consent.
    if verdict.outcome != Outcome.WITHDRAWN and (fault := _unheard_of(item)):
        return {"outcome": fault}
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    if surveyed.lacking:
        return {"outcome": _not_ready(surveyed)}
    return _unmet(surveyed, verdict)


def _unmet(surveyed: Arrival, verdict: Verdict) -> Faults:
    """Every criterion known not to be met, where the person would be taken in all the same."""
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    unmet = why_not(judged(surveyed.enrolment, surveyed.today))
    return {"outcome": unmet} if unmet else {}


def _not_yet_in(surveyed: Arrival, verdict: Verdict) -> Faults:
    """What keeps someone whom the team has met from being taken in. To say no needs no consent."""
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    if surveyed.group.definition.consent and not _agreed_to(surveyed):
        return {"outcome": _("Personen kan inte tas in än: samtycke saknas. Registrera det först.")}
    return {"outcome": _not_ready(surveyed)} if surveyed.lacking else {}


def _agreed_to(surveyed: Arrival) -> bool:
    """Whether a consent holds today, and names each party that sits for itself."""
    assert surveyed.today
    given = Consent.objects.in_force(surveyed.today).filter(enrolment=surveyed.enrolment)
    return surveyed.consented and given.exists()


def _unheard_of(item: MeetingItem) -> str:
    """That someone at the meeting might not hear of the person that day (A8). Empty: all might."""
    known = coverage([item.enrolment_id], item.meeting.on)
    seats = group_at(item.meeting).without_consent(item.enrolment_id, known)
    if not seats:
        return ""
    return _(
        "Samtycket omfattar inte %(parties)s på mötesdagen, så personen kan inte tas upp. Ta bort "
        "personen från dagordningen."
    ) % {"parties": ", ".join(seat.title for seat in seats)}


def _not_ready(surveyed: Arrival) -> str:
    preparation = surveyed.group.definition.preparation
    lacking = "; ".join(ready.text for ready in surveyed.lacking)
    sentence = _(
        "Personen kan inte tas in än. Det här är inte klart: %(lacking)s. Välj att personen "
        "väntar, eller anteckna först att det är klart."
    ) % {"lacking": lacking}
    plan = preparation.not_ready if preparation else None
    return f"{sentence} {plan}" if plan else sentence


def _refuse_positions(
    item: MeetingItem, enrolment: Enrolment, positions: Mapping[str, tuple[Outcome, str]]
) -> None:
    definition = enrolment.version.definition
    if not (definition.deciding and definition.deciding.disagreement):
        raise ValidationError(_("Planen säger inte vem som avgör när gruppen inte enas."))
    if not item.meeting.around_id and (fault := _unheard_of(item)):
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


# --- Writing --------------------------------------------------------------------------------------


def _write(item: MeetingItem, verdict: Verdict) -> None:
    """Put the verdict on the item: as the group's, or as what settled its disagreement."""
    if item.outcome == Outcome.DISAGREE:
        item.settled, item.settled_reason = verdict.outcome, verdict.reason.strip()
    else:
        item.outcome, item.reason = verdict.outcome, verdict.reason.strip()
    item.criteria = _grounds(verdict)
    item.from_day = verdict.from_day
    ends = verdict.outcome == Outcome.END
    item.end_reason = verdict.end_reason if ends else ""
    item.after_support = verdict.after_support.strip() if ends else ""


def _grounds(verdict: Verdict) -> list[str]:
    """What a refusal rests on; of any other decision, nothing."""
    return list(verdict.criteria) if verdict.outcome == Outcome.REFUSED else []


def _onto_enrolment(enrolment: Enrolment, verdict: Verdict, day: date) -> None:
    """Let a decision on an application hold for the enrolment, from the day it was made."""
    if verdict.outcome in Decision.values:
        enrolment.decision, enrolment.decided_on = verdict.outcome.value, day
        refused = verdict.outcome == Outcome.REFUSED
        enrolment.refusal_reason = verdict.reason.strip() if refused else ""
        enrolment.refusal_criteria = _grounds(verdict)
        if verdict.outcome == Outcome.ADMITTED:
            # From here on the parties work with the person, where no group has taken them up.
            enrolment.raised_on = enrolment.raised_on or day
        enrolment.full_clean()
        enrolment.save()
    else:
        enrolment.save(update_fields=["revision"])
