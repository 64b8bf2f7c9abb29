"""Indicators: what a figure counts, written in a file with a worked example.

The result is `counts` of `known`, and `known` of `about` always stands beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field

from stegvis.indicators.expressions import Expression, Kind, read_expression
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.reading import (
    Document,
    closest,
    file_text,
    in_order,
    parse,
    shape_faults,
)
from stegvis.programmes.definition.values import Day, Key, Part, Text, Whole

FACTS = Path(__file__).parent / "facts"


class Column(Part):
    """One thing that is known of every row of a fact."""

    kind: Kind
    text: Text


class Fact(Part):
    """What can be counted: a view with one row per something, and its columns."""

    title: Text
    text: Text
    columns: dict[str, Column]

    @property
    def kinds(self) -> dict[str, Kind]:
        """The kind of each column."""
        return {name: column.kind for name, column in self.columns.items()}


class Counts(Part):
    """The three counts of an indicator."""

    about: Annotated[Whole, Field(ge=0)]
    known: Annotated[Whole, Field(ge=0)]
    counts: Annotated[Whole, Field(ge=0)]


class Example(Part):
    """Some rows and what they give: both the test and the help text.

    A column that a row leaves out is null. The period is all time up to `as_of` unless `from` and
    `to` say otherwise.
    """

    why: Text
    as_of: Day
    from_: Annotated[Day, Field(alias="from")] = date.min
    to: Day | None = None
    rows: tuple[dict[str, Any], ...] = Field(min_length=1)
    gives: Counts

    @property
    def period(self) -> tuple[date, date]:
        """First day to last day, both included."""
        return self.from_, self.to or self.as_of


class Indicator(Part):
    """One figure's definition. The key is the name of its file."""

    key: Key
    title: Text
    unit: Literal["share", "count"]
    better: Literal["higher", "lower", "neither"]
    fact: Key
    dated_by: Key
    about: Text
    known: Text = "true"
    counts: Text = "true"
    source: Text
    owner: Text
    reviewed: Day
    example: tuple[Example, ...] = Field(min_length=1)

    def expression(self, name: Literal["about", "known", "counts"]) -> Expression:
        """One of the three questions, checked and ready to run."""
        return read_expression(getattr(self, name), fact(self.fact).kinds)


@cache
def facts() -> Mapping[str, Fact]:
    """Every fact by its key: the name of its file in indicators/facts/."""
    return {path.stem: _fact(path) for path in sorted(FACTS.glob("*.toml"))}


def fact(key: str) -> Fact:
    """The fact with this key. KeyError when there is none."""
    return facts()[key]


def _fact(path: Path) -> Fact:
    document = parse(file_text(path))
    if faults := shape_faults(Fact, document):
        raise Refused(faults).at(str(path))
    return Fact.model_validate(document)


def read_indicators(folder: Path) -> dict[str, Indicator]:
    """Every indicator in a folder, by key. Raises Refused with every fault of every file."""
    faults: list[Fault] = []
    read: dict[str, Indicator] = {}
    for path in sorted(folder.glob("*.toml")):
        try:
            read[path.stem] = read_indicator(path)
        except Refused as refused:
            faults += refused.faults
    if faults:
        raise Refused(faults)
    return read


def read_indicator(path: Path) -> Indicator:
    """One indicator from its file. Raises Refused; each fault begins with the path."""
    try:
        return indicator_from(file_text(path), key=path.stem)
    except Refused as refused:
        raise refused.at(str(path)) from None


def indicator_from(source: str, *, key: str) -> Indicator:
    """One indicator from its text. Raises Refused with every fault of it."""
    document = parse(source)
    if faults := document_faults(document, key=key):
        raise Refused(faults)
    return Indicator.model_validate(document | {"key": key})


def document_faults(document: Document, *, key: str) -> list[Fault]:
    """Every fault of one indicator's document."""
    if "key" in document:
        return [Fault("key", "the key is the name of the file.", "Take it out.")]
    faults = shape_faults(Indicator, document | {"key": key})
    faults += _missing_questions(document)
    name = document.get("fact")
    if not isinstance(name, str):
        return in_order(faults)
    if name not in facts():
        faults.append(Fault("fact", f"{name!r} is not a fact.", closest(name, facts())))
        return in_order(faults)
    kinds = fact(name).kinds
    faults += _dating_faults(document, kinds)
    faults += _expression_faults(document, kinds)
    faults += _example_faults(document, kinds)
    return in_order(faults)


def _missing_questions(document: Document) -> list[Fault]:
    return [
        Fault(name, "is missing.", "A share needs about, known and counts.")
        for name in ("known", "counts")
        if document.get("unit") == "share" and name not in document
    ]


def _dating_faults(document: Document, kinds: Mapping[str, Kind]) -> list[Fault]:
    column = document.get("dated_by")
    days = [name for name, kind in kinds.items() if kind == "date"]
    if not isinstance(column, str) or column in days:
        return []
    return [Fault("dated_by", f"{column!r} is not a day of the fact.", closest(column, days))]


def _expression_faults(document: Document, kinds: Mapping[str, Kind]) -> list[Fault]:
    faults: list[Fault] = []
    for name in ("about", "known", "counts"):
        if isinstance(document.get(name), str) and document[name].strip():
            try:
                read_expression(document[name], kinds)
            except Refused as refused:
                faults += refused.at(name).faults
    return faults


def _example_faults(document: Document, kinds: Mapping[str, Kind]) -> list[Fault]:
    examples = document.get("example")
    faults: list[Fault] = []
    for index, example in enumerate(examples if isinstance(examples, list) else []):
        if isinstance(example, dict):
            place = f"example[{index}]"
            faults += _row_faults(place, example.get("rows"), kinds)
            faults += _count_faults(place, example)
    return faults


def _row_faults(place: str, rows: object, kinds: Mapping[str, Kind]) -> list[Fault]:
    faults: list[Fault] = []
    for index, row in enumerate(rows if isinstance(rows, list) else []):
        for name, value in (row if isinstance(row, dict) else {}).items():
            where = f"{place}.rows[{index}].{name}"
            if name not in kinds:
                what = f"'{name}' is not a column of the fact."
                faults.append(Fault(where, what, closest(name, kinds)))
            elif type(value) is not PYTHON[kinds[name]]:
                what = f"{value!r} is not of kind {kinds[name]}."
                faults.append(Fault(where, what, HOW[kinds[name]]))
    return faults


def _count_faults(place: str, example: dict[str, Any]) -> list[Fault]:
    gives, rows = example.get("gives"), example.get("rows")
    if not isinstance(gives, dict) or not isinstance(rows, list):
        return []
    counts = [gives.get(name) for name in ("counts", "known", "about")]
    numbers = [*(count for count in counts if type(count) is int), len(rows)]
    if len(numbers) < 4 or numbers == sorted(numbers):
        return []
    what = "counts is at most known, known at most about, and about at most the rows."
    return [Fault(f"{place}.gives", what, "Count the rows again.")]


PYTHON: dict[Kind, type] = {"text": str, "integer": int, "date": date, "boolean": bool}
HOW: dict[Kind, str] = {
    "text": "Write it within quotation marks.",
    "integer": "Write a whole number, without quotation marks.",
    "date": "Write 2023-01-01, without quotation marks.",
    "boolean": "Write true or false.",
}
