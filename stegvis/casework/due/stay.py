"""How long a person may take part, and what is told of a stay that is extended (B9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Facts
from stegvis.casework.due.things import Due, due_or_late, spoken_day
from stegvis.lib.dates import add_months, working_day_from, working_day_until
from stegvis.programmes.definition import ProgrammeDefinition

#: How long before a stay runs out that it is ended or extended: time for the person and the
#: parties to plan what comes after, and for a decision.
STAY_NOTICE = timedelta(weeks=8)


def stay_ends(d: ProgrammeDefinition, f: Facts) -> date | None:
    """The last day of the stay, as it has been extended. None without a limit, or before it."""
    if f.started_on is None:
        return None
    if f.extension is not None:
        return f.extension.last
    return d.stay.last_day(f.started_on)


def end_of_stay(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """The stay is ended or extended before it runs out (B9), on the last day the office is open."""
    last = stay_ends(d, f)
    if last is None or not f.taking_part or last > today + STAY_NOTICE:
        return
    extension = d.stay.extension if f.extension is None else None
    title, act = _("Avsluta: vistelsen går ut"), "casework:end"
    why = format_lazy(
        _("Vistelsen går ut den {day}. {plan}"), day=spoken_day(last), plan=d.stay.text
    )
    if extension:
        title, act = _("Avsluta eller ansök om förlängning"), "casework:extension"
        if f.extension_asked is not None and f.extension_asked >= today:
            title = _("Invänta beslutet om förlängning")
    due_on = max(working_day_until(last), f.started_on or last)
    yield Due("stay", title, due_on, due_or_late(due_on, today), why, d.stay.passage, act)


def report_by(decided_on: date) -> date:
    """The last day to tell the steering group of an extension: a month, and then an office day.

    The plans say "i efterhand" and no time (V20 §5, V23 §4); the steering group is reported to
    each month.
    """
    return working_day_from(add_months(decided_on, 1))
