"""Constraints on intervals, built from ranges alone: the embedded database has no extensions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db.models import DateField, Field, Func, TextField, Value
from django.db.models.functions import Coalesce

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def value(text: str, kind: str = "text") -> Value:
    """A literal with its type."""
    fields: dict[str, type[Field]] = {"text": TextField, "date": DateField}
    return Value(text, output_field=fields[kind]())


def number_range(field: str) -> Func:
    """A range that holds one number, since ranges have a GiST index and numbers have not.

    A foreign key goes by the field's name and not its column's: by the column Django does not put
    the row's own number in when it validates, and every row is then compared with itself.
    """
    return Func(field, field, value("[]"), function="int8range")


def one_at_a_time(name: str, message: _StrPromise) -> ExclusionConstraint:
    """No two rows of one enrolment whose ``starts_on``..``ends_on`` share a day."""
    days = Func("starts_on", "ends_on", value("[]"), function="daterange")
    return ExclusionConstraint(
        name=name,
        index_type="GIST",
        expressions=[(number_range("enrolment"), "&&"), (days, "&&")],
        violation_error_message=message,
    )


def last_day(*fields: str) -> Coalesce:
    """The first of the fields that is known, or for ever."""
    return Coalesce(
        *fields, Func(value("infinity"), template="%(expressions)s::date", output_field=DateField())
    )
