"""What the group decides reaches the case by one door, once, and is never changed in silence."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from stegvis.access.once import Stale
from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.intake.checks import disagreements
from stegvis.intake.models import MeetingItem, Outcome, Position
from stegvis.intake.queries import disputes
from stegvis.intake.queries.meetings import admission
from stegvis.intake.services import (
    Verdict,
    correct_decision,
    decide,
    disagree,
    finish_meeting,
    settle,
)
from stegvis.participants.models import Enrolment
from stegvis.participants.services import withdraw_consent
from tests.factories import ConsentFactory, EnrolmentFactory, UnitFactory, member
from tests.intake.world import (
    ItemFactory,
    MeetingFactory,
    admit,
    at,
    consenting,
    eksjo,
    parties,
    prepared,
)

pytestmark = pytest.mark.django_db

REFUSE = Verdict(Outcome.REFUSED, reason="Behöver vård först", criteria=("motivation",))
WAIT = Verdict(Outcome.WAITING, reason="Väntar på plats")
WANTED = {
    "forsakringskassan": (Outcome.ADMITTED, "Vill arbeta"),
    "region": (Outcome.WAITING, "Mitt i behandling"),
}


@pytest.fixture(autouse=True)
def group(association, today):
    return eksjo(today)


@pytest.fixture
def coach(group):
    return member(Role.COACH)


@pytest.fixture
def head(group):
    return member(Role.HEAD_OF_UNIT)


@pytest.fixture
def item(group, today):
    """Someone new, prepared and with consent, on the agenda of today's meeting."""
    person = prepared(consenting(raised_on=today))
    return ItemFactory(meeting=MeetingFactory(on=today), enrolment=person)


def on_the_agenda(today, **fields):
    """Someone who takes part, brought up to leave at today's meeting."""
    return ItemFactory(
        meeting=MeetingFactory(on=today),
        **{"enrolment": consenting(ongoing=True), "kind": MeetingItem.Kind.EXIT} | fields,
    )


def faults(refusal):
    return refusal.value.message_dict


# --- Deciding -------------------------------------------------------------------------------------


def test_taking_in_is_written_on_the_case_from_the_meetings_day(coach, item, today):
    decide(by=coach, item=item, verdict=admit(date(2026, 3, 16)), now=at(today + timedelta(2)))

    case = Enrolment.objects.get()
    assert (case.decision, case.decided_on, case.started_on) == ("admitted", today, None)
    assert admission(case).from_day == date(2026, 3, 16)
    entry = Entry.objects.get(event="intake.group_decided")
    assert (entry.enrolment, entry.details) == (case.pk, {"outcome": "admitted"})


def test_a_refusal_keeps_its_reason_on_the_case(coach, item, today):
    decide(by=coach, item=item, verdict=REFUSE, now=at(today))

    case = Enrolment.objects.get()
    assert (case.decision, case.refusal_reason) == ("refused", "Behöver vård först")


def test_waiting_keeps_the_reason_on_the_matter_alone(coach, item, today):
    decided = decide(by=coach, item=item, verdict=WAIT, now=at(today))

    case = Enrolment.objects.get()
    assert (case.decision, case.refusal_reason, decided.reason) == (
        "waiting",
        "",
        "Väntar på plats",
    )


@pytest.mark.parametrize(
    ("verdict", "field"),
    [
        (Verdict(Outcome.ADMITTED), "from_day"),
        (Verdict(Outcome.ADMITTED, from_day=date(2026, 3, 10)), "from_day"),
        (Verdict(Outcome.WAITING, reason="  "), "reason"),
        (Verdict(Outcome.REFUSED, criteria=("other",)), "reason"),
        (Verdict(Outcome.END, from_day=date(2026, 3, 20), end_reason="work"), "outcome"),
        (Verdict(Outcome.STAY), "outcome"),
        (Verdict(Outcome.DISAGREE), "outcome"),
    ],
)
def test_what_a_decision_lacks_or_cannot_be_is_told_at_its_field(
    coach, item, today, verdict, field
):
    with pytest.raises(ValidationError) as refusal:
        decide(by=coach, item=item, verdict=verdict, now=at(today))

    assert list(faults(refusal)) == [field]
    assert Enrolment.objects.get().decision is None


