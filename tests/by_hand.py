"""SQL by hand, for tests of every table at once: a row made from what its model says, a place
stepped into, an act that is refused.

As whom it runs is the test's business: the fixtures ``app`` and ``owner`` are connections.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any
from uuid import UUID

import psycopg
import pytest
from django.conf import settings
from django.db import models
from psycopg import sql
from psycopg.types.json import Jsonb

from stegvis.access import wall
from stegvis.access.models import Association, User

_serial = count(1)

VALUES: dict[str, Any] = {
    "ArrayField": ["x"],
    "BigIntegerField": 1,
    "BooleanField": False,
    "DateField": date(2026, 1, 7),
    "DateTimeField": datetime(2026, 1, 7, 8, tzinfo=UTC),
    "IntegerField": 1,
    "JSONField": Jsonb({}),
    "PositiveIntegerField": 1,
    "PositiveSmallIntegerField": 1,
    "SmallIntegerField": 1,
}


#: What a column has to hold for a row of its table to be whole, where its first value is not it.
WHOLE: dict[str, dict[str, Any]] = {
    "casework.Proposal": {
        "kind": "follow_up", "answer": "approved", "answered_on": date(2026, 1, 7),
    },
    "casework.Extension": {"reported_on": date(2026, 1, 7)},
}  # fmt: skip


def make(connection: psycopg.Connection, model: Any, association: int, **given: Any) -> int:
    """The number of a new row in the association, with new rows behind each of its foreign keys.

    Every foreign key is filled, whether or not it must be; other columns that may be empty are.
    ``given`` is by column.
    """
    given = WHOLE.get(model._meta.label, {}) | given
    fields = [
        field
        for field in model._meta.concrete_fields
        if field.column in given or _is_written(field)
    ]
    row = {
        field.column: given[field.column]
        if field.column in given
        else _value(connection, field, association)
        for field in fields
    }
    columns = ", ".join(f'"{column}"' for column in row)
    places = ", ".join(["%s"] * len(row))
    found = connection.execute(
        f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({places}) RETURNING id',
        list(row.values()),
    ).fetchone()
    assert found
    return found[0]


def _is_written(field: Any) -> bool:
    if field.column == "association_id":
        return True
    if field.primary_key or field.has_db_default():
        return False
    return bool(field.is_relation or not field.null)


def _value(connection: psycopg.Connection, field: Any, association: int) -> Any:
    if field.column == "association_id" or field.related_model is Association:
        return association
    if field.is_relation:
        return make(connection, field.related_model, association)
    if field.choices:
        return "" if field.blank else field.flatchoices[0][0]
    if isinstance(field, models.UUIDField):
        return UUID(int=next(_serial))
    if isinstance(field, models.CharField | models.TextField):
        return _text(field)
    return VALUES[field.get_internal_type()]


def _text(field: Any) -> str:
    if field.blank:
        return ""
    text = f"x{next(_serial)}"
    return f"{text}@example.org" if field.model is User and field.name == "email" else text


def step(connection: psycopg.Connection, association: int | None, actor: int | None = None) -> None:
    """Step inside an association, or outside them all, as SQL by hand would."""
    connection.execute(
        "SELECT set_config('stegvis.association', %s, true),"
        " set_config('stegvis.actor', %s, true), set_config('stegvis.how', '', true)",
        [str(association or ""), str(actor or "")],
    )


def stored(connection: psycopg.Connection, model: Any, number: int) -> dict[str, Any] | None:
    """The row as it stands, by column; None when it is not there for who asks."""
    found = connection.execute(
        f'SELECT to_jsonb(t) FROM "{model._meta.db_table}" t WHERE id = %s', [number]
    ).fetchone()
    return found[0] if found else None


def table(model: Any) -> str:
    """The model's table, as SQL names it."""
    return f'"{model._meta.db_table}"'


def model_of(label: str) -> Any:
    """The model of that label, those of the libraries included."""
    [found] = [model for model in wall.project_models() if model._meta.label == label]
    return found


def column(connection: psycopg.Connection, statement: str, parameters: Any = ()) -> list[Any]:
    """The first column of what the statement gives."""
    return [first for first, *_ in connection.execute(statement, parameters)]


@contextmanager
def refuses(connection: psycopg.Connection, error: Any, match: str | None = None) -> Iterator[None]:
    """Hold that what is done inside is refused, and go on as if it had not been tried."""
    with pytest.raises(error, match=match), connection.transaction():
        yield


@contextmanager
def as_reader(connection: psycopg.Connection) -> Iterator[None]:
    """A stretch of the connection's transaction as the role that figures are computed by."""
    name = sql.Identifier(settings.READER_ROLE)
    connection.execute(sql.SQL("SET LOCAL ROLE {}").format(name))
    yield
    connection.execute("RESET ROLE")


@dataclass(frozen=True)
class Two:
    """Two associations, by number. ``ours`` is stepped into unless a test says otherwise."""

    theirs: int
    ours: int


def two_associations(connection: psycopg.Connection) -> Two:
    """Two new associations, for as long as the connection's transaction lasts."""
    names: Sequence[str] = ("Theirs", "Ours")
    insert = "INSERT INTO access_association (name) VALUES (%s) RETURNING id"
    return Two(*(column(connection, insert, [name])[0] for name in names))
