"""A5: who the plan lets go first stands first in the queue, and the page says why.

V20 §3: 19-29 with activity compensation. H23 §4: 18-29, when there is a queue.
"""

from datetime import date

import pytest

from stegvis.access.roles import Role
from stegvis.participants.models import Enrolment, Participant
from tests.factories import client_for, member
from tests.intake.queues import (
    YOUNG,
    YOUNG_WITH_COMPENSATION,
    admitted_from,
    order,
    plan,
    taking_part,
    the_queue,
    waiting,
)
from tests.intake.world import ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

YOUNG_PERSON, OLDER = date(2002, 1, 9), date(1984, 1, 9)


@pytest.fixture
def coach(association):
    plan()
    return member(Role.COACH)


def full():
    """All 30 places of Eksjö (1,5 posts of 20 people) taken."""
    taking_part(30)


def whys(coach, today):
    return [place.why for place in the_queue(coach, today).line]


def test_when_there_is_a_queue_the_young_go_before_those_who_applied_earlier(coach, today):
    full()
    older = waiting(date(2025, 9, 1), participant__birth_date=OLDER)
    young = waiting(date(2025, 11, 3), participant__birth_date=YOUNG_PERSON)

    assert order(coach, today) == [young.pk, older.pk]
    assert whys(coach, today) == [
        "Går före: 24 år.",
        "Efter ansökningsdag. Har inte företräde: 42 år.",
    ]
    assert [p.passage for p in the_queue(coach, today).line] == ["4", "4"]


def test_when_there_is_room_for_all_nobody_has_to_go_first(coach, today):
    older = waiting(date(2025, 9, 1), participant__birth_date=OLDER)
    young = waiting(date(2025, 11, 3), participant__birth_date=YOUNG_PERSON)

    assert order(coach, today) == [older.pk, young.pk]
    assert whys(coach, today)[1].startswith("Efter ansökningsdag: det finns plats åt alla")


@pytest.mark.parametrize(
    ("born", "first"),
    [
        (date(2008, 3, 11), True),  # 18 today
        (date(2008, 3, 12), False),  # 17
        (date(1996, 3, 12), True),  # 29
        (date(1996, 3, 11), False),  # 30 today
        (date(2008, 2, 29), True),
    ],
)
def test_the_age_is_that_of_the_day(coach, today, born, first):
    full()
    waiting(participant__birth_date=born)

    [place] = the_queue(coach, today).line
    assert place.goes_first is first


def test_a_birthday_that_is_missing_is_said_and_is_neither_yes_nor_no(coach, today):
    full()
    young = waiting(date(2025, 12, 1), participant__birth_date=YOUNG_PERSON)
    early = waiting(date(2025, 9, 1), participant__birth_date=OLDER)
    unknown = waiting(date(2025, 10, 1), participant__birth_date=None, participant__birth_year=None)
    late = waiting(date(2025, 11, 1), participant__birth_date=OLDER)

    assert order(coach, today) == [young.pk, early.pk, unknown.pk, late.pk]
    place = the_queue(coach, today).place_of(unknown.pk)
    assert place.goes_first is None
    assert place.why == (
        "Födelsedag saknas. Då kan företrädet inte räknas ut, och ansökningsdagen gäller. "
        "Med företräde blir det plats 1."
    )


@pytest.mark.parametrize(("year", "known"), [(2000, True), (1980, False), (1996, None)])
def test_a_birth_year_is_enough_where_both_ages_say_the_same(coach, today, year, known):
    full()
    waiting(participant__birth_date=None, participant__birth_year=year)

    [place] = the_queue(coach, today).line
    assert place.goes_first is known


def test_who_is_admitted_keeps_the_place_that_was_promised(coach, today):
    full()
    young = waiting(date(2025, 9, 1), participant__birth_date=YOUNG_PERSON)
    admitted = admitted_from(date(2026, 4, 1), participant__birth_date=OLDER)

    assert order(coach, today) == [admitted.pk, young.pk]
    assert whys(coach, today)[0] == "Antagen och har plats från 1 april 2026."


def test_those_of_one_day_stand_by_number(coach, today):
    numbers = [waiting(participant__birth_date=OLDER).pk for _ in range(3)]

    assert order(coach, today) == sorted(numbers)


def test_a_day_of_application_that_is_missing_stands_last_and_says_so(coach, today):
    missing = waiting(None, participant__birth_date=OLDER)
    dated = waiting(participant__birth_date=OLDER)

    assert order(coach, today) == [dated.pk, missing.pk]
    assert whys(coach, today)[1] == "Sist, för ansökningsdag saknas."


class TestVasteras:
    """A rule of two facts that holds also when there is room."""

    @pytest.fixture
    def coach(self, association):
        plan((YOUNG, YOUNG_WITH_COMPENSATION))
        return member(Role.COACH)

    def person(self, livelihood, born, applied_on):
        enrolment = waiting(applied_on, participant__birth_date=born)
        stated = {"given_name": "Alva", "livelihood": livelihood}
        ApplicationFactory(enrolment=enrolment, stated=stated)
        return enrolment

    def test_young_with_activity_compensation_go_first_queue_or_not(self, coach, today):
        wage = self.person("wage", YOUNG_PERSON, date(2025, 9, 1))
        young = self.person("activity_compensation", YOUNG_PERSON, date(2025, 11, 3))
        older = self.person("activity_compensation", OLDER, date(2025, 9, 2))

        assert order(coach, today) == [young.pk, wage.pk, older.pk]
        first, second, third = whys(coach, today)
        assert first == "Går före: 24 år, aktivitetsersättning."
        assert second.startswith("Efter ansökningsdag. Har inte företräde: ")
        assert third == "Efter ansökningsdag. Har inte företräde: 42 år."

    def test_an_age_outside_is_a_no_whatever_the_livelihood_may_be(self, coach, today):
        waiting(participant__birth_date=OLDER)

        [place] = the_queue(coach, today).line
        assert place.goes_first is False

    def test_a_livelihood_that_is_missing_is_said(self, coach, today):
        waiting(participant__birth_date=YOUNG_PERSON)

        [place] = the_queue(coach, today).line
        assert place.goes_first is None
        assert place.why.startswith("Försörjning saknas. ")


def test_each_stands_under_the_plan_they_came_in_on(coach, today):
    full()
    older = waiting(participant__birth_date=OLDER)
    no_rule = plan_without_priority()
    Enrolment.objects.filter(pk=older.pk).update(version=no_rule)

    [place] = the_queue(coach, today).line
    assert (place.why, place.passage) == ("Efter ansökningsdag.", None)


def plan_without_priority():
    from stegvis.programmes.models import digest_of
    from tests.factories import PLAN, VersionFactory

    source = PLAN.read_text(encoding="utf-8").replace(f"[priority]{YOUNG}", "", 1)
    assert "[priority]" not in source
    return VersionFactory(
        version="2022", valid_from=date(2022, 1, 1), source=source, digest=digest_of(source)
    )


def test_the_page_says_who_goes_first_and_why(coach, today):
    full()
    waiting(participant__birth_date=YOUNG_PERSON, participant__given_name="Nora")
    Participant.objects.filter(given_name="Nora").update(family_name="Testperson")

    page = client_for(coach).get("/ko/").content.decode()

    assert "Nora Testperson" in page
    assert "Går före: 24 år." in page
    assert "[4]" in page
