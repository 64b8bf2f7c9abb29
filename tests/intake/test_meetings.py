"""The group is called, its agenda built from data, and nobody hears of whom they may not."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import given as for_all
from hypothesis import strategies as st

from stegvis.access.once import Stale
from stegvis.access.roles import Permission, Role
from stegvis.audit.models import Entry
from stegvis.intake.groups import groups
from stegvis.intake.models import Attendance, MeetingItem, ReferralMeeting
from stegvis.intake.queries import agenda, matters, meetings, next_day, planned_meetings
from stegvis.intake.queries.meetings import group_at, taking_part, usual_members
from stegvis.intake.services import (
    Seen,
    cancel_meeting,
    finish_meeting,
    move_meeting,
    plan_meeting,
    raise_people,
    record_attendance,
    take_off,
    take_up,
)
from stegvis.lib.dates import is_working_day
from stegvis.participants.models import Enrolment
from tests.factories import (
    ConsentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    ParticipantFactory,
    ProgrammeFactory,
    UnitFactory,
    member,
)
from tests.intake.world import (
    ItemFactory,
    MeetingFactory,
    at,
    consenting,
    eksjo,
    parties,
    prepared,
)


@pytest.fixture
def group(association, today, clock):
    return eksjo(today)


@pytest.fixture
def coach(group):
    return member(Role.COACH)


# --- When -----------------------------------------------------------------------------------------


@for_all(last=st.dates(date(2020, 1, 1), date(2030, 12, 1)), later=st.integers(0, 400))
def test_the_suggested_day_is_a_working_day_to_come_about_a_month_on(last, later):
    today = last + timedelta(days=later)

    day = next_day(last, today)

    assert day >= today
    assert is_working_day(day)
    if later < 20:
        assert 24 <= (day - last).days <= 41


def test_the_suggested_day_keeps_the_weekday():
    assert next_day(date(2026, 2, 11), date(2026, 2, 12)) == date(2026, 3, 11)


def test_the_first_meeting_is_suggested_two_weeks_ahead():
    assert next_day(None, date(2026, 3, 11)) == date(2026, 3, 25)


@pytest.mark.django_db
class TestCalling:
    def test_a_meeting_is_planned_for_a_group_that_the_plan_has(self, coach, group, today):
        meeting = plan_meeting(by=coach, group=group, on=date(2026, 3, 18), today=today)

        assert (meeting.unit, meeting.on, meeting.is_open) == (group.unit, date(2026, 3, 18), True)
        assert Entry.objects.filter(event="intake.meeting_planned").count() == 1

    def test_a_day_that_has_been_is_refused(self, coach, group, today):
        with pytest.raises(ValidationError, match="Dagen har varit"):
            plan_meeting(by=coach, group=group, on=today - timedelta(1), today=today)

    def test_two_meetings_on_a_day_are_one_too_many(self, coach, group, today):
        plan_meeting(by=coach, group=group, on=today, today=today)

        with pytest.raises(ValidationError, match="redan ett möte den dagen"):
            plan_meeting(by=coach, group=group, on=today, today=today)

    def test_after_one_was_called_off_there_may_be_another_that_day(self, coach, group, today):
        first = plan_meeting(by=coach, group=group, on=today, today=today)
        cancel_meeting(by=coach, meeting=first, now=at(today))

        plan_meeting(by=coach, group=group, on=today, today=today)

        assert ReferralMeeting.objects.open().count() == 1

    def test_the_parties_do_not_call_the_group(self, group, today):
        for role in (Role.REFERRER, Role.HEAD_OF_UNIT, Role.ASSOCIATION):
            with pytest.raises(PermissionDenied):
                plan_meeting(by=member(role), group=group, on=today, today=today)

    def test_a_coach_calls_no_other_units_group(self, group, today):
        elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))

        with pytest.raises(PermissionDenied):
            plan_meeting(by=elsewhere, group=group, on=today, today=today)

    def test_moving_a_meeting_takes_the_agenda_with_it(self, coach, group, today):
        item = ItemFactory(meeting__on=today)

        moved = move_meeting(
            by=coach, meeting=item.meeting, on=today + timedelta(7), today=today, revision=1
        )

        assert (moved.on, moved.items.get()) == (today + timedelta(7), item)

    def test_a_meeting_that_has_begun_is_neither_moved_nor_called_off(self, coach, group, today):
        item = ItemFactory(meeting__on=today, outcome="waiting", reason="Plats")

        with pytest.raises(ValidationError, match="börjat besluta"):
            move_meeting(by=coach, meeting=item.meeting, on=today + timedelta(7), today=today)
        with pytest.raises(ValidationError, match="börjat besluta"):
            cancel_meeting(by=coach, meeting=item.meeting, now=at(today))

    def test_two_coaches_do_not_undo_each_other(self, coach, group, today):
        meeting = MeetingFactory(on=today)
        move_meeting(by=coach, meeting=meeting, on=today + timedelta(7), today=today, revision=1)

        with pytest.raises(Stale):
            cancel_meeting(by=member(Role.COACH), meeting=meeting, now=at(today), revision=1)

    def test_a_meeting_is_finished_on_its_day_and_then_stands(self, coach, group, today):
        meeting = MeetingFactory(on=today)
        with pytest.raises(ValidationError, match="antecknas från den dagen"):
            finish_meeting(by=coach, meeting=meeting, now=at(today - timedelta(1)))

        finish_meeting(by=coach, meeting=meeting, now=at(today))

        with pytest.raises(ValidationError, match="avslutat eller inställt"):
            finish_meeting(by=coach, meeting=meeting, now=at(today))

    def test_what_is_planned_says_what_is_open_and_when_the_last_one_was(self, coach, group, today):
        MeetingFactory(on=date(2026, 2, 11), held=True)
        coming = MeetingFactory(on=date(2026, 3, 18))

        [planned] = planned_meetings(coach, today)

        assert (planned.open, planned.last_on) == (coming, date(2026, 2, 11))
        assert planned.suggested(today) == date(2026, 3, 11)


# --- Bringing people up ---------------------------------------------------------------------------


@pytest.mark.django_db
class TestAgenda:
    @pytest.fixture
    def meeting(self, group, today):
        return MeetingFactory(on=today + timedelta(7))

    def bring(self, coach, meeting, *people, today, **fields):
        numbers = [person.pk for person in people]
        return raise_people(by=coach, meeting=meeting, enrolments=numbers, today=today, **fields)

    def test_it_is_built_from_what_is_recorded(self, coach, meeting, today):
        ready, waiting = (
            prepared(consenting()),
            prepared(consenting(decision="waiting", decided_on=date(2026, 2, 11))),
        )
        unready = prepared(consenting(), motivation=False)
        blocked = ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:2]).enrolment
        consenting(ongoing=True)
        consenting(decision="admitted", decided_on=today)

        built = agenda(meeting, coach, today)

        def people(proposals):
            return [proposal.arrival.enrolment for proposal in proposals]

        assert people(built.ready) == [ready, waiting]
        assert people(built.unready) == [unready]
        assert people(built.blocked) == [blocked]

    def test_the_young_come_first_when_the_plan_says_so(self, coach, meeting, today):
        older = prepared(consenting(participant=ParticipantFactory(birth_date=date(1980, 1, 1))))
        young = prepared(consenting(participant=ParticipantFactory(birth_date=date(2001, 1, 1))))

        assert [p.arrival.enrolment for p in agenda(meeting, coach, today).ready] == [young, older]

    def test_raising_is_the_first_day_on_an_agenda_and_stays_so(self, coach, meeting, today):
        person = prepared(consenting())

        [item] = self.bring(coach, meeting, person, today=today)
        person.refresh_from_db()
        assert (item.kind, person.raised_on) == ("new", today)

        cancel_meeting(by=coach, meeting=meeting, now=at(today))
        person.decision, person.decided_on = "waiting", today
        person.save()
        later = MeetingFactory(on=today + timedelta(30))
        [again] = self.bring(coach, later, person, today=today + timedelta(20))
        person.refresh_from_db()
        assert (again.kind, person.raised_on) == ("waiting", today)

    def test_nobody_is_raised_without_consent_to_all_and_all_are_named(self, coach, meeting, today):
        able = prepared(consenting())
        named = [
            ConsentFactory(
                enrolment=EnrolmentFactory(participant__family_name=name), to=parties()[:2]
            ).enrolment
            for name in ("Första", "Andra")
        ]

        with pytest.raises(ValidationError) as refusal:
            self.bring(coach, meeting, able, *named, today=today)

        first, second = refusal.value.messages
        assert "Första kan inte tas upp: samtycket omfattar inte Försäkringskassan, Arbets" in first
        assert "Andra" in second
        assert not MeetingItem.objects.exists()
        assert not Enrolment.objects.filter(raised_on__isnull=False).exists()

    def test_a_consent_that_ends_before_the_meeting_does_not_do(self, coach, meeting, today):
        consent = ConsentFactory(
            enrolment=EnrolmentFactory(), ends_on=today + timedelta(6), to=parties()
        )

        with pytest.raises(ValidationError, match="gäller till och med mötet"):
            self.bring(coach, meeting, consent.enrolment, today=today)

    def test_a_consent_that_begins_with_the_meeting_does_not_do_either(self, coach, meeting, today):
        consent = ConsentFactory(
            enrolment=EnrolmentFactory(), starts_on=meeting.on, ends_on=None, to=parties()
        )

        with pytest.raises(ValidationError, match="kan inte tas upp"):
            self.bring(coach, meeting, consent.enrolment, today=today)

    def test_nobody_stands_on_two_agendas(self, coach, meeting, today):
        person = prepared(consenting())
        self.bring(coach, meeting, person, today=today)

        with pytest.raises(ValidationError, match="väntar inte på att tas upp"):
            self.bring(coach, MeetingFactory(on=today), person, today=today)

    def test_people_of_another_unit_or_programme_are_not_of_the_group(self, coach, meeting, today):
        elsewhere = EnrolmentFactory(unit=UnitFactory(key="tranas", name="Tranås"))
        other = EnrolmentFactory()
        Enrolment.objects.filter(pk=other.pk).update(programme=ProgrammeFactory(key="annan"))

        for person in (elsewhere, other):
            with pytest.raises(ValidationError, match="hör inte till gruppen"):
                self.bring(coach, meeting, person, today=today)

    def test_nobody_at_all_is_not_an_agenda(self, coach, meeting, today):
        with pytest.raises(ValidationError, match="minst en person"):
            self.bring(coach, meeting, today=today)

    def test_an_older_page_brings_nobody_up(self, coach, meeting, today):
        self.bring(coach, meeting, prepared(consenting()), today=today, revision=1)

        with pytest.raises(Stale):
            self.bring(coach, meeting, prepared(consenting()), today=today, revision=1)

    def test_the_parties_bring_nobody_up(self, meeting, today):
        person = prepared(consenting())

        for role in (Role.REFERRER, Role.HEAD_OF_UNIT):
            with pytest.raises(PermissionDenied):
                self.bring(member(role), meeting, person, today=today)

    def test_who_takes_part_is_taken_up_for_follow_up_or_exit(self, coach, meeting, today):
        person = consenting(ongoing=True)
        assert list(taking_part(meeting, coach)) == [person]

        item = take_up(
            by=coach, meeting=meeting, enrolment=person, kind=MeetingItem.Kind.EXIT,
            about="Har fått arbete", today=today,
        )  # fmt: skip

        assert (item.kind, item.about) == ("exit", "Har fått arbete")
        assert list(taking_part(meeting, coach)) == []

    def test_who_takes_part_is_not_taken_up_without_consent(self, coach, meeting, today):
        person = EnrolmentFactory(ongoing=True)

        with pytest.raises(ValidationError, match="samtycket omfattar inte"):
            take_up(
                by=coach, meeting=meeting, enrolment=person, kind=MeetingItem.Kind.FOLLOW_UP,
                about="", today=today,
            )  # fmt: skip

    def test_who_has_not_begun_is_not_taken_up_as_one_who_has(self, coach, meeting, today):
        with pytest.raises(ValidationError, match="deltar inte"):
            take_up(
                by=coach, meeting=meeting, enrolment=consenting(), kind=MeetingItem.Kind.EXIT,
                about="", today=today,
            )  # fmt: skip

    def test_someone_is_taken_off_before_a_decision_and_not_after(self, coach, meeting, today):
        [item] = self.bring(coach, meeting, prepared(consenting()), today=today)
        take_off(by=coach, item=item)
        assert not meeting.items.exists()

        decided = ItemFactory(meeting=meeting, outcome="waiting", reason="Plats")
        with pytest.raises(ValidationError, match="redan ett beslut"):
            take_off(by=coach, item=decided)

    def test_a_party_sees_only_those_whose_consent_names_it(self, meeting, today):
        seen = consenting(raised=True)
        unseen = ConsentFactory(enrolment=EnrolmentFactory(raised=True), to=parties()[:2]).enrolment
        for person in (seen, unseen):
            ItemFactory(meeting=meeting, enrolment=person)

        def names(user):
            return [line.arrival.enrolment for line in agenda(meeting, user, today).lines]

        assert names(member(Role.REFERRER)) == [seen]
        kommun = member(Role.REFERRER, organisation=OrganisationFactory())
        assert names(kommun) == [seen, unseen]
        assert names(member(Role.COACH)) == [seen, unseen]

    def test_a_party_is_shown_nobody_to_bring_up(self, meeting, today):
        prepared(consenting())
        ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:1])

        built = agenda(meeting, member(Role.REFERRER), today)

        assert (built.ready, built.unready, built.blocked, built.lines) == ([], [], [], [])

    def test_the_list_of_meetings_counts_only_whom_one_may_see(self, meeting):
        for consented in (True, False):
            person = consenting(raised=True) if consented else EnrolmentFactory(raised=True)
            ItemFactory(meeting=meeting, enrolment=person)

        assert meetings(member(Role.REFERRER)).get() == meeting
        assert matters(member(Role.REFERRER), [meeting]) == {meeting.pk: 1}
        assert matters(member(Role.COACH), [meeting]) == {meeting.pk: 2}

    def test_an_agenda_asks_as_many_questions_for_ten_as_for_two(
        self, coach, meeting, today, django_assert_num_queries
    ):
        for _ in range(2):
            ItemFactory(meeting=meeting, enrolment=consenting(raised=True))
            prepared(consenting())
        meeting = ReferralMeeting.objects.select_related("unit__organisation").get()
        with django_assert_num_queries(14):
            agenda(meeting, coach, today)

        for _ in range(8):
            ItemFactory(meeting=meeting, enrolment=consenting(raised=True))
            prepared(consenting())
        with django_assert_num_queries(14):
            assert len(agenda(meeting, coach, today).lines) == 10


# --- Who was there --------------------------------------------------------------------------------


@pytest.mark.django_db
class TestAttendance:
    def test_each_seat_is_there_away_or_not_said(self, coach, group, today):
        meeting = MeetingFactory(on=today)

        record_attendance(
            by=coach, meeting=meeting, today=today, revision=1,
            seats={
                "coach": Seen(True, "Elin"),
                "region": Seen(False),
                "forsakringskassan": Seen(True, "Peter", substitute=True),
                "arbetsformedlingen": Seen(None),
            },
        )  # fmt: skip

        said = {
            row.seat: (row.present, row.name, row.substitute) for row in meeting.attendances.all()
        }
        assert said == {
            "coach": (True, "Elin", False),
            "region": (False, "", False),
            "forsakringskassan": (True, "Peter", True),
            "arbetsformedlingen": (None, "", False),
        }
        entry = Entry.objects.get(event="intake.attendance_recorded")
        assert entry.details == {"present": 2, "seats": 4}

    def test_it_is_recorded_again_over_itself(self, coach, group, today):
        meeting = MeetingFactory(on=today)
        for present in (None, True):
            record_attendance(
                by=coach, meeting=meeting, seats={"region": Seen(present)}, today=today
            )

        assert Attendance.objects.get().present is True

    def test_a_seat_that_is_not_there_is_refused(self, coach, group, today):
        with pytest.raises(ValidationError, match="finns inte i gruppen: styrelsen"):
            record_attendance(
                by=coach, meeting=MeetingFactory(on=today), seats={"styrelsen": Seen(True)},
                today=today,
            )  # fmt: skip

    def test_nobody_was_at_a_meeting_that_has_not_been(self, coach, group, today):
        with pytest.raises(ValidationError, match="antecknas från den dagen"):
            record_attendance(
                by=coach, meeting=MeetingFactory(on=today + timedelta(1)), seats={}, today=today
            )

    def test_who_usually_comes_is_known_from_the_roles(self, group, today):
        member(Role.REFERRER, name="Farida")
        member(Role.COACH, name="Elin")
        member(Role.HEAD_OF_UNIT, name="Magnus")

        usual = usual_members(group, today)

        assert (usual["forsakringskassan"][0], usual["coach"]) == ("Farida", ["Elin"])
        assert (usual["municipality"], usual["region"]) == ([], [])


# --- The seats ------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_seats_are_the_plans_with_the_parties_of_the_unit(group):
    assert [(seat.key, seat.organisation.name) for seat in group.seats] == [
        ("coach", "Eksjö kommun"),
        ("municipality", "Eksjö kommun"),
        ("forsakringskassan", "Försäkringskassan"),
        ("arbetsformedlingen", "Arbetsförmedlingen"),
        ("region", "Region Jönköpings län"),
    ]
    assert [seat.key for seat in group.seated_parties] == [
        "municipality", "forsakringskassan", "arbetsformedlingen", "region",
    ]  # fmt: skip


@pytest.mark.django_db
def test_a_meeting_before_the_first_plan_has_the_seats_of_that_plan(group):
    long_ago = MeetingFactory(on=date(2019, 1, 1))

    assert len(group_at(long_ago).seats) == 5


@pytest.mark.django_db
def test_a_unit_that_the_plan_does_not_name_has_no_group(group, today):
    elsewhere = member(Role.COACH, unit=UnitFactory(key="utanfor", name="Utanför planen"))

    assert groups(elsewhere, Permission.MEETING_RUN, today) == []
