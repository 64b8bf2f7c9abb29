"""Sealing the log: a digest over what was logged, chained to the digest before it.

Triggers refuse changes to the log. Whoever can switch triggers off (the database's owner) can still
rewrite it, and its seals from there on. So ``stegvis verify`` prints how far each log is sealed and
with what: a seal that was kept elsewhere, and is asked for again, shows that it was done.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from stegvis.audit.models import Seal

#: Rows carry the moment their transaction began. Younger ones may still be on their way in.
MARGIN = timedelta(minutes=5)

#: What each table's digest is made of. A later column goes last and starts a new list.
DIGESTED = {
    "audit_entry": 'id, extract(epoch from at), actor, role, event, enrolment, participant, "on",'
    " details",
    "audit_change": 'id, extract(epoch from at), by, how, "table", "row", before, after',
}


@transaction.atomic
def seal(association_id: int, now: datetime) -> Seal | None:
    """Seal what has been logged since the last seal, up to ``MARGIN`` ago. None when nothing was.

    Works inside the association's wall.
    """
    former = Seal.objects.order_by("-until").first()
    until = min(now - MARGIN, _oldest_running(now))
    if former is not None and until <= former.until:
        return None
    counts, digest = _digest(former.until if former else None, until, former)
    if not any(counts):
        return None
    return Seal.objects.create(
        association_id=association_id,
        until=until,
        entries=counts[0],
        changes=counts[1],
        digest=digest,
    )


class Broken(NamedTuple):
    """A seal that no longer holds: since when it sealed, and how much there is of it now."""

    seal: Seal
    after: datetime | None
    entries: int
    changes: int


def broken() -> list[Broken]:
    """The seals of the association stepped into that no longer hold, earliest first."""
    failed: list[Broken] = []
    former = None
    for current in Seal.objects.order_by("until"):
        after = former.until if former else None
        counts, digest = _digest(after, current.until, former)
        if (*counts, digest) != (current.entries, current.changes, current.digest):
            failed.append(Broken(current, after, *counts))
        former = current
    return failed


def _digest(
    after: datetime | None, until: datetime, former: Seal | None
) -> tuple[tuple[int, int], str]:
    """Rows counted per table, and the digest over them and the seal before."""
    whole = hashlib.sha256((former.digest if former else "").encode())
    counts = []
    with connection.cursor() as cursor:
        for table, columns in DIGESTED.items():
            cursor.execute(
                f"SELECT count(*), encode(sha256(coalesce(string_agg("
                f"sha256(convert_to(jsonb_build_array({columns})::text, 'UTF8')),"
                f" ''::bytea ORDER BY id), ''::bytea)), 'hex')"
                f" FROM {table} WHERE at >= coalesce(%s, '-infinity'::timestamptz) AND at < %s",
                [after, until],
            )
            count, digest = cursor.fetchone()
            counts.append(count)
            whole.update(digest.encode())
    return (counts[0], counts[1]), whole.hexdigest()


def _oldest_running(now: datetime) -> datetime:
    """When the oldest transaction that is still running here began."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT min(xact_start) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] or now
