"""A8: no case is discussed before the consent covers those who hear of it (H23 §6.6)."""

from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from stegvis.access.roles import Permission, Role
from stegvis.intake.models import MeetingItem
from stegvis.intake.queries import agenda
from stegvis.intake.queries.applications import opened_by
from stegvis.intake.services import raise_people
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import coverage, covered
from stegvis.participants.services import withdraw_consent
from tests.factories import (
    ConsentFactory,
    EnrolmentFactory,
    OrganisationFactory,
    UnitFactory,
    client_for,
    member,
)
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    MeetingFactory,
    consenting,
    eksjo,
    given,
    parties,
    prepared,
    sent,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

TODAY = date(2026, 3, 11)
KINDS = ["entitled_measures", "earlier_measures", "goal"]


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


@contextmanager
def undone():
    """What is made inside is not there afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def examples(count: int) -> settings:
    """So many examples, in the one association that the test is inside of."""
    fixtures = [HealthCheck.function_scoped_fixture]
    return settings(max_examples=count, deadline=None, suppress_health_check=fixtures)


# --- Sending and raising --------------------------------------------------------------------------


def test_sending_without_consent_to_the_receiver_is_refused_with_what_to_do(today):
    others = given(today, parties=[OrganisationFactory(fk=True), OrganisationFactory(af=True)])

    with pytest.raises(ValidationError) as refusal:
        sent(member(Role.REFERRER), today, given=others)

    [sentence] = refusal.value.message_dict["consent_parties"]
    assert "Eksjö kommun, som tar emot ansökan" in sentence
    assert "Spara utkastet så länge" in sentence


@for_all(
    named=st.sets(st.sampled_from(range(4))),
    starts=st.integers(-3, 3),
    length=st.integers(0, 9),
    withdrawn=st.none() | st.integers(-3, 9),
    meets=st.integers(0, 5),
)
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_person_is_raised_only_if_everyone_who_sits_may_hear_of_them_now_and_then(
    association, named, starts, length, withdrawn, meets
):
    with undone():
        everybody = parties()
        consent = ConsentFactory(
            enrolment=prepared(EnrolmentFactory()),
            starts_on=TODAY + timedelta(starts),
            ends_on=TODAY + timedelta(starts + length),
            withdrawn_on=None if withdrawn is None else TODAY + timedelta(withdrawn),
            to=[everybody[n] for n in named] or [OrganisationFactory(forbund=True)],
        )
        meeting = MeetingFactory(on=TODAY + timedelta(meets))

        def holds(shift):
            ended = withdrawn is not None and withdrawn <= shift
            return starts <= shift <= starts + length and not ended

        def bring():
            number = consent.enrolment_id
            raise_people(by=member(Role.COACH), meeting=meeting, enrolments=[number], today=TODAY)

        if len(named) == 4 and holds(0) and holds(meets):
            bring()
            assert Enrolment.objects.get().raised_on == TODAY
        else:
            with pytest.raises(ValidationError, match="kan inte tas upp"):
                bring()
            assert not MeetingItem.objects.exists()


# --- Who sees whom --------------------------------------------------------------------------------


@for_all(
    party=st.sampled_from(["fk", "af", "region"]),
    named=st.sets(st.sampled_from(["fk", "af", "region"]), min_size=1),
    starts=st.integers(-2, 2),
    length=st.none() | st.integers(0, 4),
    withdrawn=st.none() | st.integers(-2, 2),
    raised=st.booleans(),
    same_unit=st.booleans(),
    protected=st.booleans(),
)
@settings(
    max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_a_referrer_sees_a_person_if_and_only_if_raised_in_their_group_with_consent_to_their_party(
    association, party, named, starts, length, withdrawn, raised, same_unit, protected
):
    with undone():
        consent = ConsentFactory(
            enrolment=EnrolmentFactory(
                raised_on=TODAY if raised else None, participant__protected=protected
            ),
            starts_on=TODAY + timedelta(starts),
            ends_on=None if length is None else TODAY + timedelta(starts + length),
            withdrawn_on=None if withdrawn is None else TODAY + timedelta(withdrawn),
            to=[OrganisationFactory(**{name: True}) for name in sorted(named)],
        )
        unit = UnitFactory() if same_unit else UnitFactory(key="tranas", name="Tranås")
        referrer = member(
            Role.REFERRER, unit=unit, organisation=OrganisationFactory(**{party: True})
        )

        in_force = starts <= 0 and (length is None or starts + length >= 0)
        in_force = in_force and (withdrawn is None or withdrawn > 0)
        expected = in_force and party in named and raised and same_unit and not protected

        seen = Enrolment.objects.visible_to(referrer, Permission.SHARED_READ)
        assert seen.filter(pk=consent.enrolment_id).exists() is expected

        item = ItemFactory(meeting=MeetingFactory(on=TODAY), enrolment=consent.enrolment)
        assert MeetingItem.objects.visible_to(referrer).filter(pk=item.pk).exists() is expected
        assert bool(agenda(item.meeting, referrer, TODAY).lines) is expected


@for_all(
    consents=st.lists(
        st.tuples(
            st.integers(-3, 1), st.integers(0, 4), st.sets(st.sampled_from(KINDS), min_size=1)
        ),
        max_size=3,
    )
)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_what_a_party_may_know_is_what_the_consents_of_the_day_say_together(association, consents):
    with undone():
        enrolment, fk = EnrolmentFactory(), OrganisationFactory(fk=True)
        expected: set[str] = set()
        for starts, length, kinds in consents:
            ConsentFactory(
                enrolment=enrolment, to=[fk], information=sorted(kinds),
                starts_on=TODAY + timedelta(starts), ends_on=TODAY + timedelta(starts + length),
            )  # fmt: skip
            if starts <= 0 <= starts + length:
                expected |= kinds

        assert covered(enrolment, fk, TODAY) == expected
        assert covered(enrolment, OrganisationFactory(af=True), TODAY) == frozenset()
        assert set(coverage([enrolment.pk], TODAY)) == (
            {(enrolment.pk, fk.pk)} if expected else set()
        )


# --- What is shown --------------------------------------------------------------------------------

WRITTEN = {
    "need": "Vården och kassan har gjort var sitt.",
    "criteria": "Söker själv.",
    "earlier": "Arbetsträning 2023.",
    "goal": "Ett arbete på halvtid.",
}


@pytest.mark.parametrize("kinds", [[], *[[kind] for kind in KINDS], KINDS])
def test_each_kind_of_information_opens_its_part_of_the_application(today, group, kinds):
    person = prepared(consenting(raised=True))
    application = ApplicationFactory(enrolment=person)
    person.consents.update(information=kinds or ["goal"])
    if not kinds:
        withdraw_consent(by=member(Role.COACH), consent=person.consents.get(), on=today)
    item = ItemFactory(meeting=MeetingFactory(on=today), enrolment=person)

    answer = client_for(member(Role.REFERRER)).get(
        reverse("intake:item", args=[item.meeting_id, item.pk])
    )

    if not kinds:
        assert answer.status_code == 404
        return
    page = answer.content.decode()
    opened = opened_by(group.definition, kinds)
    shown = {section for section, words in WRITTEN.items() if words in page}
    assert shown == opened & set(WRITTEN)
    assert application.stated_name not in page


def test_a_consent_taken_back_leaves_the_writer_only_that_it_was_sent_and_what_came_of_it(today):
    referrer = member(Role.REFERRER)
    application = sent(referrer, today, need="Behovet i klartext", goal="Målet i klartext")
    Enrolment.objects.update(
        decision="refused", decided_on=today, refusal_reason="Skälet i klartext"
    )
    client = client_for(referrer)
    address = reverse("intake:application", args=[application.pk])
    before = client.get(address).content.decode()
    assert "Alva Testperson" in before
    assert "Skälet i klartext" in before

    withdraw_consent(by=referrer, consent=application.case.consents.get(), on=today)

    after = client.get(address).content.decode()
    for hidden in ("Alva", "Behovet i klartext", "Målet i klartext", "Skälet i klartext"):
        assert hidden not in after
    assert "Avslag" in after
    assert application.case.case_number in after
    home = client.get(reverse("intake:home")).content.decode()
    assert "Alva" not in home


def test_an_item_disappears_from_a_partys_agenda_the_day_the_consent_is_taken_back(today):
    person = prepared(consenting(raised=True))
    item = ItemFactory(meeting=MeetingFactory(on=today), enrolment=person)
    referrer = member(Role.REFERRER)
    assert len(agenda(item.meeting, referrer, today).lines) == 1

    withdraw_consent(by=member(Role.COACH), consent=person.consents.get(), on=today)

    assert agenda(item.meeting, referrer, today).lines == []
    [line] = agenda(item.meeting, member(Role.COACH), today).lines
    assert len(line.unconsented) == 4
