"""A day that tells when what was worked out from it would have come out otherwise."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.lib.moving import MovingDay, Watch, still

TODAY = date(2026, 3, 11)
DAYS = st.dates(date(2025, 1, 1), date(2027, 12, 31))
SHIFTS = st.integers(-400, 400).map(lambda days: timedelta(days=days))

COMPARED = {
    "<": lambda a, b: a < b, "<=": lambda a, b: a <= b, ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b, "==": lambda a, b: a == b, "!=": lambda a, b: a != b,
    "<, turned": lambda a, b: b < a, "<=, turned": lambda a, b: b <= a,
    ">, turned": lambda a, b: b > a, ">=, turned": lambda a, b: b >= a,
    "==, turned": lambda a, b: b == a,
}  # fmt: skip


@pytest.mark.parametrize("how", COMPARED)
@settings(max_examples=40)
@given(today=DAYS, other=DAYS, shift=SHIFTS)
def test_a_comparison_turns_on_the_day_that_is_told_and_not_before(how, today, other, shift):
    compare, watch = COMPARED[how], Watch(today)

    said = compare(MovingDay(today, watch) + shift, other)

    assert said == compare(today + shift, other)
    days = [today + timedelta(days=n) for n in range(1500)]
    turned = next((day for day in days if compare(day + shift, other) != said), None)
    assert watch.turns_on == turned


@given(DAYS, SHIFTS, SHIFTS)
def test_two_days_that_move_together_never_turn(today, one, other):
    watch = Watch(today)
    day = MovingDay(today, watch)

    assert (day + one < day + other) == (one < other)
    assert watch.turns_on is None


@pytest.mark.parametrize(
    "use",
    [
        lambda day: day.month,
        lambda day: day.weekday(),
        lambda day: day - TODAY,
        lambda day: TODAY - day,
        lambda day: {day},
        lambda day: f"{day:%d}",
        str,
        lambda day: day.replace(day=1),
    ],
)
def test_any_other_use_holds_for_a_day_alone(use):
    watch = Watch(TODAY)
    use(MovingDay(TODAY, watch))

    assert watch.turns_on == TODAY + timedelta(days=1)


def test_the_first_of_several_days_is_told_and_one_gone_by_is_not():
    watch = Watch(TODAY)
    day = MovingDay(TODAY, watch)
    assert day < date(2026, 5, 1)
    assert day <= date(2026, 3, 31)
    assert day > date(2026, 1, 1)

    assert watch.turns_on == date(2026, 4, 1)


def test_a_day_that_stands_still_tells_nothing():
    watch = Watch(TODAY)

    assert still(MovingDay(TODAY, watch)) < date(2026, 5, 1)
    assert type(still(MovingDay(TODAY, watch))) is date
    assert watch.turns_on is None
