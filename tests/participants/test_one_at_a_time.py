"""One stay, one step and one contact person at a time: of each person, and not of all together."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from stegvis.casework.models import Phase
from tests.factories import ContactPersonFactory, EnrolmentFactory

pytestmark = pytest.mark.django_db


def a_phase(enrolment) -> Phase:
    return Phase(
        association_id=enrolment.association_id,
        enrolment=enrolment,
        key="agreement",
        starts_on=date(2025, 2, 3),
    )


def test_what_two_people_have_on_the_same_days_is_two_things(association):
    for enrolment in (EnrolmentFactory(ongoing=True), EnrolmentFactory(ongoing=True)):
        phase = a_phase(enrolment)
        phase.validate_constraints()
        phase.save()
        contact = ContactPersonFactory(enrolment=enrolment, starts_on=date(2025, 2, 3))

        for row in (enrolment, phase, contact):
            row.validate_constraints()


def test_what_one_person_has_on_the_same_days_is_refused_before_it_is_written(association):
    enrolment = EnrolmentFactory(ongoing=True)
    a_phase(enrolment).save()

    with pytest.raises(ValidationError, match="i en annan fas en del av tiden"):
        a_phase(enrolment).validate_constraints()
