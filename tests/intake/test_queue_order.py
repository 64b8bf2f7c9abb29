"""What holds of every queue, and the words of a wait."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.intake.queue import Standing, line_up
from stegvis.intake.waits import span
from stegvis.programmes.definition import read_text
from tests.factories import PLAN
from tests.intake.queues import YOUNG, YOUNG_WITH_COMPENSATION

TODAY = date(2026, 3, 11)
SOURCE = PLAN.read_text(encoding="utf-8")
PLANS = [
    read_text(SOURCE, where="as it is"),
    read_text(SOURCE.replace(YOUNG, YOUNG_WITH_COMPENSATION, 1), where="two facts"),
    read_text(SOURCE.replace(f"[priority]{YOUNG}", "", 1), where="no rule"),
]
DAYS = st.dates(date(2024, 1, 1), TODAY)
BIRTHS = st.dates(date(1960, 1, 1), date(2010, 12, 31))


@st.composite
def people(draw):
    count = draw(st.integers(0, 12))
    return [
        Standing(
            enrolment=number,
            definition=draw(st.sampled_from(PLANS)),
            applied_on=draw(st.none() | DAYS),
            admitted=draw(st.booleans()),
            birth_date=draw(st.none() | BIRTHS),
            birth_year=draw(st.none() | st.integers(1960, 2010)),
            livelihood=draw(st.none() | st.sampled_from(["activity_compensation", "wage"])),
        )
        for number in range(1, count + 1)
    ]


FREE = st.none() | st.integers(-5, 15)


@given(people(), FREE, st.randoms(use_true_random=False))
def test_the_order_does_not_depend_on_how_they_were_read(everybody, free, chance):
    shuffled = list(everybody)
    chance.shuffle(shuffled)

    assert line_up(shuffled, free, TODAY) == line_up(everybody, free, TODAY)


@given(people(), FREE)
def test_everybody_has_one_place_and_a_reason(everybody, free):
    line = line_up(everybody, free, TODAY)

    assert [place.rank for place in line] == list(range(1, len(everybody) + 1))
    assert {place.standing.enrolment for place in line} == {one.enrolment for one in everybody}
    assert all(place.why.endswith(".") for place in line)


@given(people(), FREE)
def test_who_stands_before_another_has_a_reason_that_the_rule_knows(everybody, free):
    line = line_up(everybody, free, TODAY)

    for first, second in itertools.pairwise(line):
        one, other = first.standing, second.standing
        if one.admitted != other.admitted:
            assert one.admitted
            continue
        ahead, behind = (p.goes_first is True and p.counts for p in (first, second))
        if ahead != behind:
            assert ahead
            continue
        days = [each.applied_on or date.max for each in (one, other)]
        assert (days[0], one.enrolment) < (days[1], other.enrolment)


@given(people(), FREE)
def test_the_place_that_a_missing_fact_might_give_is_never_later(everybody, free):
    for place in line_up(everybody, free, TODAY):
        if place.rank_if_first is not None:
            assert place.goes_first is None
            assert 1 <= place.rank_if_first <= place.rank


@given(people(), st.integers(-5, 15), st.data())
def test_what_is_learnt_moves_nobody_past_the_place_it_might_give(everybody, free, data):
    """Once the birthday of one is known, that one stands where it was said, or where they stood."""
    unknown = [p for p in line_up(everybody, free, TODAY) if p.rank_if_first is not None]
    if not unknown:
        return
    place = data.draw(st.sampled_from(unknown))
    one = place.standing
    born = data.draw(st.sampled_from([date(2002, 1, 9), date(1970, 1, 9)]))
    known = Standing(
        enrolment=one.enrolment, definition=one.definition, applied_on=one.applied_on,
        admitted=one.admitted, birth_date=born, livelihood=one.livelihood or "wage",
    )  # fmt: skip
    others = [known if each.enrolment == one.enrolment else each for each in everybody]

    [again] = [p for p in line_up(others, free, TODAY) if p.standing.enrolment == one.enrolment]

    assert again.rank == (place.rank_if_first if again.goes_first else place.rank)


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (0, "0 dagar"),
        (1, "1 dag"),
        (13, "13 dagar"),
        (14, "2 veckor"),
        (21, "3 veckor"),
        (60, "9 veckor"),
        (61, "2 månader"),
        (122, "4 månader"),
        (365, "12 månader"),
        (729, "24 månader"),
        (730, "2 år"),
        (1825, "5 år"),
    ],
)
def test_a_span_is_said_as_people_say_it(days, said):
    assert span(days) == said
