"""Lengths of time and moments fall on the days a person would say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.programmes.definition import Length, Moment
from stegvis.programmes.definition.moments import ANCHORS, MONTHS, ReadingError

DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    ("text", "start", "falls_on"),
    [
        ("at once", date(2023, 11, 30), date(2023, 11, 30)),
        ("3 months", date(2022, 11, 30), date(2023, 2, 28)),
        ("3 months", date(2023, 11, 30), date(2024, 2, 29)),
        ("1 month", date(2023, 1, 31), date(2023, 2, 28)),
        ("12 months", date(2024, 2, 29), date(2025, 2, 28)),
        ("1 year", date(2024, 2, 29), date(2025, 2, 28)),
        ("14 days", date(2023, 12, 24), date(2024, 1, 7)),
        ("2 weeks", date(2023, 12, 24), date(2024, 1, 7)),
    ],
)
def test_a_length_of_time_ends_on_the_day_people_mean(text, start, falls_on):
    assert Length.parse(text).after(start) == falls_on
    assert str(Length.parse(text)) == text


@pytest.mark.parametrize(
    "text",
    ["", "3", "months", "3 moths", "three months", "-3 months", "0 days", "1.5 years", "99 years",
     "3 months 2 days", "at  once", 3, None, True, ["3 months"]],
)  # fmt: skip
def test_what_is_not_a_length_of_time_is_refused_with_how_to_write_one(text):
    with pytest.raises(ReadingError) as refused:
        Length.parse(text)

    assert refused.value.instead.startswith("Write")


DATES = {"start": date(2023, 10, 2), "exit": date(2024, 8, 31), "discharge": date(2024, 11, 30)}


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("start", date(2023, 10, 2)),
        ("start + 3 months", date(2024, 1, 2)),
        ("start - 1 day", date(2023, 10, 1)),
        ("start+3 months", date(2024, 1, 2)),
        ("exit + 6 months", date(2025, 2, 28)),
        ("exit + 18 months", date(2026, 2, 28)),
        ("discharge", date(2024, 11, 30)),
        ("applied", None),
        ("decided + 2 weeks", None),
        ("change", None),
        ("every October", None),
        ("every September", None),
        ("every August", date(2024, 8, 1)),
        ("every month", date(2023, 11, 2)),
    ],
)
def test_a_moment_falls_on_a_day_of_the_person_s_own(text, day):
    assert Moment.parse(text).on(DATES) == day


def test_what_comes_back_falls_on_the_first_day_after_the_start_while_the_person_is_there():
    october = Moment.parse("every October")

    assert october.recurs
    assert october.on({"start": date(2023, 10, 1)}) == date(2023, 10, 1)
    assert october.on({"start": date(2023, 10, 2)}) == date(2024, 10, 1)
    assert october.on({"start": date(2023, 10, 2), "exit": date(2024, 9, 30)}) is None
    assert october.on({"start": None}) is None


@pytest.mark.parametrize(
    "text",
    ["exti", "", "start +", "start + soon", "+ 3 months", "start 3 months", "every Oktober",
     "every", "every day", "Start", "start + 3 months + 1 day", 7, None, {"at": "start"}],
)  # fmt: skip
def test_what_is_not_a_moment_is_refused_with_how_to_write_one(text):
    with pytest.raises(ReadingError) as refused:
        Moment.parse(text)

    assert refused.value.instead.startswith("Write")


@given(
    anchor=st.sampled_from(ANCHORS),
    day=DAYS,
    number=st.integers(1, 60),
    unit=st.sampled_from(["days", "weeks", "months"]),
)
def test_later_is_never_before_and_earlier_never_after(anchor, day, number, unit):
    later = Moment.parse(f"{anchor} + {number} {unit}").on({anchor: day})
    earlier = Moment.parse(f"{anchor} - {number} {unit}").on({anchor: day})

    assert later is not None
    assert earlier is not None
    assert earlier < day < later


@given(start=DAYS, month=st.sampled_from(MONTHS))
def test_every_month_of_the_calendar_comes_within_a_year(start, month):
    day = Moment.parse(f"every {month}").on({"start": start})

    assert day is not None
    assert start <= day <= start + timedelta(days=366)
    assert (day.day, day.strftime("%B")) == (1, month)
