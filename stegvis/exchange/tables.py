"""A file or sheet as columns and batches of rows, whatever it came from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.exchange.cohort import Column, Sheet
from stegvis.exchange.found import Findings, closest

#: Rows that are read, checked and sent on together.
BATCH = 10_000

#: Stands for a column without a name, which may be there as long as it is empty.
UNNAMED = Column("", "key", ())

Row = Sequence[str]


@dataclass(frozen=True)
class Batch:
    """Some rows, as long as the header, and their numbers; and the keys of rows that are not."""

    numbers: list[int]
    rows: list[Row]
    broken: list[tuple[int, str]]


@dataclass(frozen=True)
class Table:
    """One file of a cohort, opened. ``columns`` has None for a column that is not read."""

    sheet: Sheet
    #: What the file is called to the one who sent it.
    file: str
    columns: list[Column | None]
    batches: Iterator[Batch]

    @property
    def present(self) -> set[str]:
        """The names of the columns that the file has."""
        return {column.name for column in self.columns if column and column is not UNNAMED}


def header(
    sheet: Sheet, file: str, names: Sequence[str], findings: Findings, *, labels: bool = False
) -> list[Column | None]:
    """The contract's column for each name of a header; faults for those that are not in it.

    With ``labels`` the Swedish label stands for the column too.
    """
    known = dict(sheet.named)
    if labels:
        known = {_plain(label): c for c in sheet.columns for label in (*c.labels, c.name)}
    known[""] = UNNAMED
    columns = [known.get(_plain(name) if labels else name.strip()) for name in names]
    for name, column in zip(names, columns, strict=True):
        if column is None:
            what = _("Det finns ingen sådan kolumn i %(sheet)s.") % {"sheet": sheet.name}
            findings.add(file, 1, name.strip(), what, _column_meant(sheet, name.strip()))
        elif column is not UNNAMED and columns.count(column) > 1:
            what = _("Kolumnen finns två gånger.")
            findings.add(file, 1, column.name, what, _("Ta bort den ena."))
    for column in sheet.columns:
        if column.required and column not in columns:
            what = _("Kolumnen saknas.")
            findings.add(file, 1, column.name, what, _("Lägg till den i rubrikraden."))
    if sheet.key not in columns:
        findings.unread.add(sheet.name)
    return [c if c is UNNAMED or c not in columns[:at] else None for at, c in enumerate(columns)]


def _plain(label: str) -> str:
    return " ".join(label.replace("_", " ").split()).casefold()


def _column_meant(sheet: Sheet, name: str) -> str:
    """What column may have been meant, by its name or by its label."""
    names = {
        _plain(label): column.name
        for column in sheet.columns
        for label in (*column.labels, column.name)
    }
    if column := names.get(_plain(name)):
        return _("Skriv ”%(name)s”.") % {"name": column}
    return closest(name, sheet.named)


def batch(
    first: int,
    rows: list[Row],
    columns: list[Column | None],
    file: str,
    key: Column,
    findings: Findings,
) -> Batch:
    """The rows from number ``first`` on, blank ones dropped and faults of their length told."""
    at = columns.index(key) if key in columns else 0
    width = len(columns)
    numbers = range(first, first + len(rows))
    if all(len(row) == width for row in rows) and all(map(str.strip, {row[at] for row in rows})):
        return Batch(list(numbers), rows, [])
    whole: list[tuple[int, Row]] = []
    broken: list[tuple[int, str]] = []
    for number, row in zip(numbers, rows, strict=True):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) == width:
            whole.append((number, row))
        else:
            broken.append((number, row[at].strip() if at < len(row) else ""))
            findings.add(file, number, None, *_wrong_length(len(row), width))
    return Batch([number for number, _row in whole], [row for _number, row in whole], broken)


def _wrong_length(found: int, width: int) -> tuple[str, str]:
    what = ngettext(
        "Raden har %(found)s cell, rubriken har %(width)s.",
        "Raden har %(found)s celler, rubriken har %(width)s.",
        found,
    ) % {"found": found, "width": width}
    if found > width:
        return what, _(
            "Sätt citattecken kring en cell med komma i, eller ta bort det som är för mycket."
        )
    return what, _("Lägg till det som saknas. En tom cell skrivs som två komman i rad.")
