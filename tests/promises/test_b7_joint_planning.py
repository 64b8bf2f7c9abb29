"""B7, the second station: the person, the municipality and Försäkringskassan plan together, what
each is to do is kept as rows, and after it the person starts (M20 §3)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.intake.models import MeetingItem, PlannedStep
from stegvis.intake.queries import Stage, arrival
from stegvis.intake.services import (
    Agreed,
    Seen,
    book_meeting,
    decide_around,
    hold_meeting,
    move_person_meeting,
)
from stegvis.participants.models import Consent
from tests.factories import client_for, member
from tests.intake.ways import applied, followed, met, planning, referrer
from tests.intake.world import admit, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

STEPS = [
    Agreed("Ansöka om aktivitetsersättning under studier", "Försäkringskassan"),
    Agreed("Visa två lärandeplatser", "Arbetskonsulenten"),
]


@pytest.fixture
def group(association, today):
    return planning(today)


@pytest.fixture
def coach(group):
    return member(Role.COACH)


@pytest.fixture
def person(group, coach, today):
    return followed(applied(referrer(), group, today), coach, today)


def test_the_person_the_municipality_and_forsakringskassan_have_a_seat(group, person):
    seats = group.seats_for(person)

    assert [seat.title for seat in seats] == [
        "Brukaren", "Funktionsstödsförvaltningen", "Försäkringskassan",
    ]  # fmt: skip
    assert [seat.organisation and seat.organisation.kind for seat in seats] == [
        None, "municipality", "forsakringskassan",
    ]  # fmt: skip


def test_the_plan_says_what_who_and_by_when_and_the_person_starts_after_it(coach, person, today):
    steps = [STEPS[0], Agreed(STEPS[1].what, STEPS[1].who, today + timedelta(30))]
    met(person, coach, today, steps=steps)

    decide_around(by=coach, enrolment=person, verdict=admit(today + timedelta(3)), now=at(today))

    person.refresh_from_db()
    assert person.decision == "admitted"
    page = client_for(coach).get(reverse("intake:arrival", args=[person.pk])).content.decode()
    for words in ("Visa två lärandeplatser", "Arbetskonsulenten", "Försäkringskassan"):
        assert words in page


def test_nobody_starts_without_a_plan_unless_it_is_said_why(coach, person, today):
    met(person, coach, today)
    with pytest.raises(ValidationError, match="Den gemensamma planen är inte skriven"):
        decide_around(by=coach, enrolment=person, verdict=admit(today), now=at(today))

    item = decide_around(
        by=coach, enrolment=person, verdict=admit(today), departure="Planen skrivs i morgon",
        now=at(today),
    )  # fmt: skip

    assert item.departure == "Planen skrivs i morgon"


def test_until_it_is_decided_the_plan_can_be_put_right_and_is_then_the_rows_given(
    coach, person, today
):
    item = met(person, coach, today, steps=STEPS)

    hold_meeting(
        by=coach, enrolment=person, seats={"participant": Seen(True)}, steps=STEPS[1:],
        now=at(today),
    )  # fmt: skip

    rows = PlannedStep.objects.filter(item=item).values_list("place", "what")
    assert list(rows) == [(0, STEPS[1].what)]


def test_the_parties_are_called_only_when_a_consent_names_them_and_see_the_person_from_then(
    coach, person, today
):
    Consent.objects.update(withdrawn_on=today)
    assert arrival(person, today).stage == Stage.CONSENT
    with pytest.raises(ValidationError, match="Samtycke saknas"):
        book_meeting(by=coach, enrolment=person, on=today, today=today)

    Consent.objects.update(withdrawn_on=None)
    book_meeting(by=coach, enrolment=person, on=today, today=today)

    person.refresh_from_db()
    assert person.raised_on == today
    assert MeetingItem.objects.visible_to(referrer()).filter(enrolment=person).exists()


def test_the_page_of_the_meeting_takes_the_plan_row_by_row(coach, person, today):
    book_meeting(by=coach, enrolment=person, on=today, today=today)
    person.refresh_from_db()
    client, page = client_for(coach), reverse("intake:hold", args=[person.pk])
    shown = client.get(page).content.decode()
    assert 'name="what_0"' in shown
    fields = {
        "once": "00000000-0000-4000-8000-000000000001", "revision": str(person.revision),
        "participant_present": "true", "municipality_present": "true",
        "forsakringskassan_present": "unknown", "what_0": "Prova på ett lager",
    }  # fmt: skip

    refused = client.post(page, fields)
    taken = client.post(page, fields | {"who_0": "Arbetskonsulenten"})

    assert refused.status_code == 422
    assert "Skriv vem som gör det." in refused.content.decode()
    assert taken.status_code == 302
    assert PlannedStep.objects.get().who == "Arbetskonsulenten"


def test_the_meeting_is_not_moved_to_a_day_that_no_consent_reaches(coach, person, today):
    Consent.objects.update(ends_on=today + timedelta(10))
    item = book_meeting(by=coach, enrolment=person, on=today + timedelta(7), today=today)

    with pytest.raises(ValidationError, match="samtycket omfattar inte"):
        move_person_meeting(by=coach, enrolment=person, on=today + timedelta(14), today=today)

    item.meeting.refresh_from_db()
    assert item.meeting.on == today + timedelta(7)
