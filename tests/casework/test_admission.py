"""Skriva in: only who was admitted, from a day that can be, followed from that day."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.casework.services import admit
from stegvis.casework.services.observing import Observed, Share
from stegvis.participants.models import ContactPerson, Enrolment
from tests.casework.people import BEFORE, coach, observed, phases_of
from tests.factories import ContactPersonFactory, EnrolmentFactory, UnitFactory, member

pytestmark = pytest.mark.django_db


def admitted(**fields) -> Enrolment:
    """Applied 8 January 2025, decided on the 20th."""
    return EnrolmentFactory(**({"admitted": True} | fields))


def admit_on(enrolment: Enrolment, day: date, by=None, **changed) -> Enrolment:
    by = by or coach()
    act = {"contact_person": by, "phase": "agreement", "observed": BEFORE, "revision": 1}
    return admit(
        by=by, enrolment=enrolment, started_on=day, today=date(2025, 3, 1), **(act | changed)
    )


def test_a_person_starts_followed_in_a_step_with_what_held_directly_before(association):
    enrolment, elin = admitted(), coach()

    held = admit_on(enrolment, date(2025, 2, 3), by=elin)

    assert (held.started_on, held.status) == (date(2025, 2, 3), "ongoing")
    contact = ContactPerson.objects.get(enrolment=enrolment)
    assert (contact.user, contact.starts_on, contact.ends_on) == (elin, date(2025, 2, 3), None)
    assert phases_of(enrolment) == [("agreement", date(2025, 2, 3), None)]
    assert observed(enrolment) == {
        ("start", date(2025, 2, 3), "activity_compensation", 100),
        ("start", date(2025, 2, 3), "none", None),
    }
    assert Entry.objects.filter(event="casework.admitted", enrolment=enrolment.pk).count() == 1


def test_what_is_not_known_yet_is_left_out_and_not_made_up(association):
    enrolment = admitted()

    admit_on(enrolment, date(2025, 2, 3), phase="", observed=Observed())

    assert phases_of(enrolment) == []
    assert observed(enrolment) == set()


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ({}, "inte avgjord"),
        ({"raised": True}, "inget beslut"),
        ({"raised": True, "decision": "waiting", "decided_on": date(2025, 1, 20)}, "ska vänta"),
        ({"raised": True, "decision": "refused", "decided_on": date(2025, 1, 20)}, "avslag"),
        ({"decision": "withdrawn", "decided_on": date(2025, 1, 20)}, "återtagen"),
    ],
)
def test_one_who_has_not_been_admitted_is_refused_with_what_there_is_instead(
    association, state, why
):
    enrolment = EnrolmentFactory(**state)

    with pytest.raises(ValidationError, match=why):
        admit_on(enrolment, date(2025, 2, 3))

    enrolment.refresh_from_db()
    assert enrolment.started_on is None
    assert not ContactPerson.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 1, 19), "Beslutet att ta in personen fattades den 20 januari 2025"),
        (date(2025, 1, 7), "Ansökan kom in den 8 januari 2025"),
        (date(2025, 3, 2), "har inte varit än"),
    ],
)
def test_a_day_that_cannot_be_is_refused_on_its_field_with_the_day_that_can(association, day, why):
    with pytest.raises(ValidationError) as refused:
        admit_on(admitted(), day)

    assert why in " ".join(refused.value.message_dict["started_on"])


def test_one_who_is_in_cannot_be_taken_in_again(association):
    enrolment = admitted()
    admit_on(enrolment, date(2025, 2, 3))

    with pytest.raises(ValidationError, match="redan inskriven, sedan den 3 februari 2025"):
        admit_on(enrolment, date(2025, 2, 10), revision=2)


def test_two_stays_in_one_programme_cannot_overlap(association):
    first = EnrolmentFactory(ended=True)
    again = admitted(participant=first.participant)

    with pytest.raises(ValidationError, match="redan inskriven i insatsen under en del av tiden"):
        admit_on(again, date(2025, 2, 10))


def test_the_contact_person_works_in_the_unit_that_day(association):
    elsewhere = coach("Siv Arnell", unit=UnitFactory(key="aneby", name="Aneby"))

    for stranger in (elsewhere, member(Role.HEAD_OF_UNIT)):
        with pytest.raises(ValidationError, match="arbetar inte med det i enheten"):
            admit_on(admitted(), date(2025, 2, 3), contact_person=stranger)


def test_who_helped_with_the_preparation_goes_on_as_contact_person(association):
    enrolment, elin = admitted(), coach()
    ContactPersonFactory(enrolment=enrolment, user=elin, starts_on=date(2025, 1, 10))

    admit_on(enrolment, date(2025, 2, 3), by=elin)

    [contact] = ContactPerson.objects.filter(enrolment=enrolment)
    assert (contact.starts_on, contact.ends_on) == (date(2025, 1, 10), None)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        (Observed([Share("lottery")]), "känner inte lottery"),
        (Observed([Share("wage"), Share("wage", 50)]), "två gånger"),
        (Observed([], [Share("none"), Share("work")]), "kan inte stå tillsammans"),
        (Observed([Share("wage", 101)]), "mellan 1 och 100"),
    ],
)
def test_what_the_plan_does_not_know_is_refused_and_nothing_is_kept(association, seen, why):
    enrolment = admitted()

    with pytest.raises(ValidationError, match=why):
        admit_on(enrolment, date(2025, 2, 3), observed=seen)

    enrolment.refresh_from_db()
    assert enrolment.started_on is None
    assert phases_of(enrolment) == []


def test_a_page_shown_before_somebody_elses_act_is_stale(association):
    enrolment = admitted()
    Enrolment.objects.filter(pk=enrolment.pk).update(revision=7)

    with pytest.raises(Stale):
        admit_on(enrolment, date(2025, 2, 3))


@pytest.mark.parametrize("role", [r for r in Role if r != Role.COACH])
def test_only_a_coach_of_the_unit_admits(association, role):
    with pytest.raises(PermissionDenied):
        admit_on(admitted(), date(2025, 2, 3), by=member(role), contact_person=coach())


def test_a_coach_of_another_unit_does_not(association):
    elsewhere = coach(unit=UnitFactory(key="aneby", name="Aneby"))

    with pytest.raises(PermissionDenied):
        admit_on(admitted(), date(2025, 2, 3), by=elsewhere)
