"""Where an indicator's rows come from: a programme's enrolments, or the rows of an example.

Both give exactly the columns that the fact's file names, and `version_id`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from stegvis.indicators.definition import Example, Fact
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import Programme

#: The kinds of a fact's columns, as PostgreSQL calls them.
TYPES = {"text": "text", "integer": "integer", "date": "date", "boolean": "boolean"}


@dataclass(frozen=True, slots=True)
class Rows:
    """A query to stand in FROM within brackets, and the parameters it names."""

    sql: str
    parameters: dict[str, Any] = field(default_factory=dict)


def enrolments(
    programme: Programme,
    versions: Iterable[tuple[int, ProgrammeDefinition]],
    among: Collection[int] | None = None,
) -> Rows:
    """The programme's enrolments in the association stepped into, erroneous entries left out.

    `versions` are the published versions by number: what an end reason counts as is theirs to say.
    `among` are the only enrolments to look at, by number; all when it is None.
    """
    parameters: dict[str, Any] = {"programme_id": programme.pk}
    if among is not None:
        parameters["among"] = list(among)
    counts_as = _counts_as(versions, parameters)
    sql = (
        f"SELECT f.*, {counts_as} AS end_counts_as FROM fact_enrolment f"  # noqa: S608
        " WHERE f.programme_id = %(programme_id)s"
        f" AND {counts_as} IS DISTINCT FROM 'registration_error'"
        f"{'' if among is None else ' AND f.enrolment = ANY (%(among)s)'}"
    )
    return Rows(sql, parameters)


def _counts_as(
    versions: Iterable[tuple[int, ProgrammeDefinition]], parameters: dict[str, Any]
) -> str:
    """An expression for what the row's end reason counts as. Most programmes have no own ones."""
    cases = []
    for number, definition in versions:
        for place, own in enumerate(definition.own_end_reasons):
            name = f"own_{number}_{place}"
            parameters |= {name: own.key, f"{name}_as": own.counts_as}
            cases.append(
                f"WHEN f.version_id = {int(number)} AND f.end_reason = %({name})s"
                f" THEN %({name}_as)s"
            )
    return f"CASE {' '.join(cases)} ELSE f.end_reason END" if cases else "f.end_reason"


def of_example(example: Example, fact: Fact) -> Rows:
    """An example's rows, every column of the fact in them; what a row leaves out is null."""
    return written_out(example.rows, fact)


def written_out(rows: Sequence[dict[str, Any]], fact: Fact) -> Rows:
    """Rows given as values. `version_id` is null: nobody is under a version."""
    parameters: dict[str, Any] = {}
    lines = []
    for number, row in enumerate(rows):
        values = []
        for name, column in fact.columns.items():
            parameters[f"{name}_{number}"] = row.get(name)
            values.append(f"%({name}_{number})s::{TYPES[column.kind]}")
        lines.append(f"({', '.join([*values, 'NULL::bigint'])})")
    names = ", ".join([*fact.columns, "version_id"])
    return Rows(f"SELECT * FROM (VALUES {', '.join(lines)}) AS v ({names})", parameters)  # noqa: S608
