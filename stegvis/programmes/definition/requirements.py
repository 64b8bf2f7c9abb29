"""What a plan asks of a person: attested, or computed from facts. Not known is never a no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from stegvis.programmes.definition.values import Key, Part, Passage, Role, Text, Whole


class Condition(Part):
    """A condition that can be computed: a fact about the person, and what it has to be.

    `age` in whole years, `consent` whether consent is in force, `municipality` (where the person
    is registered) and `livelihood` by name or key, `joint_assessment` whether the person is in a
    joint assessment (gemensam kartläggning) that day.
    """

    fact: Literal["age", "consent", "municipality", "livelihood", "joint_assessment"]
    at_least: Whole | None = None
    at_most: Whole | None = None
    among: tuple[Text, ...] = ()

    def met(self, facts: Mapping[str, object]) -> bool | None:
        """Whether it is met. None when the fact is not known: no answer is not a no."""
        value = facts.get(self.fact)
        if value is None:
            return None
        if self.fact == "age":
            assert isinstance(value, int)
            low = self.at_least is None or self.at_least <= value
            return low and (self.at_most is None or value <= self.at_most)
        return value in self.among if self.among else bool(value)


class Requirement(Part):
    """Something that has to hold: attested by a person, or computed from what is recorded."""

    key: Key
    text: Text
    kind: Literal["attested", "computed"]
    #: Who attests it; the one who brings the person, when the plan does not say.
    attested_by: Role | None = None
    condition: Condition | None = None
    passage: Passage

    def met(self, facts: Mapping[str, object]) -> bool | None:
        """What the facts say. None for what only a person can attest, and for a missing fact."""
        return self.condition.met(facts) if self.condition else None


class Priority(Part):
    """Who goes first."""

    when: Literal["queue", "always"]
    text: Text
    conditions: tuple[Condition, ...] = Field(min_length=1)
    passage: Passage

    def holds(self, facts: Mapping[str, object]) -> bool | None:
        """Whether this person goes first. None when a fact that decides it is missing."""
        answers = [condition.met(facts) for condition in self.conditions]
        if False in answers:
            return False
        return None if None in answers else True
