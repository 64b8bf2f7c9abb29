"""The referral group's meetings: when, who is to be brought up, what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Q, QuerySet

from stegvis.access.models import Membership, User
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.intake.groups import Group, Seat, group_of, groups
from stegvis.intake.models import Attendance, MeetingItem, MeetingQuerySet, Outcome, ReferralMeeting
from stegvis.intake.queries.arrivals import Arrival, Stage, on_the_way_in, survey, surveyed
from stegvis.lib.dates import add_months, is_working_day, working_days_after
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import coverage
from stegvis.programmes.models import ProgrammeVersion

#: How long before the first meeting its group is called.
FIRST_CALL = timedelta(days=14)


def meetings(user: User) -> MeetingQuerySet:
    """The meetings of the user's groups, the latest first."""
    rows = ReferralMeeting.objects.visible_to(user).select_related("unit", "programme")
    return rows.order_by("-on", "-pk")


def matters(user: User, shown: Iterable[ReferralMeeting]) -> dict[int, int]:
    """Per meeting, by number, how many people it takes up whom the user may see."""
    rows = MeetingItem.objects.visible_to(user).filter(meeting__in=[row.pk for row in shown])
    return dict(rows.values_list("meeting").annotate(Count("pk")).order_by())


# --- When -----------------------------------------------------------------------------------------


def next_day(last: date | None, today: date) -> date:
    """The day to suggest for a monthly group's next meeting, never in the past.

    A month after the last one, on the same weekday; two weeks ahead for the first. A day off
    gives way to the next working day.
    """
    day = today + FIRST_CALL if last is None else _same_weekday(add_months(last, 1), last)
    if day < today:
        day = today + timedelta(days=7)
    return day if is_working_day(day) else working_days_after(day, 1)


def _same_weekday(day: date, like: date) -> date:
    """The nearest day to ``day`` on the weekday of ``like``."""
    return day + timedelta(days=(like.weekday() - day.weekday() + 3) % 7 - 3)


@dataclass(frozen=True)
class Planned:
    """One group and its meetings: the next or unfinished one, and the last that was held."""

    group: Group
    open: ReferralMeeting | None
    last_on: date | None

    def suggested(self, today: date) -> date:
        return next_day(self.last_on, today)


def planned_meetings(user: User, today: date) -> list[Planned]:
    """Each group that the user calls together, with its next meeting. Five queries."""
    mine = [g for g in groups(user, Permission.MEETING_RUN, today) if g.meets]
    rows = ReferralMeeting.objects.filter(
        unit__in={g.unit.pk for g in mine}, cancelled_at__isnull=True, around__isnull=True
    ).order_by("on", "pk")
    first_open: dict[tuple[int, int], ReferralMeeting] = {}
    last: dict[tuple[int, int], date] = {}
    for row in rows:
        key = (row.programme_id, row.unit_id)
        if row.is_open:
            first_open.setdefault(key, row)
        else:
            last[key] = row.on
    keys = [(g.programme.pk, g.unit.pk) for g in mine]
    return [
        Planned(group, first_open.get(key), last.get(key))
        for group, key in zip(mine, keys, strict=True)
    ]


def nobody_meets(user: User, today: date) -> bool:
    """Whether no referral group meets where the user takes part. Three queries."""
    found = groups(user, Permission.MEETING_TAKE_PART, today)
    return not any(group.meets for group in found)


# --- What is taken up -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """One person on an agenda."""

    item: MeetingItem
    arrival: Arrival
    #: Seats that may not hear of the person on the day of the meeting.
    unconsented: tuple[Seat, ...]


@dataclass(frozen=True)
class Proposal:
    """Someone who could be brought up, and the seats that may not hear of them."""

    arrival: Arrival
    unconsented: tuple[Seat, ...]


@dataclass(frozen=True)
class SeatAt:
    """One seat at one meeting. `attendance` is None while nobody has said anything."""

    seat: Seat
    attendance: Attendance | None


@dataclass(frozen=True)
class Agenda:
    """A meeting as one reader sees it. The proposals are for the one who calls the group."""

    meeting: ReferralMeeting
    group: Group
    seats: list[SeatAt]
    lines: list[Line]
    #: Prepared and with consent: proposed from the start.
    ready: list[Proposal]
    #: With consent, but something of the preparation remains.
    unready: list[Proposal]
    #: Nobody may bring them up: consent is missing, has run out or names too few.
    blocked: list[Proposal]

    @property
    def undecided(self) -> list[Line]:
        return [line for line in self.lines if line.item.outcome is None]


def group_at(meeting: ReferralMeeting) -> Group:
    """The group that meets, as the version that had begun on the day seats it.

    Around one person it is as the version seats it that the person came in under.
    """
    if meeting.around is not None:
        return group_of(meeting.unit, meeting.around.version)
    versions = ProgrammeVersion.objects.filter(programme=meeting.programme_id)
    versions = versions.select_related("programme").order_by("-valid_from", "-pk")
    version = versions.filter(valid_from__lte=meeting.on).first() or versions.last()
    assert version, "a meeting belongs to a programme that has been published"
    return group_of(meeting.unit, version)


