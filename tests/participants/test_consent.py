"""Consent: recorded whole, in force by the day, ended at once."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from stegvis.access.roles import Permission, Role
from stegvis.audit.models import Change, Entry
from stegvis.participants.models import Consent, Enrolment
from stegvis.participants.services import record_consent, withdraw_consent
from tests.factories import ConsentFactory, EnrolmentFactory, OrganisationFactory, member

pytestmark = pytest.mark.django_db


def test_a_consent_names_its_parties_and_its_information(association):
    enrolment = EnrolmentFactory()
    fk = OrganisationFactory(fk=True)
    kinds = [item.key for item in enrolment.version.definition.consent.information]

    consent = record_consent(
        by=member(Role.REFERRER), enrolment=enrolment, parties=[fk], information=kinds,
        form="paper", starts_on=date(2026, 3, 1), ends_on=date(2027, 2, 28),
    )  # fmt: skip

    assert [row.organisation for row in consent.parties.all()] == [fk]
    assert Entry.objects.filter(event="participants.consent_recorded").count() == 1


def test_a_consent_to_nobody_is_refused(association):
    enrolment = EnrolmentFactory()

    with pytest.raises(ValidationError, match="vilka parter"):
        record_consent(
            by=member(Role.REFERRER), enrolment=enrolment, parties=[], information=["x"],
            form="paper", starts_on=date(2026, 3, 1),
        )  # fmt: skip

    assert not Consent.objects.exists()


def test_a_withdrawn_consent_is_out_of_force_the_same_day_and_its_change_is_kept(association):
    consent = ConsentFactory(enrolment__ongoing=True)

    withdraw_consent(by=member(Role.COACH), consent=consent, on=date(2026, 3, 11))

    assert Consent.objects.in_force(date(2026, 3, 10)).exists()
    assert not Consent.objects.in_force(date(2026, 3, 11)).exists()
    change = Change.objects.get(table="participants_consent")
    assert (change.before, change.after) == (
        {"withdrawn_on": None},
        {"withdrawn_on": "2026-03-11"},
    )


def test_a_coach_of_another_unit_cannot_withdraw_it(association):
    consent = ConsentFactory(enrolment__ongoing=True)
    elsewhere = member(Role.COACH, unit=UnitOf("tranas"))

    with pytest.raises(PermissionDenied):
        withdraw_consent(by=elsewhere, consent=consent, on=date(2026, 3, 11))


def test_a_party_sees_a_raised_person_while_its_consent_is_in_force(association, monkeypatch):
    consent = ConsentFactory(enrolment__raised=True, starts_on=date(2020, 1, 1), ends_on=None)
    referrer = member(Role.REFERRER)

    def seen():
        return list(Enrolment.objects.visible_to(referrer, Permission.SHARED_READ))

    assert seen() == [consent.enrolment]
    withdraw_consent(by=member(Role.COACH), consent=consent, on=date(2021, 1, 1))
    assert seen() == []


def UnitOf(key):
    from tests.factories import UnitFactory

    return UnitFactory(key=key, name=key.title())
