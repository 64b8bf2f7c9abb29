"""Rows by their numbers, however many: one value is sent, or one query asked, and never a list.

Django writes a value for each number of an ``IN``. A statement takes 65,535 of them, and one with
another count is another statement, which the server has to plan anew (docs/decisions/0071).
"""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db.models import BigIntegerField, BooleanField, Func, Q, Value


class Among(Func):
    """Whether a number is among those of an array, or of a query that makes one.

    The query is asked once and before anything else; ``IN`` would let the database go through
    everybody and ask for each.
    """

    template = "(%(expressions)s))"
    arg_joiner = " = ANY ("
    output_field = BooleanField()


def among(numbers: Iterable[int], column: str = "pk") -> Among | Q:
    """The condition that a row's number, or the one in another column, is one of these.

    Of none of them it is known without asking the database.
    """
    asked = list(numbers)
    if not asked:
        return Q((f"{column}__in", asked))
    return Among(column, Value(asked, output_field=ArrayField(BigIntegerField())))
