"""A plain document's tables, rows and texts, as far as they have the shape that is asked for.

For checks that read a document and not the model: what has the wrong shape is passed over, it has
its fault already.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stegvis.lib.faults import Fault
from stegvis.programmes.definition.moments import Length, ReadingError
from stegvis.programmes.definition.reading import Document

Row = tuple[str, dict[str, Any]]


def rows(document: Document, path: str) -> Iterator[Row]:
    """The tables of a list, each with its place: ('deciding.members[0]', {...})."""
    found: Any = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, dict) else None
    for index, row in enumerate(found if isinstance(found, list) else []):
        if isinstance(row, dict):
            yield f"{path}[{index}]", row


def texts(document: Document, path: str, key: str) -> list[str]:
    """The value of a key in every table of a list, where it is a text."""
    return [row[key] for _, row in rows(document, path) if isinstance(row.get(key), str)]


def table(document: Document, key: str) -> dict[str, Any]:
    """A table by its key; empty when it is not there."""
    found = document.get(key)
    return found if isinstance(found, dict) else {}


def each(place: str, values: object) -> list[tuple[str, object]]:
    """The values of a list, each with its place; none where it is not a list."""
    listed = values if isinstance(values, list) else []
    return [(f"{place}[{index}]", value) for index, value in enumerate(listed)]


def length_of(value: object) -> Length | None:
    """A length that can be read; what cannot has its fault already."""
    try:
        return Length.parse(value) if isinstance(value, str) else None
    except ReadingError:
        return None


def same_in_rows(document: Document, path: str, name: str) -> Iterator[Fault]:
    """Rows of a list that are not told apart by what they have under `name`."""
    seen: dict[str | int, str] = {}
    for place, row in rows(document, path):
        value = row.get(name)
        if not isinstance(value, str | int):
            continue
        if value in seen:
            what = f"{value!r} stands already in {seen[value]}."
            yield Fault(f"{place}.{name}", what, "Rename one of them, or take it out.")
        seen.setdefault(value, place)
