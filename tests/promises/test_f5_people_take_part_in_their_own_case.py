"""F5: a person sees their own plan and consents, takes consents back, and knows who has read."""

from datetime import date
from uuid import uuid4

import pytest
from django.urls import reverse

from stegvis.access.roles import Permission, Role
from stegvis.audit.models import Entry
from stegvis.participants.models import Consent, Enrolment
from tests.casework.people import coach, taking_part
from tests.factories import ConsentFactory, EnrolmentFactory, client_for, member, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
MINE = "/mitt/"


@pytest.fixture
def linnea(association):
    return member(Role.PARTICIPANT, name="Linnea Granström")


@pytest.fixture
def elin(association):
    return coach()


@pytest.fixture
def enrolment(linnea, elin):
    return taking_part(elin, participant__user=linnea, participant__given_name="Linnea")


def test_the_person_sees_where_they_are_who_to_turn_to_and_what_they_share(linnea, enrolment):
    page = text(client_for(linnea).get(MINE))

    assert "Hej Linnea!" in page
    assert "Du är på steget Överenskommelse." in page
    assert "Elin Sandahl" in page
    for party in enrolment.consents.get().parties.all():
        assert party.organisation.name in page


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ({}, "har kommit in"),
        ({"raised": True}, "tas upp i gruppen"),
        ({"admitted": True}, "Du är antagen"),
        ({"raised": True, "decision": "refused", "decided_on": date(2025, 1, 20)}, "inte antagen"),
        ({"ended": True}, "följs upp en tid till"),
        ({"discharged": True}, "Du har slutat i SE-Höglandet."),
    ],
)
def test_every_stage_of_the_road_is_told_in_plain_words(linnea, state, said):
    EnrolmentFactory(**state, participant__user=linnea)

    assert said in text(client_for(linnea).get(MINE))


def test_somebody_without_a_case_is_told_what_will_come(linnea):
    assert "Här finns inget ärende än" in text(client_for(linnea).get(MINE))


def test_the_person_reads_who_has_read_with_role_and_organisation(linnea, elin, enrolment):
    for _ in range(2):
        client_for(elin).get(reverse("casework:case", args=[enrolment.pk]))
    client_for(linnea).get(MINE)

    page = text(client_for(linnea).get(MINE))

    table = page[page.index('id="last"') :]
    for said in ("Elin Sandahl", "Handledare", "Eksjö kommun", "2 gånger"):
        assert said in table
    assert "Linnea Granström" not in table


def test_the_persons_own_reading_is_logged_as_theirs(linnea, enrolment):
    client_for(linnea).get(MINE)

    entry = Entry.objects.get(event="access.record_opened")
    assert (entry.actor, entry.role, entry.enrolment) == (linnea.pk, "participant", enrolment.pk)


def test_a_consent_is_taken_back_after_reading_who_loses_what(linnea, enrolment):
    client = client_for(linnea)
    consent = enrolment.consents.get()
    address = reverse("casework:mine_withdraw", args=[consent.pk])
    assert address in text(client.get(MINE))

    confirm = text(client.get(address))
    assert "Försäkringskassan" in confirm
    assert Consent.objects.in_force(date(2026, 3, 11)).exists()

    done = text(client.post(address, {"once": str(uuid4())}, follow=True))
    assert "Du har tagit tillbaka ditt samtycke." in done
    assert not Consent.objects.in_force(date(2026, 3, 11)).exists()
    assert address not in done


def test_a_party_sees_nothing_from_the_same_moment(linnea, enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(raised_on=date(2025, 1, 20))
    enrolment.consents.update(ends_on=None)
    referrer = member(Role.REFERRER)
    seen = Enrolment.objects.visible_to(referrer, Permission.SHARED_READ)
    assert seen.count() == 1

    consent = enrolment.consents.get()
    address = reverse("casework:mine_withdraw", args=[consent.pk])
    client_for(linnea).post(address, {"once": str(uuid4())})

    assert seen.all().count() == 0


def test_a_second_press_finds_the_first_ones_answer(linnea, enrolment):
    client, consent = client_for(linnea), enrolment.consents.get()
    address, sent = reverse("casework:mine_withdraw", args=[consent.pk]), {"once": str(uuid4())}

    answers = [client.post(address, sent) for _ in range(2)]

    assert {answer.headers["Location"] for answer in answers} == {MINE}
    assert Entry.objects.filter(event="participants.consent_withdrawn").count() == 1


def test_nobody_elses_case_or_consent_can_be_reached(linnea, enrolment):
    other = ConsentFactory(enrolment=taking_part())
    client = client_for(linnea)

    assert client.get(reverse("casework:mine_withdraw", args=[other.pk])).status_code == 404
    assert client.get(MINE, {"arende": other.enrolment_id}).context["enrolment"] == enrolment
    for name in ("case", "history", "consents"):
        assert client.get(reverse(f"casework:{name}", args=[enrolment.pk])).status_code == 403


@pytest.mark.parametrize("role", [r for r in Role if r != Role.PARTICIPANT])
def test_the_page_is_the_persons_alone(enrolment, role):
    assert client_for(member(role)).get(MINE).status_code == 403


def test_an_earlier_case_can_be_opened_too(linnea, enrolment):
    earlier = EnrolmentFactory(
        participant=enrolment.participant, case_number="2020-1", applied_on=date(2020, 1, 8)
    )
    client = client_for(linnea)

    assert "2020-1" in text(client.get(MINE))
    assert client.get(MINE, {"arende": earlier.pk}).context["enrolment"] == earlier


@pytest.mark.parametrize("much", [1, 4])
def test_the_page_takes_the_same_queries_however_much_there_is(
    linnea, elin, enrolment, much, django_assert_num_queries
):
    for n in range(much):
        ConsentFactory(enrolment=enrolment, starts_on=date(2026, 1, 1 + n))
        client_for(coach(f"Coach {n}")).get(reverse("casework:case", args=[enrolment.pk]))
    client = client_for(linnea)

    with django_assert_num_queries(17):
        client.get(MINE)
