"""Att göra and Deltagare: the right people, in the right order, in a fixed number of queries."""

import re
from datetime import date

import pytest
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.models import Phase
from stegvis.casework.queries.home import OTHERS, When, home
from stegvis.casework.queries.lists import PAGE, Wanted, caseload, found
from tests.casework.people import coach, taking_part
from tests.factories import (
    ConsentFactory,
    ContactPersonFactory,
    EnrolmentFactory,
    ParticipantFactory,
    UnitFactory,
    client_for,
    member,
    text,
)
from tests.intake.world import NUMBER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

MINE = Wanted()


def named(given: str, family: str = "Holm", **fields):
    return ParticipantFactory(given_name=given, family_name=family, **fields)


def people(user, wanted: Wanted = MINE, today=date(2026, 3, 11)) -> list[str]:
    return [case.name for case in caseload(user, wanted, today, None)]


@pytest.fixture
def elin(association):
    return coach()


# --- Deltagare -----------------------------------------------------------------------------------


def test_ones_own_stand_in_the_order_things_are_due_and_by_name_in_ties(elin):
    taking_part(elin, participant=named("Cecilia"))
    taking_part(elin, participant=named("Bo"))
    late = taking_part(elin, participant=named("Åke"))
    Phase.objects.filter(enrolment=late).delete()

    assert people(elin) == ["Åke Holm", "Bo Holm", "Cecilia Holm"]


def test_the_units_list_begins_with_ones_own(elin):
    for given in ("Bo", "Dina"):
        taking_part(coach("Omar"), participant=named(given))
    taking_part(elin, participant=named("Åke"))

    assert people(elin) == ["Åke Holm"]
    assert people(elin, Wanted(unit=True)) == ["Åke Holm", "Bo Holm", "Dina Holm"]


def test_the_closed_are_a_list_of_their_own(elin):
    contact = ContactPersonFactory(
        enrolment=EnrolmentFactory(discharged=True, participant=named("Bo")),
        user=elin,
        ends_on=date(2026, 2, 28),
    )
    EnrolmentFactory(raised=True, decision="refused", decided_on=date(2025, 1, 20))

    assert people(elin) == []
    assert people(elin, Wanted(closed=True)) == [contact.enrolment.participant.name]
    assert len(people(elin, Wanted(unit=True, closed=True))) == 2


def test_nobody_of_another_unit_stands_in_any_list(elin):
    elsewhere = UnitFactory(key="aneby", name="Aneby")
    taking_part(coach("Siv", unit=elsewhere), unit=elsewhere)

    for unit in (True, False):
        for closed in (True, False):
            assert people(elin, Wanted(unit, closed)) == []


def test_every_page_of_a_long_list_is_reached_and_nobody_stands_twice(elin):
    taking_part(elin)
    for _ in range(PAGE + 3):
        EnrolmentFactory(ongoing=True)

    pages = [caseload(elin, Wanted(unit=True), date(2026, 3, 11), str(n)) for n in (1, 2)]

    numbers = [case.enrolment.pk for page in pages for case in page]
    assert [len(page) for page in pages] == [PAGE, 4]
    assert len(set(numbers)) == PAGE + 4


def test_a_protected_person_has_no_name_in_lists_and_their_case_number_tells_them_apart(elin):
    enrolment = taking_part(elin, participant=named("Åsa", protected=True))

    page = text(client_for(elin).get(reverse("casework:caseload")))

    assert "Åsa" not in page
    assert "Skyddade personuppgifter" in page
    assert enrolment.case_number in page


def test_a_colleague_does_not_see_a_protected_person_at_all(elin):
    taking_part(coach("Omar"), participant=named("Åsa", protected=True))

    assert people(elin, Wanted(unit=True)) == []
    assert found(elin, "Åsa", date(2026, 3, 11)) == []
    assert len(people(member(Role.HEAD_OF_UNIT), Wanted(unit=True))) == 1


