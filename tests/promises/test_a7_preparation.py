"""A7: income, motivation and consent come first; who is not motivated yet waits (H23 §4.2, 6.4)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from stegvis.access.roles import Role
from stegvis.intake.models import MeetingItem, Outcome
from stegvis.intake.queries import Stage, agenda, arrival
from stegvis.intake.services import (
    Told,
    Verdict,
    decide,
    finish_meeting,
    raise_people,
    record_preparation,
)
from stegvis.participants.models import Enrolment
from tests.factories import EnrolmentFactory, member
from tests.intake.world import ItemFactory, MeetingFactory, admit, at, consenting, eksjo, prepared

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def coach(association, today):
    eksjo(today)
    return member(Role.COACH)


def states(enrolment, today):
    return {ready.key: ready.done for ready in arrival(enrolment, today).preparation}


def test_what_comes_first_is_what_the_plan_says(coach, today):
    assert states(consenting(), today) == {"income": None, "motivation": None, "consent": True}
    assert states(EnrolmentFactory(), today)["consent"] is False


def test_the_coach_helps_with_the_preparation_and_the_list_follows(coach, today):
    person = consenting()
    assert arrival(person, today).stage == Stage.PREPARE

    record_preparation(
        by=coach, enrolment=person, today=today,
        answers={"income": Told(True), "motivation": Told(True)},
    )  # fmt: skip

    assert arrival(Enrolment.objects.get(), today).stage == Stage.RAISE


@pytest.mark.parametrize("answers", [{"motivation": False}, {"income": False}])
def test_who_is_not_ready_is_not_taken_in(coach, today, answers):
    item = ItemFactory(
        meeting=MeetingFactory(on=today), enrolment=prepared(consenting(raised=True), **answers)
    )

    with pytest.raises(ValidationError) as refusal:
        decide(by=coach, item=item, verdict=admit(today), now=at(today))

    [sentence] = refusal.value.message_dict["outcome"]
    assert "Personen kan inte tas in än" in sentence
    assert "skrivs in när motivationen finns" in sentence


def test_what_nobody_has_answered_is_not_taken_for_done(coach, today):
    item = ItemFactory(meeting=MeetingFactory(on=today), enrolment=consenting(raised=True))

    with pytest.raises(ValidationError, match="Försörjningen är tryggad; Viljan och motivationen"):
        decide(by=coach, item=item, verdict=admit(today), now=at(today))


def test_not_motivated_yet_waits_and_comes_back_when_the_motivation_is_there(coach, today):
    person = prepared(consenting(), motivation=False)
    meeting = MeetingFactory(on=today)
    [item] = raise_people(by=coach, meeting=meeting, enrolments=[person.pk], today=today)
    decide(
        by=coach, item=item, now=at(today),
        verdict=Verdict(Outcome.WAITING, reason="Inte motiverad än"),
    )  # fmt: skip
    finish_meeting(by=coach, meeting=meeting, now=at(today))

    later = today + timedelta(28)
    next_meeting = MeetingFactory(on=later)
    proposed = agenda(next_meeting, coach, later)
    assert (proposed.ready, len(proposed.unready)) == ([], 1)

    waiting = Enrolment.objects.get()
    assert waiting.started_on is None
    record_preparation(
        by=coach, enrolment=waiting, answers={"motivation": Told(True, later)}, today=later
    )
    proposed = agenda(next_meeting, coach, later)
    assert [p.arrival.enrolment for p in proposed.ready] == [waiting]

    [again] = raise_people(by=coach, meeting=next_meeting, enrolments=[waiting.pk], today=later)
    assert again.kind == MeetingItem.Kind.WAITING
    decide(by=coach, item=again, verdict=admit(later), now=at(later))
    assert Enrolment.objects.get().decision == "admitted"