def test_leaving_is_decided_with_reason_day_and_after_support_and_ends_nothing_yet(coach, today):
    item = on_the_agenda(today)
    verdict = Verdict(
        Outcome.END,
        from_day=date(2026, 3, 31),
        end_reason="work",
        after_support="Besök varje vecka i april",
    )

    decided = decide(by=coach, item=item, verdict=verdict, now=at(today))

    case = Enrolment.objects.get()
    assert (decided.end_reason, decided.after_support) == ("work", "Besök varje vecka i april")
    assert (case.decision, case.ended_on) == ("admitted", None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"end_reason": "work"}, {"from_day"}),
        ({"from_day": date(2026, 3, 20)}, {"end_reason"}),
        ({"from_day": date(2025, 2, 2), "end_reason": "work"}, {"from_day"}),
        ({"from_day": date(2026, 3, 20), "end_reason": "tired"}, {"end_reason"}),
        ({}, {"from_day", "end_reason"}),
    ],
)
def test_leaving_needs_a_reason_the_plan_knows_and_a_day_after_the_start(
    coach, today, fields, wrong
):
    item = on_the_agenda(today)

    with pytest.raises(ValidationError) as refusal:
        decide(by=coach, item=item, verdict=Verdict(Outcome.END, **fields), now=at(today))

    assert set(faults(refusal)) == wrong


def test_who_is_brought_up_to_leave_may_stay_or_be_followed_up(coach, today):
    for outcome in (Outcome.STAY, Outcome.FOLLOW_UP):
        item = on_the_agenda(today)
        decided = decide(by=coach, item=item, verdict=Verdict(outcome), now=at(today))
        assert decided.result == outcome


def test_a_matter_is_decided_once(coach, item, today):
    decide(by=coach, item=item, verdict=WAIT, now=at(today))

    with pytest.raises(ValidationError, match="redan ett beslut"):
        decide(by=coach, item=item, verdict=admit(today), now=at(today))

    assert Enrolment.objects.get().decision == "waiting"


def test_nothing_is_decided_before_the_meeting_or_after_it_is_over(coach, item, today):
    with pytest.raises(ValidationError, match="Beslut antecknas från den dagen"):
        decide(by=coach, item=item, verdict=WAIT, now=at(today - timedelta(1)))

    finish_meeting(by=coach, meeting=item.meeting, now=at(today))
    with pytest.raises(ValidationError, match="Ta upp personen på nästa möte"):
        decide(by=coach, item=item, verdict=WAIT, now=at(today))


def test_an_older_page_decides_nothing(coach, item, today):
    with pytest.raises(Stale):
        decide(by=coach, item=item, verdict=WAIT, now=at(today), revision=0)


def test_whose_consent_was_taken_back_before_the_meeting_is_not_decided_on(coach, item, today):
    withdraw_consent(by=coach, consent=item.enrolment.consents.get(), on=today)

    with pytest.raises(ValidationError) as refusal:
        decide(by=coach, item=item, verdict=admit(today), now=at(today))

    assert "Samtycket omfattar inte Kommunens biståndsenhet" in faults(refusal)["outcome"][0]
    decide(by=coach, item=item, verdict=Verdict(Outcome.WITHDRAWN), now=at(today))
    assert Enrolment.objects.get().decision == "withdrawn"


def test_a_consent_taken_back_after_the_meeting_does_not_undo_it(coach, item, today):
    withdraw_consent(by=coach, consent=item.enrolment.consents.get(), on=today + timedelta(1))

    decide(by=coach, item=item, verdict=WAIT, now=at(today + timedelta(2)))

    assert Enrolment.objects.get().decided_on == today


def test_only_the_one_who_calls_the_group_records_its_decisions(item, today):
    elsewhere = member(Role.COACH, unit=UnitFactory(key="tranas", name="Tranås"))

    for user in (member(Role.REFERRER), member(Role.HEAD_OF_UNIT), elsewhere):
        with pytest.raises(PermissionDenied):
            decide(by=user, item=item, verdict=WAIT, now=at(today))


