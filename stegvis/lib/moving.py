"""A day that tells when an answer worked out from it would have become another.

What is worked out for today mostly holds tomorrow too. Instead of somebody saying by hand on which
days it does not, the day itself notes what it is compared with: ``today <= last`` holds until the
day after ``last``, and nothing else about it matters.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any


class Watch:
    """The first later day on which a comparison comes out otherwise than it did.

    ``turns_on`` is None while no day to come would change any of them.
    """

    def __init__(self, day: date) -> None:
        self._now = day.toordinal()
        self._first: int | None = None

    @property
    def turns_on(self) -> date | None:
        return None if self._first is None else date.fromordinal(self._first)

    def turn(self, day: int) -> None:
        """Note that something is otherwise from a day on, by its number. Days gone by are not."""
        latest = date.max.toordinal()
        if self._now < day <= latest and (self._first is None or day < self._first):
            self._first = day

    def tomorrow(self) -> None:
        """Note that nothing is known of any later day."""
        self.turn(self._now + 1)


class MovingDay(date):
    """A day under watch. It is compared, and days are added to it, as to any other.

    Every other use of it (its month, its difference from another day, its text) is taken to give
    something else tomorrow: that is never wrong, and at worst worked out again too often.
    """

    _watch: Watch
    _ahead: int

    def __new__(cls, day: date, watch: Watch, ahead: int = 0) -> MovingDay:
        made = super().__new__(cls, day.year, day.month, day.day)
        made._watch, made._ahead = watch, ahead
        return made

    def _number(self) -> int:
        return date.toordinal(self)

    def _turn(self, value: int) -> None:
        """Note that a comparison turns when this day has come to ``value``."""
        self._watch.turn(value - self._ahead)

    def _other(self, other: object) -> int | None:
        """The number of a day that stands still; None for one that moves along with this."""
        if isinstance(other, MovingDay):
            return None
        return date.toordinal(other) if isinstance(other, date) else None

    def __lt__(self, other: date) -> bool:
        if (still := self._other(other)) is not None and self._number() < still:
            self._turn(still)
        return date.__lt__(self, other)

    def __ge__(self, other: date) -> bool:
        if (still := self._other(other)) is not None and self._number() < still:
            self._turn(still)
        return date.__ge__(self, other)

    def __le__(self, other: date) -> bool:
        if (still := self._other(other)) is not None and self._number() <= still:
            self._turn(still + 1)
        return date.__le__(self, other)

    def __gt__(self, other: date) -> bool:
        if (still := self._other(other)) is not None and self._number() <= still:
            self._turn(still + 1)
        return date.__gt__(self, other)

    def __eq__(self, other: object) -> bool:
        if (still := self._other(other)) is not None:
            self._turn(still if self._number() < still else still + 1)
        return date.__eq__(self, other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        self._watch.tomorrow()
        return date.__hash__(self)

    def __add__(self, other: timedelta) -> Any:
        return MovingDay(still(self) + other, self._watch, self._ahead + other.days)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        if isinstance(other, timedelta):
            return self + -timedelta(days=other.days)
        self._watch.tomorrow()
        return still(self) - still(other)

    def __rsub__(self, other: date) -> Any:
        self._watch.tomorrow()
        return still(other) - still(self)

    def __str__(self) -> str:
        return self.isoformat()

    def __format__(self, how: str) -> str:
        self._watch.tomorrow()
        return format(still(self), how)

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_"):
            self._watch.tomorrow()
        return super().__getattribute__(name)


def still(day: date) -> date:
    """The day as one that nobody watches: for what is known to be worked out anew when shown."""
    return date.fromordinal(date.toordinal(day))
