"""B1: one and the same contact person through the whole stay, and none without notice."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from stegvis.audit.models import Change, Entry
from stegvis.casework.services import change_contact_person, discharge, end
from stegvis.casework.services.contact import GAP
from stegvis.participants.models import ContactPerson, Enrolment
from tests.casework.people import coach, taking_part
from tests.factories import ContactPersonFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def followers(enrolment: Enrolment) -> list[tuple[str, date, date | None]]:
    rows = ContactPerson.objects.filter(enrolment=enrolment).order_by("starts_on")
    return list(rows.values_list("name", "starts_on", "ends_on"))


def change(enrolment, to, day, by=None, **more):
    return change_contact_person(
        by=by or coach(), enrolment=enrolment, revision=None, user=to, starts_on=day, **more
    )


def test_whoever_followed_follows_to_the_day_before_and_both_stay_on_record(association):
    enrolment = taking_part(coach("Elin"))

    change(enrolment, coach("Omar"), date(2025, 9, 1))

    assert followers(enrolment) == [
        ("Elin", date(2025, 2, 3), date(2025, 8, 31)),
        ("Omar", date(2025, 9, 1), None),
    ]
    assert Entry.objects.filter(event="participants.contact_person_named").count() == 1


def test_a_wrong_name_is_corrected_from_its_own_first_day_and_the_history_keeps_it(association):
    enrolment = taking_part(coach("Elin"))

    change(enrolment, coach("Omar"), date(2025, 2, 3))

    assert followers(enrolment) == [("Omar", date(2025, 2, 3), None)]
    assert Change.objects.get(table="participants_contactperson").before["name"] == "Elin"
    assert Entry.objects.filter(event="casework.contact_person_corrected").count() == 1


def test_a_change_before_the_present_one_began_is_refused(association):
    enrolment = taking_part(coach("Elin"))

    with pytest.raises(ValidationError, match="Elin är kontaktperson från"):
        change(enrolment, coach("Omar"), date(2025, 1, 31))


def test_the_same_person_again_is_refused(association):
    elin = coach("Elin")

    with pytest.raises(ValidationError, match="Elin är redan kontaktperson"):
        change(taking_part(elin), elin, date(2025, 9, 1))


def test_days_without_anybody_are_refused_until_somebody_says_that_it_was_so(association):
    enrolment = EnrolmentFactory(ongoing=True)
    ContactPersonFactory(enrolment=enrolment, user=coach("Elin"), ends_on=date(2025, 6, 30))
    omar = coach("Omar")

    with pytest.raises(
        ValidationError, match="från den 1 juli 2025 till den 17 augusti"
    ) as refused:
        change(enrolment, omar, date(2025, 8, 18))
    assert refused.value.code == GAP
    assert len(followers(enrolment)) == 1

    change(enrolment, omar, date(2025, 8, 18), gap=True)
    assert followers(enrolment)[-1] == ("Omar", date(2025, 8, 18), None)


def test_a_first_contact_person_who_comes_after_the_start_leaves_a_hole_too(association):
    enrolment = EnrolmentFactory(ongoing=True)

    with pytest.raises(ValidationError, match="från den 3 februari 2025 till den 9 februari 2025"):
        change(enrolment, coach("Omar"), date(2025, 2, 10))

    change(enrolment, coach("Omar"), date(2025, 2, 3))
    assert len(followers(enrolment)) == 1


def test_somebody_follows_until_the_discharge_and_nobody_after(association):
    elin = coach("Elin")
    enrolment = taking_part(elin)

    end(
        by=elin, enrolment=enrolment, revision=None, ended_on=date(2025, 11, 28),
        end_reason="work", today=date(2026, 3, 11),
    )  # fmt: skip
    assert followers(enrolment) == [("Elin", date(2025, 2, 3), None)]
    discharge(
        by=elin, enrolment=enrolment, revision=None, discharged_on=date(2026, 2, 28),
        today=date(2026, 3, 11),
    )  # fmt: skip

    assert followers(enrolment) == [("Elin", date(2025, 2, 3), date(2026, 2, 28))]
    with pytest.raises(ValidationError, match="utskriven och har ingen kontaktperson"):
        change(enrolment, coach("Omar"), date(2026, 3, 1))
