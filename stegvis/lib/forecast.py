"""How long until a place is free, from how often places have become free so far.

The flow is taken to be Poisson: places become free one at a time, independently of each other and
as often as before. With `n` of them seen in `T` days, and `S` the days until the k-th from now,

    (S / k) / (T / n)  follows  F(2k, 2n)

since 2 times rate times each time is chi-squared with 2k and 2n degrees of freedom. What is asked
for are the quantiles of S, which need nothing but sums: the same law is S / (S + T) ~ Beta(k, n),
and for whole k and n the beta distribution is a tail of the binomial,

    P(S <= t)  =  P(B >= k),   B ~ Binomial(k + n - 1, t / (t + T)).

Sources: Nelson 1970, "Confidence intervals for the ratio of two Poisson means and Poisson predictor
intervals", IEEE Transactions on Reliability R-19:42-49; for the tail, NIST Digital Library of
Mathematical Functions 8.17.5. It is exact when T ends as a place becomes free, and nearly so for a
T that was chosen, such as the last year (tests/lib/test_forecast.py shows how nearly).

It does not know what a calendar knows: people who leave on the same day, a summer in which nobody
does, or a plan that ends. tests/intake/test_forecast_on_invented_people.py tries it backwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import exp, lgamma, log, log1p

#: With fewer departures than so many nothing is said: of the first place the interval would reach
#: from a tenth of the ordinary wait to more than three times it.
FEWEST = 5
#: Nor from a shorter time than this, in days: a good month says little of a year.
SHORTEST = 90
#: The last day ahead that is worked out. What comes after is "more than five years".
HORIZON = 5 * 365
#: The shares of a forecast: one wait in ten is shorter than the first, one in ten longer than the
#: last.
LOW, MIDDLE, HIGH = 0.1, 0.5, 0.9


@dataclass(frozen=True, slots=True)
class Flow:
    """How many places became free (`departures`) during so many `days`."""

    departures: int
    days: int

    def __post_init__(self) -> None:
        if self.departures < 0 or self.days < 0:
            raise ValueError(f"{self.departures} in {self.days} days is not a flow")

    @property
    def is_enough(self) -> bool:
        """Whether it is enough to say anything from."""
        return self.departures >= FEWEST and self.days >= SHORTEST


@dataclass(frozen=True, slots=True)
class Change:
    """So many places more (fewer when negative) from so many days ahead on."""

    days: int
    places: int


@dataclass(frozen=True, slots=True)
class Forecast:
    """The wait in whole days: a middle value, and the low and high of an interval of 80 %.

    0 is today. None is later than HORIZON.
    """

    median: int | None
    low: int | None
    high: int | None

    @property
    def is_now(self) -> bool:
        """Whether a place is free already."""
        return self.high == 0


def forecast(place: int, free: int, flow: Flow, changes: Iterable[Change] = ()) -> Forecast | None:
    """The wait of the one who stands at a place in the queue (1 is first). None: too little to say.

    `free` places are taken first; when it is negative more take part than there are places for,
    and so many have to leave before anybody comes in. `changes` are places known to come or go.

    ValueError when the place is not a place.
    """
    if place < 1:
        raise ValueError(f"{place} is not a place in a queue")
    departures = place - free
    if departures <= 0:
        return Forecast(0, 0, 0)
    if not flow.is_enough:
        return None
    ahead = tuple(changes)
    return Forecast(*(_day_of(share, departures, flow, ahead) for share in (MIDDLE, LOW, HIGH)))


def chance(k: int, flow: Flow, days: int) -> float:
    """The probability, 0 to 1, that at least k places become free within so many days.

    ValueError when the flow has no departures or no days: it says nothing.
    """
    if not (flow.departures and flow.days):
        raise ValueError("a flow without departures says nothing of those to come")
    if k <= 0:
        return 1.0
    if days <= 0:
        return 0.0
    return _tail(k, k + flow.departures - 1, days / (days + flow.days))


def _day_of(share: float, departures: int, flow: Flow, changes: tuple[Change, ...]) -> int | None:
    """The first day by which the chance has reached the share. None when it is past HORIZON."""
    for first, last, gained in _stretches(changes):
        wanted = departures - gained
        if chance(wanted, flow, last) < share:
            continue
        low, high = first, last
        while low < high:
            middle = (low + high) // 2
            if chance(wanted, flow, middle) < share:
                low = middle + 1
            else:
                high = middle
        return low
    return None


def _stretches(changes: tuple[Change, ...]) -> Iterator[tuple[int, int, int]]:
    """Days ahead between one change and the next: first, last, and the places gained until then."""
    days = sorted({change.days for change in changes if 0 < change.days <= HORIZON})
    starts = [0, *days]
    for first, until in zip(starts, [*days, HORIZON + 1], strict=True):
        gained = sum(change.places for change in changes if change.days <= first)
        yield first, until - 1, gained


def _tail(k: int, tries: int, share: float) -> float:
    """P(B >= k) for B ~ Binomial(tries, share), 0 < share < 1 and 1 <= k <= tries.

    The side of the sum without the largest term is added up, from its largest term outwards until
    nothing is added, so that it costs about as many steps as the standard deviation is long.
    """
    upwards = k > (tries + 1) * share
    at = k if upwards else k - 1
    odds = share / (1 - share)
    term = exp(
        lgamma(tries + 1) - lgamma(at + 1) - lgamma(tries - at + 1)
        + at * log(share) + (tries - at) * log1p(-share)
    )  # fmt: skip
    total = 0.0
    while term > total * 1e-17:
        total += term
        if upwards:
            term *= (tries - at) / (at + 1) * odds
            at += 1
        else:
            term *= at / (tries - at + 1) / odds
            at -= 1
    return min(1.0, total if upwards else 1 - total)
