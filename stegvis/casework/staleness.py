"""The database's own part of keeping what is due: triggers that mark what has to be derived anew.

Whichever way a change comes (a form, an import, SQL by hand) the enrolments that it touches are
marked in the same transaction. Which tables that concerns is read from ``gathered.sql``, which
gathers the facts: a table that is joined to it there is watched from then on. A table with an
``enrolment_id`` needs nothing more; of another it has to be said here whom a change concerns, and
until it is, installing stops.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from stegvis.casework.cases import GATHERED
from stegvis.programmes import definition

#: The table whose rows the facts are gathered of.
HUB = "participants_enrolment"

#: Whom a change to a row concerns, where the row itself does not say: ``changed`` is the rows.
WHOM = {
    HUB: "SELECT association_id, id FROM changed",
    "participants_consentparty": (
        "SELECT association_id, consent.enrolment_id FROM changed"
        " JOIN public.participants_consent consent USING (association_id)"
        " WHERE consent.id = changed.consent_id"
    ),
    "access_organisation": (
        "SELECT association_id, consent.enrolment_id FROM changed"
        " JOIN public.participants_consentparty party USING (association_id)"
        " JOIN public.participants_consent consent USING (association_id)"
        " WHERE party.organisation_id = changed.id AND consent.id = party.consent_id"
    ),
    # Those it is the next meeting for, on the way in; those it has decided about; and the one it
    # is held around.
    "intake_referralmeeting": (
        "SELECT association_id, person.id FROM changed"
        " JOIN public.participants_enrolment person USING (association_id)"
        " WHERE person.programme_id = changed.programme_id AND person.unit_id = changed.unit_id"
        " AND person.started_on IS NULL AND person.discharged_on IS NULL"
        " UNION SELECT association_id, item.enrolment_id FROM changed"
        " JOIN public.intake_meetingitem item USING (association_id)"
        " WHERE item.meeting_id = changed.id"
        " UNION SELECT association_id, around_id FROM changed"
    ),
}
OF_ITSELF = "SELECT association_id, enrolment_id FROM changed"

#: What the derivation is made of beside the rows: where one of these reads otherwise than it did,
#: everything is derived anew.
SOURCES = [
    *sorted((Path(__file__).parent / "due").glob("*.py")),
    Path(__file__).with_name("cases.py"),
    Path(__file__).with_name("gathered.sql"),
    *sorted(Path(definition.__file__).parent.rglob("*.py")),
]


def tables() -> list[str]:
    """The tables that the facts are gathered from."""
    bare = re.sub(r"--.*", "", GATHERED)
    return sorted({HUB, *re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", bare)})


def install() -> None:
    """Put the triggers on the ``owner`` connection's database. Safe to run again.

    Triggers that stand as they would be made are left alone: making them waits for everybody who
    reads the table. Where the program derives otherwise than the one before it, everybody is
    marked.
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stegvis.staleness'))")
        watched = {table: _statements(table, _whom(cursor, table)) for table in tables()}
        for table in _standing(cursor).keys() - watched:
            cursor.execute(_removed(table))
        for table, statements in watched.items():
            digest = hashlib.sha256(statements.encode()).hexdigest()
            if _standing(cursor).get(table) != digest:
                cursor.execute(statements)
                cursor.execute(f"COMMENT ON FUNCTION {_function(table)}() IS '{digest}'")
        _mark_all_when_the_program_is_another(cursor)


def _whom(cursor: CursorWrapper, table: str) -> str:
    """Whom a change to the table concerns. Raises LookupError when nothing says it."""
    if table in WHOM:
        return WHOM[table]
    cursor.execute(
        "SELECT count(*) FROM pg_attribute WHERE attrelid = to_regclass(%s)"
        " AND attname = 'enrolment_id' AND NOT attisdropped",
        [table],
    )
    if not cursor.fetchone()[0]:
        raise LookupError(
            f"gathered.sql reads {table}, whose rows do not say which enrolment they are about."
            " Write in casework/staleness.py, WHOM, whom a change to one of them concerns."
        )
    return OF_ITSELF


def _function(table: str) -> str:
    return f"casework_stale_{table}"


def _standing(cursor: CursorWrapper) -> dict[str, str | None]:
    """The tables that are watched, each with the digest of what its triggers were made from.

    A trigger that somebody has taken away leaves no digest.
    """
    cursor.execute(
        "SELECT substr(p.proname, length('casework_stale_') + 1),"
        " CASE WHEN count(t.oid) = 3 THEN obj_description(p.oid, 'pg_proc') END"
        " FROM pg_proc p LEFT JOIN pg_trigger t ON t.tgfoid = p.oid"
        " WHERE p.proname LIKE 'casework\\_stale\\_%%' AND p.pronamespace = 'public'::regnamespace"
        " GROUP BY p.oid, p.proname",
        [],
    )
    return dict(cursor.fetchall())


def _statements(table: str, whom: str) -> str:
    """Statements after which every change to the table marks whom it concerns."""
    return f"""
CREATE OR REPLACE FUNCTION {_function(table)}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'DELETE' THEN {_mark("new_rows", whom)} END IF;
    IF TG_OP <> 'INSERT' THEN {_mark("old_rows", whom)} END IF;
    RETURN NULL;
END $$;
{"".join(_triggers(table))}"""


def _mark(rows: str, whom: str) -> str:
    """Mark those whom the rows concern, but for whom this transaction has marked already."""
    return f"""
        INSERT INTO public.casework_duestale (association_id, enrolment, transaction)
        SELECT DISTINCT concerned.*, pg_current_xact_id()::text::bigint
        FROM (WITH changed AS (SELECT * FROM {rows}) {whom}) concerned (association, enrolment)
        WHERE concerned.enrolment IS NOT NULL
        ON CONFLICT DO NOTHING;
    """  # noqa: S608 - our own words


TRANSITIONS = {
    "INSERT": "NEW TABLE AS new_rows",
    "UPDATE": "OLD TABLE AS old_rows NEW TABLE AS new_rows",
    "DELETE": "OLD TABLE AS old_rows",
}


def _triggers(table: str) -> Iterator[str]:
    for act, rows in TRANSITIONS.items():
        name = f"due_{act.lower()}"
        yield f"""
DROP TRIGGER IF EXISTS {name} ON {table};
CREATE TRIGGER {name} AFTER {act} ON {table} REFERENCING {rows}
    FOR EACH STATEMENT EXECUTE FUNCTION {_function(table)}();
"""


def _removed(table: str) -> str:
    """A statement that stops watching a table that no fact is gathered from any more."""
    return f"DROP FUNCTION {_function(table)}() CASCADE"


def _mark_all_when_the_program_is_another(cursor: CursorWrapper) -> None:
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()
    cursor.execute("SELECT obj_description('casework_duestale'::regclass, 'pg_class')")
    if cursor.fetchone()[0] == digest:
        return
    cursor.execute("SELECT id FROM access_association")
    for (association,) in cursor.fetchall():
        cursor.execute("SELECT set_config('stegvis.association', %s, true)", [str(association)])
        cursor.execute(MARK_ALL, [association])
    cursor.execute("SELECT set_config('stegvis.association', '', true)")
    cursor.execute(f"COMMENT ON TABLE casework_duestale IS '{digest}'")


#: Mark every enrolment of an association.
MARK_ALL = """
INSERT INTO casework_duestale (association_id, enrolment, transaction)
SELECT association_id, id, pg_current_xact_id()::text::bigint
FROM participants_enrolment WHERE association_id = %s
ON CONFLICT DO NOTHING
"""
