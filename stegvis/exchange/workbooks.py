"""Reading an Excel workbook whose sheets are named as the files of a cohort."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook

from stegvis.exchange.cohort import Column, Sheet
from stegvis.exchange.found import Findings
from stegvis.exchange.tables import BATCH, Batch, Row, Table, batch, header

#: A cell that holds something, in a column beyond Z.
FAR = re.compile(rb'<(?:\w+:)?c\b[^>/]*\sr="([A-Z]{2,3}[0-9]+)"[^>]*(?<!/)>')
#: How much of a sheet is looked through at a time, and the longest tag that may be cut in two.
PIECE, TAG = 1 << 20, 1 << 10


def open_workbook(path: Path, findings: Findings) -> CalamineWorkbook | None:
    """The workbook; None when it cannot be read as one, with the fault that says why."""
    try:
        if far := _far_cell(path):
            what = _("En cell ligger långt utanför tabellen: %(cell)s.") % {"cell": far}
            instead = _("Kopiera tabellen till ett nytt blad, och ta bort det gamla.")
            findings.add(path.name, None, None, what, instead)
            return None
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, zipfile.BadZipFile, zlib.error, ValueError) as error:
        what = _("Filen går inte att läsa som en Excelbok (%(why)s).") % {"why": error}
        instead = _("Spara den som .xlsx utan lösenord, eller lämna en mapp med CSV-filer.")
        findings.add(path.name, None, None, what, instead)
        return None


def _far_cell(path: Path) -> str | None:
    """A cell so far out that the sheet would not fit in memory, which the reader does not survive.

    It makes room for every cell up to the outermost; the widest file of a cohort ends before Z.
    """
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/"):
                continue
            with archive.open(name) as sheet:
                seen = b""
                while piece := sheet.read(PIECE):
                    if found := FAR.search(seen + piece):
                        return found[1].decode()
                    seen = (seen + piece)[-TAG:]
    return None


def cells(workbook: CalamineWorkbook, name: str, findings: Findings) -> list[list[Any]]:
    """Every row of a sheet, empty ones as well, so that rows count as they do in Excel."""
    try:
        return workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except CalamineError as error:
        what = _("Bladet går inte att läsa (%(why)s).") % {"why": error}
        findings.add(name, None, None, what, _("Spara boken på nytt i Excel."))
        return []


def sheet_table(sheet: Sheet, rows: list[list[Any]], findings: Findings) -> Table | None:
    """A sheet as a table; None when it has no header, with the fault that says so."""
    if not rows or not any(_text(cell).strip() for cell in rows[0]):
        what, instead = _("Bladet har ingen rubrikrad."), _("Skriv kolumnernas namn på rad 1.")
        findings.add(sheet.name, None, None, what, instead)
        findings.unread.add(sheet.name)
        return None
    names = [_text(cell) for cell in rows[0]]
    columns = header(sheet, sheet.name, names, findings, labels=True)
    return Table(sheet, sheet.name, columns, _batches(rows, columns, sheet, findings))


def _batches(
    rows: list[list[Any]], columns: list[Column | None], sheet: Sheet, findings: Findings
) -> Iterator[Batch]:
    kinds = [column.kind if column else "" for column in columns]
    for at in range(1, len(rows), BATCH):
        read: list[Row] = [
            [_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)]
            for row in rows[at : at + BATCH]
        ]
        yield batch(at + 1, read, columns, sheet.name, sheet.key, findings)


def _text(cell: Any, kind: str = "") -> str:
    """A cell as it would stand in a CSV file."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        whole = cell.time() == time()
        return cell.date().isoformat() if whole else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        # A cell formatted as percent holds 1 for 100 %, which must not be read as one percent.
        return str(cell) if kind == "percent" and cell == 1 else str(int(cell))
    return str(cell)
