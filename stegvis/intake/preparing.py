"""What must be in place before a person is brought up, and whether it is (A7). Pure functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stegvis.intake.models import Preparation
from stegvis.lib.dates import age_on
from stegvis.participants.models import Participant
from stegvis.programmes.definition import ProgrammeDefinition


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing of the preparation: done (True), not yet (False) or not answered (None)."""

    key: str
    text: str
    computed: bool
    done: bool | None
    on: date | None = None
    note: str = ""


def readiness(
    definition: ProgrammeDefinition, recorded: Mapping[str, Preparation], consented: bool
) -> tuple[Ready, ...]:
    """The state of everything the definition asks for first.

    What is computed, such as consent, follows from what is recorded elsewhere and is never typed.
    """
    asked = definition.preparation.items if definition.preparation else ()
    facts = {"consent": consented}
    return tuple(
        Ready(item.key, item.text, computed=True, done=item.met(facts))
        if item.kind == "computed"
        else _attested(item.key, item.text, recorded.get(item.key))
        for item in asked
    )


def _attested(key: str, text: str, row: Preparation | None) -> Ready:
    if row is None:
        return Ready(key, text, computed=False, done=None)
    done = row.answer == Preparation.Answer.DONE
    return Ready(key, text, computed=False, done=done, on=row.on, note=row.note)


def goes_first(
    definition: ProgrammeDefinition, person: Participant, livelihood: str | None, today: date
) -> bool | None:
    """Whether the plan lets the person go before others. None when what decides it is not known.

    ``livelihood`` is what the application says the person lives on, a key of the definition's.
    """
    age = age_on(person.birth_date, today) if person.birth_date else None
    facts = {"age": age, "municipality": person.municipality or None, "livelihood": livelihood}
    return definition.prioritised(facts)
