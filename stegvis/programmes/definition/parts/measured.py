"""What is recorded about every person, in which words, and what the programme is judged by."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

from pydantic import Field

from stegvis.programmes.definition.moments import Moment
from stegvis.programmes.definition.values import (
    Breakdown,
    FigureId,
    Flag,
    Key,
    Measured,
    Number,
    Occasion,
    Occupation,
    Part,
    Passage,
    Reach,
    Role,
    Text,
)


class Measure(Part):
    """What is recorded about every person, at which occasion, when, and by whom.

    `ladder` and `survey` name the file that says how. `reached_by` is how a person who has left is
    reached. `figures` are the figures that come of it.
    """

    what: tuple[Measured, ...] = Field(min_length=1)
    occasion: Occasion
    at: Moment
    by: Role | None = None
    reached_by: Reach | None = None
    ladder: Key | None = None
    survey: Key | None = None
    method: Text | None = None
    figures: tuple[FigureId, ...] = ()
    text: Text
    passage: Passage


class Livelihood(Part):
    """A kind of livelihood. `public` is whether public money pays it, unknown when left out."""

    key: Key
    title: Text
    public: Flag | None = None


class Livelihoods(Part):
    """The code list of livelihoods, and whether anyone has checked it against its source."""

    source: Text
    verified: Flag
    kinds: tuple[Livelihood, ...] = Field(min_length=1)
    passage: Passage


class Occupations(Part):
    kinds: tuple[Occupation, ...] = Field(min_length=1)
    passage: Passage


class Goal(Part):
    """A goal figure. With neither bound the plan states the goal without a number."""

    indicator: FigureId
    at_least: Number | None = None
    at_most: Number | None = None
    text: Text
    passage: Passage

    @property
    def op(self) -> Literal[">=", "<="] | None:
        """How the figure is compared with `value`."""
        if self.at_least is not None:
            return ">="
        return "<=" if self.at_most is not None else None

    @property
    def value(self) -> Decimal | None:
        """What the figure is compared with, in the indicator's unit (a share is 0 to 1)."""
        return self.at_least if self.at_least is not None else self.at_most


class Figure(Part):
    """An indicator that is followed without a goal."""

    indicator: FigureId
    passage: Passage


class ShownBy(Part):
    by: Breakdown
    passage: Passage


class NotCompared(Part):
    """A comparison the plan forbids, with the plan's own sentence."""

    by: Breakdown
    text: Text
    passage: Passage

    def __str__(self) -> str:
        return f"”{self.text}” ({self.passage})"