# --- Finding -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sought", "hit"),
    [
        ("holm", True),
        ("Sam hol", True),
        ("holm samira", True),
        ("olm", False),
        ("19900101-2385", True),
        ("900101-2385", True),
        ("19900101", False),
        ("2385", False),
        ("2025-77", True),
        ("2025", False),
        ("Eksjö", False),
        ("aktivitetsersättning", False),
        ("%", False),
        ("_", False),
        ("' OR 1=1 --", False),
        ("", False),
    ],
)
def test_a_search_takes_name_personal_number_or_case_number_and_nothing_else(elin, sought, hit):
    """Förordningen (2001:637) 15 §."""
    taking_part(elin, case_number="2025-77", participant=named("Samira", personal_number=NUMBER))

    assert len(found(elin, sought, date(2026, 3, 11))) == hit


def test_a_search_reaches_the_closed_and_no_other_unit(elin):
    EnrolmentFactory(discharged=True, participant=named("Samira"))
    elsewhere = UnitFactory(key="aneby", name="Aneby")
    EnrolmentFactory(ongoing=True, participant=named("Samuel"), unit=elsewhere)

    hits = [case.name for case in found(elin, "Sam", date(2026, 3, 11))]

    assert hits == ["Samira Holm"]


def searched(user, sought):
    """What the page answers to a search, on to the page that shows it."""
    return client_for(user).post(reverse("casework:caseload"), {"sok": sought}, follow=True)


def test_a_search_has_an_address_that_says_nothing_of_what_was_sought(elin):
    """Addresses are kept by browsers and in the logs of proxies; theirs can be gone back to."""
    enrolment = taking_part(elin, participant=named("Samira", personal_number=NUMBER))

    answer = searched(elin, NUMBER)

    [(address, status)] = answer.redirect_chain
    assert status == 302
    assert NUMBER not in address
    assert enrolment.case_number in text(answer)
    again = client_for(elin).get(address)
    assert "1 träff på" in text(again)


@pytest.mark.parametrize("typed", ["Samira", "x", "\0", "gAAAAAB"])
def test_what_was_not_sealed_here_is_no_search(elin, typed):
    taking_part(elin, participant=named("Samira"))

    page = client_for(elin).get(reverse("casework:caseload"), {"sok": typed})

    assert "träff" not in text(page)
    assert page.status_code == 200


def test_a_sign_that_no_database_takes_is_not_looked_at_in_a_search(elin):
    taking_part(elin, participant=named("Samira"))

    assert "1 träff på ”Samira”" in text(searched(elin, "Sam\0ira"))


def test_what_was_searched_for_is_not_kept_but_who_was_shown_is(elin):
    enrolment = taking_part(elin, participant=named("Samira"))

    searched(elin, "Samira")

    [entry] = Entry.objects.filter(event="access.list_shown")
    assert entry.details == {"page": "casework:caseload", "enrolments": [enrolment.pk]}


def test_a_search_without_a_hit_says_what_it_takes(elin):
    page = text(searched(elin, "Ingen"))

    assert "Ingen träff" in page
    assert "namn, personnummer eller ärendenummer" in page


@pytest.mark.parametrize("typed", ["a\0b", "\0", "%", "\\", "😀", "x" * 10_000, "\u202emarimaS"])
def test_a_search_for_what_no_name_can_be_finds_nobody(elin, typed):
    answer = client_for(elin).get(reverse("casework:caseload"), {"sok": typed})

    assert answer.status_code == 200


# --- Cost ----------------------------------------------------------------------------------------


def fill(elin, number: int) -> None:
    for n in range(number):
        enrolment = taking_part(elin, participant=named(f"Person {n}"))
        ConsentFactory(enrolment=enrolment, starts_on=date(2026, 1, 1))


@pytest.mark.parametrize("number", [1, 9])
def test_the_list_takes_the_same_queries_however_many_stand_in_it(
    elin, number, django_assert_num_queries
):
    fill(elin, number)
    EnrolmentFactory(ongoing=True)
    client = client_for(elin)

    # Session, user, the wall and memberships; own people, plan, others counted and read; the log;
    # and the savepoint that stands for the transaction.
    with django_assert_num_queries(11):
        client.get(reverse("casework:caseload"), {"vilka": "enheten"})


def test_forty_rows_are_at_most_sixty_kilobytes(elin):
    fill(elin, 40)
    for phase in Phase.objects.all():
        phase.delete()

    page = client_for(elin).get(reverse("casework:caseload"))

    assert text(page).count("<tr>") == 41
    assert len(page.content) < 60_000


