"""What is decided about one person by those who have met them: a team (A10), or parties (M20)."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.models import Attendance, MeetingItem, Outcome, PlannedStep, ReferralMeeting
from stegvis.intake.queries.arrivals import Arrival, Stage, arrival
from stegvis.intake.services.verdicts import (
    Verdict,
    decided_already,
    onto_enrolment,
    refuse_verdict,
    write_verdict,
)
from stegvis.participants.models import Decision, Enrolment
from stegvis.participants.services import hold


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
    an application needs no meeting. The day of the decision is today. Refused where it is not
    theirs to decide, when it has been decided, and with all that is wrong with the verdict.
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
    refuse_verdict(item, held, verdict, today, now)

    write_verdict(item, verdict)
    item.departure = departure.strip() if missing else ""
    item.recorded_by, item.recorded_at = by, now
    item.full_clean()
    item.save()
    onto_enrolment(held, verdict, today)

    log.record(Event.TEAM_DECIDED, by=by, on=item, outcome=verdict.outcome.value)
    return item


# --- The rules ------------------------------------------------------------------------------------


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
        raise decided_already()


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
