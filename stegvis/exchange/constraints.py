"""The check constraints of the models as rules, so that a file and a form obey the same ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection, models
from django.db.models.sql import Query
from django.utils.translation import gettext_lazy

from stegvis.exchange.cohort import Sheet
from stegvis.exchange.rules import Rule


def constraints(sheet: Sheet) -> Iterator[Rule]:
    """The check constraints of a sheet's model, with their own sentences."""
    named = {column.column: column.name for column in sheet.columns}
    for constraint in sheet.model._meta.constraints:
        if not isinstance(constraint, models.CheckConstraint):
            continue
        assert isinstance(constraint.condition, models.Q)
        sql, parameters = _condition(sheet.model, constraint.condition)
        columns = _columns_in(constraint.condition)
        given = {f"given_{at}": value for at, value in enumerate(parameters)}
        listed = ", ".join(f'"{column}" AS "{named.get(column, column)}"' for column in columns)
        yield Rule(
            sheet,
            next(named[column] for column in columns if column in named),
            f"SELECT row, {listed} FROM {sheet.table} WHERE sound AND NOT ("
            + sql % tuple(f"%({name})s" for name in given)
            + ")",
            constraint.violation_error_message or "",
            gettext_lazy("Raden har %(values)s."),
            given,
        )


def _condition(model: type[models.Model], condition: models.Q) -> tuple[str, list[Any]]:
    """A condition on a model's own columns as SQL, and its parameters."""
    query = Query(model=model, alias_cols=False)
    where = query.build_where(condition)
    sql, parameters = where.as_sql(query.get_compiler(connection=connection), connection)
    return sql, list(parameters)


def _columns_in(condition: models.Q) -> list[str]:
    """The columns of a condition, the one that is compared (the later day) first."""
    lookups = sorted(_lookups(condition), key=lambda lookup: lookup.endswith("__isnull"))
    return list(dict.fromkeys(lookup.partition("__")[0] for lookup in lookups))


def _lookups(condition: models.Q) -> Iterator[str]:
    """What a condition asks of its columns; of one that is compared with, just that it is there."""
    for child in condition.children:
        if isinstance(child, tuple):
            yield child[0]
            if isinstance(child[1], models.F):
                yield f"{child[1].name}__isnull"  # type: ignore[attr-defined]
        elif isinstance(child, models.Q):
            yield from _lookups(child)
