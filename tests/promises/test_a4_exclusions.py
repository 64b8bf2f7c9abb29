"""A4: what keeps a person out, and not at the same time in a joint assessment (V23 §5, H23 §5)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from stegvis.access.roles import Role
from stegvis.intake.eligibility import judged
from stegvis.intake.eligibility.facts import Stretch, in_joint_assessment
from stegvis.intake.models import JointAssessment, Outcome
from stegvis.intake.services import (
    Verdict,
    decide,
    end_joint_assessment,
    record_joint_assessment,
)
from tests.factories import ConsentFactory, client_for, member
from tests.intake.plans import applied, coach_in, town
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    MeetingFactory,
    admit,
    at,
    consenting,
    eksjo,
    prepared,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("association", "clock")]


def stands(enrolment, day):
    return next(row for row in judged(enrolment, day) if row.key == "joint_assessment")


def assessed(by, enrolment, first, last=None):
    return record_joint_assessment(
        by=by, enrolment=enrolment, starts_on=first, ends_on=last, source="Handläggaren, 3 mars"
    )


def test_nobody_has_said_is_neither_in_nor_out(today):
    assert stands(applied(*town()), today).met is None


def test_it_keeps_the_person_out_on_its_days_first_and_last_included(today):
    version, unit = town()
    person = applied(version, unit)

    assessed(coach_in(unit), person, date(2026, 3, 3), date(2026, 3, 20))

    found = {
        day: stands(person, day).met
        for day in (
            date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 20), date(2026, 3, 21),
        )
    }  # fmt: skip
    assert list(found.values()) == [True, False, False, True]
    assert "Handläggaren, 3 mars" in stands(person, date(2026, 3, 3)).why


def test_what_the_referrer_answered_holds_until_days_are_recorded(today):
    version, unit = town()
    person = applied(version, unit)
    answers = {"joint_assessment": {"answer": True, "why": "Sedan i mars"}}
    ApplicationFactory(
        enrolment=person, programme=person.programme, unit=unit, way_in="together",
        criteria=answers,
    )  # fmt: skip
    assert (stands(person, today).met, stands(person, today).why) == (False, "Sedan i mars")

    assessed(coach_in(unit), person, date(2026, 1, 7), date(2026, 2, 28))

    assert stands(person, today).met is True


def test_days_are_never_written_over_and_one_that_goes_on_is_ended_once(today):
    version, unit = town()
    person, coach = applied(version, unit), coach_in(unit)
    row = assessed(coach, person, date(2026, 3, 3))

    with pytest.raises(ValidationError, match="redan en gemensam kartläggning"):
        assessed(coach, person, date(2026, 3, 10), date(2026, 3, 12))
    end_joint_assessment(by=coach, row=row, ends_on=date(2026, 3, 20))
    with pytest.raises(ValidationError, match="redan en sista dag"):
        end_joint_assessment(by=coach, row=row, ends_on=date(2026, 3, 25))

    assert JointAssessment.objects.get().ends_on == date(2026, 3, 20)


def test_the_writer_of_the_application_records_it_too_and_nobody_else(today):
    version, unit = town()
    person = applied(version, unit)
    application = ApplicationFactory(enrolment=person, programme=person.programme, unit=unit)

    with pytest.raises(PermissionDenied):  # no consent lets the party know of the person
        assessed(application.written_by, person, date(2026, 3, 3))
    ConsentFactory(enrolment=person, to=[application.organisation])
    assessed(application.written_by, person, date(2026, 3, 3))

    with pytest.raises(PermissionDenied):
        assessed(member(Role.REFERRER), person, date(2027, 3, 3))


def test_it_is_recorded_and_ended_on_pages(today):
    version, unit = town()
    person, client = applied(version, unit), client_for(coach_in(unit))
    address = reverse("intake:joint_assessment", args=[person.pk])
    once = client.get(address).context["form"]["once"].value()
    data = {"once": str(once), "starts_on": "2026-03-03", "source": "Samtal"}
    assert client.post(address, data).status_code == 302

    address = reverse("intake:end_joint_assessment", args=[JointAssessment.objects.get().pk])
    once = client.get(address).context["form"]["once"].value()
    client.post(address, {"once": str(once), "ends_on": "2026-03-09"})

    assert JointAssessment.objects.get().ends_on == date(2026, 3, 9)
    page = client.get(reverse("intake:arrival", args=[person.pk])).content.decode()
    assert "Den senaste: till 9 mars 2026" in page


def test_whom_an_exclusion_is_known_to_hold_for_is_not_taken_in(today):
    group = eksjo(today)
    person = prepared(consenting(raised_on=today))
    ApplicationFactory(
        enrolment=person,
        criteria={
            "joint_assessment": {"answer": True, "why": ""},
            "two_parties": {"answer": False, "why": ""},
        },
    )
    item = ItemFactory(meeting=MeetingFactory(on=today), enrolment=person)
    coach = member(Role.COACH)

    with pytest.raises(ValidationError) as refusal:
        decide(by=coach, item=item, verdict=admit(today), now=at(today))

    [sentence] = refusal.value.message_dict["outcome"]
    texts = {row.key: row.text for row in group.definition.criteria}
    assert texts["two_parties"] in sentence
    assert "Hinder: Är inne i en gemensam kartläggning" in sentence
    decide(by=coach, item=item, verdict=Verdict(Outcome.WAITING, reason="Senare"), now=at(today))


def test_what_nobody_answered_is_told_where_it_is_decided_and_keeps_nobody_out(today):
    eksjo(today)
    person = prepared(consenting(raised_on=today))
    item = ItemFactory(meeting=MeetingFactory(on=today), enrolment=person)
    coach = member(Role.COACH)

    address = reverse("intake:item", args=[item.meeting_id, item.pk])
    assert "Ingen har svarat på det här än" in client_for(coach).get(address).content.decode()

    assert decide(by=coach, item=item, verdict=admit(today), now=at(today)).outcome == "admitted"


DAY = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(first=DAY, length=st.none() | st.integers(0, 400), asked_on=DAY)
def test_in_joint_assessment_exactly_from_its_first_day_to_its_last(first, length, asked_on):
    last = None if length is None else first + timedelta(days=length)

    found = in_joint_assessment([Stretch(first, last)], asked_on)

    assert found is (first <= asked_on and (last is None or asked_on <= last))
