"""A figure: three counts, and what follows from them. Plain values, nothing from a database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from stegvis.indicators.definition import Indicator
from stegvis.lib.statistics import wilson
from stegvis.programmes.definition.parts import Goal

DECIMALS = 4


@dataclass(frozen=True, slots=True)
class Group:
    """Whom a question concerns, of whom the answer is known, and for whom it is yes.

    All None, and `suppressed`, when the group is too small to be shown.
    """

    about: int | None
    known: int | None
    counts: int | None
    unit: str = "share"

    @property
    def suppressed(self) -> bool:
        return self.about is None

    @property
    def missing(self) -> int | None:
        """Of how many the answer is not known."""
        return None if self.about is None or self.known is None else self.about - self.known

    @property
    def exact(self) -> Fraction | None:
        """What the figure says, unrounded. None when nothing is known, or nothing is shown."""
        if self.known is None or self.counts is None:
            return None
        if self.unit == "count":
            return Fraction(self.counts)
        return Fraction(self.counts, self.known) if self.known else None

    @property
    def value(self) -> int | float | None:
        """A share from 0 to 1 with four decimals, or a count."""
        if self.unit == "count":
            return self.counts
        return None if self.exact is None else round(float(self.exact), DECIMALS)

    @property
    def interval(self) -> tuple[float, float] | None:
        """Wilson's 95 % interval of a share, with four decimals."""
        if self.unit != "share" or self.known is None or self.counts is None:
            return None
        bounds = wilson(self.counts, self.known)
        return bounds and (round(bounds[0], DECIMALS), round(bounds[1], DECIMALS))

    @property
    def low(self) -> float | None:
        return self.interval[0] if self.interval else None

    @property
    def high(self) -> float | None:
        return self.interval[1] if self.interval else None


@dataclass(frozen=True, slots=True)
class Figure:
    """One indicator for one period: in all, and by each breakdown and group."""

    indicator: Indicator
    goal: Goal | None
    all: Group
    by: Mapping[str, Mapping[str, Group]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return self.indicator.key

    @property
    def met(self) -> bool | None:
        """Whether the goal is reached, by the unrounded value. None when nothing is known."""
        if self.goal is None or self.goal.value is None or not self.all.known:
            return None
        assert self.all.exact is not None
        bound = Fraction(self.goal.value)
        return self.all.exact >= bound if self.goal.op == ">=" else self.all.exact <= bound


@dataclass(frozen=True, slots=True)
class Figures:
    """Every figure of a programme for a period, as of a day.

    `version` is the plan they are read by: the one in force on the period's last day. `under` are
    the versions that the people counted stand under, in order of time. `began` are the versions
    that took over within the period, each with its first day.
    """

    programme: str
    version: str
    under: tuple[str, ...]
    first: date
    last: date
    as_of: date
    min_cell: int
    figures: tuple[Figure, ...]
    began: tuple[tuple[str, date], ...] = ()

    @property
    def others(self) -> tuple[str, ...]:
        """The versions that people stand under, when that is not just the one they are read by."""
        return () if self.under in ((), (self.version,)) else self.under

    def figure(self, key: str) -> Figure:
        """The figure with this id. KeyError when there is none."""
        for figure in self.figures:
            if figure.id == key:
                return figure
        raise KeyError(key)
