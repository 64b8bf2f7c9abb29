"""How the invented people are shared out: what of so many, and the source of each number.

A draw takes one place of a list, so a share is how often a value stands in it. ``domain`` below
is the field's published numbers: the group with activity compensation that Supported Employment
was tried on in 25 municipalities (Fogelgren m.fl. 2018, table A-1) and the Swedish and Norwegian
trials of individual placement and support.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from stegvis.demo import texts
from stegvis.demo.names import FAMILY, MEN, WOMEN
from stegvis.programmes.definition import Length, ProgrammeDefinition

#: Of two hundred who leave: 70 to work or study. That is the plan's goal, and within what is
#: published: 36.6 % in work after a year (Norway, N = 410), 46 % after eighteen months (Malmö).
REASONS = {
    "work": 51, "study": 19, "ordinary_measure": 26, "ill": 26, "own_request": 17,
    "other_rehabilitation": 16, "completed": 12, "moved": 10, "reinforced_cooperation": 8,
    "absent": 8, "consent_withdrawn": 3, "other": 2, "deceased": 1, "registration_error": 1,
}  # fmt: skip
#: Of fifty applications that are decided.
DECISIONS = {"admitted": 43, "refused": 4, "withdrawn": 3}
#: Of twenty who apply, by kind of party.
APPLYING = {"forsakringskassan": 9, "municipality": 6, "arbetsformedlingen": 3, "region": 2}
#: Of a hundred who start. Activity compensation is whom the programme is for in the first place.
LIVELIHOODS = {
    "activity_compensation": 50, "social_assistance": 20, "sickness_benefit": 10,
    "activity_support": 9, "no_public": 6, "unemployment_benefit": 3, "rehabilitation_benefit": 2,
}  # fmt: skip
#: Of fifty who start.
OCCUPATIONS = {"none": 27, "job_seeking": 16, "programme": 3, "rehabilitation": 3, "work": 1}
#: When each phase begins, in thousandths of the stay: longest where a workplace is looked for.
PACE = (0, 88, 238, 538, 763)

NO_ROOM = "Coacherna är fulla. Tas upp igen när en plats blir ledig."
ONE_PARTY = "Behöver stöd av en part. Den parten tar kontakt inom två veckor."


def spread(shares: Mapping[str, int]) -> list[str]:
    """Each value as many times as its share."""
    return [value for value, times in shares.items() for _ in range(times)]


def drawn(definition: ProgrammeDefinition) -> dict[str, Any]:
    """What the statements draw from and hold to, by the names they use."""
    lists: dict[str, Sequence[str]] = {
        "women": WOMEN, "men": MEN, "family": FAMILY,
        "needs": texts.NEEDS, "goals": texts.GOALS, "measures": texts.EARLIER,
    }  # fmt: skip
    return {
        **{name: list(values) for name, values in lists.items()},
        **{f"{name}_count": len(values) for name, values in lists.items()},
        "reasons": spread(REASONS), "decisions": spread(DECISIONS), "pace": list(PACE),
        "livelihoods": spread(LIVELIHOODS), "occupations": spread(OCCUPATIONS),
        "criteria": json.dumps(texts.answers(definition)), "no_room": NO_ROOM, "refusal": ONE_PARTY,
        **_of_the_plan(definition),
    }  # fmt: skip


def _of_the_plan(definition: ProgrammeDefinition) -> dict[str, Any]:
    """What the plan itself says: its phases, what it asks about, when people are written out."""
    assert definition.consent
    assert definition.preparation
    waits = {reason: definition.discharge_rule(reason).after for reason in REASONS}
    waits = {reason: after for reason, after in waits.items() if after != Length()}
    [wait] = set(waits.values())
    return {
        "phases": [phase.key for phase in definition.phases],
        "information": sorted(kind.key for kind in definition.consent.information),
        "preparation": [i.key for i in definition.preparation.items if i.kind == "attested"],
        "waits_for": list(waits), "wait": f"{wait.months} months {wait.days} days",
    }  # fmt: skip
