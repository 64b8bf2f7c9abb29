"""Laying what was read beside what is stored: which person, which enrolment, which version.

After this a row of people or enrolments is whole: what its file has no column for stands there as
it is stored, so that the rules see the row as it will be.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db import connection

from stegvis.exchange.cohort import ENROLMENTS, PEOPLE, RECORDS, Sheet
from stegvis.exchange.tables import Table
from stegvis.exchange.vocabulary import OWN_MUNICIPALITY, Vocabulary

#: Which enrolment each key means, those of this cohort and the stored ones it refers to.
KEYS = "read_keys"

KNOWN_BY_NUMBER = """
UPDATE read_people s SET id = p.id, known = true FROM participants_participant p
WHERE s.id IS NULL AND p.personal_number = s.personal_number
"""
#: A coordination number has its day raised by 60, and 00 for a month or day that is not known.
BORN = """
UPDATE read_people s SET
    birth_date = COALESCE(s.birth_date, CASE WHEN n.month > 0 AND n.day > 0
                                        THEN make_date(n.year, n.month, n.day) END),
    birth_year = COALESCE(s.birth_year, date_part('year', s.birth_date), n.year)
FROM (
    SELECT row AS at,
           substr(personal_number, 1, 4)::int AS year,
           substr(personal_number, 5, 2)::int AS month,
           substr(personal_number, 7, 2)::int % 60 AS day
    FROM read_people
) n
WHERE n.at = s.row AND (s.birth_date IS NULL OR s.birth_year IS NULL)
"""
PERSON_OF = """
UPDATE read_enrolments s SET participant_id = p.id FROM {people} p
WHERE p.ref = s.person AND s.participant_id IS NULL
"""
OWN_PARTY = """
UPDATE read_enrolments s SET referred_by_id = u.organisation_id FROM access_unit u
WHERE s.referred_by_id = %(own)s AND u.id = s.unit_id
"""
STAYS_UNDER = """
UPDATE read_enrolments s
SET raised_on = e.raised_on, version_id = COALESCE(s.version_id, e.version_id)
FROM participants_enrolment e WHERE e.id = s.id
"""
MAKE_KEYS = """
CREATE TEMPORARY TABLE read_keys ON COMMIT DROP AS
SELECT DISTINCT ON (case_number) case_number AS enrolment, id, known
FROM read_enrolments WHERE case_number IS NOT NULL
UNION ALL
SELECT e.case_number, e.id, true FROM participants_enrolment e
WHERE e.programme_id = %(programme)s AND e.case_number IN ({named})
AND NOT EXISTS (SELECT FROM read_enrolments s WHERE s.case_number = e.case_number)
"""


def resolve(tables: Mapping[str, Table], words: Vocabulary, today: date) -> int:
    """Find the stored row of every person and enrolment, and give the new ones a number.

    Gives the number of new enrolments that came in before the first version there is, and so
    stand under that one.
    """
    said = {"programme": words.programme.pk, "own": OWN_MUNICIPALITY}
    with connection.cursor() as cursor:
        cursor.execute(_known(PEOPLE))
        cursor.execute(KNOWN_BY_NUMBER)
        cursor.execute(_stored_stands(PEOPLE, tables))
        cursor.execute(BORN)
        cursor.execute(_new(PEOPLE))
        cursor.execute(_known(ENROLMENTS, "t.programme_id = %(programme)s"), said)
        cursor.execute(PERSON_OF.format(people="read_people"))
        cursor.execute(PERSON_OF.format(people="participants_participant"))
        cursor.execute(_stored_stands(ENROLMENTS, tables))
        cursor.execute(OWN_PARTY, said)
        cursor.execute(STAYS_UNDER)
        early = _versions(cursor, words, today)
        cursor.execute(_new(ENROLMENTS))
        cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{KEYS}")
        cursor.execute(MAKE_KEYS.format(named=_named()), said)
        cursor.execute(f"ANALYZE {KEYS}")
    return early


def _known(sheet: Sheet, only: str = "true") -> str:
    """Marks the rows that are stored already, by their key."""
    key = sheet.key.column
    return f"""
UPDATE {sheet.table} s SET id = t.id, known = true FROM {sheet.target} t
WHERE t."{key}" = s."{key}" AND {only}
"""


def _new(sheet: Sheet) -> str:
    """Gives the rows that are not stored the number they will have."""
    return f"""
UPDATE {sheet.table} SET id = nextval(pg_get_serial_sequence('{sheet.target}', 'id'))
WHERE id IS NULL
"""


def kept(sheet: Sheet) -> list[str]:
    """The columns of a sheet that its model keeps, the key not among them."""
    fields = {field.column for field in sheet.model._meta.concrete_fields}
    return [c.column for c in sheet.columns if c.column in fields and c is not sheet.key]


def _stored_stands(sheet: Sheet, tables: Mapping[str, Table]) -> str:
    """Lets stand what is stored in the columns that the file does not have."""
    present = tables[sheet.name].present if sheet.name in tables else set()
    absent = {column.column for column in sheet.columns if column.name not in present}
    stands = [name for name in kept(sheet) if name in absent]
    if not stands or not present:
        return "SELECT"
    values = ", ".join(f'"{name}" = t."{name}"' for name in stands)
    return (
        f"UPDATE {sheet.table} s SET {values} FROM {sheet.target} t WHERE t.id = s.id AND s.known"
    )


def _versions(cursor, words: Vocabulary, today: date) -> int:
    """New enrolments stand under the version in force the day they came in."""
    latest_first = sorted(words.versions, key=lambda v: (v.valid_from, v.pk), reverse=True)
    first = latest_first[-1]
    day = "COALESCE(started_on, decided_on, applied_on, %(today)s)"
    holds = " ".join(f"WHEN {day} >= '{v.valid_from}' THEN {v.pk}" for v in latest_first)
    said = {"today": today, "first": first.valid_from}
    early = f"SELECT count(*) FROM read_enrolments WHERE version_id IS NULL AND {day} < %(first)s"
    cursor.execute(early, said)
    [count] = cursor.fetchone()
    cursor.execute(
        f"UPDATE read_enrolments SET version_id = CASE {holds} ELSE {first.pk} END"
        " WHERE version_id IS NULL",
        said,
    )
    return count


def _named() -> str:
    """The keys of every enrolment that the other files refer to."""
    return " UNION ".join(f"SELECT enrolment FROM {sheet.table}" for sheet in RECORDS)
