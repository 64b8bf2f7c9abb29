"""Calling the referral group, building its agenda, recording who came, finishing (A9)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import User
from stegvis.access.once import fresh
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.groups import Group, Seat
from stegvis.intake.models import Attendance, MeetingItem, ReferralMeeting
from stegvis.intake.queries.arrivals import Stage, survey, surveyed
from stegvis.intake.queries.meetings import group_at
from stegvis.participants.models import Decision, Enrolment
from stegvis.participants.queries import coverage
from stegvis.participants.services import hold
from stegvis.ui.human import in_full


@dataclass(frozen=True)
class Seen:
    """Who filled a seat. `present` is None where nobody has said."""

    present: bool | None
    name: str = ""
    substitute: bool = False


# --- The meeting ----------------------------------------------------------------------------------


@transaction.atomic
def plan_meeting(*, by: User, group: Group, on: date, today: date) -> ReferralMeeting:
    """Call the group together on a day to come.

    Refused where the programme has no group, and for a day that has passed.
    """
    if group.unit.pk not in by.units_with(Permission.MEETING_RUN):
        raise PermissionDenied
    if not group.meets:
        raise ValidationError(_("Insatsen har ingen remittentgrupp: teamet beslutar självt."))
    refuse_past(on, today)

    meeting = ReferralMeeting(
        association_id=group.unit.association_id,
        programme=group.programme,
        unit=group.unit,
        on=on,
    )
    meeting.full_clean()
    meeting.save()

    log.record(Event.MEETING_PLANNED, by=by, on=meeting, day=on.isoformat())
    return meeting


@transaction.atomic
def move_meeting(
    *, by: User, meeting: ReferralMeeting, on: date, today: date, revision: int | None = None
) -> ReferralMeeting:
    """Hold the meeting on another day, so that every party can be there (H23 §6.5).

    Refused once it has begun to decide, and for a day that has passed.
    """
    held = _open_meeting(by, meeting, revision)
    refuse_past(on, today)
    if held.items.filter(outcome__isnull=False).exists():
        raise ValidationError(_("Mötet har börjat besluta och kan inte flyttas."))

    held.on = on
    held.full_clean()
    held.save()

    log.record(Event.MEETING_MOVED, by=by, on=held, day=on.isoformat())
    return held


@transaction.atomic
def cancel_meeting(
    *, by: User, meeting: ReferralMeeting, now: datetime, revision: int | None = None
) -> ReferralMeeting:
    """Call a meeting off. Those on its agenda wait for the next. Refused once it has decided."""
    held = _open_meeting(by, meeting, revision)
    if held.items.filter(outcome__isnull=False).exists():
        raise ValidationError(_("Mötet har börjat besluta. Avsluta det i stället."))

    held.cancelled_at = now
    held.full_clean()
    held.save()

    log.record(Event.MEETING_CANCELLED, by=by, on=held)
    return held


@transaction.atomic
def finish_meeting(
    *, by: User, meeting: ReferralMeeting, now: datetime, revision: int | None = None
) -> ReferralMeeting:
    """End the meeting: nothing more is decided at it. Who was not dealt with waits for the next.

    Refused before its day.
    """
    held = _open_meeting(by, meeting, revision)
    refuse_before(held, timezone.localdate(now))

    held.held_at = now
    held.full_clean()
    held.save()

    log.record(Event.MEETING_FINISHED, by=by, on=held)
    return held


@transaction.atomic
def record_attendance(
    *,
    by: User,
    meeting: ReferralMeeting,
    seats: Mapping[str, Seen],
    today: date,
    revision: int | None = None,
) -> ReferralMeeting:
    """Keep who was there for each seat, by its key. What nobody has said is kept as not said.

    Refused before the day of the meeting, and for seats that the group has not.
    """
    held = _open_meeting(by, meeting, revision)
    refuse_before(held, today)
    there = {seat.key: seat.organisation for seat in group_at(held).seats if seat.organisation}
    if unknown := sorted(set(seats) - set(there)):
        raise ValidationError(
            _("De här platserna finns inte i gruppen: %(seats)s.") % {"seats": ", ".join(unknown)}
        )

    for key, seen in seats.items():
        Attendance.objects.update_or_create(
            association_id=held.association_id,
            meeting=held,
            seat=key,
            defaults={
                "organisation": there[key],
                "present": seen.present,
                "name": seen.name.strip(),
                "substitute": seen.substitute,
            },
        )
    held.save(update_fields=["revision"])

    present = sum(seen.present is True for seen in seats.values())
    log.record(Event.ATTENDANCE_RECORDED, by=by, on=held, present=present, seats=len(seats))
    return held


def _open_meeting(by: User, meeting: ReferralMeeting, revision: int | None) -> ReferralMeeting:
    """The meeting locked for an act, its revision raised; refused when it is over."""
    require(by, Permission.MEETING_RUN, meeting)
    held = ReferralMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    fresh(held, revision)
    if not held.is_open:
        raise ValidationError(_("Mötet är avslutat eller inställt. Inget mer kan ändras i det."))
    held.revision += 1
    return held


def refuse_past(on: date, today: date) -> None:
    """Refuse a day that has passed."""
    if on < today:
        raise ValidationError({"on": _("Dagen har varit. Välj i dag eller en dag som kommer.")})


def refuse_before(meeting: ReferralMeeting, today: date) -> None:
    """Refuse to write down a meeting before its day."""
    if meeting.on > today:
        raise ValidationError(
            _("Mötet är %(day)s. Det kan antecknas från den dagen.") % {"day": in_full(meeting.on)}
        )


# --- The agenda -----------------------------------------------------------------------------------


@transaction.atomic
def raise_people(
    *,
    by: User,
    meeting: ReferralMeeting,
    enrolments: Iterable[int],
    today: date,
    revision: int | None = None,
) -> list[MeetingItem]:
    """Bring people who have applied before the group (aktualisera). All of them or none.

    Refused for anyone whose consents do not name every party that sits, today and on the day of
    the meeting (A8): from now on the parties see them.
    """
    held = _open_meeting(by, meeting, revision)
    people = _visible(by, held, enrolments)
    group = group_at(held)
    faults = unconsented(group, people, held.on, today)
    faults += [
        _("%(name)s väntar inte på att tas upp.") % {"name": arrival.enrolment.listed_name}
        for arrival in survey(people, today)
        if arrival.stage not in (Stage.RAISE, Stage.PREPARE, Stage.CONSENT)
    ]
    if faults:
        raise ValidationError(faults)

    held.save(update_fields=["revision"])
    return [_raise(by, held, person, kind_of(person), "", today) for person in people]


@transaction.atomic
def take_up(
    *,
    by: User,
    meeting: ReferralMeeting,
    enrolment: Enrolment,
    kind: MeetingItem.Kind,
    about: str,
    today: date,
    revision: int | None = None,
) -> MeetingItem:
    """Bring up someone who takes part: to be followed up, or to leave. Consent as for all.

    Refused for one who does not take part now.
    """
    held = _open_meeting(by, meeting, revision)
    [person] = _visible(by, held, [enrolment.pk])
    if kind not in (MeetingItem.Kind.FOLLOW_UP, MeetingItem.Kind.EXIT):
        raise ValidationError({"kind": _("Välj uppföljning eller avslut.")})
    if not person.started_on or person.ended_on or person.discharged_on:
        raise ValidationError(_("Personen deltar inte i insatsen nu."))
    if faults := unconsented(group_at(held), [person], held.on, today):
        raise ValidationError(faults)

    held.save(update_fields=["revision"])
    return _raise(by, held, person, kind, about.strip(), today)


@transaction.atomic
def take_off(*, by: User, item: MeetingItem, revision: int | None = None) -> None:
    """Take someone off an agenda before anything was decided, such as when consent has ended.

    Refused once it has been decided.
    """
    held = _open_meeting(by, item.meeting, revision)
    require(by, Permission.MEETING_RUN, item.enrolment)
    row = MeetingItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    if row.outcome is not None:
        raise ValidationError(_("Det finns redan ett beslut om personen på det här mötet."))

    held.save(update_fields=["revision"])
    log.record(Event.PERSON_TAKEN_OFF, by=by, on=row, meeting=held.pk)
    row.delete()


def _visible(by: User, meeting: ReferralMeeting, numbers: Iterable[int]) -> list[Enrolment]:
    """The enrolments among those the user may bring up at this meeting, in the order given."""
    wanted = list(dict.fromkeys(numbers))
    if not wanted:
        raise ValidationError(_("Kryssa för minst en person att ta upp."))
    rows = surveyed(
        Enrolment.objects.visible_to(by, Permission.MEETING_RUN).filter(
            pk__in=wanted, unit=meeting.unit_id, programme=meeting.programme_id
        )
    )
    found = {row.pk: row for row in rows}
    if len(found) < len(wanted):
        raise ValidationError(_("En av personerna hör inte till gruppen. Ladda om sidan."))
    return [found[number] for number in wanted]


def unconsented(group: Group, people: list[Enrolment], on: date, today: date) -> list[str]:
    """One sentence for each person whom someone at the meeting may not hear of."""
    if not (group.definition.consent and group.definition.consent.required_before == "raising"):
        return []
    numbers = [person.pk for person in people]
    days = [coverage(numbers, day) for day in dict.fromkeys([today, on])]
    sentence = _(
        "%(name)s kan inte tas upp: samtycket omfattar inte %(parties)s. Registrera ett samtycke "
        "som gäller till och med mötet."
    )
    faults = []
    for person in people:
        seats: dict[Seat, None] = {}
        for known in days:
            seats |= dict.fromkeys(group.without_consent(person.pk, known))
        if seats:
            titles = ", ".join(seat.title for seat in seats)
            faults.append(sentence % {"name": person.listed_name, "parties": titles})
    return faults


def kind_of(enrolment: Enrolment) -> MeetingItem.Kind:
    """As what somebody on the way in comes before those who decide: new, or waiting already."""
    kinds = MeetingItem.Kind
    return kinds.WAITING if enrolment.decision == Decision.WAITING else kinds.NEW


def _raise(
    by: User,
    meeting: ReferralMeeting,
    person: Enrolment,
    kind: MeetingItem.Kind,
    about: str,
    today: date,
) -> MeetingItem:
    enrolment = hold(person)
    enrolment.raised_on = enrolment.raised_on or today
    enrolment.full_clean()
    enrolment.save()
    item = MeetingItem(
        association_id=meeting.association_id,
        meeting=meeting,
        enrolment=enrolment,
        kind=kind,
        about=about,
    )
    item.full_clean()
    item.save()

    log.record(Event.PERSON_RAISED, by=by, on=item, meeting=meeting.pk)
    return item
