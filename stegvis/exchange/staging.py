"""Taking in what was read: every cell checked, and the rows laid beside the stored ones.

The rows lie in tables of their own until the end of the transaction, one per sheet, named as the
model names its columns. What hangs together is then checked and written by a few statements for
all rows at once (``rules``, ``writing``), which is what makes a million rows a matter of seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from django.db import connection
from django.utils.translation import gettext as _

from stegvis.exchange.cells import Read, reader
from stegvis.exchange.cohort import SHEETS, Column
from stegvis.exchange.found import Findings
from stegvis.exchange.tables import UNNAMED, Batch, Row, Table
from stegvis.exchange.vocabulary import Vocabulary
from stegvis.lib.faults import Fault, Refused

#: Told after each batch: which file, and how many rows of it have been read.
Progress = Callable[[str, int], None]

#: What every such table has beside the columns of its sheet. ``sound`` is false for a row that
#: has a fault already, and about which nothing more is said.
OWN = {"row": "integer NOT NULL", "sound": "boolean NOT NULL DEFAULT true"}
#: What becomes known of a row of the two that others refer to: which stored row it is.
IDENTITY = {"id": "bigint", "known": "boolean NOT NULL DEFAULT false"}
RESOLVED = {
    "people": IDENTITY,
    "enrolments": IDENTITY | {"participant_id": "bigint", "raised_on": "date"},
}


def make_tables() -> None:
    """An empty table for every sheet, whether the cohort has it or not."""
    statements = []
    for sheet in SHEETS.values():
        columns = OWN | {column.column: column.type for column in sheet.columns}
        columns |= RESOLVED.get(sheet.name, {})
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        statements.append(f"DROP TABLE IF EXISTS pg_temp.{sheet.table}")
        statements.append(f"CREATE TEMPORARY TABLE {sheet.table} ({listed}) ON COMMIT DROP")
    with connection.cursor() as cursor:
        cursor.execute("; ".join(statements))


def take_in(
    table: Table, words: Vocabulary, today: date, findings: Findings, progress: Progress
) -> int:
    """Read every row of a table, and lay it in the sheet's own. The number of rows it has."""
    intake = Intake(table, words, today, findings)
    copy = f"COPY {table.sheet.table} ({intake.into}) FROM STDIN (FORMAT text, NULL '')"
    count = 0
    with connection.cursor() as cursor:
        with cursor.copy(copy) as sink:
            for batch in table.batches:
                sink.write(intake.lines(batch))
                count += len(batch.numbers) + len(batch.broken)
                progress(table.file, count)
        cursor.execute(f"ANALYZE {table.sheet.table}")
    return count


class Intake:
    """Checks the cells of one table, and writes its rows as COPY wants them."""

    def __init__(self, table: Table, words: Vocabulary, today: date, findings: Findings) -> None:
        self.file, self.sheet, self.findings = table.file, table.sheet, findings
        self.cells = [
            Cells(column, reader(table.sheet, column, words, today)) if column else None
            for column in table.columns
        ]
        self.read = [column for column in table.columns if column and column is not UNNAMED]
        self.whole = all(c in self.read for c in table.sheet.columns if c.required)

    @property
    def into(self) -> str:
        """The columns of the lines, in their order."""
        return ", ".join(f'"{name}"' for name in [*OWN, *(c.column for c in self.read)])

    def lines(self, batch: Batch) -> str:
        """The batch for COPY. Faults of its cells are told, and their rows marked."""
        sound = ["t" if self.whole else "f"] * len(batch.numbers)
        columns: list[Sequence[str]] = []
        for at, cells in enumerate(self.cells):
            if cells is None:
                continue
            kept, faults = cells.take([row[at] for row in batch.rows])
            for row, fault in faults:
                sound[row] = "f"
                self._tell(batch.numbers[row], at, cells.column, fault)
            if cells.column is not UNNAMED:
                columns.append(kept)
        rows = map("\t".join, zip(map(str, batch.numbers), sound, *columns, strict=True))
        return "".join(f"{line}\n" for line in [*rows, *self._broken(batch)])

    def _tell(self, row: int, at: int, column: Column, fault: Fault) -> None:
        name = column.name or str(at + 1)
        self.findings.add(self.file, row, name, fault.what, fault.instead)

    def _broken(self, batch: Batch) -> list[str]:
        """A line with the key alone for each row that could not be read, so that it is known."""
        key = next(
            (cells for cells in self.cells if cells and cells.column is self.sheet.key), None
        )
        lines = []
        for number, text in batch.broken:
            [kept], _faults = key.take([text]) if key else ([""], [])
            cells = [kept if column is self.sheet.key else "" for column in self.read]
            lines.append("\t".join([str(number), "f", *cells]))
        return lines


class Cells:
    """The cells of one column. Each different text is read once, however often it stands there."""

    def __init__(self, column: Column, read: Read) -> None:
        self.column, self.read = column, read
        self.seen: set[str] = set()
        #: Texts that are kept as something else than they are, and those that are at fault.
        self.kept: dict[str, str] = {}
        self.faults: dict[str, Fault] = {}

    def take(self, cells: Row) -> tuple[Sequence[str], list[tuple[int, Fault]]]:
        """What is kept for each cell, and the faults with their place in the row of cells."""
        new = set(cells) - self.seen
        self.seen |= new
        for cell in new:
            self._take(cell)
        faults = []
        if self.faults:
            faults = [
                (at, self.faults[cell]) for at, cell in enumerate(cells) if cell in self.faults
            ]
        kept = [self.kept.get(cell, cell) for cell in cells] if self.kept else cells
        return kept, faults

    def _take(self, cell: str) -> None:
        try:
            kept = self._read(cell.strip())
        except Refused as refused:
            self.faults[cell] = refused.faults[0]
            kept = ""
        if kept != cell:
            self.kept[cell] = kept

    def _read(self, text: str) -> str:
        if self.column is UNNAMED and text:
            what, instead = (
                _("Kolumnen har ingen rubrik."),
                _("Ge den ett namn, eller ta bort den."),
            )
            raise Refused(Fault("", what, instead))
        if text:
            return self.read(text)
        if self.column.filled:
            raise Refused(Fault("", _("Cellen är tom."), _("Fyll i den, eller ta bort raden.")))
        return ""
