"""The meeting around one person: booked, moved, called off, held (A10; M20 §3, station 2)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.models import Attendance, MeetingItem, PlannedStep, ReferralMeeting
from stegvis.intake.queries.arrivals import Arrival, Stage, arrival
from stegvis.intake.queries.meetings import group_at
from stegvis.intake.services.meetings import Seen, kind_of, refuse_before, refuse_past, unconsented
from stegvis.participants.models import Enrolment
from stegvis.participants.services import hold

#: Where someone stands when a meeting can be booked.
BEFORE = (Stage.PREPARE, Stage.BOOK, Stage.QUEUE)
#: What a reader is told who comes to book too late or too early.
NOT_NOW = {
    Stage.CONSENT: gettext_lazy("Samtycke saknas. Registrera det innan mötet bokas."),
    Stage.MATCH: gettext_lazy("Utse först en kontaktperson: den träffar personen på mötet."),
    Stage.MEET: gettext_lazy("Det finns redan ett möte bokat. Flytta det i stället."),
    Stage.HOLD: gettext_lazy("Mötet har varit. Anteckna vilka som var med."),
    Stage.DECIDE: gettext_lazy("Mötet har hållits. Besluta nu."),
}


@dataclass(frozen=True)
class Agreed:
    """One row of a joint plan: what, who does it, by when. No day is until further notice."""

    what: str
    who: str
    by_on: date | None = None


@transaction.atomic
def book_meeting(
    *,
    by: User,
    enrolment: Enrolment,
    on: date,
    at: time | None = None,
    place: str = "",
    today: date,
    revision: int | None = None,
) -> MeetingItem:
    """Book the meeting with the person, the referrer and whoever else the plan seats.

    Where parties sit for themselves they see the person from now on, so their consent is asked for.
    Refused where the group decides, where the person is not at the point of being met, for a day
    that has passed, and without that consent today and on the day.
    """
    require(by, Permission.MEETING_RUN, enrolment)
    held = hold(enrolment, revision)
    surveyed = arrival(held, today)
    _refuse_unless_to_be_met(surveyed)
    refuse_past(on, today)
    if faults := unconsented(surveyed.group, [held], on, today):
        raise ValidationError(faults)

    if surveyed.group.seated_parties:
        held.raised_on = held.raised_on or today
    held.full_clean()
    held.save()
    meeting = ReferralMeeting(
        association_id=held.association_id, programme=surveyed.group.programme,
        unit=surveyed.group.unit, around=held, on=on, at=at, place=place.strip(),
    )  # fmt: skip
    meeting.full_clean()
    meeting.save()
    item = MeetingItem.objects.create(
        association_id=held.association_id, meeting=meeting, enrolment=held, kind=kind_of(held)
    )

    log.record(Event.PERSON_MEETING_BOOKED, by=by, on=item, day=on.isoformat())
    return item


def _refuse_unless_to_be_met(surveyed: Arrival) -> None:
    if not surveyed.group.meets_person:
        raise ValidationError(_("I den här insatsen tas personen upp i remittentgruppen."))
    if surveyed.stage not in BEFORE:
        raise ValidationError(
            NOT_NOW.get(surveyed.stage, _("Det finns redan ett beslut, så inget möte behövs."))
        )


@transaction.atomic
def move_person_meeting(
    *,
    by: User,
    enrolment: Enrolment,
    on: date,
    at: time | None = None,
    place: str = "",
    today: date,
    revision: int | None = None,
) -> MeetingItem:
    """Meet on another day, at another hour or in another place. The consent has to reach it too.

    Refused for a day that has passed, and once the meeting was held or it has been decided.
    """
    held, item = _booked(by, enrolment, revision)
    refuse_past(on, today)
    meeting = item.meeting
    if on != meeting.on and (faults := unconsented(group_at(meeting), [held], on, today)):
        raise ValidationError(faults)
    meeting.on, meeting.at, meeting.place = on, at, place.strip()
    meeting.revision += 1
    meeting.full_clean()
    meeting.save()
    held.save(update_fields=["revision"])

    log.record(Event.PERSON_MEETING_MOVED, by=by, on=item, day=on.isoformat())
    return item


@transaction.atomic
def cancel_person_meeting(
    *, by: User, enrolment: Enrolment, now: datetime, revision: int | None = None
) -> MeetingItem:
    """Call the meeting off. Another is to be booked. Refused once it was held."""
    held, item = _booked(by, enrolment, revision)
    item.meeting.cancelled_at = now
    item.meeting.revision += 1
    item.meeting.full_clean()
    item.meeting.save()
    held.save(update_fields=["revision"])

    log.record(Event.PERSON_MEETING_CANCELLED, by=by, on=item)
    return item


@transaction.atomic
def hold_meeting(
    *,
    by: User,
    enrolment: Enrolment,
    seats: Mapping[str, Seen],
    notes: str = "",
    steps: Sequence[Agreed] = (),
    now: datetime,
    revision: int | None = None,
) -> MeetingItem:
    """Keep who was there, what is to be remembered, and the plan where one is made together.

    Until it has been decided it can be put right; the plan is then the rows given and no others.
    What nobody has said of a seat is kept as not said. Refused before the day of the meeting, and
    for seats or a plan that the programme has not.
    """
    held, item = _booked(by, enrolment, revision, minuted=True)
    meeting, today = item.meeting, timezone.localdate(now)
    refuse_before(meeting, today)
    surveyed = arrival(held, today)
    there = {seat.key: seat for seat in surveyed.group.seats_for(held)}
    if unknown := sorted(set(seats) - set(there)):
        raise ValidationError(
            _("De här platserna finns inte i mötet: %(seats)s.") % {"seats": ", ".join(unknown)}
        )
    if steps and not surveyed.group.plans:
        raise ValidationError(_("I den här insatsen görs ingen gemensam plan på mötet."))

    for key, seen in seats.items():
        Attendance.objects.update_or_create(
            association_id=held.association_id, meeting=meeting, seat=key,
            defaults={
                "organisation": there[key].organisation, "present": seen.present,
                "name": seen.name.strip(), "substitute": seen.substitute,
            },
        )  # fmt: skip
    _plan(item, steps)
    meeting.notes, meeting.held_at = notes.strip(), now
    meeting.revision += 1
    meeting.full_clean()
    meeting.save()
    held.save(update_fields=["revision"])

    present = sum(seen.present is True for seen in seats.values())
    log.record(Event.PERSON_MEETING_HELD, by=by, on=item, present=present, seats=len(there))
    return item


def _plan(item: MeetingItem, steps: Sequence[Agreed]) -> None:
    """Let the plan be these rows: each place is written, those beyond are removed."""
    for place, step in enumerate(steps):
        row = PlannedStep.objects.filter(item=item, place=place).first()
        row = row or PlannedStep(association_id=item.association_id, item=item, place=place)
        row.what, row.who, row.by_on = step.what.strip(), step.who.strip(), step.by_on
        row.full_clean()
        row.save()
    PlannedStep.objects.filter(item=item, place__gte=len(steps)).delete()


def _booked(
    by: User, enrolment: Enrolment, revision: int | None, *, minuted: bool = False
) -> tuple[Enrolment, MeetingItem]:
    """The person, locked, and the matter of the meeting that is booked and not decided.

    ``minuted``: also when it has been held already.
    """
    require(by, Permission.MEETING_RUN, enrolment)
    held = hold(enrolment, revision)
    rows = MeetingItem.objects.filter(
        enrolment=held, meeting__around=held, meeting__cancelled_at__isnull=True
    )
    item = rows.select_related("meeting").order_by("-meeting__on", "-pk").first()
    if item is None:
        raise ValidationError(_("Det finns inget möte bokat."))
    if item.outcome is not None:
        raise ValidationError(_("Det är redan beslutat efter mötet. Rätta beslutet i stället."))
    if item.meeting.held_at and not minuted:
        raise ValidationError(_("Mötet har hållits och kan inte flyttas eller ställas in."))
    return held, item
