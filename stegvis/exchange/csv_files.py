"""Reading CSV: UTF-8, a header, commas. What else a file may be is told apart and refused."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from django.utils.translation import gettext as _

from stegvis.exchange.cohort import Column, Sheet
from stegvis.exchange.found import Findings
from stegvis.exchange.tables import BATCH, Batch, Row, Table, batch, header
from stegvis.lib.faults import Fault, Refused


def csv_table(sheet: Sheet, path: Path, findings: Findings) -> Table | None:
    """The file as a table; None when nothing of it can be read, with the fault that says why."""
    try:
        text = decoded(path.read_bytes())
        names, reader = _opened(text)
    except OSError as error:
        findings.add(path.name, None, None, _unreadable(error), _("Kontrollera filen."))
    except Refused as refused:
        for fault in refused.faults:
            row = int(fault.where) if fault.where else None
            findings.add(path.name, row, None, fault.what, fault.instead)
    else:
        columns = header(sheet, path.name, names, findings)
        return Table(
            sheet, path.name, columns, _batches(reader, columns, path.name, sheet, findings)
        )
    findings.unread.add(sheet.name)
    return None


def _unreadable(error: OSError) -> str:
    return _("Filen går inte att öppna: %(why)s.") % {"why": error.strerror or error}


def decoded(data: bytes) -> str:
    """The text of a file in UTF-8, with or without a byte order mark.

    Raises Refused with one fault that says where it is not, what it may be, and what to do. Its
    place is the row.
    """
    instead = _("Spara som UTF-8 (i Excel: ”CSV UTF-8”).")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or _every_other_is_zero(data):
        raise Refused(Fault("", _("Filen är sparad som UTF-16."), instead))
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = data.count(b"\n", 0, error.start) + 1
        if any(byte < 32 and byte not in b"\t\r\n\f\v" for byte in data[:1000]):
            raise Refused(Fault("", *_no_text(data, instead))) from None
        what = _(
            "Byte %(byte)s är inte UTF-8. Raden ser ut att vara sparad som Latin-1: ”%(line)s”."
        )
        line = data.splitlines()[row - 1] if b"\n" in data else data
        said = {"byte": error.start + 1, "line": line.decode("latin-1").strip()[:60]}
        raise Refused(Fault(str(row), what % said, instead)) from None


def _no_text(data: bytes, instead: str) -> tuple[str, str]:
    """What to say of a file that is something else under the name of a CSV file."""
    if data.startswith(b"PK"):
        return _("Filen är en Excelbok, med namn som en CSV-fil."), instead
    return _("Filen är ingen text."), _("Kontrollera att det är rätt fil.")


def _every_other_is_zero(data: bytes) -> bool:
    """How a Western text in UTF-16 looks to one who reads bytes."""
    start = data[:1000]
    return start.count(0) * 4 > len(start)


def _opened(text: str) -> tuple[list[str], Iterator[list[str]]]:
    """The header and a reader of the rest. Raises Refused when there is no header of that kind."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        names = next(reader, [])
    except csv.Error:
        what = _("Rubrikraden går inte att läsa, ett citattecken är fel.")
        raise Refused(Fault("1", what, _("Skriv kolumnernas namn med komma emellan."))) from None
    if not any(name.strip() for name in names):
        instead = _("Börja med en rad som har kolumnernas namn.")
        raise Refused(Fault("", _("Filen har ingen rubrikrad."), instead))
    for mark, name in {";": _("semikolon"), "\t": _("tabbar")}.items():
        if len(names) == 1 and mark in names[0]:
            what = _("Kolumnerna är skilda åt med %(mark)s.") % {"mark": name}
            raise Refused(Fault("1", what, _("Spara med komma emellan.")))
    return names, reader


def _batches(
    reader: Iterator[list[str]],
    columns: list[Column | None],
    file: str,
    sheet: Sheet,
    findings: Findings,
) -> Iterator[Batch]:
    """Every row that can be read. One whose quotation marks are wrong is told and passed over."""
    row, more = 1, True
    while more:
        rows: list[Row] = []
        broken: csv.Error | None = None
        try:
            rows.extend(islice(reader, BATCH))  # keeps what came before a broken row
        except csv.Error as error:
            broken = error
        more = bool(rows) or broken is not None
        if rows:
            yield batch(row + 1, rows, columns, file, sheet.key, findings)
        row += len(rows)
        if broken:
            row += 1
            findings.unread.add(sheet.name)
            findings.add(file, row, None, *_broken(broken))


def _broken(error: csv.Error) -> tuple[str, str]:
    if "field limit" in str(error):
        what = _("Raden går inte att läsa, en cell har mer än %(limit)s tecken.")
        return what % {"limit": csv.field_size_limit()}, _("Korta texten.")
    what = _("Raden går inte att läsa, ett citattecken är fel.")
    return what, _("Sätt citattecken kring hela cellen, och två i rad för ett inne i den.")
