"""Historik: who did what and when, what stood before and after, and which way it came."""

from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from stegvis.access import wall
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.models import Phase
from stegvis.casework.queries.history import PAGE, Altered, history
from stegvis.casework.services import (
    change_contact_person,
    correct_phase,
    end,
    enter_phase,
    mark_protected,
    observe,
    undo_end,
)
from stegvis.casework.services.observing import Observed, Share
from stegvis.participants.models import Enrolment, Participant
from stegvis.participants.services import withdraw_consent
from tests.casework.people import WORKING, coach, taking_part
from tests.factories import EnrolmentFactory, client_for

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)


@pytest.fixture
def elin(association):
    """Who acts, as the middleware tells the database."""
    elin = coach()
    wall.enter(association.pk, elin.pk)
    return elin


def told(enrolment, page=None):
    rows = Enrolment.objects.filter(pk=enrolment.pk)
    [case] = cases(with_facts(rows, TODAY), TODAY)
    return history(case, page).moments


def changes(enrolment) -> list[Altered]:
    return [change for moment in told(enrolment) for change in moment.changes]


def test_an_act_is_told_with_who_did_it_and_what_it_changed(elin):
    enrolment = taking_part(elin)

    enter_phase(
        by=elin, enrolment=enrolment, revision=None, key="profile", starts_on=date(2025, 3, 10),
        today=TODAY,
    )  # fmt: skip

    moment = told(enrolment)[0]
    assert (moment.sentence, moment.who) == (
        "Flyttade personen till ett annat steg: Yrkesprofil",
        "Elin Sandahl",
    )
    assert moment.changes == [Altered("Steg: sista dag", "inte angivet", "9 mars 2025")]


def test_keys_are_told_in_the_plans_words_and_people_by_name(elin):
    enrolment = taking_part(elin)
    act = {"by": elin, "revision": None}
    phase = Phase.objects.get(enrolment=enrolment)

    correct_phase(**act, phase=phase, key="profile", starts_on=date(2025, 2, 3), today=TODAY)
    change_contact_person(
        **act, enrolment=enrolment, user=coach("Omar"), starts_on=date(2025, 2, 3)
    )
    observe(
        **act, enrolment=enrolment, occasion="start", on=date(2025, 2, 3), today=TODAY,
        observed=Observed([Share("wage", 50)], [Share("none")]),
    )  # fmt: skip
    end(
        **act, enrolment=enrolment, ended_on=date(2025, 11, 28), end_reason="work", today=TODAY,
        observed=WORKING,
    )  # fmt: skip
    withdraw_consent(by=elin, consent=enrolment.consents.get(), on=TODAY)
    mark_protected(by=elin, enrolment=enrolment, revision=None, protected=True)

    found = changes(enrolment)
    for expected in (
        Altered("Steg: fas", "Överenskommelse", "Yrkesprofil"),
        Altered("Kontaktperson: kontaktperson", "Elin Sandahl", "Omar"),
        Altered("Försörjning: slag", "Aktivitetsersättning", "Lön"),
        Altered("Försörjning: omfattning", "100", "50"),
        Altered("Ärendet: avslutsorsak", "inte angivet", "Till arbete"),
        Altered("Ärendet: avslutad", "inte angivet", "28 november 2025"),
        Altered("Samtycke: återtaget", "inte angivet", "11 mars 2026"),
        Altered("Personen: skyddade personuppgifter", "nej", "ja"),
    ):
        assert expected in found


def test_what_was_taken_away_is_told_too(elin):
    enrolment = taking_part(elin)
    act = {"by": elin, "enrolment": enrolment, "revision": None}
    end(**act, ended_on=date(2025, 11, 28), end_reason="work", observed=WORKING, today=TODAY)

    undo_end(**act, because="Fel person.", keep_observed=False)

    assert Altered("Försörjning: Lön", "fanns", "togs bort") in changes(enrolment)


def test_a_change_by_hand_in_the_database_is_told_as_that(elin, association):
    enrolment = taking_part(elin)
    wall.enter(association.pk, None, how="")

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE participants_participant SET municipality = 'Tranås' WHERE id = %s",
            [enrolment.participant_id],
        )

    [moment] = [moment for moment in told(enrolment) if moment.way == "direkt i databasen"]
    assert moment.who == ""
    assert moment.changes == [Altered("Personen: hemkommun", "Eksjö", "Tranås")]


def test_a_case_that_came_in_a_file_says_so(elin, association):
    wall.enter(association.pk, None, how="import")

    enrolment = EnrolmentFactory(ongoing=True)

    [moment] = told(enrolment)
    assert (moment.sentence, moment.way) == ("Ärendet lades upp", "vid inläsning av en fil")


def test_nothing_of_somebody_else_is_told(elin):
    mine, other = taking_part(elin), taking_part(elin)

    enter_phase(
        by=elin, enrolment=other, revision=None, key="profile", starts_on=date(2025, 3, 10),
        today=TODAY,
    )  # fmt: skip
    Participant.objects.filter(pk=other.participant_id).update(municipality="Tranås")

    assert changes(mine) == []


def test_a_long_history_is_turned_page_by_page_and_every_change_is_on_one_of_them(elin):
    enrolment = taking_part(elin)
    for n in range(PAGE + 2):
        observe(
            by=elin, enrolment=enrolment, revision=None, occasion="start", on=date(2025, 2, 3),
            observed=Observed([Share("wage", n + 1)], [Share("none")]), today=TODAY,
        )  # fmt: skip

    pages = [told(enrolment, "1"), told(enrolment, "2")]

    acts = [sum(moment.sentence.startswith("Registrerade") for moment in page) for page in pages]
    assert acts == [PAGE, 2]
    shares = [c for page in pages for m in page for c in m.changes if c.what.endswith("omfattning")]
    assert len(shares) == PAGE + 2


def test_the_page_reads_from_before_to_after(elin, clock):
    enrolment = taking_part(elin)
    withdraw_consent(by=elin, consent=enrolment.consents.get(), on=TODAY)

    page = client_for(elin).get(reverse("casework:history", args=[enrolment.pk])).content.decode()

    assert "<del>" in page
    assert "11 mars 2026" in page
    assert "Registrerade att samtycket återtogs" in page
