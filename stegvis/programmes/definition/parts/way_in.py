"""Who may come in, how, with which consent, and who decides."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from stegvis.programmes.definition.moments import Length
from stegvis.programmes.definition.requirements import Requirement
from stegvis.programmes.definition.values import (
    Decision,
    Flag,
    Key,
    Part,
    Passage,
    Role,
    Section,
    Text,
)


class WayIn(Part):
    """Who may bring a person to the programme, and how.

    A `party` brings a person in writing, with them where `together_with_person` says so. A party
    with `through` starts an application that the named one of the person's parties sends. The
    `person` applies alone, by the public form, or by calling `phone`. The `team` brings someone
    itself: `by` says who.
    """

    key: Key
    who: Literal["party", "person", "team"]
    parties: tuple[Key, ...] = ()
    through: Literal["paying_party"] | None = None
    by: Role | None = None
    together_with_person: Flag = False
    phone: Text | None = None
    text: Text
    passage: Passage


class Exceptions(Part):
    """Who may let a person in although a criterion is not met, always with a reason."""

    decided_by: Role
    text: Text
    passage: Passage


class Preparation(Part):
    """What is to be in place before a person is raised."""

    text: Text
    helped_by: tuple[Role, ...] = ()
    not_ready: Text | None = None
    items: tuple[Requirement, ...] = Field(min_length=1)
    passage: Passage


class Information(Part):
    """One kind of information that a consent covers, and what of the application it opens."""

    key: Key
    text: Text
    opens: tuple[Section, ...] = ()
    passage: Passage


class Consent(Part):
    required_before: Literal["raising", "admission"]
    gathered_by: Role
    parties: tuple[Key, ...] = Field(min_length=1)
    length: Length
    text: Text
    otherwise: Text | None = None
    withdrawn: Text | None = None
    information: tuple[Information, ...] = Field(min_length=1)
    passage: Passage


class Member(Part):
    """A seat in the group that decides: a party's, or one of our own roles'."""

    party: Key | None = None
    role: Role | None = None
    title: Text
    passage: Passage


class AgendaItem(Part):
    key: Key
    text: Text
    passage: Passage


class Outcome(Part):
    """One of the decisions that can be made, in the plan's words."""

    decision: Decision
    text: Text
    passage: Passage


class Deciding(Part):
    """Who decides that a person comes in, and what happens when they do not agree.

    A `referral_group` meets about many at once. The `team` decides after a first meeting with the
    person, and `joint_planning` is a meeting around one person where the parties plan together:
    in both the `members` are those who are to be there.
    """

    way: Literal["referral_group", "team", "joint_planning"]
    cadence: Literal["monthly", "when_needed"]
    per: Literal["unit", "programme"]
    convened_by: Role
    decided_by: Role | None = None
    disagreement: Role | None = None
    refusal_in_writing: Flag = False
    refusal_to: tuple[Role, ...] = ()
    text: Text
    authority: Text | None = None
    members: tuple[Member, ...] = Field(min_length=1)
    agenda: tuple[AgendaItem, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)
    passage: Passage
