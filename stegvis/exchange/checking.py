"""Putting every rule to what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from stegvis.exchange.cohort import ENROLMENTS, PEOPLE, RECORDS
from stegvis.exchange.constraints import constraints
from stegvis.exchange.found import Findings
from stegvis.exchange.rules import OF_ENROLMENTS, OF_PEOPLE, Rule, born_first, once, refers
from stegvis.exchange.tables import Table
from stegvis.exchange.vocabulary import OWN_MUNICIPALITY, Vocabulary


def find_faults(
    tables: Mapping[str, Table], words: Vocabulary, today: date, findings: Findings
) -> None:
    """Put every rule to the rows that were read."""
    said: dict[str, Any] = {
        "programme": words.programme.pk,
        "today": today,
        "own": OWN_MUNICIPALITY,
    }
    with connection.cursor() as cursor:
        for rule in rules():
            if rule.sheet.name not in tables or rule.among in findings.unread:
                continue
            cursor.execute(rule.rows, said | dict(rule.parameters))
            names = [column.name for column in cursor.description or ()]
            for row, *values in cursor.fetchall():
                named = _said(names[1:], values)
                what, instead = str(rule.what) % named, str(rule.instead) % named
                findings.add(tables[rule.sheet.name].file, row, rule.column, what, instead)


def _said(names: list[str], values: list[Any]) -> dict[str, str]:
    """What a sentence may name: each value by its column, and all of them together."""
    named = {
        name: _("tom") if value is None else str(value)
        for name, value in zip(names, values, strict=True)
    }
    return named | {"values": ", ".join(f"{name} {value}" for name, value in named.items())}


@cache
def rules() -> tuple[Rule, ...]:
    """Every rule, those about people first."""
    return tuple(_rules())


def _rules() -> Iterator[Rule]:
    yield from OF_PEOPLE
    yield from OF_ENROLMENTS
    yield from born_first()
    for sheet in RECORDS:
        yield refers(sheet)
    for sheet in (PEOPLE, ENROLMENTS, *RECORDS):
        yield from constraints(sheet)
        if not sheet.repeats:
            yield once(sheet)
