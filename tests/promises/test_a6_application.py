"""A6: a party applies with the person, in writing; anyone in the group may (H23 §3, 6.5)."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from stegvis.access.models import Membership
from stegvis.access.roles import Role
from stegvis.intake.models import Application
from stegvis.intake.services import begin_application
from stegvis.participants.models import Enrolment, Participant
from tests.factories import OrganisationFactory, client_for, member
from tests.intake.test_application_form import whole
from tests.intake.world import eksjo, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


def apply(user, group, today, **fields):
    """Begin an application and send it, as a browser does; the draft's address and the answer."""
    client = client_for(user)
    page = client.get(reverse("intake:begin"))
    place = page.context["form"]["place"].value()
    draft = client.post(reverse("intake:begin"), {"once": str(uuid4()), "place": place}).headers[
        "Location"
    ]
    data = dict(whole(group, today, send="1", revision="1", **fields).lists())
    return draft, client.post(draft, data)


@pytest.mark.parametrize(
    "party",
    [{}, {"region": True}, {"fk": True}, {"af": True}],
    ids=["kommun", "region", "fk", "af"],
)
def test_every_party_in_the_group_may_apply(group, today, party):
    organisation = OrganisationFactory(**party)
    referrer = member(Role.REFERRER, organisation=organisation)

    _draft, answer = apply(referrer, group, today)

    application = Application.objects.sent().get()
    assert answer.headers["Location"] == reverse("intake:application", args=[application.pk])
    assert application.case.referred_by == organisation


def test_several_from_one_party_sit_in_the_group_and_each_has_their_own(group, today):
    fk = OrganisationFactory(fk=True)
    one, other = (member(Role.REFERRER, organisation=fk) for _ in range(2))

    sent(one, today)

    assert Application.objects.visible_to(one).count() == 1
    assert not Application.objects.visible_to(other).exists()
    assert Membership.objects.filter(organisation=fk, unit=group.unit).count() >= 2


def test_the_coach_who_calls_the_group_may_propose_someone_too(group, today):
    _draft, answer = apply(member(Role.COACH), group, today)

    assert answer.status_code == 302
    assert Enrolment.objects.get().referred_by.name == "Eksjö kommun"


def test_a_party_that_the_plan_does_not_let_in_may_not(group):
    association_itself = OrganisationFactory(forbund=True)

    somebody = member(Role.REFERRER, organisation=association_itself)

    with pytest.raises(ValidationError, match="Planen säger vem som kan, och hur"):
        begin_application(by=somebody, group=group, organisation=association_itself)


def test_the_application_says_why_what_was_tried_and_what_for(group, today):
    apply(
        member(Role.REFERRER), group, today,
        need="Fler än en part behövs", earlier="Arbetsträning", goal="Halvtid",
    )  # fmt: skip

    application = Application.objects.sent().get()
    assert (application.need, application.earlier, application.goal) == (
        "Fler än en part behövs",
        "Arbetsträning",
        "Halvtid",
    )


def test_who_sends_cannot_tell_from_the_answer_that_the_person_was_known(group, today):
    first = sent(member(Role.REFERRER), today)
    Enrolment.objects.update(decision="refused", decided_on=today)
    Participant.objects.update(given_name="Annat namn", municipality="Tranås")
    referrer = member(Role.REFERRER, organisation=OrganisationFactory(af=True))

    _draft, answer = apply(referrer, group, today)

    page = client_for(referrer).get(answer.headers["Location"]).content.decode()
    assert "Alva Testperson" in page
    assert "Annat namn" not in page
    assert first.case.case_number not in page
    assert Participant.objects.count() == 1


def test_a_wrong_personal_number_is_told_with_everything_else_and_costs_nothing(group, today):
    _draft, answer = apply(
        member(Role.REFERRER), group, today, personal_number="19900230-1234", goal=""
    )

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "den 30 februari finns inte" in page
    assert "2 fel behöver rättas" in page
    assert "Behovet</textarea>" in page
    assert not Participant.objects.exists()
