"""The geometry of a goal's bar: where on a line of 100 per cent each part stands."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """A share, its target and its interval, each from 0 to 1. None for what is not known."""

    value: float | None
    target: float | None = None
    low: float | None = None
    high: float | None = None
    at_least: bool = True

    @property
    def met(self) -> bool | None:
        """Whether the target is reached; None when the value or the target is not known."""
        if self.value is None or self.target is None:
            return None
        return self.value >= self.target if self.at_least else self.value <= self.target

    @property
    def state(self) -> str:
        """`met`, as a class name: met, missed or open."""
        return {True: "met", False: "missed", None: "open"}[self.met]

    @property
    def width(self) -> str:
        """Length of the bar as a percentage of the line, for an SVG attribute."""
        return _percent(self.value)

    @property
    def target_at(self) -> str:
        """Where the target's mark stands."""
        return _percent(self.target)

    @property
    def low_at(self) -> str:
        """Where the interval begins."""
        return _percent(self.low)

    @property
    def high_at(self) -> str:
        """Where the interval ends."""
        return _percent(self.high)


def _percent(share: float | None) -> str:
    """The share as SVG wants it: a point for decimals whatever the language, kept on the line."""
    return f"{min(max(share or 0.0, 0.0), 1.0) * 100:.2f}%"
