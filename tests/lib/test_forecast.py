"""The forecast against the F distribution's tables, against simulation, and at its ends."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.lib.forecast import (
    FEWEST,
    HORIZON,
    SHORTEST,
    Change,
    Flow,
    Forecast,
    chance,
    forecast,
)

YEAR = 365


@st.composite
def flows(draw):
    return Flow(draw(st.integers(FEWEST, 400)), draw(st.integers(SHORTEST, YEAR)))


@pytest.mark.parametrize(
    ("k", "n", "quantile", "share"),
    [
        # F(2k, 2n): NIST/SEMATECH e-Handbook of Statistical Methods 1.3.6.7.3, upper critical
        # values of the F distribution.
        (1, 5, 4.103, 0.95),
        (2, 5, 3.478, 0.95),
        (5, 5, 2.978, 0.95),
        (5, 10, 2.348, 0.95),
        (10, 10, 2.124, 0.95),
        (1, 5, 7.559, 0.99),
        (5, 10, 3.368, 0.99),
        (1, 5, 2.924, 0.90),
        (5, 10, 1.937, 0.90),
    ],
)
def test_the_quantiles_are_those_of_the_f_distribution(k, n, quantile, share):
    # A time long enough that a whole day is a small part of it.
    days = 10_000_000
    wait = round(quantile * k * days / n)

    assert chance(k, Flow(n, days), wait) == pytest.approx(share, abs=2e-4)


def test_the_chance_of_the_first_place_is_its_closed_form():
    flow = Flow(12, 365)

    for days in (1, 30, 365, 1000):
        expected = 1 - (365 / (365 + days)) ** 12
        assert chance(1, flow, days) == pytest.approx(expected, rel=1e-12)


@given(flows(), st.integers(1, 500), st.integers(1, HORIZON))
def test_the_chance_grows_with_days_and_shrinks_with_the_place(flow, k, days):
    now = chance(k, flow, days)

    assert 0 <= now <= 1
    assert chance(k, flow, days + 30) >= now - 1e-12
    assert chance(k + 1, flow, days) <= now + 1e-12


@given(flows(), st.integers(1, 300), st.integers(-50, 50))
def test_who_stands_later_waits_at_least_as_long(flow, place, free):
    def days(told):
        return [HORIZON + 1 if day is None else day for day in (told.low, told.median, told.high)]

    earlier = days(forecast(place, free, flow))
    later = days(forecast(place + 1, free, flow))

    assert earlier == sorted(earlier)
    assert all(a <= b for a, b in zip(earlier, later, strict=True))


@given(flows(), st.integers(1, 100), st.integers(-20, 20), st.integers(1, 20))
def test_a_free_place_is_a_step_forward_in_the_queue(flow, place, free, more):
    assert forecast(place + more, free + more, flow) == forecast(place, free, flow)


@given(flows(), st.integers(1, 50), st.integers(1, 900), st.integers(1, 30))
def test_places_to_come_never_make_it_longer(flow, place, days, places):
    def known(day):
        return HORIZON + 1 if day is None else day

    without = forecast(place, 0, flow)
    with_them = forecast(place, 0, flow, [Change(days, places)])

    assert known(with_them.median) <= known(without.median)
    assert known(with_them.high) <= known(without.high)


def test_enough_places_on_a_day_give_one_that_day_at_the_latest():
    told = forecast(5, 0, Flow(6, 365), [Change(30, 5)])

    assert told.high == 30


def test_places_that_go_make_it_longer():
    flow = Flow(24, 365)

    assert forecast(5, 0, flow, [Change(10, -5)]).median > forecast(5, 0, flow).median


def test_a_free_place_is_now():
    assert forecast(3, 3, Flow(0, 0)) == Forecast(0, 0, 0)
    assert forecast(3, 3, Flow(0, 0)).is_now


@pytest.mark.parametrize("flow", [Flow(FEWEST - 1, 365), Flow(50, SHORTEST - 1), Flow(0, 0)])
def test_too_little_says_nothing(flow):
    assert forecast(1, 0, flow) is None


def test_what_is_further_off_than_anyone_plans_is_not_given_a_day():
    told = forecast(200, 0, Flow(5, 365))

    assert told == Forecast(None, None, None)


def test_thousands_are_no_harder_than_few():
    told = forecast(9_000, 0, Flow(5_000, 365))

    # With so many the wait is nearly known: 9 000 / 5 000 of a year.
    assert told.low < 657 < told.high
    assert told.high - told.low < 40


@pytest.mark.parametrize("place", [0, -1])
def test_a_place_is_counted_from_one(place):
    with pytest.raises(ValueError, match="not a place"):
        forecast(place, 0, Flow(10, 365))


def test_a_flow_is_not_negative():
    with pytest.raises(ValueError, match="is not a flow"):
        Flow(-1, 3)


@pytest.mark.parametrize(("rate", "k"), [(10, 1), (10, 4), (40, 1), (40, 15), (100, 30)])
def test_eight_in_ten_waits_fall_in_the_interval(rate, k):
    """A year seen of a Poisson flow with so many a year; then the k-th after it. Seed fixed."""
    chosen = random.Random(f"{rate} {k}")
    inside = low = high = said = 0
    for _try in range(4_000):
        seen, at = 0, chosen.expovariate(rate / YEAR)
        while at <= YEAR:
            seen, at = seen + 1, at + chosen.expovariate(rate / YEAR)
        wait = at - YEAR + sum(chosen.expovariate(rate / YEAR) for _ in range(k - 1))
        told = forecast(k, 0, Flow(seen, YEAR))
        if told is None:
            continue
        said += 1
        low += wait < told.low
        high += told.high is not None and wait > told.high
        inside += told.low <= wait and (told.high is None or wait <= told.high)

    # The standard error is 0.6 of a per cent; the rest is that the year was chosen and that days
    # are whole.
    assert inside / said == pytest.approx(0.80, abs=0.03)
    assert low / said < 0.14
    assert high / said < 0.14
