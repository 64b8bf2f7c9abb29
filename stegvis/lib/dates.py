"""Calendar rules: months, ages, periods, Swedish working days, and dates read from text.

A month after 31 January is the last of February: where the month has no such day, its last day
stands in. The same rule makes a person born on 29 February a year older on 28 February of a
common year. Source: lagen (1930:173) om beräkning av lagstadgad tid 1 §.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from django.utils.translation import gettext as _

from stegvis.lib.faults import Fault, Refused

ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")


def add_months(day: date, months: int) -> date:
    """The day that many months later (earlier when negative), or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def last_day_of(first: date, months: int, days: int = 0) -> date:
    """The last day of a stretch of months and days that begins on `first`, itself included.

    Twelve months from 12 March end on 11 March. Where the last month has no such day, its last
    day ends the stretch: twelve months from 29 February end on 28 February, and one month from
    31 January does too. ValueError when it has no day at all.
    Source: lagen (1930:173) om beräkning av lagstadgad tid 1 §.
    """
    if months < 0 or days < 0 or not (months or days):
        raise ValueError("a stretch has at least a day")
    beyond = add_months(first, months)
    if beyond.day < first.day:  # the month has no such day: it is whole
        beyond += timedelta(days=1)
    return beyond + timedelta(days=days - 1)


def months_between(first: date, later: date) -> int:
    """Whole months from one day to another: the most that `add_months` takes without passing.

    Negative when `later` comes before `first`.
    """
    months = (later.year - first.year) * 12 + later.month - first.month
    return months if add_months(first, months) <= later else months - 1


def age_on(birth: date, day: date) -> int:
    """Full years lived on a day. Who is born on 29 February has the birthday on the 28th."""
    return months_between(birth, day) // 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days from the first to the last, both included. ValueError when the last comes first."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"a period cannot end {self.last} when it begins {self.first}")

    @classmethod
    def year(cls, year: int) -> Period:
        """A calendar year."""
        return cls(date(year, 1, 1), date(year, 12, 31))

    @property
    def days(self) -> int:
        """How many days it has, at least one."""
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@cache
def _free_days(year: int) -> frozenset[date]:
    import holidays  # a third of a second, and most processes never ask

    return frozenset(holidays.country_holidays("SE", years=year, categories=("public", "de_facto")))


def is_working_day(day: date) -> bool:
    """Whether offices are open: no Saturday, Sunday, holiday, or eve that counts as one.

    The eves are midsommarafton, julafton and nyårsafton.
    Source: lagen (1930:173) om beräkning av lagstadgad tid 2 §.
    """
    return day.weekday() < 5 and day not in _free_days(day.year)


def working_day_from(day: date) -> date:
    """The day itself when offices are open, else the first day after it when they are."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def working_day_until(day: date) -> date:
    """The day itself when offices are open, else the last day before it when they were."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day


def working_days_after(day: date, count: int) -> date:
    """The working day that comes `count` working days after a day, itself not counted.

    The day itself when `count` is 0. ValueError when it is negative.
    """
    if count < 0:
        raise ValueError("working days are counted forwards")
    while count:
        day += timedelta(days=1)
        count -= is_working_day(day)
    return day


def parse_date(text: str) -> date:
    """Read YYYY-MM-DD, spaces around it dropped.

    Raises Refused with one fault (without a place) for any other shape and for a day that does
    not exist.
    """
    text = text.strip()
    instead = _("Skriv år, månad och dag: ÅÅÅÅ-MM-DD, till exempel 2023-03-01.")
    shape = ISO.fullmatch(text)
    if shape is None:
        what = _("”%(text)s” går inte att läsa som ett datum.") % {"text": text}
        raise Refused(Fault("", what if text else _("Datumet är tomt."), instead))
    year, month, day = (int(part) for part in shape.groups())
    try:
        return date(year, month, day)
    except ValueError:
        what = _("%(text)s går inte att läsa, %(day)s finns inte.")
        said = {"text": text, "day": day_in_words(year, month, day)}
        raise Refused(Fault("", what % said, instead)) from None


def day_in_words(year: int, month: int, day: int) -> str:
    """A day as a person says it ("den 30 februari"), whether or not there is such a day.

    29 February comes with its year, for there it is the year that decides.
    """
    if not 1 <= month <= 12:
        return _("månad %(month)s") % {"month": month}
    if not 1 <= day <= 31:
        return _("dag %(day)s") % {"day": day}
    names = [
        _("januari"), _("februari"), _("mars"), _("april"), _("maj"), _("juni"),
        _("juli"), _("augusti"), _("september"), _("oktober"), _("november"), _("december"),
    ]  # fmt: skip
    if (month, day) == (2, 29) or year == 0:
        spoken = _("den %(day)s %(month)s %(year)s")
    else:
        spoken = _("den %(day)s %(month)s")
    return spoken % {"day": day, "month": names[month - 1], "year": year}
