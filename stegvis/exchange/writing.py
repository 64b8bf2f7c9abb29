"""Writing what was read: what is new is made, what differs is changed, the rest is left.

Nothing is removed: what a file does not speak of stays as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import IntegrityError, connection, transaction
from django.db.backends.utils import CursorWrapper

from stegvis.exchange.cohort import ENROLMENTS, PEOPLE, Level, Sheet
from stegvis.exchange.resolving import KEYS, kept
from stegvis.exchange.tables import Table
from stegvis.exchange.vocabulary import Vocabulary

#: Which stored row a row of a file is.
PAIRS = "read_pairs"

#: No other stay of the person stands where the changed one will.
ROOM = """
NOT EXISTS (SELECT FROM participants_enrolment other
            WHERE other.participant_id = t.participant_id AND other.programme_id = t.programme_id
            AND other.id <> t.id
            AND other.started_on <= COALESCE(s.ended_on, s.discharged_on, 'infinity')
            AND s.started_on <= COALESCE(other.ended_on, other.discharged_on, 'infinity'))
"""
#: Who follows each person, from the first day that is known to the last.
FOLLOWS = """
SELECT s.id AS enrolment_id, u.id AS user_id, COALESCE(u.name, s.contact_person) AS name,
       COALESCE(s.started_on, s.decided_on, s.applied_on) AS starts_on, s.discharged_on AS ends_on
FROM read_enrolments s LEFT JOIN access_user u ON lower(u.email) = s.contact_person
WHERE s.contact_person <> ''
"""
#: A contact person whom somebody has named here since is not the file's to change.
FOLLOWED = f"""
UPDATE participants_contactperson c
SET user_id = f.user_id, name = f.name, starts_on = f.starts_on, ends_on = f.ends_on
FROM ({FOLLOWS}) f
WHERE f.enrolment_id = c.enrolment_id AND c.made_how = 'import'
AND NOT EXISTS (SELECT FROM participants_contactperson other
                WHERE other.enrolment_id = c.enrolment_id AND other.id <> c.id)
AND (c.user_id, c.name, c.starts_on, c.ends_on)
    IS DISTINCT FROM (f.user_id, f.name, f.starts_on, f.ends_on)
RETURNING c.enrolment_id
"""
NEWLY_FOLLOWED = f"""
INSERT INTO participants_contactperson
    (association_id, enrolment_id, user_id, name, starts_on, ends_on)
SELECT %(association)s, f.enrolment_id, f.user_id, f.name, f.starts_on, f.ends_on
FROM ({FOLLOWS}) f
WHERE NOT EXISTS (SELECT FROM participants_contactperson c WHERE c.enrolment_id = f.enrolment_id)
RETURNING enrolment_id
"""


@dataclass(frozen=True)
class Counts:
    """What became of the rows of one file."""

    read: int
    made: int = 0
    changed: int = 0
    #: Said what was stored already.
    left: int = 0


def write(
    tables: Mapping[str, Table], read: Mapping[str, int], words: Vocabulary
) -> dict[str, Counts]:
    """Write every table, people first, and count what became of its rows."""
    counts = {}
    with connection.cursor() as cursor:
        for name, table in tables.items():
            if table.sheet in (PEOPLE, ENROLMENTS):
                made, changed = _whole(cursor, table.sheet, words)
            else:
                made, changed = _record(cursor, table, words)
            counts[name] = Counts(read[name], made, changed, read[name] - made - changed)
    return counts


# --- People and enrolments, known by their key ---------------------------------------------------


def _whole(cursor: CursorWrapper, sheet: Sheet, words: Vocabulary) -> tuple[int, int]:
    said = {"association": words.association.pk, "programme": words.programme.pk}
    changed = _changed(cursor, sheet, said)
    made = _ids(cursor, _insert(sheet), said)
    if sheet is ENROLMENTS:
        followed = _ids(cursor, FOLLOWED, said) | _ids(cursor, NEWLY_FOLLOWED, said)
        changed |= followed - made
    return len(made), len(changed)


def _changed(cursor: CursorWrapper, sheet: Sheet, said: dict[str, int]) -> set[int]:
    """Change what differs; where a person's stays are in each other's way, one after the other.

    A day between two stays may move in either direction, and the database asks of each row at
    once. So those that have room are changed until none has, which leaves nothing but stays that
    trade places.
    """
    try:
        with transaction.atomic():
            return _ids(cursor, _update(sheet), said)
    except IntegrityError:
        changed: set[int] = set()
        while with_room := _ids(cursor, _update(sheet, ROOM), said):
            changed |= with_room
        return changed | _ids(cursor, _update(sheet), said)


def _ids(cursor: CursorWrapper, statement: str, said: dict[str, int]) -> set[int]:
    cursor.execute(statement, said)
    return {number for (number,) in cursor.fetchall()}


def _update(sheet: Sheet, only: str = "true") -> str:
    columns = kept(sheet)
    values = [_value(sheet, column, stored=f't."{column}"') for column in columns]
    sets = [f'"{column}" = {value}' for column, value in zip(columns, values, strict=True)]
    if sheet is ENROLMENTS:
        sets.append("revision = t.revision + 1")  # a page shown before is stale
    stored = ", ".join(f't."{column}"' for column in columns)
    return f"""
