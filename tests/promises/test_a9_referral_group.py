"""A9: the group meets monthly, decides who comes in and goes out, and the head of unit settles what
it cannot agree on; the formal decision stays with its authority (H23 §6.5)."""

from datetime import timedelta

import pytest
from django.urls import reverse

from stegvis.access.roles import Role
from stegvis.intake.models import MeetingItem, Outcome
from stegvis.intake.queries import agenda, waiting_for_me
from stegvis.intake.services import (
    Seen,
    Verdict,
    decide,
    disagree,
    finish_meeting,
    plan_meeting,
    raise_people,
    record_attendance,
    settle,
    take_up,
)
from stegvis.participants.models import Enrolment
from tests.factories import ConsentFactory, EnrolmentFactory, client_for, member
from tests.intake.world import MeetingFactory, admit, at, consenting, eksjo, parties, prepared, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


@pytest.fixture
def coach(group):
    return member(Role.COACH)


def decisions():
    return dict(Enrolment.objects.values_list("pk", "decision"))


def test_the_group_is_called_every_month(coach, today):
    MeetingFactory(on=today - timedelta(35), held=True)

    [waiting] = waiting_for_me(coach, today)

    assert waiting.kind == "plan"
    assert today <= waiting.due_on <= today + timedelta(7)


def test_everyone_whom_the_plan_seats_has_a_seat(group):
    assert [seat.title for seat in group.seats] == [
        "SE-coach, sammankallande",
        "Kommunens biståndsenhet",
        "Försäkringskassan",
        "Arbetsförmedlingen",
        "Psykiatriska kliniken Höglandet",
    ]


def test_a_months_meeting_from_call_to_minutes(coach, group, today):
    new = prepared(consenting())
    unconsented = ConsentFactory(enrolment=EnrolmentFactory(), to=parties()[:1]).enrolment
    taking_part = consenting(ongoing=True)
    meeting = plan_meeting(by=coach, group=group, on=today, today=today)
    proposed = agenda(meeting, coach, today)
    assert [p.arrival.enrolment for p in proposed.ready] == [new]
    assert [p.arrival.enrolment for p in proposed.blocked] == [unconsented]

    [coming_in] = raise_people(by=coach, meeting=meeting, enrolments=[new.pk], today=today)
    going_out = take_up(
        by=coach, meeting=meeting, enrolment=taking_part, kind=MeetingItem.Kind.EXIT,
        about="Anställd från april", today=today,
    )  # fmt: skip
    record_attendance(
        by=coach, meeting=meeting, today=today,
        seats={"forsakringskassan": Seen(True, "Farida"), "region": Seen(False)},
    )  # fmt: skip
    decide(by=coach, item=coming_in, verdict=admit(today + timedelta(5)), now=at(today))
    decide(
        by=coach, item=going_out, now=at(today),
        verdict=Verdict(
            Outcome.END, from_day=today + timedelta(20), end_reason="work",
            after_support="Besök varje vecka första månaden",
        ),
    )  # fmt: skip
    finish_meeting(by=coach, meeting=meeting, now=at(today))

    assert decisions()[new.pk] == "admitted"
    kinds = {waiting.kind for waiting in waiting_for_me(coach, today)}
    assert {"admit", "end", "plan"} <= kinds
    minutes = client_for(member(Role.REFERRER)).get(reverse("intake:minutes", args=[meeting.pk]))
    page = minutes.content.decode()
    for words in ("Farida", "Tas in", "Avslutas", "Besök varje vecka första månaden"):
        assert words in page
    assert unconsented.participant.name not in page


@pytest.mark.parametrize(
    ("verdict", "decision"),
    [
        (lambda day: admit(day), "admitted"),
        (lambda _day: Verdict(Outcome.WAITING, reason="Plats"), "waiting"),
        (
            lambda _day: Verdict(Outcome.REFUSED, reason="Vård först", criteria=("other",)),
            "refused",
        ),
        (lambda _day: Verdict(Outcome.WITHDRAWN), "withdrawn"),
    ],
)
def test_the_group_decides_who_comes_in_in_the_words_of_the_plan(
    coach, group, today, verdict, decision
):
    person = prepared(consenting())
    meeting = MeetingFactory(on=today)
    [item] = raise_people(by=coach, meeting=meeting, enrolments=[person.pk], today=today)

    decide(by=coach, item=item, verdict=verdict(today), now=at(today))

    person.refresh_from_db()
    assert (person.decision, person.decided_on) == (decision, today)
    assert decision in {one.decision for one in group.definition.deciding.outcomes}


def test_what_the_group_cannot_agree_on_the_coachs_manager_decides_and_the_referrer_reads(
    coach, today
):
    referrer, head = member(Role.REFERRER), member(Role.HEAD_OF_UNIT)
    person = prepared(sent(referrer, today).case)
    meeting = MeetingFactory(on=today)
    [item] = raise_people(by=coach, meeting=meeting, enrolments=[person.pk], today=today)

    disagree(
        by=coach, item=item, now=at(today),
        positions={
            "forsakringskassan": (Outcome.ADMITTED, "Vill arbeta"),
            "region": (Outcome.REFUSED, "Mitt i behandling"),
        },
    )  # fmt: skip
    assert decisions()[person.pk] is None
    assert [waiting.kind for waiting in waiting_for_me(head, today)] == ["settle"]
    settle(
        by=head, item=item, now=at(today),
        verdict=Verdict(Outcome.REFUSED, reason="Behandlingen går först", criteria=("other",)),
    )  # fmt: skip

    assert decisions()[person.pk] == "refused"
    [told] = waiting_for_me(referrer, today)
    assert told.kind == "decision"
    page = client_for(referrer).get(told.url).content.decode()
    assert "Behandlingen går först" in page
    assert waiting_for_me(referrer, today) == []


def test_the_formal_decision_on_a_measure_stays_with_its_authority_and_the_pages_say_so(
    coach, group, today
):
    person = prepared(consenting())
    meeting = MeetingFactory(on=today)
    [item] = raise_people(by=coach, meeting=meeting, enrolments=[person.pk], today=today)
    client = client_for(coach)

    for page in (
        reverse("intake:item", args=[meeting.pk, item.pk]),
        reverse("intake:minutes", args=[meeting.pk]),
    ):
        assert group.definition.deciding.authority in client.get(page).content.decode()
