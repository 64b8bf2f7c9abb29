"""B6: a preparatory programme and learning places at the same time, for three to ten months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from hypothesis import example, given
from hypothesis import strategies as st

from stegvis.access.roles import Role
from stegvis.casework.cases import cases, with_facts
from stegvis.casework.due import Facts, State, due
from stegvis.casework.due.facts import Step, Stretch
from stegvis.casework.models import Track
from stegvis.casework.queries.road import line, timeline
from stegvis.casework.services import begin_track, end, end_track, enter_phase, undo_end
from stegvis.lib.dates import is_working_day, last_day_of
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import read
from tests.casework.people import case_of, coach
from tests.casework.plans import ROAD, in_malmo, on_the_road
from tests.factories import member

TODAY = date(2026, 3, 11)
PLAN = read(ROAD)
START = date(2025, 6, 2)
DAYS = st.dates(date(2015, 1, 1), date(2060, 12, 31))


def begin(enrolment: Enrolment, key: str, day: date = START, by=None) -> Track:
    return begin_track(
        by=by or coach(), enrolment=enrolment, revision=None, key=key, starts_on=day, today=TODAY
    )


def preparing() -> Enrolment:
    return on_the_road(START, "preparation")


def stretches(enrolment: Enrolment) -> list[tuple[str, date, date | None]]:
    rows = Track.objects.filter(enrolment=enrolment).order_by("starts_on", "key")
    return list(rows.values_list("key", "starts_on", "ends_on"))


pages = pytest.mark.django_db


@pages
def test_two_tracks_go_on_at_once_and_one_ends_without_the_other(association):
    enrolment = preparing()

    begin(enrolment, "preparing")
    places = begin(enrolment, "places", date(2025, 8, 18))
    end_track(by=coach(), track=places, revision=None, ends_on=date(2025, 12, 19), today=TODAY)
    begin(enrolment, "places", date(2026, 1, 12))

    assert stretches(enrolment) == [
        ("preparing", START, None),
        ("places", date(2025, 8, 18), date(2025, 12, 19)),
        ("places", date(2026, 1, 12), None),
    ]
    case = case_of(enrolment, TODAY)
    [notes] = [step["notes"] for step in line(case) if step["state"] == "current"]
    assert notes == ["Arbetsförberedande", "Lärplatser", "till 1 april, 3 veckor kvar"]
    lanes = [(lane.title, len(lane.bars), lane.beside) for lane in timeline(case).lanes]
    assert lanes[2:5] == [
        ("Förarbete", 1, False),
        ("Arbetsförberedande", 1, True),
        ("Lärplatser", 2, True),
    ]


@pages
@pytest.mark.parametrize(
    ("key", "day", "why"),
    [
        ("other", START, "har inte det spåret"),
        ("places", START - timedelta(days=1), "Steget började den 2 juni 2025"),
        ("places", TODAY + timedelta(days=1), "har inte varit än"),
    ],
)
def test_a_track_that_cannot_begin_is_refused(association, key, day, why):
    enrolment = preparing()

    with pytest.raises(ValidationError, match=why):
        begin(enrolment, key, day)

    assert stretches(enrolment) == []


@pages
def test_a_track_goes_on_once_at_a_time_and_ends_once(association):
    enrolment = preparing()
    track = begin(enrolment, "places")

    with pytest.raises(ValidationError, match="pågår redan"):
        begin(enrolment, "places", date(2025, 9, 1))
    act = {"by": coach(), "track": track, "revision": None, "today": TODAY}
    with pytest.raises(ValidationError, match="Spåret började"):
        end_track(**act, ends_on=START - timedelta(days=1))
    end_track(**act, ends_on=date(2025, 9, 30))
    with pytest.raises(ValidationError, match="redan avslutat"):
        end_track(**act, ends_on=date(2025, 10, 1))
    with pytest.raises(ValidationError, match="pågick redan den dagen"):
        begin(enrolment, "places", date(2025, 9, 30))


@pages
def test_a_phase_without_tracks_has_none_and_the_head_begins_none(association):
    with pytest.raises(ValidationError, match="har inte det spåret"):
        begin(on_the_road(START, "planning"), "places")
    with pytest.raises(PermissionDenied):
        begin(preparing(), "places", by=member(Role.HEAD_OF_UNIT))


@pages
def test_the_tracks_end_with_the_phase_and_with_the_stay_and_go_on_when_the_end_is_undone(
    association,
):
    enrolment = preparing()
    begin(enrolment, "preparing")
    begin(enrolment, "places")
    elin = coach()

    end(
        by=elin, enrolment=enrolment, revision=None, ended_on=date(2026, 2, 27),
        end_reason="moved", today=TODAY,
    )  # fmt: skip
    assert {last for _, _, last in stretches(enrolment)} == {date(2026, 2, 27)}
    undo_end(by=elin, enrolment=enrolment, revision=None, because="Fel person.")
    assert {last for _, _, last in stretches(enrolment)} == {None}

    enter_phase(
        by=elin, enrolment=enrolment, revision=None, key="meeting", starts_on=date(2026, 3, 9),
        today=TODAY,
    )  # fmt: skip
    assert {last for _, _, last in stretches(enrolment)} == {date(2026, 3, 8)}


@pages
def test_moving_on_before_three_months_takes_a_reason_which_is_kept(association):
    enrolment = preparing()
    act = {
        "by": coach(), "enrolment": enrolment, "revision": None, "key": "meeting", "today": TODAY,
    }  # fmt: skip

    with pytest.raises(ValidationError, match=r"minst 3 månader, till den 1 september 2025"):
        enter_phase(**act, starts_on=date(2025, 9, 1))
    enter_phase(**act, starts_on=date(2025, 9, 1), because="Fick en plats genast.")

    phase = enrolment.phases.get(key="preparation")
    assert (phase.ends_on, phase.left_because) == (date(2025, 8, 31), "Fick en plats genast.")


@pages
def test_moving_on_after_three_months_takes_none(association):
    enrolment = preparing()

    enter_phase(
        by=coach(), enrolment=enrolment, revision=None, key="meeting",
        starts_on=date(2025, 9, 2), because="Behövs inte.", today=TODAY,
    )  # fmt: skip

    assert enrolment.phases.get(key="preparation").left_because == ""


# --- What is due, by properties ------------------------------------------------------------------


def items(first: date, today: date, **more) -> dict:
    step = Step(1, "preparation", Stretch(first))
    facts = Facts(decision="admitted", started_on=first, steps=(step,), phases=(step.days,), **more)
    return {item.key: item for item in due(PLAN, facts, today)}


@given(DAYS, st.integers(0, 500))
@example(date(2028, 2, 29), 300)
def test_moving_on_is_due_from_four_weeks_before_the_ten_months_have_passed(first, days):
    today, longest = first + timedelta(days=days), last_day_of(first, 10)

    found = items(first, today).get("phase_longest")

    assert (found is not None) == (today >= longest - timedelta(days=28))
    if found:
        assert first <= found.due_on <= longest
        assert is_working_day(found.due_on)
        assert found.state == (State.LATE if found.due_on < today else State.DUE)


@given(DAYS, st.integers(0, 400))
def test_somebody_in_the_preparation_is_on_a_track_or_it_is_due(first, days):
    today = first + timedelta(days=days)

    assert items(first, today)["tracks"].open
    goes_on = frozenset({("preparation", "places")})
    assert items(first, today, tracks=goes_on)["tracks"].state == State.DONE


@given(DAYS, st.integers(0, 400), st.booleans())
def test_a_phase_that_was_left_too_soon_asks_why_until_somebody_has_said(first, days, explained):
    last = first + timedelta(days=days)
    steps = (
        Step(1, "preparation", Stretch(first, last), explained=explained),
        Step(2, "support", Stretch(last + timedelta(days=1))),
    )
    facts = Facts(decision="admitted", started_on=first, steps=steps)

    asked = [item.key for item in due(PLAN, facts, last + timedelta(days=1))]

    short = last < last_day_of(first, 3) and not explained
    assert ("phase_short:1" in asked) == short


def test_on_malmos_own_plan_the_programme_and_the_learning_place_go_on_at_the_same_time(
    association,
):
    enrolment = in_malmo(START)

    begin(enrolment, "programme")
    begin(enrolment, "learning_place")

    [case] = cases(with_facts(Enrolment.objects.filter(pk=enrolment.pk), TODAY), TODAY)
    notes = line(case)[2]["notes"]
    assert notes[:2] == ["Arbetsnärmande program", "Lärandeplats"]
    assert "1 april" in notes[2]
