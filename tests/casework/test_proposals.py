"""Proposals between parties: what another owns is asked for, answered once, or lapses."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from stegvis.access.roles import Permission, Role
from stegvis.audit.models import Entry
from stegvis.casework.models import Answer, Proposal, ProposalKind
from stegvis.casework.queries.home import home
from stegvis.casework.queries.proposals import partys_page, something_waits
from stegvis.casework.services import answer_proposal, ask_party, propose_to_unit, read_answer
from stegvis.intake.models import MeetingItem
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import READ
from tests.casework.people import case_of, coach, taking_part
from tests.factories import EnrolmentFactory, OrganisationFactory, UnitFactory, client_for, member
from tests.intake.world import MeetingFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)
LATER = date(2026, 3, 25)


@pytest.fixture(autouse=True)
def _stopped(clock):
    """Consents are in force by the clock."""


def fk():
    return OrganisationFactory(fk=True)


def shared(**fields) -> Enrolment:
    """One who takes part, raised, whose consent names every party."""
    return taking_part(fields.pop("follower", None) or coach(), **({"raised": True} | fields))


def propose(enrolment, by=None, kind="follow_up", **more) -> Proposal:
    act = {"party": fk(), "reason": "Ersättningen ändras i maj.", "lapses_on": LATER} | more
    by = by or member(Role.REFERRER)
    return propose_to_unit(by=by, enrolment=enrolment, kind=kind, today=TODAY, **act)


def ask(enrolment, by=None, kind="attend", **more) -> Proposal:
    act = {"party": fk(), "reason": "Vi planerar nästa steg.", "lapses_on": LATER} | more
    day = date(2026, 3, 20) if kind == "attend" else None
    return ask_party(
        by=by or coach(), enrolment=enrolment, revision=None, kind=kind, day=day, today=TODAY, **act
    )


def answer(proposal, by=None, *, approve=True, reason="", today=TODAY) -> Proposal:
    by = by or coach()
    return answer_proposal(by=by, proposal=proposal, approve=approve, reason=reason, today=today)


# --- A party proposes ----------------------------------------------------------------------------


def test_a_party_proposes_a_follow_up_and_approving_puts_it_on_the_agenda(association):
    enrolment = shared()
    meeting = MeetingFactory(on=date(2026, 3, 18))

    answer(propose(enrolment))

    item = MeetingItem.objects.get(meeting=meeting, enrolment=enrolment)
    assert (item.kind, item.about) == ("follow_up", "Ersättningen ändras i maj.")


def test_an_approved_end_is_due_until_the_coach_has_registered_it(association):
    enrolment = shared()

    answer(propose(enrolment, kind="end", day=date(2026, 4, 30)))

    [item] = [item for item in case_of(enrolment, TODAY).to_do if item.key == "agreed_end"]
    assert (item.due_on, item.act) == (date(2026, 4, 30), "casework:end")


def test_an_approved_last_day_is_put_right_in_the_same_act(association):
    enrolment = shared(ended=True)

    answer(propose(enrolment, kind="date", day=date(2025, 11, 21)))

    enrolment.refresh_from_db()
    assert enrolment.ended_on == date(2025, 11, 21)
    assert Entry.objects.filter(event="casework.end_corrected", enrolment=enrolment.pk).exists()


def test_what_cannot_be_done_is_not_approved_and_nothing_is_saved(association):
    enrolment = shared(ended=True)
    proposal = propose(enrolment, kind="date", day=date(2026, 12, 1))

    with pytest.raises(ValidationError, match="har inte varit än"):
        answer(proposal)

    proposal.refresh_from_db()
    assert proposal.answer is None


@pytest.mark.parametrize(
    ("kind", "more", "why"),
    [
        ("end", {}, "vilken dag"),
        ("end", {"day": date(2024, 1, 1)}, "före den första dagen"),
        ("date", {"day": date(2026, 2, 2)}, "Föreslå ett avslut i stället"),
        ("follow_up", {"reason": "  "}, "Skriv varför"),
        ("follow_up", {"lapses_on": date(2026, 3, 10)}, "Dagen har varit"),
        ("follow_up", {"lapses_on": date(2027, 3, 10)}, "inom tre månader"),
        ("extension", {}, "Välj vad"),
    ],
)
def test_a_proposal_that_cannot_be_answered_is_refused(association, kind, more, why):
    with pytest.raises(ValidationError, match=why):
        propose(shared(), kind=kind, **more)

    assert not Proposal.objects.exists()


def test_the_same_is_not_proposed_again_while_it_waits(association):
    enrolment = shared()
    propose(enrolment)

    with pytest.raises(ValidationError, match="väntar redan på svar sedan den 11 mars 2026"):
        propose(enrolment)


def test_a_party_without_a_consent_in_force_proposes_nothing(association):
    enrolment = shared()
    enrolment.consents.update(withdrawn_on=TODAY)

    with pytest.raises(PermissionDenied):
        propose(enrolment)


def test_nobody_proposes_for_another_party_than_their_own(association):
    with pytest.raises(PermissionDenied):
        propose(shared(), party=OrganisationFactory(af=True))


# --- Answering -----------------------------------------------------------------------------------


def test_a_refusal_takes_a_reason_and_is_read_by_the_one_who_proposed(association):
    referrer = member(Role.REFERRER)
    proposal = propose(shared(), referrer)

    with pytest.raises(ValidationError, match="Skriv varför"):
        answer(proposal, approve=False)
    answer(proposal, approve=False, reason="Vi tar upp det i april.")

    assert something_waits(referrer, TODAY)
    assert [row.pk for row in partys_page(referrer, TODAY).unread] == [proposal.pk]
    proposal.refresh_from_db()
    read_answer(by=referrer, proposal=proposal, today=TODAY)
    assert not something_waits(referrer, TODAY)
    assert Entry.objects.filter(event="casework.answer_read").count() == 1


def test_a_proposal_is_answered_once_and_not_after_it_has_lapsed(association):
    proposal = propose(shared())

    with pytest.raises(ValidationError, match="förföll efter den 25 mars 2026"):
        answer(proposal, today=LATER + timedelta(days=1))
    answer(proposal)
    with pytest.raises(ValidationError, match=r"redan besvarat, den 11 mars 2026: godkänt"):
        answer(proposal)


def test_those_who_do_not_own_the_matter_do_not_answer(association):
    proposal = propose(shared())

    elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))
    for by in (member(Role.REFERRER), member(Role.HEAD_OF_UNIT), elsewhere):
        with pytest.raises(PermissionDenied):
            answer(proposal, by)


def test_what_waits_stands_on_the_coachs_page(association):
    elin = coach("Elin")
    propose(shared(follower=elin))

    tasks = [task for group in home(elin, TODAY).mine for task in group.tasks]

    assert ("Svara på förslag: uppföljning i gruppen", LATER) in [
        (str(task.what), task.due_on) for task in tasks
    ]


# --- The unit asks a party -----------------------------------------------------------------------


def test_a_party_is_asked_to_come_and_answers(association):
    elin, referrer = coach("Elin"), member(Role.REFERRER)
    asked = ask(shared(follower=elin), elin)

    assert [row.pk for row in partys_page(referrer, TODAY).to_answer] == [asked.pk]
    answer(asked, referrer)

    asked.refresh_from_db()
    assert asked.answer == Answer.APPROVED
    tasks = [task for group in home(elin, TODAY).mine for task in group.tasks]
    assert "Läs svaret på ditt förslag" in [str(task.what) for task in tasks]


def test_a_party_that_no_consent_names_is_not_asked(association):
    enrolment = shared()
    enrolment.consents.update(ends_on=date(2026, 3, 10))

    with pytest.raises(ValidationError, match="Inget samtycke som gäller i dag"):
        ask(enrolment)


def test_another_partys_people_do_not_answer(association):
    asked = ask(shared())
    af = member(Role.REFERRER, organisation=OrganisationFactory(af=True))

    assert partys_page(af, TODAY).to_answer == []
    with pytest.raises(PermissionDenied):
        answer(asked, af)


# --- Consent (A8) --------------------------------------------------------------------------------


def test_a_proposal_is_gone_for_the_party_the_day_the_consent_ends(association):
    referrer, enrolment = member(Role.REFERRER), shared()
    asked, proposed = ask(enrolment), propose(enrolment, referrer)
    browser = client_for(referrer)
    pages = [reverse("casework:proposal", args=[row.pk]) for row in (asked, proposed)]
    pages.append(reverse("casework:propose", args=[enrolment.pk]))
    name = enrolment.participant.name
    assert [browser.get(page).status_code for page in pages] == [200, 200, 200]
    assert name in browser.get(reverse("casework:proposals")).content.decode()

    enrolment.consents.update(withdrawn_on=TODAY)

    assert [browser.get(page).status_code for page in pages] == [404, 404, 404]
    assert name not in browser.get(reverse("casework:proposals")).content.decode()
    assert not something_waits(referrer, TODAY)
    with pytest.raises(PermissionDenied):
        answer(asked, referrer)
    # The unit still has it.
    assert Proposal.objects.visible_to(coach(), Permission.CASE_READ).count() == 2


def test_a_consent_to_another_party_opens_nothing(association):
    referrer, enrolment = member(Role.REFERRER), shared()
    ask(enrolment)
    enrolment.consents.get().parties.filter(organisation=fk()).delete()

    assert partys_page(referrer, TODAY).shown == []


def test_protected_people_are_not_on_a_partys_page(association):
    enrolment = shared()
    asked = ask(enrolment)
    enrolment.participant.protected = True
    enrolment.participant.save()

    assert partys_page(member(Role.REFERRER), TODAY).shown == []
    assert not Proposal.objects.visible_to(member(Role.REFERRER), Permission.SHARED_READ).filter(
        pk=asked.pk
    )


# --- The pages -----------------------------------------------------------------------------------


def posted(browser, name: str, pk: int, **form):
    return browser.post(reverse(name, args=[pk]), {"once": str(uuid.uuid4())} | form)


def test_a_referrer_proposes_and_a_coach_answers_in_the_browser(association):
    referrer, enrolment = client_for(member(Role.REFERRER)), shared()

    sent = posted(
        referrer, "casework:propose", enrolment.pk,
        kind="follow_up", reason="Det behövs.", lapses_on="2026-03-25",
    )  # fmt: skip
    assert sent.url == reverse("casework:proposals")
    proposal = Proposal.objects.get()
    answered = posted(
        client_for(coach()), "casework:proposal", proposal.pk,
        approve="no", reason="Inte nu.", revision=Enrolment.objects.get().revision,
    )  # fmt: skip
    assert answered.status_code == 302

    page = referrer.get(reverse("casework:proposal", args=[proposal.pk])).content.decode()
    assert "Inte nu." in page
    proposal.refresh_from_db()
    assert proposal.read_on == TODAY


def test_a_referrer_who_is_asked_something_begins_there(association):
    referrer = member(Role.REFERRER)
    browser = client_for(referrer)
    assert browser.get("/").url == reverse("intake:home")

    ask(shared())

    assert browser.get("/").url == reverse("casework:proposals")


def test_an_answer_to_what_has_been_answered_is_told_and_changes_nothing(association):
    proposal = answer(propose(shared()))

    again = posted(
        client_for(coach()), "casework:proposal", proposal.pk, approve="no", reason="Nej."
    )

    assert again.status_code == 302
    proposal.refresh_from_db()
    assert proposal.answer == Answer.APPROVED


@pytest.mark.parametrize(("page", "role"), [("proposals", Role.REFERRER), ("home", Role.COACH)])
def test_a_page_runs_as_many_queries_however_many_wait(association, page, role):
    browser = client_for(member(role))
    url = reverse(f"casework:{page}")

    def queries() -> int:
        READ.clear()
        with CaptureQueriesContext(connection) as counted:
            assert browser.get(url).status_code == 200
        return len(counted)

    propose(shared())
    ask(shared())
    few = queries()
    for _number in range(4):
        propose(shared())
        ask(shared())

    assert queries() == few


def test_the_kinds_are_divided_between_the_sides():
    from stegvis.casework.models import FROM_A_PARTY, TO_A_PARTY, WITHIN_THE_UNIT

    sides = [WITHIN_THE_UNIT, FROM_A_PARTY, TO_A_PARTY]
    assert set().union(*sides) == set(ProposalKind)
    assert sum(len(side) for side in sides) == len(ProposalKind)


def test_nobody_is_taken_up_at_a_meeting_that_is_held_around_another(association):
    enrolment, other = shared(), EnrolmentFactory()
    MeetingFactory(on=date(2026, 3, 12), around=other)

    proposal = propose(enrolment)
    page = client_for(coach()).get(reverse("casework:proposal", args=[proposal.pk]))
    assert page.context["next_meeting"] is None
    answer(proposal)

    proposal.refresh_from_db()
    assert proposal.answer == Answer.APPROVED
    assert not MeetingItem.objects.filter(enrolment=enrolment).exists()
