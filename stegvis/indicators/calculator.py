"""The one calculator: a programme's figures, from its definition and what is recorded.

    figures(programme, Period.year(2023), as_of=date(2024, 2, 1), by=["sex"])

Period, programme, breakdowns, what the plan refuses and the hiding of small groups are here, so
that no indicator repeats them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from stegvis.access.reader import read_only
from stegvis.indicators.catalogue import followed
from stegvis.indicators.definition import Indicator
from stegvis.indicators.figure import Figure, Figures, Group
from stegvis.indicators.protection import MIN_CELL, protected, tidied
from stegvis.indicators.rows import Rows, enrolments
from stegvis.indicators.statement import AGE_GROUPS, BREAKDOWNS, counting
from stegvis.lib.dates import Period
from stegvis.lib.faults import Fault, Refused
from stegvis.participants.models import Sex
from stegvis.programmes.definition import ProgrammeDefinition, words
from stegvis.programmes.models import Programme, ProgrammeVersion

UNKNOWN = "unknown"

Counts = tuple[int, int, int]
#: Counts of each indicator by place in the list of breakdowns (0 is the total) and by group.
Table = Mapping[int, Mapping[str | None, list[Counts]]]


def figures(
    programme: Programme,
    period: Period,
    *,
    as_of: date,
    by: Sequence[str] = (),
    min_cell: int = MIN_CELL,
    unprotected: bool = False,
    among: Collection[int] | None = None,
    opened: Collection[int] | None = None,
) -> Figures:
    """Every figure of the programme, within the association stepped into.

    `among` are the only enrolments to count, by number. `opened` are those that the reader can
    open and therefore take away: what is then left is protected as the whole is. Small groups are
    hidden unless `unprotected`, which is for figures among people whose records the reader may
    open. Raises Refused when the programme has no published plan, when the plan
    forbids a breakdown (with its passage), and when `as_of` comes before the period.
    """
    versions = list(ProgrammeVersion.objects.filter(programme=programme).order_by("valid_from"))
    version = in_force(versions, period.last)
    refuse(version.definition, period, as_of, by)
    indicators = followed(version.definition)
    plans = [(each.pk, each.definition) for each in versions]

    def made(among: Collection[int] | None) -> tuple[Table, list[Figure]]:
        table = count(indicators, enrolments(programme, plans, among), period, as_of, by)
        figured = (
            _figure(each, version.definition, by, table, place)
            for place, each in enumerate(indicators)
        )
        return table, list(figured)

    table, whole = made(among)
    if not unprotected:
        known = [None] * len(whole) if opened is None else made(opened)[1]
        whole = [protected(one, min_cell, away) for one, away in zip(whole, known, strict=True)]
    return Figures(
        programme=programme.key,
        version=version.version,
        under=_under(versions, table[len(by) + 1]),
        first=period.first,
        last=period.last,
        as_of=as_of,
        min_cell=0 if unprotected else min_cell,
        figures=tuple(tidied(each) for each in whole),
        began=tuple(
            (each.version, each.valid_from)
            for each in versions[1:]
            if period.first < each.valid_from <= period.last
        ),
    )


def in_force(versions: Sequence[ProgrammeVersion], day: date) -> ProgrammeVersion:
    """The version of the plan on a day; the first one for days before it. Raises Refused if none.

    `versions` come in order of time.
    """
    if not versions:
        what = _("Insatsen har ingen publicerad plan.")
        raise Refused(Fault("", what, _("Publicera den först.")))
    return next((v for v in reversed(versions) if v.valid_from <= day), versions[0])


def refuse(definition: ProgrammeDefinition, period: Period, as_of: date, by: Iterable[str]) -> None:
    """Raise Refused for a breakdown that is unknown or that the plan forbids, and a wrong day."""
    faults = []
    for name in by:
        if name not in BREAKDOWNS:
            what = _("Talen kan inte delas upp efter ”%(name)s”.") % {"name": name}
            faults.append(Fault("by", what, _("Välj bland: %s.") % ", ".join(BREAKDOWNS)))
        elif refusal := definition.refuses_comparison(name):
            said = {"by": words.BREAKDOWNS[name], "passage": refusal, "plan": definition.plan.title}
            what = _("Planen tillåter inte att talen delas upp efter %(by)s: %(passage)s.") % said
            faults.append(Fault("by", what, _("Stället finns i: %(plan)s.") % said))
    if as_of < period.first:
        what = _("%(day)s är före periodens första dag, %(first)s.")
        said = {"day": as_of, "first": period.first}
        instead = _("Talen står som de var en dag under perioden eller efter den.")
        faults.append(Fault("as_of", what % said, instead))
    if faults:
        raise Refused(faults)


def count(
    indicators: Sequence[Indicator], rows: Rows, period: Period, as_of: date, by: Sequence[str] = ()
) -> Table:
    """About, known and counts of each indicator, for the total and each group, from one statement.

    Unprotected: for the calculator and for the examples. Runs as the role that can only read.
    """
    table: dict[int, dict[str | None, list[Counts]]] = defaultdict(dict)
    for level, group, *numbers in run(counting(indicators, rows, by), rows, period, as_of):
        triples = zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        table[level][group] = list(triples)
    return table


def run(sql: str, rows: Rows, period: Period, as_of: date) -> list[tuple[Any, ...]]:
    """The answer to a statement about the rows, asked as the role that can only read."""
    parameters = rows.parameters | {"from": period.first, "to": period.last, "as_of": as_of}
    with read_only(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('stegvis.as_of', %s, true)", [as_of.isoformat()])
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def _figure(
    indicator: Indicator,
    definition: ProgrammeDefinition,
    by: Sequence[str],
    table: Table,
    place: int,
) -> Figure:
    def group(counts: Counts | None) -> Group:
        return Group(*(counts or (0, 0, 0)), unit=indicator.unit)

    parts = {}
    for level, name in enumerate(by, start=1):
        found = {key or UNKNOWN: counts[place] for key, counts in table[level].items()}
        keys = dict.fromkeys([*_groups(name, definition), *sorted(found), UNKNOWN])
        parts[name] = {key: group(found.get(key)) for key in sorted(keys, key=_unknown_last)}
    goal = definition.goal(indicator.key)
    return Figure(indicator, goal, group(table[0][None][place]), parts)


def _groups(name: str, definition: ProgrammeDefinition) -> list[str]:
    """The groups that a breakdown has whether or not anyone is in them, in the order to show."""
    return {
        "sex": [str(sex) for sex in Sex.values],
        "age": list(AGE_GROUPS),
        "unit": [unit.key for unit in definition.units],
        "municipality": list(definition.municipalities),
    }[name]


def _unknown_last(key: str) -> bool:
    return key == UNKNOWN


def _under(
    versions: Sequence[ProgrammeVersion], groups: Mapping[str | None, list[Counts]]
) -> tuple[str, ...]:
    """The versions that anyone counted stands under."""
    counted = {key for key, counts in groups.items() if any(about for about, _, _ in counts)}
    return tuple(each.version for each in versions if str(each.pk) in counted)
