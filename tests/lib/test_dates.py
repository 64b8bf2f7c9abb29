"""Months end where the month ends, both days of a period count, and eves are not working days."""

from calendar import isleap
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from stegvis.lib.dates import (
    Period,
    add_months,
    age_on,
    is_working_day,
    last_day_of,
    months_between,
    parse_date,
    working_day_from,
    working_day_until,
    working_days_after,
)
from stegvis.lib.faults import Refused

DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))
MONTHS = st.integers(-600, 600)
LEAP_DAYS = st.integers(1904, 2096).filter(isleap).map(lambda year: date(year, 2, 29))


@st.composite
def periods(draw):
    first = draw(DAYS)
    return Period(first, first + timedelta(days=draw(st.integers(0, 800))))


@pytest.mark.parametrize(
    ("day", "months", "then"),
    [
        (date(2022, 11, 30), 3, date(2023, 2, 28)),
        (date(2023, 11, 30), 3, date(2024, 2, 29)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2023, 3, 31), -1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2023, 12, 15), 1, date(2024, 1, 15)),
        (date(2023, 5, 31), 0, date(2023, 5, 31)),
    ],
)
def test_a_month_without_the_day_ends_on_its_last(day, months, then):
    assert add_months(day, months) == then


@given(DAYS, MONTHS)
def test_adding_months_lands_in_the_right_month_and_never_on_a_later_day(day, months):
    then = add_months(day, months)

    assert (then.year * 12 + then.month) - (day.year * 12 + day.month) == months
    assert then.day == day.day or (then.day < day.day and (then + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS)
def test_adding_months_keeps_days_in_order(one, other, months):
    first, later = sorted((one, other))

    assert add_months(first, months) <= add_months(later, months)


@given(DAYS, MONTHS, MONTHS)
def test_adding_months_twice_never_passes_adding_them_at_once(day, some, more):
    twice, once = add_months(add_months(day, some), more), add_months(day, some + more)

    assert twice <= once
    assert twice == once or day.day > 28


@given(DAYS, MONTHS)
def test_adding_months_is_undone_by_taking_them_away_unless_the_day_was_cut(day, months):
    then = add_months(day, months)
    assume(then.day == day.day)

    assert add_months(then, -months) == day


@given(DAYS, MONTHS)
@example(date(2024, 1, 31), 1)
def test_months_between_finds_the_months_that_were_added(day, months):
    assert months_between(day, add_months(day, months)) == months


@given(DAYS, DAYS)
def test_months_between_is_the_most_that_do_not_pass(first, later):
    months = months_between(first, later)

    assert add_months(first, months) <= later < add_months(first, months + 1)


@given(DAYS, st.integers(0, 40000), st.integers(0, 400))
def test_nobody_grows_younger(birth, lived, more):
    day = birth + timedelta(days=lived)

    assert 0 <= age_on(birth, day) <= age_on(birth, day + timedelta(days=more))


@given(DAYS, st.integers(0, 100))
def test_a_person_is_a_year_older_on_the_birthday_and_not_the_day_before(birth, years):
    birthday = add_months(birth, 12 * years)

    assert age_on(birth, birthday) == years
    assert age_on(birth, birthday - timedelta(days=1)) == years - 1


@given(LEAP_DAYS)
def test_who_is_born_on_a_leap_day_turns_a_year_older_on_the_last_of_february(birth):
    assert age_on(birth, date(birth.year + 1, 2, 27)) == 0
    assert age_on(birth, date(birth.year + 1, 2, 28)) == 1
    assert age_on(birth, date(birth.year + 4, 2, 28)) == (3 if isleap(birth.year + 4) else 4)


def test_age_before_birth_is_below_zero():
    assert age_on(date(2000, 6, 1), date(2000, 5, 31)) == -1


def test_a_period_counts_both_its_days():
    june = Period(date(2023, 6, 1), date(2023, 6, 30))

    assert june.days == 30
    assert date(2023, 6, 1) in june
    assert date(2023, 6, 30) in june
    assert date(2023, 7, 1) not in june


def test_a_period_cannot_end_before_it_begins():
    with pytest.raises(ValueError, match="cannot end 2023-01-01"):
        Period(date(2023, 1, 2), date(2023, 1, 1))


@given(st.integers(1900, 2100))
def test_a_year_is_all_its_days(year):
    assert Period.year(year).days == (366 if isleap(year) else 365)


@pytest.mark.parametrize(
    "day",
    [
        date(2023, 6, 23),  # midsommarafton, a Friday
        date(2024, 12, 24),  # julafton, a Tuesday
        date(2024, 12, 31),  # nyårsafton
        date(2024, 5, 9),  # Kristi himmelsfärdsdag
        date(2023, 6, 6),  # nationaldagen
        date(2024, 3, 30),  # a Saturday
    ],
)
def test_offices_are_closed_on_holidays_and_the_eves_that_count_as_one(day):
    assert not is_working_day(day)


@pytest.mark.parametrize("day", [date(2024, 5, 10), date(2024, 4, 30), date(2005, 5, 16)])
def test_a_day_squeezed_between_and_a_short_day_are_working_days(day):
    assert is_working_day(day)


def test_working_days_pass_over_christmas():
    assert working_days_after(date(2024, 12, 23), 1) == date(2024, 12, 27)
    assert working_days_after(date(2024, 12, 23), 4) == date(2025, 1, 3)
    assert working_days_after(date(2024, 12, 25), 0) == date(2024, 12, 25)


@given(DAYS, st.integers(1, 60))
def test_the_day_found_is_a_working_day_with_the_right_number_on_the_way(day, count):
    found = working_days_after(day, count)

    steps = [day + timedelta(days=n) for n in range(1, (found - day).days + 1)]
    assert is_working_day(found)
    assert sum(map(is_working_day, steps)) == count


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="forwards"):
        working_days_after(date(2024, 1, 1), -1)


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [
        (date(2026, 3, 12), 12, date(2027, 3, 11)),
        (date(2026, 3, 1), 12, date(2027, 2, 28)),
        (date(2027, 3, 1), 12, date(2028, 2, 29)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2025, 8, 29), 6, date(2026, 2, 28)),
        (date(2025, 8, 28), 6, date(2026, 2, 27)),
        (date(2026, 1, 1), 12, date(2026, 12, 31)),
    ],
)
def test_a_stretch_of_months_ends_the_day_before_its_own_day_comes_again(first, months, last):
    assert last_day_of(first, months) == last


