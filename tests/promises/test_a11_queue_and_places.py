"""A11: a queue with its priority rule, and the places it waits for.

About 110 year-places (V20 §6); 20 people a full-time coach (H23 §6.4); 120 enrolled (H18 §2);
40 through the programme, not all at once (M20 §3.2). The order itself is test_a5.
"""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.models import Preparation
from stegvis.intake.queries import my_queues, queue_counts, queue_of
from stegvis.intake.waits import forecast_words
from stegvis.participants.models import Enrolment
from tests.factories import EnrolmentFactory, UnitFactory, client_for, member
from tests.intake.queues import (
    EKSJO,
    STARTED_LONG_AGO,
    admitted_from,
    left_every,
    order,
    plan,
    shipped,
    taking_part,
    the_queue,
    waiting,
)
from tests.intake.world import ItemFactory, MeetingFactory, consenting, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def coach(association):
    plan()
    return member(Role.COACH)


def words(user, today):
    queue = the_queue(user, today)
    return [forecast_words(queue.wait(place), queue.places) for place in queue.line]


class TestWhoIsInTheQueue:
    def test_who_is_told_to_wait_and_has_everything_in_place(self, coach, today):
        person = waiting()

        assert order(coach, today) == [person.pk]

    def test_who_is_taken_in_and_has_not_begun(self, coach, today):
        person = admitted_from(date(2026, 4, 1))

        assert order(coach, today) == [person.pk]

    @pytest.mark.parametrize(
        "fields",
        [
            {},
            {"raised": True},
            {"decision": "refused", "decided_on": date(2026, 3, 4)},
            {"decision": "withdrawn", "decided_on": date(2026, 3, 4)},
            {"ongoing": True},
            {"ended": True},
            {"discharged": True},
        ],
    )
    def test_nobody_else(self, coach, today, fields):
        EnrolmentFactory(**fields)

        assert order(coach, today) == []

    def test_who_waits_for_something_else_stands_aside_and_is_told_what(self, coach, today):
        person = prepared(
            consenting(decision="waiting", decided_on=date(2026, 2, 4)), motivation=False
        )
        Preparation.objects.filter(enrolment=person, key="income").delete()

        [aside] = the_queue(coach, today).aside

        assert order(coach, today) == []
        assert aside.lacks == (
            ("Försörjningen är tryggad", False),  # nobody has answered
            ("Viljan och motivationen att arbeta är säkerställd", True),  # not yet
        )

    def test_the_day_of_application_is_kept_by_who_gets_ready_later(self, coach, today):
        early = consenting(
            decision="waiting", decided_on=date(2026, 2, 4), applied_on=date(2025, 6, 1)
        )
        later = waiting(date(2025, 9, 1))
        assert order(coach, today) == [later.pk]

        prepared(early)

        assert order(coach, today) == [early.pk, later.pk]

    def test_a_consent_that_ends_puts_nobody_out_of_the_queue(self, coach, today):
        person = waiting()  # no consent at all is recorded

        assert order(coach, today) == [person.pk]


