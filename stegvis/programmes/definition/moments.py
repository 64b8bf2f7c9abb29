"""Lengths of time and moments, as a plan says them: '3 months', 'exit + 6 months'."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from stegvis.lib.dates import add_months, last_day_of

#: The dates on a person's road that a moment can be counted from.
ANCHORS = ("applied", "decided", "start", "exit", "discharge")

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

MONTHS_IN = {"month": 1, "year": 12}
DAYS_IN = {"day": 1, "week": 7}
LENGTH = re.compile(r"([0-9]{1,4}) +(day|week|month|year)s?")
SHIFTED = re.compile(r"([a-z]+)(?: *([+-]) *(.+))?")

#: The longest length in years. Far beyond any plan, and short of where dates end.
LONGEST = 90

Dates = Mapping[str, date | None]


class ReadingError(ValueError):
    """A value that cannot be read, told as a fault: what is wrong, and what to write instead."""

    def __init__(self, what: str, instead: str) -> None:
        super().__init__(what)
        self.what = what
        self.instead = instead


class _Written(ABC):
    """A small value that stands in a file as a text and is shown as that text."""

    @classmethod
    @abstractmethod
    def parse(cls, text: object) -> Self:
        """The value a text stands for. Raises ReadingError."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.to_string_ser_schema()
        )


@dataclass(frozen=True, slots=True)
class Length(_Written):
    """A length of time in months and days. 'at once' is none of either."""

    months: int = 0
    days: int = 0
    text: str = "at once"

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read 'at once', '14 days', '3 months', '1 year'. Raises ReadingError."""
        if isinstance(text, cls):
            return text
        if text == "at once":
            return cls()
        found = LENGTH.fullmatch(text.strip()) if isinstance(text, str) else None
        if found is None:
            raise ReadingError(
                f"{text!r} is not a length of time.", "Write 'at once', '14 days' or '3 months'."
            )
        number, unit = int(found[1]), found[2]
        months, days = number * MONTHS_IN.get(unit, 0), number * DAYS_IN.get(unit, 0)
        if number == 0 or months > LONGEST * 12 or days > LONGEST * 366:
            raise ReadingError(
                f"{text!r} is out of bounds.",
                f"Write at least a day and at most {LONGEST} years; no delay is 'at once'.",
            )
        return cls(months, days, found[0])

    def after(self, day: date) -> date:
        """The day this long after a day. A month after 31 January is the last of February."""
        return add_months(day, self.months) + timedelta(days=self.days)

    def before(self, day: date) -> date:
        """The day this long before a day."""
        return add_months(day, -self.months) - timedelta(days=self.days)

    def last_day(self, first: date) -> date:
        """The last day of a stretch this long, its first day included. Not for 'at once'."""
        return last_day_of(first, self.months, self.days)

    def __add__(self, other: Length) -> Length:
        """The two lengths one after the other, counted from one day."""
        months, days = self.months + other.months, self.days + other.days
        return Length(months, days, f"{self.text} and {other.text}")

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Moment(_Written):
    """When something is to be done, counted from a person's own dates or by the calendar.

    Written 'start', 'exit + 6 months', 'start - 1 day', 'every October', 'every month', or
    'change' for what is recorded whenever it changes and so is never due on a day.
    """

    text: str
    anchor: str = ""
    shift: Length = Length()
    back: bool = False
    month: int | None = None

    @classmethod
    def parse(cls, text: object) -> Self:
        """Read a moment. Raises ReadingError."""
        if isinstance(text, cls):
            return text
        words = " ".join(text.split()) if isinstance(text, str) else ""
        if words in ("change", "every month"):
            return cls(words)
        if words.startswith("every "):
            return cls._by_calendar(words)
        found = SHIFTED.fullmatch(words)
        if found is None or found[1] not in ANCHORS:
            raise cls._refusal(text)
        if not found[2]:
            return cls(words, found[1])
        return cls(words, found[1], Length.parse(found[3]), back=found[2] == "-")

    @classmethod
    def _by_calendar(cls, words: str) -> Self:
        name = words.removeprefix("every ")
        if name not in MONTHS:
            raise cls._refusal(words)
        return cls(words, month=MONTHS.index(name) + 1)

    @staticmethod
    def _refusal(text: object) -> ReadingError:
        return ReadingError(
            f"{text!r} is not a moment.",
            "Write 'start', 'exit', 'exit + 6 months' or 'every October'.",
        )

    @property
    def recurs(self) -> bool:
        """Whether it comes back as long as the person takes part."""
        return self.text.startswith("every ")

    def on(self, dates: Dates) -> date | None:
        """The day it falls on for one person, whose dates are keyed by ANCHORS.

        None while the date it is counted from is missing, and always for 'change'. For what
        recurs: its first day on or after the start, unless the person had left by then.
        """
        if self.recurs:
            start, left = dates.get("start"), dates.get("exit")
            first = self._first_from(start) if start else None
            return None if first is None or (left and left < first) else first
        day = dates.get(self.anchor)
        if day is None:
            return None
        return self.shift.before(day) if self.back else self.shift.after(day)

    def _first_from(self, start: date) -> date:
        if self.month is None:
            return add_months(start, 1)
        first = date(start.year, self.month, 1)
        return first if first >= start else add_months(first, 12)

    def __str__(self) -> str:
        return self.text
