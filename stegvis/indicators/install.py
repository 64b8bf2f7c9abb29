"""Putting the facts in the database: views that ask as the one who looks."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

from stegvis.indicators.definition import FACTS


def install_facts() -> None:
    """Make the views of ``facts/`` on the ``owner`` connection, and let the roles read them.

    Safe to run again: a view that is as its file says is left alone, so that starting a process
    waits for nobody who is reading it.
    """
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        # Two processes that start at once install one after the other.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('stegvis.facts'))")
        cursor.execute((FACTS / "functions.sql").read_text(encoding="utf-8"))
        for name in views():
            source = (FACTS / f"{name}.sql").read_text(encoding="utf-8")
            digest = hashlib.sha256(source.encode()).hexdigest()
            if _standing(cursor, name) != digest:
                cursor.execute(f"DROP VIEW IF EXISTS fact_{name}")
                cursor.execute(source)
                cursor.execute(f"COMMENT ON VIEW fact_{name} IS '{digest}'")
            cursor.execute(f"GRANT SELECT ON fact_{name} TO {_roles()}")


def remove_facts() -> None:
    """Take the views away, so that a migration may alter the columns they stand on."""
    with connections["owner"].cursor() as cursor:
        for name in views():
            cursor.execute(f"DROP VIEW IF EXISTS fact_{name}")


def views() -> list[str]:
    """The facts, by the names of their files."""
    return sorted(path.stem for path in FACTS.glob("*.toml"))


def _standing(cursor: CursorWrapper, name: str) -> str | None:
    """The digest of the file that a view was made from. None when there is no view."""
    cursor.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f"fact_{name}"])
    return cursor.fetchone()[0]


def _roles() -> str:
    return f'"{settings.APP.user}", "{settings.READER_ROLE}"'
