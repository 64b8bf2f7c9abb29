"""The one SQL statement that counts all indicators of a fact at once.

One pass over the rows: each of an indicator's three counts is an aggregate with a filter, and every
breakdown is a grouping set beside the total.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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

#: The version that the person stands under, by number: always counted by, beside what was asked.
VERSION = "version_id::text"


def counting(indicators: Sequence[Indicator], rows: Rows, by: Sequence[str]) -> str:
    """A statement that counts the indicators, in all and by each breakdown.

    Gives a row per group: which grouping set it is of (0 for the total, else the place in `by` from
    1, and last one row per version), the group, then about, known and counts of each indicator.

    People are counted once, by every breakdown at the same time, which PostgreSQL does in parallel;
    what is grouped into sets is the few rows that gives.
    """
    groups = [f"group_{n}" for n in range(len(by) + 1)]
    places = range(1, len(groups) + 1)
    wheres = [where for indicator in indicators for where in conditions(indicator)]
    counts = [f"count_{n}" for n in range(len(wheres))]
    return f"""
SELECT CASE {_each("WHEN GROUPING({0}) = 0 THEN {1}", groups, places)} ELSE 0 END,
    coalesce({", ".join(groups)}),
    {_each("coalesce(sum({0}), 0)::bigint", counts, sep=", ")}
FROM (
    SELECT {_each("{0} AS {1}", [*(BREAKDOWNS[name] for name in by), VERSION], groups, sep=", ")},
        {_each("count(*) FILTER (WHERE {0}) AS {1}", wheres, counts, sep=", ")}
    FROM ({rows.sql}) AS fact
    WHERE {" OR ".join(_dated(indicators))}
    GROUP BY {", ".join(groups)}
) AS counted
GROUP BY GROUPING SETS ((), {_each("({0})", groups, sep=", ")})
"""  # noqa: S608


def _each(text: str, *columns: Iterable[object], sep: str = " ") -> str:
    """The text once for every row of the columns, joined."""
    return sep.join(text.format(*row) for row in zip(*columns, strict=True))


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
