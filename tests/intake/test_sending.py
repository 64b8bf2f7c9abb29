"""Sending makes person, case and consent, all or none; it tells nobody who was known."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction

from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.intake.models import Application
from stegvis.intake.services import withdraw_application
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.models import Consent, Enrolment, Participant
from stegvis.participants.services import find_or_make_participant
from tests.factories import (
    EnrolmentFactory,
    OrganisationFactory,
    ParticipantFactory,
    member,
)
from tests.intake.world import NUMBER, ItemFactory, at, begun, eksjo, given, sent, stated

pytestmark = pytest.mark.django_db


def nothing_was_made():
    return not (
        Participant.objects.exists() or Enrolment.objects.exists() or Consent.objects.exists()
    )


def test_sending_makes_person_case_and_consent(association, today):
    user = member(Role.REFERRER)

    application = sent(user, today)

    case = application.case
    assert (case.participant.personal_number, case.participant.name) == (NUMBER, "Alva Testperson")
    assert (case.applied_on, case.referred_by.name, case.unit.key) == (
        today,
        "Försäkringskassan",
        "eksjo",
    )
    assert case.consents.get().parties.count() == 4
    assert (application.typed, application.stated_name) == ({}, "Alva Testperson")
    assert application.criteria["motivation"] == {"answer": True, "why": ""}


def test_a_known_person_keeps_what_is_on_file_and_the_answer_is_the_same(association, today):
    on_file = ParticipantFactory(personal_number=NUMBER, given_name="Alva Maria")

    application = sent(member(Role.REFERRER), today)

    assert application.case.participant == on_file
    assert Participant.objects.get().given_name == "Alva Maria"
    assert application.stated_name == "Alva Testperson"


def test_a_person_without_a_number_has_a_day_of_birth(association, today):
    who = stated(personal_number=None, birth_date=date(2001, 2, 3))

    case = sent(member(Role.REFERRER), today, stated=who).case

    assert case.participant.personal_number is None
    assert (case.participant.birth_date, case.participant.birth_year) == (date(2001, 2, 3), 2001)


def test_without_consent_to_the_receiving_party_nothing_is_sent(association, today):
    eksjo(today)
    to_others = given(today, parties=[OrganisationFactory(fk=True)])

    with pytest.raises(ValidationError) as refusal:
        sent(member(Role.REFERRER), today, given=to_others)

    assert "Eksjö kommun, som tar emot ansökan" in refusal.value.message_dict["consent_parties"][0]
    assert nothing_was_made()


@pytest.mark.parametrize(
    ("field", "days"),
    [
        ("consent_starts_on", {"starts_on": timedelta(1), "ends_on": timedelta(30)}),
        ("consent_ends_on", {"starts_on": timedelta(-30), "ends_on": timedelta(-1)}),
        ("consent_ends_on", {"starts_on": timedelta(0), "ends_on": timedelta(366)}),
    ],
)
def test_a_consent_that_does_not_hold_today_or_holds_too_long_is_refused(
    association, today, field, days
):
    eksjo(today)
    consent = given(today, **{name: today + shift for name, shift in days.items()})

    with pytest.raises(ValidationError) as refusal:
        sent(member(Role.REFERRER), today, given=consent)

    assert list(refusal.value.message_dict) == [field]
    assert nothing_was_made()


def test_no_consent_at_all_is_refused(association, today):
    with pytest.raises(ValidationError, match="inte skickas utan samtycke"):
        sent(member(Role.REFERRER), today, given=None)


@pytest.mark.parametrize("road", [{}, {"raised": True}, {"admitted": True}, {"ongoing": True}])
def test_who_is_on_the_way_in_or_in_is_not_applied_for_again(association, today, road):
    EnrolmentFactory(participant__personal_number=NUMBER, **road)

    with pytest.raises(ValidationError) as refusal:
        sent(member(Role.REFERRER), today)

    [sentence] = refusal.value.messages
    assert sentence.startswith("Det går inte att ta emot ansökan här. Ring coachen")
    assert Enrolment.objects.count() == 1
    assert not Application.objects.sent().exists()


def test_who_has_left_may_be_applied_for_again(association, today):
    EnrolmentFactory(participant__personal_number=NUMBER, discharged=True)

    sent(member(Role.REFERRER), today)

    assert Enrolment.objects.count() == 2


def test_a_protected_person_is_refused_in_the_very_same_words(association, today):
    ParticipantFactory(personal_number=NUMBER, protected=True)
    user = member(Role.REFERRER)
    with pytest.raises(ValidationError) as protected:
        sent(user, today)

    known = PersonalNumber("199205126384")
    EnrolmentFactory(participant__personal_number=known.digits)
    with pytest.raises(ValidationError) as on_the_way_in:
        sent(user, today, stated=stated(personal_number=known))

    assert protected.value.messages == on_the_way_in.value.messages


def test_sending_twice_sends_once(association, today):
    user = member(Role.REFERRER)
    application = sent(user, today)

    with pytest.raises(Stale):
        sent(user, today, application=application)

    assert Enrolment.objects.count() == 1


def test_a_page_older_than_the_draft_does_not_send(association, today):
    user = member(Role.REFERRER)
    eksjo(today)
    draft = begun(user, today)

    with pytest.raises(Stale):
        sent(user, today, application=draft, revision=0)

    assert nothing_was_made()


def test_when_something_fails_on_the_way_nothing_of_it_stays(association, today, monkeypatch):
    from stegvis.participants import services

    monkeypatch.setattr(services, "record_consent", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        sent(member(Role.REFERRER), today)

    assert nothing_was_made()
    assert not Application.objects.sent().exists()


def test_everything_wrong_with_the_consent_is_said_at_once(association, today):
    eksjo(today)
    wrong = given(today, parties=[OrganisationFactory(af=True)])
    wrong = replace(wrong, starts_on=today + timedelta(2), ends_on=today + timedelta(1))

    with pytest.raises(ValidationError) as refusal:
        sent(member(Role.REFERRER), today, given=wrong)

    assert set(refusal.value.message_dict) == {
        "consent_parties",
        "consent_starts_on",
        "consent_ends_on",
    }


def test_one_person_is_received_in_turn(association, today):
    """The lock that lets two senders of one number in one after the other is held to the end."""
    number = PersonalNumber(NUMBER)
    with transaction.atomic():
        find_or_make_participant(
            by=member(Role.REFERRER), association_id=association.pk, personal_number=number,
            given_name="Alva", family_name="Testperson", sex="woman",
        )  # fmt: skip

        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted")
            assert cursor.fetchone()[0] >= 1


def test_an_undecided_application_is_taken_back(association, today):
    user = member(Role.REFERRER)
    application = sent(user, today)

    withdraw_application(by=user, application=application, now=at(today))

    case = Enrolment.objects.get()
    assert (case.decision, case.decided_on) == ("withdrawn", today)
    assert Entry.objects.filter(event="intake.application_withdrawn").count() == 1


def test_what_is_taken_back_is_settled_on_the_agenda_where_it_stood(association, today):
    user = member(Role.REFERRER)
    application = sent(user, today)
    item = ItemFactory(enrolment=application.case, meeting__on=today)
    elsewhere = ItemFactory(meeting=item.meeting)

    withdraw_application(by=user, application=application, now=at(today))

    item.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (item.outcome, item.recorded_by, elsewhere.outcome) == ("withdrawn", user, None)


@pytest.mark.parametrize("decision", ["admitted", "refused"])
def test_a_decided_application_is_not_taken_back(association, today, decision):
    user = member(Role.REFERRER)
    application = sent(user, today)
    Enrolment.objects.update(decision=decision, decided_on=today)

    with pytest.raises(ValidationError, match="redan ett beslut"):
        withdraw_application(by=user, application=application, now=at(today))


def test_a_sent_application_is_in_the_log_without_a_name(association, today):
    sent(member(Role.REFERRER), today)

    entry = Entry.objects.get(event="intake.application_sent")
    assert entry.enrolment == Enrolment.objects.get().pk
    assert "Alva" not in str(entry.details)


def test_a_person_comes_in_under_the_version_of_the_day_and_never_without_one(association, today):
    user = member(Role.REFERRER)

    assert sent(user, today).case.version.version == "2023"

    before_the_plan = at(date(2020, 1, 1))
    with pytest.raises(ValidationError, match="ingen plan gäller"):
        sent(user, today, application=begun(user, today), now=before_the_plan)