UPDATE {sheet.target} t SET {", ".join(sets)} FROM {sheet.table} s
WHERE t.id = s.id AND s.known AND ({stored}) IS DISTINCT FROM ({", ".join(values)}) AND {only}
RETURNING t.id
"""


def _insert(sheet: Sheet) -> str:
    values = {"id": "s.id", "association_id": "%(association)s", sheet.key.column: _key(sheet)}
    values |= {column: _value(sheet, column, stored="false") for column in kept(sheet)}
    if sheet is ENROLMENTS:
        values |= {"programme_id": "%(programme)s", "participant_id": "s.participant_id"}
        values["revision"] = "1"
    return f"""
INSERT INTO {sheet.target} ({_listed(values)}) SELECT {", ".join(values.values())}
FROM {sheet.table} s WHERE NOT s.known RETURNING id
"""


def _key(sheet: Sheet) -> str:
    return f's."{sheet.key.column}"'


def _value(sheet: Sheet, column: str, *, stored: str) -> str:
    """What is kept for a column. An empty cell is null; where the model has no null, no text, or
    for a yes or no what is ``stored``: a protected person is not laid open by an empty cell."""
    field = sheet.model._meta.get_field(column)
    if field.null or field.is_relation:
        return f's."{column}"'
    otherwise = stored if field.get_internal_type() == "BooleanField" else "''"
    return f'COALESCE(s."{column}", {otherwise})'


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


# --- What hangs on an enrolment, known by what it says -------------------------------------------


def _record(cursor: CursorWrapper, table: Table, words: Vocabulary) -> tuple[int, int]:
    sheet = table.sheet
    columns = [column.column for column in sheet.columns if column is not sheet.key]
    cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{PAIRS}")
    cursor.execute(f"CREATE TEMPORARY TABLE {PAIRS} (row integer, id bigint) ON COMMIT DROP")
    changed = 0
    if _some_are_stored(cursor, sheet):
        for level in sheet.levels:
            cursor.execute(_pair(sheet, level))
            cursor.execute(f"ANALYZE {PAIRS}")
        present = [column.column for column in sheet.columns if column.name in table.present]
        changed = _change(cursor, sheet, [column for column in present if column in columns])
    cursor.execute(
        f"""
        INSERT INTO {sheet.target} (association_id, enrolment_id, {_listed(columns)})
        SELECT %s, k.id, {_listed(columns)} FROM {sheet.table} s JOIN {KEYS} k USING (enrolment)
        WHERE NOT EXISTS (SELECT FROM {PAIRS} p WHERE p.row = s.row) ORDER BY s.row
        """,
        [words.association.pk],
    )
    return cursor.rowcount, changed


def _some_are_stored(cursor: CursorWrapper, sheet: Sheet) -> bool:
    cursor.execute(
        f"SELECT EXISTS (SELECT FROM {sheet.target} t JOIN {KEYS} k ON k.id = t.enrolment_id"
        " WHERE k.known)"
    )
    return cursor.fetchone()[0]


def _pair(sheet: Sheet, level: Level) -> str:
    """Pairs rows of the file with stored ones, of those that have no pair yet.

    Rows that are alike at this level are paired in order. Only at the first, where they say the
    same, is a row paired with one that somebody wrote here.
    """
    keys = [f"COALESCE(t.\"{column}\"::text, '')" for column in level.columns]
    named = ", ".join(f"{key} AS k{at}" for at, key in enumerate(keys))
    alike = ", ".join(["enrolment_id", *keys])
    on = ", ".join(["enrolment_id", "nth", *(f"k{at}" for at in range(len(keys)))])
    by_file = "true" if level is sheet.levels[0] else "t.made_how = 'import'"
    return f"""
INSERT INTO {PAIRS} SELECT read.row, stored.id FROM (
    SELECT t.row, t.enrolment_id, {named},
           row_number() OVER (PARTITION BY {alike} ORDER BY t.row) AS nth
    FROM (SELECT s.*, k.id AS enrolment_id FROM {sheet.table} s JOIN {KEYS} k USING (enrolment)
          WHERE k.known) t
    WHERE NOT EXISTS (SELECT FROM {PAIRS} p WHERE p.row = t.row) AND ({level.only or "true"})
) read JOIN (
    SELECT t.id, t.enrolment_id, {named},
           row_number() OVER (PARTITION BY {alike} ORDER BY t.id) AS nth
    FROM {sheet.target} t JOIN {KEYS} k ON k.id = t.enrolment_id AND k.known
    WHERE NOT EXISTS (SELECT FROM {PAIRS} p WHERE p.id = t.id) AND {by_file}
) stored USING ({on})
"""


def _change(cursor: CursorWrapper, sheet: Sheet, columns: list[str]) -> int:
    """Change the stored rows that differ from their pair in the columns that the file has."""
    sets = ", ".join(f'"{column}" = s."{column}"' for column in columns)
    stored, read = (", ".join(f'{of}."{column}"' for column in columns) for of in "ts")
    cursor.execute(
        f"""
        UPDATE {sheet.target} t SET {sets}
        FROM {sheet.table} s JOIN {PAIRS} p ON p.row = s.row
        WHERE t.id = p.id AND ({stored}) IS DISTINCT FROM ({read})
        """
    )
    return cursor.rowcount
