"""Stepping down to a role that can only read, for SQL that comes out of a definition."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, transaction


@contextmanager
def read_only() -> Iterator[None]:
    """Inside, the running transaction can read figures' tables and write nothing."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f'SET LOCAL ROLE "{settings.READER_ROLE}"')
        yield
        cursor.execute("RESET ROLE")