# --- When the group does not agree ----------------------------------------------------------------


def disputed(coach, item, today, positions=WANTED):
    return disagree(by=coach, item=item, positions=positions, now=at(today))


def test_a_disagreement_goes_to_the_head_of_unit_with_what_each_wanted(coach, head, item, today):
    disputed(coach, item, today)

    [waiting] = disputes(head)
    assert waiting == item
    said = {row.seat: (row.wants, row.reason) for row in Position.objects.all()}
    assert said == {
        "forsakringskassan": ("admitted", "Vill arbeta"),
        "region": ("waiting", "Mitt i behandling"),
    }
    assert Enrolment.objects.get().decision is None
    assert not disputes(coach).exists()


@pytest.mark.parametrize(
    ("positions", "sentence"),
    [
        ({}, "Minst två ska vilja olika"),
        ({"region": (Outcome.WAITING, "Mitt i behandling")}, "Minst två"),
        (WANTED | {"region": (Outcome.ADMITTED, "Också")}, "Minst två"),
        (WANTED | {"styrelsen": (Outcome.REFUSED, "Nej")}, "går inte att tycka så"),
        (WANTED | {"region": (Outcome.END, "Nej")}, "går inte att tycka så"),
    ],
)
def test_a_disagreement_is_between_at_least_two_who_sit_there(
    coach, item, today, positions, sentence
):
    with pytest.raises(ValidationError, match=sentence):
        disputed(coach, item, today, positions)

    assert not Position.objects.exists()


def test_each_who_wants_something_says_why(coach, item, today):
    with pytest.raises(ValidationError) as refusal:
        disputed(coach, item, today, WANTED | {"region": (Outcome.WAITING, " ")})

    assert list(faults(refusal)) == ["region_reason"]


def test_the_head_of_unit_settles_it_with_a_reason(coach, head, item, today):
    disputed(coach, item, today)
    day = today + timedelta(2)

    settled = settle(
        by=head, item=item, verdict=admit(day, reason="Behandlingen hindrar inte"), now=at(day)
    )

    case = Enrolment.objects.get()
    assert (case.decision, case.decided_on) == ("admitted", day)
    assert (settled.outcome, settled.result, settled.settled_by) == ("disagree", "admitted", head)
    assert not disputes(head).exists()


def test_who_is_taken_in_by_the_head_comes_in_from_that_decision_at_the_earliest(
    coach, head, item, today
):
    disputed(coach, item, today)
    day = today + timedelta(2)

    with pytest.raises(ValidationError) as refusal:
        settle(by=head, item=item, verdict=admit(today, reason="Ja"), now=at(day))

    assert "före beslutet, som är från 13 mars 2026" in faults(refusal)["from_day"][0]


def test_nothing_is_settled_without_a_reason_or_twice_or_where_there_is_agreement(
    coach, head, item, today
):
    with pytest.raises(ValidationError, match="Gruppen är enig"):
        settle(by=head, item=item, verdict=REFUSE, now=at(today))
    disputed(coach, item, today)
    with pytest.raises(ValidationError, match="gruppen läser det"):
        settle(by=head, item=item, verdict=admit(today), now=at(today))
    settle(by=head, item=item, verdict=REFUSE, now=at(today))

    with pytest.raises(ValidationError, match="redan ett beslut"):
        settle(by=head, item=item, verdict=WAIT, now=at(today))


def test_only_the_units_own_head_settles(coach, item, today):
    disputed(coach, item, today)
    elsewhere = member(Role.HEAD_OF_UNIT, unit=UnitFactory(key="tranas", name="Tranås"))

    for user in (coach, member(Role.REFERRER), elsewhere):
        with pytest.raises(PermissionDenied):
            settle(by=user, item=item, verdict=REFUSE, now=at(today))


# --- Putting right --------------------------------------------------------------------------------


def put_right(by, item, today, verdict=WAIT, **fields):
    return correct_decision(
        **{"by": by, "item": item, "verdict": verdict, "why": "Fel ruta", "now": at(today)} | fields
    )


