"""What the plan wants recorded at an occasion (C1, C5), from the day the occasion comes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Facts, dates_of
from stegvis.casework.due.things import STAFF, Due, State, due_or_late
from stegvis.programmes.definition import ProgrammeDefinition, words
from stegvis.programmes.definition.parts import Measure


def at_occasions(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """What the plan wants recorded at an occasion, from the day its occasion comes."""
    asked: dict[tuple[str, date], list[Measure]] = {}
    for measure, day in d.measures_due(dates_of(d, f)):
        over = f.discharged_on is not None and day <= f.discharged_on
        if measure.by in STAFF and not over:
            asked.setdefault((measure.occasion, day), []).append(measure)
    for (occasion, day), measures in asked.items():
        wanted = [what for measure in measures for what in measure.what]
        missing = [what for what in wanted if not _is_recorded(what, occasion, f)]
        yield Due(
            key=f"measure:{occasion}",
            title=_measure_title(occasion, missing or wanted, done=not missing),
            due_on=day,
            state=due_or_late(day, today) if missing else State.DONE,
            why=measures[0].text,
            passage=measures[0].passage,
            **_page_of(occasion),
        )


def _is_recorded(what: str, occasion: str, f: Facts) -> bool:
    # A cohort read in calls what held directly before the start "before"; the answer is the same.
    same = {occasion, "before"} if occasion == "start" else {occasion}
    return any((what, each) in f.recorded for each in same)


def _measure_title(occasion: str, what: Sequence[str], *, done: bool) -> Promise:
    named = [_(words.MEASURED[each]) for each in what]
    both = _("{one} och {other}")
    return format_lazy(
        _("Registrerat: {what} {occasion}") if done else _("Registrera {what} {occasion}"),
        what=named[0] if len(named) == 1 else format_lazy(both, one=named[0], other=named[1]),
        occasion=_(words.OCCASIONS[occasion]),
    )


def _page_of(occasion: str) -> dict[str, Any]:
    """The discharge asks what is measured at it, so both are done on one page."""
    if occasion == "discharge":
        return {"act": "casework:discharge"}
    return {"act": "casework:observe", "args": (occasion,)}
