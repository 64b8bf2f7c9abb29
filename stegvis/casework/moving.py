"""What it means for a person to stand under another version of the plan: pure, from what is known.

Publishing asks whether the people there are would have a place in a new version; moving asks it of
one person, and tells what changes for that person before it is done.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise

from stegvis.casework.due import Due, Facts, State, due
from stegvis.programmes.definition import ProgrammeDefinition


class Lacks(StrEnum):
    """What of that which is recorded a version may have no place for."""

    UNIT = "units"
    PHASE = "phases"
    LIVELIHOOD = "livelihoods.kinds"
    INFORMATION = "consent.information"
    END_REASON = "end_reasons"


@dataclass(frozen=True, slots=True)
class Recorded:
    """The keys of the plan that are recorded about one person, or about many."""

    units: frozenset[str] = frozenset()
    phases: frozenset[str] = frozenset()
    livelihoods: frozenset[str] = frozenset()
    information: frozenset[str] = frozenset()
    end_reasons: frozenset[str] = frozenset()


def without_place(definition: ProgrammeDefinition, recorded: Recorded) -> list[tuple[Lacks, str]]:
    """Each recorded key that the version has no place for, with what it is. In no need of order.

    A phase has its place under its own key, or in the phase that takes over from it (``was``).
    """
    kinds = definition.livelihoods.kinds if definition.livelihoods else ()
    information = definition.consent.information if definition.consent else ()
    known: list[tuple[Lacks, frozenset[str], set[str]]] = [
        (Lacks.UNIT, recorded.units, {unit.key for unit in definition.units}),
        (Lacks.PHASE, recorded.phases, set(definition.phase_titles)),
        (Lacks.LIVELIHOOD, recorded.livelihoods, {kind.key for kind in kinds}),
        (Lacks.INFORMATION, recorded.information, {each.key for each in information}),
        (Lacks.END_REASON, recorded.end_reasons, set(definition.end_reasons)),
    ]
    return [(what, key) for what, keys, there in known for key in sorted(keys - there)]


# --- What changes for a person --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: what comes has no `before`, what goes has no `after`.

    `last_day` is the day the stay runs out, None where there is no limit.
    """

    what: str
    title: str | Promise
    before: date | None = None
    after: date | None = None


def changes(
    old: ProgrammeDefinition, new: ProgrammeDefinition, facts: Facts, today: date
) -> list[Change]:
    """What comes, goes and moves for a person on the day that they are moved, by the due list.

    What is done in both is not told: nothing is asked of anybody.
    """
    return [*_stay(old, new, facts), *_due(due(old, facts, today), due(new, facts, today))]


def _stay(old: ProgrammeDefinition, new: ProgrammeDefinition, facts: Facts) -> Iterator[Change]:
    if facts.started_on is None or facts.ended_on is not None:
        return
    before, after = (each.stay.last_day(facts.started_on) for each in (old, new))
    if before != after:
        yield Change("last_day", "", before, after)


def _due(old: list[Due], new: list[Due]) -> Iterator[Change]:
    was, stands = ({item.key: item for item in items} for items in (old, new))
    for key, item in stands.items():
        before = was.get(key)
        if before is None:
            if item.state != State.DONE:
                yield Change("comes", item.title, after=item.due_on)
        elif before.due_on != item.due_on and State.DONE not in (before.state, item.state):
            yield Change("moves", item.title, before.due_on, item.due_on)
        elif before.state == State.DONE and item.state != State.DONE:
            yield Change("comes", item.title, after=item.due_on)
        elif item.state == State.DONE and before.state != State.DONE:
            yield Change("goes", before.title, before=before.due_on)
    for key, item in was.items():
        if key not in stands and item.state != State.DONE:
            yield Change("goes", item.title, before=item.due_on)
