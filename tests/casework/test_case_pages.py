"""One case: opened by those who may, logged each time, in a fixed number of queries."""

from datetime import date

import pytest
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.models import Phase
from stegvis.casework.services import enter_phase
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
from tests.intake.world import NUMBER, ApplicationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TABS = ("case", "phases", "observations", "consents", "application", "history", "readers")


def url(name, *numbers):
    return reverse(f"casework:{name}", args=numbers)


@pytest.fixture
def elin(association):
    return coach()


@pytest.fixture
def enrolment(elin):
    person = ParticipantFactory(given_name="Samira", family_name="Holm", personal_number=NUMBER)
    return taking_part(elin, participant=person)


# --- Who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("tab", TABS)
def test_coach_and_head_of_unit_open_every_part(elin, enrolment, tab):
    for user in (elin, member(Role.HEAD_OF_UNIT)):
        response = client_for(user).get(url(tab, enrolment.pk))

        assert response.status_code == 200
        assert "Samira Holm" in text(response)


@pytest.mark.parametrize("tab", TABS)
def test_a_coach_of_another_unit_finds_no_such_page(enrolment, tab):
    elsewhere = coach(unit=UnitFactory(key="aneby", name="Aneby"))

    assert client_for(elsewhere).get(url(tab, enrolment.pk)).status_code == 404
    assert not Entry.objects.filter(event="access.record_opened").exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.COACH, Role.HEAD_OF_UNIT)])
def test_no_other_role_opens_a_case(enrolment, role):
    client = client_for(member(role))

    assert {client.get(url(tab, enrolment.pk)).status_code for tab in TABS} == {403}


@pytest.mark.parametrize("tab", TABS)
def test_every_opening_is_logged(elin, enrolment, tab):
    client_for(elin).get(url(tab, enrolment.pk))

    entry = Entry.objects.get(event="access.record_opened")
    assert (entry.actor, entry.role, entry.enrolment) == (elin.pk, "coach", enrolment.pk)


def test_a_protected_person_is_opened_by_contact_person_and_head_alone_and_marked(elin):
    enrolment = taking_part(elin, participant__protected=True)

    assert client_for(coach("Omar")).get(url("case", enrolment.pk)).status_code == 404
    for user in (elin, member(Role.HEAD_OF_UNIT)):
        assert "Skyddade personuppgifter" in text(client_for(user).get(url("case", enrolment.pk)))


# --- What it says --------------------------------------------------------------------------------


def test_the_head_says_who_who_follows_where_what_is_shared_and_what_is_next(elin, enrolment):
    enrolment.consents.update(ends_on=date(2026, 3, 16))

    page = text(client_for(elin).get(url("case", enrolment.pk)))

    head = page[
        page.index('<header class="person">') : page.index("</header>", page.index('"person"'))
    ]
    for said in (
        "Samira Holm",
        "19900101-2385",
        "Elin Sandahl",
        "Överenskommelse",
        "Förnya samtycket",
    ):
        assert said in head
    assert "4 parter: går ut på måndag" in head


def test_the_line_of_steps_is_the_plans_and_says_where_the_person_stands(elin, enrolment):
    page = text(client_for(elin).get(url("case", enrolment.pk)))

    for phase in enrolment.version.definition.phases:
        assert phase.title in page
    assert page.count('aria-current="step"') == 1


def test_what_is_due_says_why_and_where_in_the_plan(elin, enrolment):
    Phase.objects.filter(enrolment=enrolment).delete()

    page = text(client_for(elin).get(url("case", enrolment.pk)))

    assert "Ange steg i Supported Employment" in page
    assert "(bilaga\u00a09.1)" in page


def test_the_application_and_the_groups_decision_are_shown(elin, enrolment):
    ApplicationFactory(enrolment=enrolment, need="Behöver två parter.", goal="Ett arbete.")

    page = text(client_for(elin).get(url("application", enrolment.pk)))

    assert "Behöver två parter." in page
    assert "Ett arbete." in page
    assert "Inte besvarat" in page


def test_a_case_without_an_application_says_so(elin, enrolment):
    assert "har ingen ansökan här" in text(client_for(elin).get(url("application", enrolment.pk)))


def test_who_may_not_act_is_offered_no_act(elin, enrolment):
    page = text(client_for(member(Role.HEAD_OF_UNIT)).get(url("case", enrolment.pk)))

    assert url("end", enrolment.pk) not in page
    assert url("phase", enrolment.pk) not in page
    assert url("end", enrolment.pk) in text(client_for(elin).get(url("case", enrolment.pk)))


# --- Cost ----------------------------------------------------------------------------------------

#: Session, user, the wall, memberships, the case with all that is due from it, its opening in the
#: log, and the savepoint that stands for the transaction are eight; the rest is the part's own.
QUERIES = {
    "case": 9,
    "phases": 8,
    "observations": 10,
    "consents": 11,
    "application": 14,
    "history": 12,
    "readers": 12,
}


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("much", [1, 5])
def test_each_part_takes_the_same_queries_however_much_there_is(
    elin, enrolment, tab, much, django_assert_num_queries
):
    ApplicationFactory(enrolment=enrolment)
    for n in range(much):
        ConsentFactory(enrolment=enrolment, starts_on=date(2026, 1, 1 + n))
        ContactPersonFactory(
            enrolment=enrolment, starts_on=date(2024, 1, 1 + n), ends_on=date(2024, 1, 1 + n)
        )
        enter_phase(
            by=elin, enrolment=enrolment, revision=None, key=["profile", "agreement"][n % 2],
            starts_on=date(2025, 5, 1 + n), today=date(2026, 3, 11),
        )  # fmt: skip
    client = client_for(elin)
    client.get(url(tab, enrolment.pk))

    assert QUERIES[tab] <= 15
    with django_assert_num_queries(QUERIES[tab]):
        client.get(url(tab, enrolment.pk))


def test_a_case_read_in_from_a_file_with_what_no_plan_names_still_opens(elin):
    from stegvis.casework.models import Livelihood, Occupation

    enrolment = EnrolmentFactory(
        ongoing=True, ended_on=date(2025, 5, 1), end_reason="unheard_of", decided_on=None
    )
    here = {"association": enrolment.association, "enrolment": enrolment}
    Phase.objects.create(**here, key="a_sixth", starts_on=date(2025, 3, 1))
    Livelihood.objects.create(**here, occasion="after_9", on=date(2025, 6, 1), kind="savings")
    Occupation.objects.create(**here, occasion="after_9", on=date(2025, 6, 1), kind="none")
    ContactPersonFactory(enrolment=enrolment, user=None, name="Någon annan")
    client = client_for(elin)

    for tab in TABS:
        assert client.get(url(tab, enrolment.pk)).status_code == 200
    assert "Ange avslutsorsak" in text(client.get(url("case", enrolment.pk)))
