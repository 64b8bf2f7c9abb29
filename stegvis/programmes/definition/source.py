"""Where in a definition's text something stands, and the text with one value in it changed.

TOML's reader gives values without their lines. This reads the lines again, as far as the way
definitions are written goes: tables and keys with bare names. What it cannot place it leaves be.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache

#: What a text is made of, in as far as a line's end or a bracket within it may not count.
TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|'
    r"'''.*?'{3,5}|"
    r'"(?:\\.|[^"\\\n])*"?|'
    r"'[^'\n]*'?|"
    r"\#[^\n]*|[\[\]{}\n]|[^\"'\#\[\]{}\n]+",
    re.DOTALL,
)
NAME = r"[A-Za-z0-9_-]+"
HEADER = re.compile(rf"\s*(\[\[?)\s*({NAME}(?:\s*\.\s*{NAME})*)\s*\]\]?\s*(?:#.*)?")
KEY = re.compile(rf"\s*({NAME}(?:\s*\.\s*{NAME})*)\s*=")
#: A place in a fault, one step at a time: units, [4], .changes.
STEP = re.compile(rf"\.?{NAME}|\[\d+\]")
AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text, or as many as one value takes: its place, and where it begins and ends.

    `first` and `last` are numbers of lines from 1, both included.
    """

    place: str
    first: int
    last: int
    header: bool


def lines_of(source: str) -> Iterator[Line]:
    """The tables and keys of a text, in its order."""
    counts: dict[str, int] = {}
    table = ""
    for first, last, text in _whole_lines(source):
        if found := HEADER.fullmatch(text):
            table = _table(found[2], several=found[1] == "[[", counts=counts)
            yield Line(table, first, last, header=True)
        elif found := KEY.match(text):
            name = re.sub(r"\s", "", found[1])
            yield Line(f"{table}.{name}" if table else name, first, last, header=False)


def _whole_lines(source: str) -> Iterator[tuple[int, int, str]]:
    """Lines, those that one value runs over together: first and last number, and the text."""
    first = number = 1
    depth, held = 0, list[str]()
    for piece in TOKEN.findall(source):
        if piece == "\n":
            number += 1
            if depth <= 0:
                yield first, number - 1, "".join(held)
                first, held, depth = number, [], 0
                continue
        elif len(piece) == 1 and piece in "[{":
            depth += 1
        elif len(piece) == 1 and piece in "]}":
            depth -= 1
        else:
            number += piece.count("\n")
        held.append(piece)
    if held:
        yield first, number, "".join(held)


def _table(name: str, *, several: bool, counts: dict[str, int]) -> str:
    """The place of a table by its header; of one in a list with its number."""
    place = ""
    *above, last = re.split(r"\s*\.\s*", name)
    for step in above:
        place = f"{place}.{step}".removeprefix(".")
        if place in counts:
            place += f"[{counts[place]}]"
    place = f"{place}.{last}".removeprefix(".")
    if several:
        counts[place] = counts.get(place, -1) + 1
        return f"{place}[{counts[place]}]"
    return place


def line_of(source: str, where: str, what: str = "") -> int | None:
    """The line that a fault is about, by its place or its own words. None when it is not known.

    What is missing is looked for where the table that it is missing in begins.
    """
    if found := AT_LINE.search(what):
        return int(found[1])
    lines = _first_lines(source)
    steps = STEP.findall(where)
    if "".join(steps) != where:
        return None
    for length in range(len(steps), 0, -1):
        if (place := "".join(steps[:length])) in lines:
            return lines[place]
    return None


@lru_cache(maxsize=1)
def _first_lines(source: str) -> dict[str, int]:
    """Where each place begins. Kept, for whoever asks about one fault asks about the next."""
    lines: dict[str, int] = {}
    for line in lines_of(source):
        lines.setdefault(line.place, line.first)
    return lines


def with_value(source: str, place: str, value: str | date | Decimal | int) -> str:
    """The text with another value at a place, and all else to the letter.

    A key that is not there is written at the end of its table's head; a text where even the table
    is not there is given back as it is.
    """
    written = f"{place.rpartition('.')[2]} = {literal(value)}"
    lines = source.split("\n")
    table = place.rpartition(".")[0]
    after = 0 if not table else None
    for line in lines_of(source):
        if line.place == place and not line.header:
            return "\n".join([*lines[: line.first - 1], written, *lines[line.last :]])
        if line.header and line.place == table:
            after = line.last
    if after is None:
        return source
    return "\n".join([*lines[:after], written, *lines[after:]])


def literal(value: str | date | Decimal | int) -> str:
    """A value as TOML writes it."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
    return value.isoformat() if isinstance(value, date) else str(value)