class TestPlaces:
    def test_a_unit_has_twenty_people_for_each_full_time_post(self, coach, today):
        taking_part(26)

        places = the_queue(coach, today).places

        assert (places.posts, places.per_post, places.places) == (Decimal("1.50"), 20, 30)
        assert (places.taken, places.free) == (26, 4)
        assert places.people_per_post == Decimal("17.3")

    def test_who_has_ended_takes_no_place_discharged_or_not(self, coach, today):
        taking_part(2)
        EnrolmentFactory(ended=True)
        EnrolmentFactory(discharged=True)
        EnrolmentFactory(ended=True, end_reason="registration_error")

        assert the_queue(coach, today).places.taken == 2

    def test_the_last_day_is_a_day_in_the_place(self, coach, today):
        EnrolmentFactory(ended=True, ended_on=today)
        assert the_queue(coach, today).places.taken == 1

        Enrolment.objects.update(ended_on=today - timedelta(days=1))
        assert the_queue(coach, today).places.taken == 0

    def test_more_people_than_places_is_said_and_is_not_a_free_place(self, coach, today):
        taking_part(33)

        places = the_queue(coach, today).places

        assert (places.free, places.over) == (-3, 3)

    def test_others_places_are_not_this_units(self, coach, today):
        taking_part(3, unit=UnitFactory(key="tranas", name="Tranås"))

        assert the_queue(coach, today).places.taken == 0

    def test_vasteras_states_110_for_its_team_whatever_the_posts_carry(self, association, today):
        team = UnitFactory(key="teamet", name="Samordningsteamet")
        shipped("samordningsteam-vasteras-2020")

        places = the_queue(member(Role.COACH, unit=team), today).places

        assert (places.posts, places.per_post, places.places) == (5, 20, 110)

    def test_the_highlands_of_2018_share_120_places_and_stand_in_one_queue(
        self, association, today
    ):
        tranas = UnitFactory(key="tranas", name="Tranås")
        version = shipped("se-hoglandet-2018")
        taking_part(5, version=version)
        taking_part(113, version=version, unit=tranas)
        theirs = waiting(date(2025, 9, 1), version=version, unit=tranas)
        for day in (2, 3):
            waiting(date(2025, 9, day), version=version)
        coach = member(Role.COACH)

        queue = the_queue(coach, today)

        assert (queue.places.places, queue.places.taken, queue.places.here) == (120, 118, 5)
        assert [place.rank for place in queue.line] == [2, 3]
        assert theirs.pk not in order(coach, today)
        assert words(coach, today) == [
            "Det finns en ledig plats",
            "Går inte att säga: för få har slutat",
        ]

    def test_malmo_takes_40_through_and_no_more(self, association, today):
        unit = UnitFactory(key="forarbetet", name="Förarbetet")
        version = shipped("make-it-work-2020")
        here = {"version": version, "unit": unit}
        taking_part(3, **here)
        EnrolmentFactory.create_batch(35, discharged=True, **here)
        people = [waiting(date(2025, 9, day), **here) for day in (1, 2, 3)]
        coach = member(Role.COACH, unit=unit)

        assert the_queue(coach, today).places.through_left == 2
        assert order(coach, today) == [person.pk for person in people]
        assert words(coach, today) == [
            *["Går inte att säga: planen har inget antal platser"] * 2,
            "Planens antal personer är fullt före den här platsen i kön",
        ]
        assert "2 av 40 kvar att ta in" in client_for(coach).get("/ko/").content.decode()

    def test_a_plan_without_a_number_says_nothing_of_places(self, association, today):
        plan((EKSJO, 'municipality = "Eksjö"\n'))
        coach = member(Role.COACH)
        waiting()

        places = the_queue(coach, today).places
        assert (places.places, places.free) == (None, None)
        page = client_for(coach).get("/ko/").content.decode()
        assert "Planen säger inte hur många platser det finns." in page


