"""The table: what was measured, against what it may be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One measurement: what, the number with its unit, the most it may be, and what lies behind."""

    what: str
    found: float
    limit: float | None
    unit: str = ""
    behind: str = ""

    @property
    def missed(self) -> bool:
        return self.limit is not None and self.found > self.limit

    def cells(self) -> list[str]:
        """The row's cells, as text."""
        limit = "" if self.limit is None else f"at most {_number(self.limit, self.unit)}"
        verdict = "" if self.limit is None else "missed" if self.missed else "ok"
        return [self.what, _number(self.found, self.unit), limit, verdict, self.behind]


def _number(value: float, unit: str) -> str:
    text = f"{value:.0f}" if unit in ("queries", "kB", "ms") else f"{value:.2f}"
    return f"{text} {unit}".rstrip()


def markdown(lines: Iterable[Line]) -> str:
    """The lines as a table, columns of even width so that it reads well as text too."""
    rows = [["what", "measured", "limit", "", "behind it"], *(line.cells() for line in lines)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    shown = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    ]
    shown.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join(shown)
