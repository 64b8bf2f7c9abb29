"""How often something is done from one place, counted by all servers together.

What is counted is known by a digest alone: nobody's address is kept.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection
from django.utils.crypto import salted_hmac

from stegvis.access.models import Attempt

COUNT = f"""
INSERT INTO {Attempt._meta.db_table} AS kept (cache_key, value, expires)
VALUES (%(key)s, '1', %(until)s)
ON CONFLICT (cache_key) DO UPDATE SET
    value = CASE WHEN kept.expires <= %(now)s THEN '1' ELSE (kept.value::int + 1)::text END,
    expires = CASE WHEN kept.expires <= %(now)s THEN excluded.expires ELSE kept.expires END
RETURNING value::int, expires
"""  # noqa: S608 - the table's own name


def too_often(
    what: str, who: str, *, limit: int, within: timedelta, now: datetime
) -> datetime | None:
    """Count one more of ``what`` by ``who``. None while it is within the limit, else when it is
    possible again.

    Two at the same moment are counted one after the other.
    """
    key = salted_hmac("stegvis.access.attempts", f"{what} {who}", algorithm="sha256").hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(COUNT, {"key": f"attempts:{key}", "until": now + within, "now": now})
        count, until = cursor.fetchone()
    return until if count > limit else None
