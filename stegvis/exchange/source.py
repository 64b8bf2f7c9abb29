"""Opening a cohort: which files or sheets there are, and which of them are not known."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from stegvis.exchange.cohort import NOT_YET, SHEETS
from stegvis.exchange.csv_files import csv_table
from stegvis.exchange.found import Findings, closest
from stegvis.exchange.tables import Table
from stegvis.exchange.workbooks import cells, open_workbook, sheet_table

#: Files that may lie in the folder and are not read, by how their names begin.
BESIDE = ("README", "LICENSE", ".", "~$", "Thumbs.db", "desktop.ini")


def open_cohort(path: Path, findings: Findings) -> list[Table]:
    """The tables of a folder of CSV files or of one workbook, in the order of the contract."""
    try:
        tables = _tables(path, findings)
    except OSError as error:
        what = _("Den går inte att öppna: %(why)s.") % {"why": error.strerror or error}
        findings.add(str(path), None, None, what, _("Kontrollera att du får läsa den."))
        return []
    if not tables and not findings.found:
        what = _("Det finns inget att läsa in.")
        instead = _("Filerna heter %(names)s.") % {"names": ", ".join(SHEETS)}
        findings.add(str(path), None, None, what, instead)
    return tables


def _tables(path: Path, findings: Findings) -> list[Table]:
    if path.is_dir():
        return _folder(path, findings)
    if path.suffix.lower() == ".xlsx" and path.is_file():
        return _workbook(path, findings)
    what = _("Det är inte en mapp och inte en .xlsx-fil.")
    if not path.exists():
        what = _("Det finns ingen sådan mapp eller fil.")
    instead = _("Ange en mapp med CSV-filer, eller en Excelbok.")
    findings.add(str(path), None, None, what, instead)
    return []


def _folder(folder: Path, findings: Findings) -> list[Table]:
    findings.files = tuple(f"{name}.csv" for name in SHEETS)
    for entry in sorted(folder.iterdir()):
        if entry.name in findings.files or entry.name.startswith(BESIDE):
            continue
        if entry.is_dir():
            what, instead = _("Det är en mapp."), _("Ta bort den, eller flytta ut dess filer.")
            findings.add(entry.name, None, None, what, instead)
            continue
        _refuse_name(entry.name, entry.name.removesuffix(".csv"), findings)
    paths = {sheet: folder / f"{name}.csv" for name, sheet in SHEETS.items()}
    tables = [csv_table(sheet, path, findings) for sheet, path in paths.items() if path.exists()]
    return [table for table in tables if table]


def _workbook(path: Path, findings: Findings) -> list[Table]:
    findings.files = tuple(SHEETS)
    workbook = open_workbook(path, findings)
    names = workbook.sheet_names if workbook else []
    for name in names:
        if name not in SHEETS and any(any(row) for row in cells(workbook, name, findings)):
            _refuse_name(name, name, findings)
    tables = [
        sheet_table(sheet, cells(workbook, name, findings), findings)
        for name, sheet in SHEETS.items()
        if name in names
    ]
    return [table for table in tables if table]


def _refuse_name(file: str, name: str, findings: Findings) -> None:
    if name in NOT_YET:
        what = _("Den här versionen av Stegvis har ingen plats för %(name)s.") % {"name": name}
        instead = _("Ta bort den och läs in resten; spara den till en senare version.")
    else:
        what, instead = _("Det är ingen fil som kan läsas in."), closest(name, SHEETS)
    findings.add(file, None, None, what, instead)