@given(DAYS, st.integers(0, 60), st.integers(0, 400))
def test_a_stretch_never_ends_before_it_begins(first, months, days):
    assume(months or days)
    assert last_day_of(first, months, days) >= first


@given(DAYS, DAYS, st.integers(0, 60), st.integers(1, 400))
def test_who_begins_later_never_ends_earlier(one, other, months, days):
    first, later = sorted((one, other))
    assert last_day_of(first, months, days) <= last_day_of(later, months, days)


@given(DAYS, st.integers(1, 60))
def test_a_stretch_of_months_has_the_day_it_began_on_in_every_month_but_the_last(first, months):
    last = last_day_of(first, months)
    assert months_between(first, last + timedelta(days=1)) == months
    assert months_between(first, last) in (months - 1, months)


def test_a_stretch_without_a_day_is_none():
    with pytest.raises(ValueError, match="at least a day"):
        last_day_of(date(2026, 3, 11), 0)


@given(DAYS)
def test_the_working_days_on_either_side_of_a_day_are_the_nearest(day):
    after, before = working_day_from(day), working_day_until(day)
    assert before <= day <= after
    assert is_working_day(after)
    assert is_working_day(before)
    assert not any(
        is_working_day(before + timedelta(days=n)) for n in range(1, (after - before).days)
    )


def test_a_day_of_christmas_goes_on_to_the_first_day_after_the_holidays():
    assert working_day_from(date(2026, 12, 24)) == date(2026, 12, 28)
    assert working_day_until(date(2026, 12, 27)) == date(2026, 12, 23)


@given(st.dates())
def test_a_written_date_is_read_back(day):
    assert parse_date(f"  {day.isoformat()}\n") == day


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Datumet är tomt."),
        ("1/3 2023", "”1/3 2023” går inte att läsa som ett datum."),
        ("2023-3-1", "”2023-3-1” går inte att läsa som ett datum."),
        ("20230301", "”20230301” går inte att läsa som ett datum."),
        ("2023-02-30", "2023-02-30 går inte att läsa, den 30 februari finns inte."),
        ("2023-02-29", "2023-02-29 går inte att läsa, den 29 februari 2023 finns inte."),
        ("2023-13-01", "2023-13-01 går inte att läsa, månad 13 finns inte."),
        ("2023-01-00", "2023-01-00 går inte att läsa, dag 0 finns inte."),
        ("0000-01-01", "0000-01-01 går inte att läsa, den 1 januari 0 finns inte."),
        ("٢٠٢٣-٠٣-٠١", "”٢٠٢٣-٠٣-٠١” går inte att läsa som ett datum."),
    ],
)
def test_a_date_that_cannot_be_read_is_refused_with_what_and_what_instead(text, says):
    with pytest.raises(Refused) as refused:
        parse_date(text)

    [fault] = refused.value.faults
    assert fault.what == says
    assert fault.instead.startswith("Skriv år, månad och dag")


@given(st.text(max_size=12))
def test_any_text_is_read_as_a_date_or_refused(text):
    try:
        read = parse_date(text)
    except Refused:
        return
    assert read.isoformat() == text.strip()