class TestForecast:
    def full(self):
        taking_part(30, **STARTED_LONG_AGO)

    def test_free_places_come_first(self, coach, today):
        taking_part(28)
        for day in (1, 2, 3):
            waiting(date(2025, 9, day))

        told = words(coach, today)

        assert told[:2] == ["Det finns en ledig plats"] * 2
        assert told[2].startswith("Går inte att säga")

    def test_too_few_who_have_left_say_nothing_and_why(self, coach, today):
        self.full()
        left_every(30, 4, today)
        waiting()

        assert words(coach, today) == ["Går inte att säga: för få har slutat"]

    def test_the_flow_of_a_year_tells_a_span(self, coach, today):
        self.full()
        left_every(30, 12, today)
        for day in range(1, 7):
            waiting(date(2025, 9, day))

        assert the_queue(coach, today).places.flow.departures == 12
        told = words(coach, today)
        assert told[0] == "Troligen mellan 4 dagar och 3 månader"
        assert told[5] == "Troligen mellan 3 månader och 11 månader"

    def test_a_young_programme_is_read_for_as_long_as_there_is_anything(self, coach, today):
        for number in range(1, 7):
            EnrolmentFactory(
                ended=True, applied_on=date(2025, 8, 1), raised_on=date(2025, 9, 1),
                decided_on=date(2025, 9, 1), started_on=date(2025, 9, 1),
                ended_on=today - timedelta(days=number * 10),
            )  # fmt: skip

        flow = the_queue(coach, today).places.flow

        assert (flow.departures, flow.days) == (6, (today - date(2025, 9, 1)).days)

    def test_who_is_admitted_has_a_day_and_takes_a_place_before_those_who_wait(self, coach, today):
        taking_part(29)
        admitted_from(date(2026, 4, 1))
        waiting()

        assert words(coach, today) == [
            "Börjar 1 april 2026",
            "Går inte att säga: för få har slutat",
        ]

    def test_posts_to_come_are_counted_in(self, association, today):
        changes = 'changes = [{ from = 2026-04-11, posts = 2, passage = "6.1" }]'
        plan((EKSJO, f"{EKSJO}{changes}\n"))
        self.full()
        left_every(30, 12, today)
        coach = member(Role.COACH)
        for day in range(1, 7):
            waiting(date(2025, 9, day))

        queue = the_queue(coach, today)

        [ahead] = queue.places.ahead
        assert (ahead.on, ahead.places) == (date(2026, 4, 11), 40)
        assert queue.wait(queue.line[5]).told.high == 31

    def test_the_person_is_told_in_plain_words(self, coach, today):
        self.full()
        left_every(30, 12, today)
        waiting(date(2025, 8, 1))
        participant = member(Role.PARTICIPANT)
        person = waiting(participant__user=participant)

        page = client_for(participant).get("/mitt/").content.decode()

        assert "Din plats i kön" in page
        assert "Du står på plats 2 i kön." in page
        assert "Troligen mellan" in page
        assert "Ingen kan lova en dag." in page
        assert queue_of(person, today).place_of(person.pk).rank == 2

    def test_the_coach_sees_it_on_the_persons_page(self, coach, today):
        person = waiting()

        page = client_for(coach).get(f"/ansokningar/inkomna/{person.pk}/").content.decode()

        assert "Plats 1 av 1." in page
        assert "Det finns en ledig plats" in page


class TestThePage:
    def test_it_is_empty_until_somebody_waits_and_says_who_will_come(self, coach):
        page = client_for(coach).get("/ko/").content.decode()

        assert "Ingen väntar på plats" in page
        assert "Här kommer de som är antagna" in page

    def test_those_who_are_shown_are_logged(self, coach):
        person = waiting()
        client_for(coach).get("/ko/")

        [entry] = Entry.objects.filter(event="access.list_shown")
        assert entry.details == {"page": "intake:queue", "enrolments": [person.pk]}

    def test_a_protected_person_keeps_the_place_and_is_not_shown(self, coach, today):
        hidden = waiting(date(2025, 9, 1), participant__protected=True,
                         participant__given_name="Hemlig")  # fmt: skip
        seen = waiting(date(2025, 11, 1))

        page = client_for(coach).get("/ko/").content.decode()

        assert order(coach, today) == [hidden.pk, seen.pk]
        assert "Hemlig" not in page
        assert hidden.case_number not in page
        assert f"/ansokningar/inkomna/{hidden.pk}/" not in page
        assert "Visas inte för dig" in page

    def test_the_head_of_the_unit_sees_the_protected_by_name_elsewhere_alone(self, coach):
        waiting(participant__protected=True, participant__given_name="Hemlig")

        page = client_for(member(Role.HEAD_OF_UNIT)).get("/ko/").content.decode()

        assert "Skyddade personuppgifter" in page
        assert "Hemlig" not in page

    def test_a_coach_elsewhere_sees_nobody_here(self, coach):
        person = waiting()
        elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))

        page = client_for(elsewhere).get("/ko/").content.decode()

        assert person.participant.name not in page
        assert "Ingen väntar på plats" in page

    def test_a_queue_that_is_not_ones_own_cannot_be_asked_for(self, coach, today):
        waiting()
        elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))
        [queue] = my_queues(coach, today)

        page = client_for(elsewhere).get(f"/ko/?ko={queue.group.key}").content.decode()

        assert "Tranås" in page
        assert "Ingen väntar på plats" in page


