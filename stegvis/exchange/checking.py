"""Putting every rule to what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
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
            for values in cursor.fetchall():
                shown = [_("tom") if value is None else value for value in values]
                named = dict(zip(names, shown, strict=True))
                what, instead = str(rule.what) % named, str(rule.instead) % named
                file = tables[rule.sheet.name].file
                findings.add(file, named["row"], rule.column, what, instead)


def rules() -> Iterator[Rule]:
    """Every rule, those about people first."""
    yield from OF_PEOPLE
    yield from OF_ENROLMENTS
    yield from born_first()
    for sheet in RECORDS:
        yield refers(sheet)
    for sheet in (PEOPLE, ENROLMENTS, *RECORDS):
        yield from constraints(sheet)
        if not sheet.repeats:
            yield once(sheet)
