"""B4: the five steps of Supported Employment; people stand at different ones, and go back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from stegvis.access.roles import Role
from stegvis.audit.models import Change, Entry
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.models import Phase
from stegvis.casework.queries.road import line, timeline
from stegvis.casework.services import correct_phase, end, enter_phase
from stegvis.participants.models import Enrolment
from tests.casework.people import coach, phases_of, taking_part
from tests.factories import EnrolmentFactory, member

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 11)


def enter(enrolment: Enrolment, key: str, day: date, **more) -> Phase:
    act = {"by": coach(), "revision": None, "today": TODAY} | more
    return enter_phase(enrolment=enrolment, key=key, starts_on=day, **act)


def correct(enrolment: Enrolment, key: str, day: date, *, was: str) -> Phase:
    phase = Phase.objects.get(enrolment=enrolment, key=was)
    return correct_phase(
        by=coach(), phase=phase, revision=None, key=key, starts_on=day, today=TODAY
    )


def states(enrolment: Enrolment) -> list[str]:
    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    return [step["state"] for step in line(case)]


def test_the_plan_has_the_five_steps_in_their_order(association):
    definition = taking_part().version.definition

    assert [phase.key for phase in definition.phases] == [
        "agreement", "profile", "job_search", "employer", "support",
    ]  # fmt: skip


def test_entering_a_step_ends_the_one_before_the_day_before(association):
    enrolment = taking_part()

    enter(enrolment, "profile", date(2025, 3, 10))

    assert phases_of(enrolment) == [
        ("agreement", date(2025, 2, 3), date(2025, 3, 9)),
        ("profile", date(2025, 3, 10), None),
    ]
    assert Entry.objects.get(event="casework.phase_entered").details == {
        "key": "profile",
        "day": "2025-03-10",
    }


def test_going_back_makes_a_new_stretch_and_forgets_nothing(association):
    enrolment = taking_part()

    enter(enrolment, "profile", date(2025, 3, 10))
    enter(enrolment, "job_search", date(2025, 6, 2))
    enter(enrolment, "profile", date(2025, 9, 1))

    assert [key for key, _, _ in phases_of(enrolment)] == [
        "agreement", "profile", "job_search", "profile",
    ]  # fmt: skip
    assert states(enrolment) == ["done", "current", "ahead", "ahead", "ahead"]


def test_a_step_that_was_passed_by_is_not_said_to_be_done(association):
    enrolment = taking_part()

    enter(enrolment, "job_search", date(2025, 3, 10))

    assert states(enrolment) == ["done", "skipped", "current", "ahead", "ahead"]


@pytest.mark.parametrize(
    ("key", "day", "why"),
    [
        ("profile", date(2025, 2, 2), "Personen skrevs in den 3 februari 2025"),
        ("profile", date(2025, 2, 3), "började den 3 februari 2025. Välj en senare dag"),
        ("profile", date(2026, 3, 12), "har inte varit än"),
        ("agreement", date(2025, 3, 10), "står redan på det steget"),
        ("sixth", date(2025, 3, 10), "Planen har inte det steget"),
    ],
)
def test_a_step_that_cannot_be_entered_is_refused(association, key, day, why):
    enrolment = taking_part()

    with pytest.raises(ValidationError, match=why):
        enter(enrolment, key, day)

    assert len(phases_of(enrolment)) == 1
    assert not Entry.objects.filter(event="casework.phase_entered").exists()


@pytest.mark.parametrize(
    ("trait", "why"), [("admitted", "inte inskriven"), ("ended", "avslutades")]
)
def test_only_one_who_takes_part_moves(association, trait, why):
    with pytest.raises(ValidationError, match=why):
        enter(EnrolmentFactory(**{trait: True}), "profile", date(2025, 3, 10))


def test_the_head_of_unit_reads_and_does_not_move_people(association):
    with pytest.raises(PermissionDenied):
        enter(taking_part(), "profile", date(2025, 3, 10), by=member(Role.HEAD_OF_UNIT))


@pytest.mark.parametrize("day", [date(2025, 3, 3), date(2025, 3, 17)])
def test_a_wrong_date_is_put_right_and_the_step_before_follows(association, day):
    enrolment = taking_part()
    enter(enrolment, "profile", date(2025, 3, 10))

    correct(enrolment, "profile", day, was="profile")

    assert phases_of(enrolment) == [
        ("agreement", date(2025, 2, 3), day.replace(day=day.day - 1)),
        ("profile", day, None),
    ]
    changed = Change.objects.filter(table="casework_phase", before__starts_on="2025-03-10")
    assert [change.after for change in changed] == [{"starts_on": day.isoformat()}]


def test_a_wrong_step_is_put_right_without_removing_anything(association):
    enrolment = taking_part()
    enter(enrolment, "job_search", date(2025, 3, 10))

    correct(enrolment, "profile", date(2025, 3, 10), was="job_search")

    assert phases_of(enrolment)[-1] == ("profile", date(2025, 3, 10), None)
    assert Phase.objects.filter(enrolment=enrolment).count() == 2


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2025, 2, 3), "Steget före, ”Överenskommelse”, började den 3 februari 2025"),
        (date(2025, 6, 2), "Steget tog slut den 1 juni 2025"),
        (date(2025, 1, 1), "Personen skrevs in den 3 februari 2025"),
    ],
)
def test_a_correction_that_leaves_a_step_without_a_day_is_refused(association, day, why):
    enrolment = taking_part()
    enter(enrolment, "profile", date(2025, 3, 10))
    enter(enrolment, "job_search", date(2025, 6, 2))

    with pytest.raises(ValidationError, match=why):
        correct(enrolment, "profile", day, was="profile")


def test_the_drawing_has_a_lane_for_each_step_and_a_bar_for_each_stretch(association):
    enrolment = taking_part()
    enter(enrolment, "profile", date(2025, 3, 10))
    end(
        by=coach(), enrolment=enrolment, revision=None, ended_on=date(2025, 4, 30),
        end_reason="moved", today=TODAY,
    )  # fmt: skip

    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    drawn = timeline(case)

    assert [len(lane.bars) for lane in drawn.lanes] == [1, 1, 0, 0, 0]
    assert drawn.last == date(2025, 4, 30)
    [first], [second] = drawn.lanes[0].bars, drawn.lanes[1].bars
    assert first.x == 0
    assert second.x == pytest.approx(first.x + first.width, abs=0.02)
    assert second.x + second.width == pytest.approx(100, abs=0.05)