class TestCounts:
    """The steering group and the association: how many, and nobody."""

    LAST = date(2026, 2, 28)

    def counts(self):
        [one] = queue_counts(self.LAST)
        return one, {
            str(division.title): [count.number for count in division.counts]
            for division in one.divisions
        }

    @pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.ASSOCIATION])
    def test_they_see_counts_and_no_person(self, coach, role):
        people = [waiting(date(2025, 12, 1), participant__given_name="Nora") for _ in range(7)]

        page = client_for(member(role)).get("/ko/").content.decode()

        assert "7 personer väntade." in page
        assert "Nora" not in page
        assert not any(person.case_number in page for person in people)
        assert "som det stod 28 februari 2026" in page

    def test_by_how_long_by_priority_and_women_and_men_apart(self, coach):
        for _ in range(6):
            waiting(date(2026, 2, 1), decided_on=date(2026, 2, 4), participant__sex="woman")
        for _ in range(5):
            waiting(date(2025, 7, 1), participant__sex="man",
                    participant__birth_date=date(1980, 1, 1))  # fmt: skip

        one, groups = self.counts()

        assert one.waiting == 11
        assert groups == {
            "Väntat sedan ansökan": [6, 0, 0, 5],
            "Företräde enligt planen": [6, 5],
            "Kön": [6, 5],
        }

    def test_a_small_group_is_hidden_and_what_would_tell_it(self, coach):
        for _ in range(9):
            waiting(date(2026, 2, 1), decided_on=date(2026, 2, 4), participant__sex="woman")
        for _ in range(2):
            waiting(date(2026, 2, 1), decided_on=date(2026, 2, 4), participant__sex="man")

        one, groups = self.counts()

        assert one.waiting == 11
        assert set(groups["Kön"]) == {None}

    def test_fewer_than_five_are_not_told_apart_at_all(self, coach):
        waiting(date(2025, 12, 1))

        page = client_for(member(Role.ASSOCIATION)).get("/ko/").content.decode()

        assert "Färre än fem väntade" in page
        assert "Väntat sedan ansökan" not in page

    def test_taken_places_of_a_small_unit_are_hidden_with_what_is_free(self, coach):
        taking_part(12)
        taking_part(3, unit=UnitFactory(key="aneby", name="Aneby"))

        one, _groups = self.counts()

        assert [(unit.places.places, unit.taken, unit.free) for unit in one.units] == [
            (15, None, None),
            (30, None, None),
        ]
        assert (one.taken, one.places) == (15, 171)

    def test_they_stand_as_of_the_last_month_end(self, coach):
        # Told to wait in March; not yet by the end of February.
        for _ in range(6):
            waiting(date(2026, 2, 1), decided_on=date(2026, 3, 4))

        one, _groups = self.counts()

        assert one.waiting == 0

    def test_who_has_come_in_since_still_waited_then(self, coach):
        meeting = MeetingFactory(on=date(2026, 2, 4), held=True)
        for _ in range(6):
            person = waiting(date(2025, 12, 1), decision="admitted", decided_on=date(2026, 3, 4),
                             started_on=date(2026, 3, 9), raised_on=date(2026, 2, 4))  # fmt: skip
            ItemFactory(meeting=meeting, enrolment=person, outcome="waiting")

        one, _groups = self.counts()

        assert one.waiting == 6

    def test_the_plan_says_units_are_not_compared_and_the_page_repeats_it(self, coach):
        page = client_for(member(Role.STEERING_GROUP)).get("/ko/").content.decode()

        assert "Ingen jämförelse sker mellan kommunområden." in page


@pytest.mark.parametrize("many", [1, 20])
def test_the_page_asks_as_many_questions_for_many_as_for_one(
    coach, many, django_assert_num_queries
):
    def more():
        waiting()
        admitted_from(date(2026, 4, 1))
        taking_part(1)
        consenting(decision="waiting", decided_on=date(2026, 2, 4))

    for _ in range(many):
        more()
    client = client_for(coach)
    client.get("/ko/")

    with django_assert_num_queries(18):
        client.get("/ko/")


@pytest.mark.parametrize("many", [1, 20])
def test_the_counts_ask_as_many_questions_for_many(coach, many, django_assert_num_queries):
    for number in range(many):
        waiting(unit=UnitFactory(key=("aneby", "nassjo", "tranas")[number % 3], name=f"{number}"))
        taking_part(1)
    client = client_for(member(Role.ASSOCIATION))
    client.get("/ko/")

    with django_assert_num_queries(13):
        client.get("/ko/")
