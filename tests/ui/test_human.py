"""Dates as people say them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.ui import human

TODAY = date(2026, 3, 11)  # a Wednesday
DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 11), "i dag"),
        (date(2026, 3, 12), "i morgon"),
        (date(2026, 3, 10), "i går"),
        (date(2026, 3, 15), "på söndag"),
        (date(2026, 3, 17), "på tisdag"),
        (date(2026, 3, 18), "18 mars"),
        (date(2026, 1, 2), "2 januari"),
        (date(2025, 12, 31), "31 december 2025"),
        (date(2027, 1, 1), "1 januari 2027"),
    ],
)
def test_a_day_is_said_as_people_say_it(day, words):
    assert human.spoken(day, TODAY) == words


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2026, 3, 11), "i dag"),
        (date(2026, 3, 10), "försenat 1 dag"),
        (date(2026, 3, 9), "försenat 2 dagar"),
        (date(2026, 2, 26), "försenat 13 dagar"),
        (date(2026, 2, 25), "försenat 2 veckor"),
        (date(2026, 1, 10), "försenat 8 veckor"),
        (date(2026, 1, 9), "försenat 2 månader"),
        (date(2024, 3, 11), "försenat 24 månader"),
        (date(2024, 3, 12), "försenat 23 månader"),
    ],
)
def test_a_deadline_that_has_passed_says_how_late_it_is(day, words):
    assert human.deadline(day, TODAY) == words


@given(day=DAYS, today=DAYS)
def test_a_deadline_is_late_exactly_when_its_day_has_passed(day, today):
    assert human.deadline(day, today).startswith("försenat") == (day < today)


@given(today=DAYS, late=st.integers(1, 2000))
def test_what_is_late_never_shrinks_to_nothing(today, late):
    number = int(human.deadline(today - timedelta(days=late), today).split()[1])

    assert number >= 1


@given(day=DAYS, today=DAYS)
def test_two_days_apart_in_time_are_never_said_with_the_same_words(day, today):
    other = day + timedelta(days=1)

    assert human.spoken(day, today) != human.spoken(other, today)


def test_a_stay_has_all_its_months_left_on_its_first_day():
    assert (
        human.until(date(2027, 8, 25), date(2026, 11, 26)) == "till 25 augusti 2027, 9 månader kvar"
    )
    assert (
        human.until(date(2027, 8, 25), date(2026, 11, 27)) == "till 25 augusti 2027, 8 månader kvar"
    )
