"""What waits for each: a verb, about whom, where, since when; and nothing that is not theirs."""

from datetime import date, timedelta

import pytest

from stegvis.access.roles import Role
from stegvis.intake.queries import waiting_for_me
from stegvis.intake.services import save_draft
from stegvis.participants.models import Enrolment
from tests.factories import ConsentFactory, EnrolmentFactory, UnitFactory, client_for, member
from tests.intake.world import (
    ApplicationFactory,
    ItemFactory,
    MeetingFactory,
    at,
    begun,
    consenting,
    eksjo,
    parties,
    prepared,
    sent,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


def kinds(user, today, *, meetings=False):
    """The sorts of things that wait for the user, the meetings' left out unless asked for."""
    of_meetings = {"plan", "agenda", "hold", "minute"}
    return [w.kind for w in waiting_for_me(user, today) if (w.kind in of_meetings) == meetings]


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda _day: consenting(), ["new"]),
        (lambda _day: prepared(consenting(), motivation=False), ["prepare"]),
        (lambda _day: prepared(EnrolmentFactory()), ["consent"]),
        (lambda _day: prepared(consenting()), []),
        (lambda day: prepared(consenting(decision="admitted", decided_on=day)), ["admit"]),
        (lambda day: ItemFactory(enrolment=prepared(consenting()), meeting__on=day), []),
        (lambda _day: ItemFactory(enrolment=prepared(consenting()), outcome="disagree"), []),
        (lambda _day: consenting(ongoing=True), []),
    ],
)
def test_a_coach_is_told_what_the_coach_can_do(today, make, expected):
    make(today)

    assert kinds(member(Role.COACH), today) == expected


@pytest.mark.parametrize(("days", "told"), [(0, True), (30, True), (31, False)])
def test_a_consent_about_to_end_is_told_a_month_before(today, days, told):
    consent = ConsentFactory(
        enrolment=EnrolmentFactory(), ends_on=today + timedelta(days), to=parties()
    )
    prepared(consent.enrolment)

    assert kinds(member(Role.COACH), today) == (["consent_ends"] if told else [])


def test_after_the_decision_a_consent_may_end_in_peace(today):
    consent = ConsentFactory(
        enrolment=EnrolmentFactory(decision="admitted", decided_on=today),
        ends_on=today,
        to=parties(),
    )
    prepared(consent.enrolment)

    assert kinds(member(Role.COACH), today) == ["admit"]


def test_an_exit_that_was_decided_waits_until_it_is_done(today):
    item = ItemFactory(
        enrolment=consenting(ongoing=True), kind="exit", outcome="end", end_reason="work",
        from_day=date(2026, 3, 31),
    )  # fmt: skip
    coach = member(Role.COACH)

    [waiting] = [w for w in waiting_for_me(coach, today) if w.kind == "end"]
    assert (waiting.who, waiting.due_on) == (
        item.enrolment.participant.name,
        date(2026, 3, 31),
    )

    Enrolment.objects.update(ended_on=date(2026, 3, 31), end_reason="work")
    assert kinds(coach, today) == []


@pytest.mark.parametrize(
    ("days", "expected"),
    [(None, ["plan"]), (7, ["agenda"]), (0, ["hold"]), (-1, ["minute"])],
)
def test_a_meeting_is_planned_prepared_held_and_finished_in_turn(today, days, expected):
    if days is not None:
        MeetingFactory(on=today + timedelta(days))

    assert kinds(member(Role.COACH), today, meetings=True) == expected


def test_when_a_meeting_is_over_the_next_one_is_to_be_planned(today):
    MeetingFactory(on=date(2026, 3, 4), held=True)

    [waiting] = waiting_for_me(member(Role.COACH), today)

    assert (waiting.kind, waiting.since, waiting.due_on) == (
        "plan",
        date(2026, 3, 4),
        date(2026, 4, 1),
    )


def test_the_head_of_unit_is_told_what_to_settle(today):
    item = ItemFactory(enrolment=prepared(consenting()), outcome="disagree")
    head = member(Role.HEAD_OF_UNIT)

    [waiting] = waiting_for_me(head, today)

    assert (waiting.kind, waiting.who) == ("settle", item.enrolment.participant.name)
    assert waiting.url == f"/att-avgora/{item.pk}/"


@pytest.mark.parametrize(
    ("role", "kinds"), [(Role.COACH, {"new", "admit", "end"}), (Role.HEAD_OF_UNIT, {"settle"})]
)
def test_the_person_a_thing_is_about_is_opened_from_it(today, role, kinds):
    consenting()
    prepared(consenting(decision="admitted", decided_on=today))
    ItemFactory(enrolment=prepared(consenting()), outcome="disagree")
    ItemFactory(enrolment=consenting(ongoing=True), outcome="end", from_day=today)
    user = member(role)

    about = [waiting for waiting in waiting_for_me(user, today) if waiting.kind in kinds]

    assert {waiting.kind for waiting in about} == kinds
    for waiting in about:
        assert client_for(user).get(waiting.case).status_code == 200


def test_a_referrer_is_told_of_drafts_and_of_decisions_not_read(today):
    referrer = member(Role.REFERRER)
    draft = begun(referrer, today)
    save_draft(by=referrer, application=draft, typed={"given_name": ["Samira"]}, now=at(today))
    application = sent(referrer, today)
    Enrolment.objects.update(decision="refused", decided_on=today)

    first, second = waiting_for_me(referrer, today)

    assert (first.kind, first.who, first.since) == ("draft", "Samira", today)
    assert (second.kind, second.who) == ("decision", application.stated_name)


def test_a_decision_on_someone_without_consent_is_told_by_number(today):
    referrer = member(Role.REFERRER)
    application = ApplicationFactory(written_by=referrer)
    Enrolment.objects.update(decision="refused", decided_on=today)

    [waiting] = waiting_for_me(referrer, today)

    assert waiting.who == application.case.case_number


def test_nothing_waits_for_those_who_work_elsewhere_or_see_no_people(today):
    consenting()
    ItemFactory(enrolment=prepared(consenting()), outcome="disagree")
    elsewhere = UnitFactory(key="tranas", name="Tranås")

    for user in (
        member(Role.HEAD_OF_UNIT, unit=elsewhere),
        member(Role.REFERRER),
        *(member(role) for role in (Role.ASSOCIATION, Role.STEERING_GROUP, Role.PARTICIPANT)),
    ):
        assert waiting_for_me(user, today) == []
    assert kinds(member(Role.COACH, unit=elsewhere), today) == []


def test_it_asks_as_many_questions_for_many_as_for_one(today, django_assert_num_queries):
    coach, referrer = member(Role.COACH), member(Role.REFERRER)

    def more():
        consenting()
        prepared(consenting(decision="admitted", decided_on=today))
        ItemFactory(
            enrolment=consenting(ongoing=True), kind="exit", outcome="end", end_reason="work",
            from_day=today,
        )  # fmt: skip
        begun(referrer, today)
        application = ApplicationFactory(written_by=referrer)
        Enrolment.objects.filter(pk=application.enrolment_id).update(
            decision="refused", decided_on=today
        )

    more()
    with django_assert_num_queries(18):
        waiting_for_me(coach, today)
    with django_assert_num_queries(4):
        waiting_for_me(referrer, today)
    for _ in range(5):
        more()

    with django_assert_num_queries(18):
        waiting_for_me(coach, today)
    with django_assert_num_queries(4):
        waiting_for_me(referrer, today)
