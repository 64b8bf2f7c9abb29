"""What is due for a team and in a programme: in order, narrowed, in three queries; else counts."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.models import DueItem, Livelihood, Phase
from stegvis.casework.queries import due_lists
from stegvis.casework.queries.due_lists import Wanted, due_list
from tests.casework.people import coach, taking_part
from tests.factories import (
    EnrolmentFactory,
    OrganisationFactory,
    ParticipantFactory,
    UnitFactory,
    client_for,
    member,
    text,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

ALL = Wanted()
TODAY = date(2026, 3, 11)


def named(given: str, **fields):
    return ParticipantFactory(given_name=given, family_name="Holm", **fields)


def things(user, wanted: Wanted = ALL, programme=None) -> list[str]:
    found = due_list(user, wanted, TODAY, None, programme)
    return [f"{row.case.name}: {row.item.title}" for row in found.rows]


def without_phase(enrolment):
    Phase.objects.filter(enrolment=enrolment).delete()
    return enrolment


@pytest.fixture
def elin(association):
    return coach()


def address(enrolment) -> str:
    return reverse("casework:programme_due", args=[enrolment.programme.key])


# --- The list ------------------------------------------------------------------------------------


def test_what_is_late_stands_first_and_then_each_by_its_day(elin):
    ending = taking_part(elin, participant=named("Dina"))
    ending.consents.update(ends_on=date(2026, 3, 16))
    raised = EnrolmentFactory(raised=True, participant=named("Bo"))
    late = without_phase(taking_part(elin, participant=named("Åke")))

    assert things(elin) == [
        "Åke Holm: Ange steg i Supported Employment",
        "Bo Holm: Hämta in samtycke",
        "Bo Holm: Förarbete: " + raised_words(raised, 0),
        "Bo Holm: Förarbete: " + raised_words(raised, 1),
        "Dina Holm: Förnya samtycket",
    ]
    assert things(elin, programme=late.programme) == things(elin)


def raised_words(enrolment, number: int) -> str:
    items = enrolment.version.definition.preparation.items
    return [item.text for item in items if item.kind == "attested"][number]


def test_a_list_is_narrowed_by_how_things_stand_by_kind_and_to_ones_own(elin):
    without_phase(taking_part(elin, participant=named("Åke")))
    without_phase(taking_part(coach("Omar"), participant=named("Bo")))
    ended = taking_part(elin, participant=named("Dina"))
    ended.ended_on = date(2026, 3, 11)
    ended.save()

    assert things(elin, Wanted(due_lists.LATE)) == [
        "Åke Holm: Ange steg i Supported Employment",
        "Bo Holm: Ange steg i Supported Employment",
    ]
    assert things(elin, Wanted(due_lists.LATE, mine=True)) == [
        "Åke Holm: Ange steg i Supported Employment"
    ]
    assert things(elin, Wanted(kind="end_reason")) == ["Dina Holm: Ange avslutsorsak"]
    assert things(elin, Wanted(due_lists.NOT_POSSIBLE)) == ["Dina Holm: Skriv ut"]
    done = things(elin, Wanted(due_lists.DONE))
    assert "Dina Holm: Kontaktperson" in done
    assert "Åke Holm: Steg" not in done


def test_each_thing_tells_why_by_which_passage_and_leads_to_the_act(elin):
    enrolment = without_phase(taking_part(elin))

    page = text(client_for(elin).get(address(enrolment)))

    assert "står inte på något steg" in page
    assert "står inte på något steg. (bilaga\u00a09.1)" in page
    assert reverse("casework:phase", args=[enrolment.pk]) in page
    assert "1 att göra, 1 försenade." in page


def test_the_head_of_unit_is_led_to_the_case(association):
    enrolment = without_phase(taking_part())

    page = text(client_for(member(Role.HEAD_OF_UNIT)).get(address(enrolment)))

    assert reverse("casework:phase", args=[enrolment.pk]) not in page
    assert reverse("casework:case", args=[enrolment.pk]) in page


def test_a_change_by_sql_shows_on_the_page_at_once(elin):
    enrolment = taking_part(elin, participant=named("Åke"))
    client = client_for(elin)
    assert "Åke" not in text(client.get(address(enrolment)))

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM casework_phase")

    assert "Åke" in text(client.get(address(enrolment)))


def test_the_counts_of_the_choices_are_those_of_the_lists(elin):
    without_phase(taking_part(elin))
    Livelihood.objects.filter(enrolment=taking_part(elin)).delete()

    found = due_list(elin, ALL, TODAY, None)

    assert (found.open, found.late) == (2, 2)
    assert {choice.key: choice.count for choice in found.kinds} == {"phase": 1, "measure": 1}
    assert [choice.key for choice in found.stands if choice.count is None] == ["klart"]
    for stands in due_lists.STANDS:
        [chosen] = [c for c in due_list(elin, Wanted(stands), TODAY, None).stands if c.chosen]
        assert chosen.count == len(things(elin, Wanted(stands)))


def test_fifty_stand_on_a_page(elin, monkeypatch):
    monkeypatch.setattr(due_lists, "PAGE", 2)
    for _ in range(5):
        without_phase(taking_part(elin))

    pages = [due_list(elin, ALL, TODAY, number) for number in ("1", "2", "3", "9")]

    assert [len(page.rows) for page in pages] == [2, 2, 1, 1]
    seen = [row.case.enrolment.pk for page in pages[:3] for row in page.rows]
    assert len(set(seen)) == 5


def test_what_the_address_says_that_is_not_known_changes_nothing(elin):
    enrolment = without_phase(taking_part(elin))
    client = client_for(elin)

    for query in ("?visa=allt", "?page=x", "?vilka=andras", "?slag=" + "x" * 9_000):
        assert client.get(address(enrolment) + query).status_code == 200


def test_a_programme_that_is_not_there_is_not_found(elin):
    assert client_for(elin).get("/insatser/ingen/att-gora/").status_code == 404


# --- Who sees whom -------------------------------------------------------------------------------


def test_another_unit_s_people_are_not_there_and_not_counted(elin):
    elsewhere = UnitFactory(key="nassjo", name="Nässjö")
    enrolment = without_phase(taking_part(coach("Omar", unit=elsewhere), unit=elsewhere))

    found = due_list(elin, ALL, TODAY, None, enrolment.programme)

    assert (found.rows, found.open, found.kinds) == ([], 0, [])


def test_a_person_with_protected_identity_is_masked_and_seen_by_few(elin):
    protected = named("Hemlig", protected=True)
    enrolment = without_phase(taking_part(elin, participant=protected))

    own = text(client_for(elin).get(address(enrolment)))
    assert "Hemlig" not in own
    assert "Skyddade personuppgifter" in own
    assert enrolment.case_number in own
    assert things(coach("Omar")) == []


def test_everybody_shown_is_told_that_a_list_showed_them(elin):
    enrolment = without_phase(taking_part(elin))
    client_for(elin).get(address(enrolment))

    entry = Entry.objects.filter(event="access.list_shown").latest("pk")
    assert entry.details["page"] == "casework:programme_due"
    assert entry.details["enrolments"] == [enrolment.pk]


# --- Where no person is shown --------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.STEERING_GROUP, Role.ASSOCIATION])
def test_who_opens_nobody_sees_counts_by_fives_and_no_person(association, role):
    user = member(role, organisation=OrganisationFactory(forbund=True))
    for n in range(7):
        last = without_phase(taking_part(participant=named(f"Person{n}")))
    last.ended_on = date(2026, 3, 1)
    last.save()

    page = text(client_for(user).get(address(last)))

    assert "Person" not in page.replace("Personal", "")
    assert last.case_number not in page
    [phase] = [w for w in due_lists.waiting(last.programme, TODAY) if w.kind == "Steg i metoden"]
    assert (phase.late, phase.due) == (5, 0)
    [reason] = [w for w in due_lists.waiting(last.programme, TODAY) if w.kind == "Avslutsorsak"]
    assert (reason.late, reason.due) == (None, None)
    assert not Entry.objects.filter(event="access.list_shown").exists()


# --- Queries -------------------------------------------------------------------------------------


def asked(client, path: str) -> list[str]:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(path).status_code == 200
    return [query["sql"] for query in queries]


@pytest.mark.parametrize("number", [1, 7])
def test_a_page_takes_three_queries_beside_the_frame(elin, number):
    """The plan's versions with the programme; what there is of it, and whether any is stale; the
    rows of the page with their facts. The frame is what any signed-in page asks, and the log."""
    for _ in range(number):
        enrolment = without_phase(taking_part(elin))
    client = client_for(elin)
    client.get(address(enrolment))

    queries = asked(client, address(enrolment))
    own = [q for q in queries if "programmes_" in q or "casework_" in q]
    assert len(own) == 3, own
    assert len(queries) == 10, queries


def test_a_person_who_comes_in_takes_the_place_the_kept_list_gives(elin):
    for _ in range(3):
        without_phase(taking_part(elin))
    due_list(elin, ALL, TODAY, None)
    assert DueItem.objects.filter(state="open").count() == 3

    Livelihood.objects.all().delete()

    assert due_list(elin, ALL, TODAY, None).open == 6
