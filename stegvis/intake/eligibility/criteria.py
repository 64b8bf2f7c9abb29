"""What a plan asks of who is to take part, and who is asked about it."""

from __future__ import annotations

from stegvis.access.roles import Role
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.requirements import Requirement

#: Facts that a person may answer for while nothing is recorded. The others are recorded, or not
#: known: nobody attests an age.
ANSWERED_WHILE_UNKNOWN = {"joint_assessment"}


def asked(definition: ProgrammeDefinition) -> tuple[Requirement, ...]:
    """Criteria and exclusions, in the plan's order."""
    return (*definition.criteria, *definition.exclusions)


def asks_about(definition: ProgrammeDefinition, fact: str) -> bool:
    """Whether some criterion, exclusion or rule of priority rests on the fact."""
    conditions = [row.condition for row in asked(definition) if row.condition]
    conditions += definition.priority.conditions if definition.priority else ()
    return any(condition.fact == fact for condition in conditions)


def answered_by_people(definition: ProgrammeDefinition) -> tuple[Requirement, ...]:
    """Those that somebody is asked about: what is attested, and a fact that may be unrecorded."""
    return tuple(
        row
        for row in asked(definition)
        if row.kind == "attested"
        or (row.condition and row.condition.fact in ANSWERED_WHILE_UNKNOWN)
    )


def brought_by(definition: ProgrammeDefinition, way_in: str) -> str:
    """In which role the person was brought: whose word counts where the plan does not say.

    A person who applies alone is brought by nobody, so that the coach's word counts.
    """
    way = next((way for way in definition.ways_in if way.key == way_in), None)
    if way is None or way.who == "party":
        return Role.REFERRER
    return way.by or Role.COACH