def test_a_decision_is_put_right_with_a_trace_of_what_it_was(coach, item, today):
    decide(by=coach, item=item, verdict=REFUSE, now=at(today))

    corrected = put_right(coach, item, today)

    case = Enrolment.objects.get()
    assert (case.decision, case.refusal_reason, case.decided_on) == ("waiting", "", today)
    assert (corrected.correction, corrected.corrected_by) == ("Fel ruta", coach)
    assert Entry.objects.filter(event="intake.decision_corrected").count() == 1
    kept = Change.objects.filter(table="participants_enrolment", row=case.pk)
    assert {"decision": "refused", "refusal_reason": "Behöver vård först"}.items() <= (
        kept.latest("pk").before.items()
    )


def test_what_was_wrong_has_to_be_said(coach, item, today):
    decide(by=coach, item=item, verdict=REFUSE, now=at(today))

    with pytest.raises(ValidationError) as refusal:
        put_right(coach, item, today, why=" ")

    assert list(faults(refusal)) == ["why"]


def test_what_the_head_settled_only_the_head_puts_right(coach, head, item, today):
    disputed(coach, item, today)
    settle(by=head, item=item, verdict=REFUSE, now=at(today))

    with pytest.raises(PermissionDenied):
        put_right(coach, item, today)
    corrected = put_right(head, item, today, Verdict(Outcome.WAITING, reason="Omläst"))

    assert (corrected.outcome, corrected.settled) == ("disagree", "waiting")
    assert Enrolment.objects.get().decision == "waiting"


def test_nothing_is_put_right_before_it_is_decided(coach, item, today):
    with pytest.raises(ValidationError, match="inget beslut att rätta"):
        put_right(coach, item, today)


def test_a_later_meetings_decision_stands(coach, item, today):
    decide(by=coach, item=item, verdict=WAIT, now=at(today))
    later = MeetingFactory(on=today + timedelta(28))
    again = ItemFactory(
        meeting=later, enrolment=Enrolment.objects.get(), kind=MeetingItem.Kind.WAITING
    )
    decide(by=coach, item=again, verdict=admit(later.on), now=at(later.on))

    with pytest.raises(ValidationError, match="Ett senare möte"):
        put_right(coach, item, later.on, REFUSE)


def test_a_decision_that_has_been_carried_out_is_not_put_right(coach, item, today):
    decide(by=coach, item=item, verdict=admit(today), now=at(today))
    Enrolment.objects.update(started_on=today)

    with pytest.raises(ValidationError, match="redan verkställt"):
        put_right(coach, item, today, REFUSE)


def test_an_application_taken_back_since_stays_so(coach, item, today):
    decide(by=coach, item=item, verdict=WAIT, now=at(today))
    Enrolment.objects.update(decision="withdrawn")

    with pytest.raises(ValidationError, match="dragits tillbaka"):
        put_right(coach, item, today, REFUSE)


# --- What is stored agrees with itself ------------------------------------------------------------


def test_what_was_decided_and_what_the_case_says_agree(coach, head, item, today):
    decide(by=coach, item=item, verdict=WAIT, now=at(today))
    other = ItemFactory(meeting=item.meeting, enrolment=prepared(consenting()))
    disputed(coach, other, today)
    settle(by=head, item=other, verdict=REFUSE, now=at(today))
    assert list(disagreements()) == []

    Enrolment.objects.filter(pk=other.enrolment_id).update(decision="admitted", refusal_reason="")

    [sentence] = disagreements()
    assert other.enrolment.case_number in sentence


def test_the_database_itself_refuses_to_settle_what_was_agreed(item):
    with pytest.raises(IntegrityError), transaction.atomic():
        MeetingItem.objects.filter(pk=item.pk).update(outcome="waiting", settled="admitted")


def test_a_consent_given_in_time_opens_what_was_closed(coach, today):
    bare = ItemFactory(meeting=MeetingFactory(on=today), enrolment=prepared(EnrolmentFactory()))
    with pytest.raises(ValidationError):
        decide(by=coach, item=bare, verdict=WAIT, now=at(today))

    ConsentFactory(enrolment=bare.enrolment, to=parties())
    decide(by=coach, item=bare, verdict=WAIT, now=at(today))

    assert Enrolment.objects.get().decision == "waiting"
