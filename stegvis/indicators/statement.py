"""The one SQL statement that counts all indicators of a fact at once.

One pass over the rows: each of an indicator's three counts is an aggregate with a filter, and every
breakdown is a grouping set beside the total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from stegvis.indicators.definition import Indicator, fact
from stegvis.indicators.expressions import read_expression
from stegvis.indicators.rows import Rows

#: First and last age of each group; None where it is open. Those of unknown age are a group too.
AGE_GROUPS: dict[str, tuple[int | None, int | None]] = {
    "-29": (None, 29),
    "30-44": (30, 44),
    "45-59": (45, 59),
    "60-": (60, None),
}

#: What figures can be split by, and the group a row is in. Null is the group "unknown".
BREAKDOWNS = {
    "sex": "sex",
    "unit": "unit",
    "municipality": "municipality",
    "age": "CASE "
    + " ".join(
        f"WHEN age <= {last} THEN '{name}'" if last else f"WHEN age IS NOT NULL THEN '{name}'"
        for name, (_, last) in AGE_GROUPS.items()
    )
    + " END",
}


def counting(indicators: Sequence[Indicator], rows: Rows, by: Sequence[str]) -> str:
    """A statement that counts the indicators, in all and by each breakdown.

    Gives a row per group: which grouping set it is of (0 for the total, else the place in `by` from
    1, and last one row per version), the group, then about, known and counts of each indicator.
    """
    groups = [*(BREAKDOWNS[name] for name in by), "version_id::text"]
    columns = [f"{expression} AS group_{n}" for n, expression in enumerate(groups)]
    names = [f"group_{n}" for n in range(len(groups))]
    level = " ".join(f"WHEN GROUPING({name}) = 0 THEN {n}" for n, name in enumerate(names, 1))
    counts = ", ".join(
        f"count(*) FILTER (WHERE {condition})"
        for indicator in indicators
        for condition in conditions(indicator)
    )
    sets = ", ".join(f"({name})" for name in names)
    return (
        f"SELECT CASE {level} ELSE 0 END, coalesce({', '.join(names)}), {counts}"  # noqa: S608
        f" FROM (SELECT *, {', '.join(columns)} FROM ({rows.sql}) AS given"
        f" WHERE {' OR '.join(_dated(indicators))}) AS fact"
        f" GROUP BY GROUPING SETS ((), {sets})"
    )


def listing(indicator: Indicator, rows: Rows) -> str:
    """A statement that lists whom an indicator is about: enrolment, its day, known, counts."""
    about, known, counts = conditions(indicator)
    return (
        f"SELECT enrolment, {indicator.dated_by}, ({known}) IS TRUE, ({counts}) IS TRUE"  # noqa: S608
        f" FROM ({rows.sql}) AS fact WHERE {about}"
    )


def conditions(indicator: Indicator) -> tuple[str, str, str]:
    """About, known and counts as SQL, each within the one before.

    What an answer depends on may be missing although `known` holds: then the answer is null, and
    the person is not known rather than a no.
    """
    about = f"{_within(indicator.dated_by)} AND ({_sql(indicator.about, indicator.fact)})"
    counts = _sql(indicator.counts, indicator.fact)
    known = f"{about} AND ({_sql(indicator.known, indicator.fact)}) AND ({counts}) IS NOT NULL"
    return about, known, f"{known} AND ({counts})"


def _dated(indicators: Sequence[Indicator]) -> Iterator[str]:
    """That a row falls in the period by one of the days that decide it."""
    for column in dict.fromkeys(indicator.dated_by for indicator in indicators):
        yield _within(column)


def _within(column: str) -> str:
    return f"{column} BETWEEN %(from)s AND %(to)s"


@lru_cache(maxsize=1024)
def _sql(text: str, key: str) -> str:
    return read_expression(text, fact(key).kinds).sql