# --- Att göra ------------------------------------------------------------------------------------


def tasks(user, today=date(2026, 3, 11)) -> dict[str, list[str]]:
    """Per heading who is to be done what about, meetings aside."""
    return {
        group.when.value: [
            f"{task.who}: {task.what}" for task in group.tasks if task.who != "Eksjö"
        ]
        for group in home(user, today).mine
    }


def test_what_is_due_is_grouped_by_when(elin):
    late = taking_part(elin, participant=named("Bo"))
    Phase.objects.filter(enrolment=late).delete()
    ending = taking_part(elin, participant=named("Dina"))
    ending.consents.update(ends_on=date(2026, 3, 16))
    ended = taking_part(elin, participant=named("Åke"))
    ended.ended_on, ended.end_reason = date(2026, 1, 30), "work"
    ended.save()

    found = tasks(elin)

    assert found[When.LATE] == [
        "Bo Holm: Ange steg i Supported Employment",
        "Åke Holm: Registrera försörjning och sysselsättning vid avslut",
    ]
    assert found[When.WEEK] == ["Dina Holm: Förnya samtycket"]
    assert found[When.LATER] == ["Åke Holm: Skriv ut"]


def test_each_row_leads_straight_to_the_act(elin):
    enrolment = taking_part(elin)
    Phase.objects.filter(enrolment=enrolment).delete()

    page = text(client_for(elin).get(reverse("casework:home")))

    assert reverse("casework:phase", args=[enrolment.pk]) in page


def test_things_done_on_one_page_are_one_row(elin):
    enrolment = taking_part(elin)
    enrolment.ended_on, enrolment.end_reason = date(2025, 11, 28), "work"
    enrolment.save()

    rows = [t for g in home(elin, date(2026, 3, 11)).mine for t in g.tasks if t.what == "Skriv ut"]

    assert [str(other) for other in rows[0].more] == [
        "Registrera försörjning och sysselsättning vid utskrivning"
    ]


def test_somebody_just_admitted_is_told_once(elin):
    """The way in tells of those who have not started; the cases of those who have."""
    EnrolmentFactory(admitted=True, participant=named("Bo"))

    assert [row for rows in tasks(elin).values() for row in rows if "Bo" in row] == [
        "Bo Holm: Skriv in"
    ]


def test_the_units_people_stand_apart_and_only_what_is_near(elin):
    other = taking_part(coach("Omar"), participant=named("Bo"))
    Phase.objects.filter(enrolment=other).delete()

    waiting = home(elin, date(2026, 3, 11))

    assert not [t for g in waiting.mine for t in g.tasks if t.who == "Bo Holm"]
    [group] = waiting.unit
    assert [(str(task.who), task.contact) for task in group.tasks] == [("Bo Holm", "Omar")]


def test_a_unit_with_more_to_do_than_is_shown_says_so(elin, monkeypatch):
    monkeypatch.setattr("stegvis.casework.queries.home.OTHERS", 2)
    for _ in range(3):
        EnrolmentFactory(ongoing=True)

    assert home(elin, date(2026, 3, 11)).cut
    assert OTHERS > 60


def test_the_head_of_unit_is_led_to_the_case_and_not_to_the_act(association):
    enrolment = taking_part()
    Phase.objects.filter(enrolment=enrolment).delete()

    page = text(client_for(member(Role.HEAD_OF_UNIT)).get(reverse("casework:home")))

    assert reverse("casework:case", args=[enrolment.pk]) in page
    assert reverse("casework:phase", args=[enrolment.pk]) not in page


def test_an_empty_day_is_told_with_gladness(elin):
    taking_part(elin)

    page = text(client_for(elin).get(reverse("casework:home")))

    assert re.search("Inget väntar på dig|Planera nästa möte", page)


@pytest.mark.parametrize("number", [1, 6])
def test_home_takes_the_same_queries_however_many_people(elin, number, django_assert_num_queries):
    fill(elin, number)
    for _ in range(number):
        EnrolmentFactory(ongoing=True)
        EnrolmentFactory()
    client = client_for(elin)

    client.get(reverse("casework:home"))  # nothing is stale from here on
    with django_assert_num_queries(31):
        client.get(reverse("casework:home"))