def agenda(meeting: ReferralMeeting, user: User, today: date) -> Agenda:
    """What a meeting takes up, as far as the reader may see it, in a fixed number of queries.

    A party's member sees those alone whose consent names the party today.
    """
    group = group_at(meeting)
    items = list(MeetingItem.objects.visible_to(user).filter(meeting=meeting).order_by("pk"))
    raised = surveyed(Enrolment.objects.filter(pk__in=[item.enrolment_id for item in items]))
    waiting = on_the_way_in(user, Permission.MEETING_RUN).filter(
        unit=meeting.unit_id, programme=meeting.programme_id
    )
    known = {e.pk: e for e in [*raised, *(waiting if meeting.is_open else [])]}
    surveys = {a.enrolment.pk: a for a in survey(list(known.values()), today)}
    then = coverage(known, meeting.on)

    def unconsented(number: int) -> tuple[Seat, ...]:
        on_the_day = group.without_consent(number, then)
        return tuple(dict.fromkeys([*surveys[number].unconsented, *on_the_day]))

    taken_up = {item.enrolment_id for item in items}
    proposals = [
        Proposal(arrival, unconsented(number))
        for number, arrival in surveys.items()
        if number not in taken_up and _may_be_proposed(arrival)
    ]
    proposals.sort(key=lambda p: not p.arrival.goes_first)  # stable: oldest first within each
    return Agenda(
        meeting=meeting,
        group=group,
        seats=seats_with_answers(meeting, group),
        lines=[
            Line(item, surveys[item.enrolment_id], unconsented(item.enrolment_id)) for item in items
        ],
        ready=[p for p in proposals if not p.unconsented and p.arrival.prepared],
        unready=[p for p in proposals if not p.unconsented and not p.arrival.prepared],
        blocked=[p for p in proposals if p.unconsented],
    )


def _may_be_proposed(arrival: Arrival) -> bool:
    return arrival.stage in (Stage.CONSENT, Stage.PREPARE, Stage.RAISE)


def seats_at(meeting: ReferralMeeting, group: Group) -> tuple[Seat, ...]:
    """Who is to be at the meeting."""
    return group.seats_for(meeting.around) if meeting.around else group.seats


def seats_with_answers(meeting: ReferralMeeting, group: Group) -> list[SeatAt]:
    """Each seat of the meeting, with what has been noted of it."""
    said = {row.seat: row for row in Attendance.objects.filter(meeting=meeting)}
    return [SeatAt(seat, said.get(seat.key)) for seat in seats_at(meeting, group)]


def usual_members(group: Group, day: date) -> dict[str, list[str]]:
    """Per seat, by its key, the names of those whose role on the day lets them fill it."""
    rows = (
        Membership.objects.in_force(day)
        .filter(unit=group.unit)
        .select_related("user")
        .order_by("user__name", "pk")
    )
    people = [(row.role, row.organisation_id, row.user.name) for row in rows]
    return {
        seat.key: [name for role, party, name in people if _fills(seat, role, party)]
        for seat in group.seats
    }


def _fills(seat: Seat, role: str, party: int) -> bool:
    if seat.role:
        return role == seat.role
    shares = Permission.SHARED_READ in ROLES[Role(role)].permissions
    return shares and seat.organisation is not None and party == seat.organisation.pk


def taking_part(meeting: ReferralMeeting, user: User) -> QuerySet[Enrolment]:
    """Who is in the programme in the meeting's unit now and can be brought up for follow-up."""
    return (
        Enrolment.objects.visible_to(user, Permission.MEETING_RUN)
        .filter(
            unit=meeting.unit_id,
            programme=meeting.programme_id,
            started_on__isnull=False,
            ended_on__isnull=True,
            discharged_on__isnull=True,
        )
        .exclude(meeting_items__meeting=meeting)
        .select_related("participant")
        .order_by("participant__family_name", "participant__given_name", "pk")
    )


def disputes(user: User) -> QuerySet[MeetingItem]:
    """What groups could not agree on and the user is to settle, oldest first."""
    return (
        MeetingItem.objects.visible_to(user, Permission.DISPUTE_DECIDE)
        .disputed()
        .select_related("enrolment__participant", "enrolment__programme", "meeting__unit")
        .order_by("meeting__on", "pk")
    )


def admission(enrolment: Enrolment) -> MeetingItem | None:
    """The matter in which the person was taken in: from which day, and at which meeting."""
    rows = MeetingItem.objects.filter(enrolment=enrolment).select_related("meeting")
    taken_in = Q(outcome=Outcome.ADMITTED) | Q(settled=Outcome.ADMITTED)
    return rows.filter(taken_in).order_by("-meeting__on", "-pk").first()
