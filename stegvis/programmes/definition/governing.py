"""The tables about running and governing: staff, follow-up, reports, meetings, revision.

Every rule carries `passage`: where in the plan it stands.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from stegvis.programmes.definition.moments import Moment
from stegvis.programmes.definition.parts.way_in import AgendaItem
from stegvis.programmes.definition.values import (
    Day,
    FigureId,
    Flag,
    Key,
    Number,
    Part,
    Passage,
    Role,
    Span,
    Text,
    Whole,
)


class Called(Part):
    """What the plan calls a role, in the definite: coach is "konsulenten"."""

    role: Role
    name: Text


class Staff(Part):
    """Posts of one kind: how many full-time posts, on how many people, who employs them.

    Those who `carry_people` share the places between them. Without `unit` they work in all.
    """

    key: Key
    title: Text
    role: Role
    posts: Annotated[Number, Field(gt=0, le=100)] | None = None
    people: Annotated[Whole, Field(gt=0, le=1000)] | None = None
    employer: Key | None = None
    unit: Key | None = None
    carry_people: Flag = False
    text: Text | None = None
    passage: Passage


class KeyPerson(Part):
    """Somebody at a party who is the way in and out for the team."""

    party: Key
    title: Text
    text: Text | None = None
    passage: Passage


class FollowUp(Part):
    """Something followed of the programme as a whole: how, when, by whom, and which figures.

    `to_be_developed` is a method that the plan promises and has not got. `own_quality_only` is
    never used to compare.
    """

    key: Key
    text: Text
    method: Text | None = None
    to_be_developed: Flag = False
    at: Moment | None = None
    by: Role | None = None
    together_with: Text | None = None
    ladder: Key | None = None
    survey: Key | None = None
    own_quality_only: Flag = False
    figures: tuple[FigureId, ...] = ()
    passage: Passage


class NationalCount(Part):
    """What is reported to the national follow-up, and what that asks today."""

    system: Text
    by: Role
    counted: tuple[Literal["enrolled", "discharged", "end_reason", "livelihood", "occupation"], ...]
    text: Text
    passage: Passage


class Content(Part):
    """One thing a report is to contain, and the figures that say it."""

    text: Text
    figures: tuple[FigureId, ...] = ()
    passage: Passage


class Report(Part):
    """A report: when it comes, who writes it and who reads it, and what it contains."""

    key: Key
    title: Text
    period: Literal["month", "half_year", "year", "project"]
    at: Moment | None = None
    by: Role | None = None
    to: tuple[Role, ...] = Field(min_length=1)
    contents: tuple[Content, ...] = ()
    text: Text | None = None
    passage: Passage


class Deviations(Part):
    """Deviations in the collaboration: who reports them, who handles them, where the rest goes."""

    reported_by: Role
    handled_by: Role
    structural_to: Text | None = None
    standing_item: Flag = False
    text: Text
    passage: Passage


class Cadence(Part):
    """So many times in a stretch of time: two a term, or once or twice a year."""

    times: Annotated[Whole, Field(ge=1, le=100)]
    up_to: Annotated[Whole, Field(ge=1, le=100)] | None = None
    per: Span


class Meeting(Part):
    """A group that meets: how often, who is in it, what it always takes up, what it decides."""

    key: Key
    title: Text
    cadence: Cadence | None = None
    convened_by: Role | None = None
    members: tuple[Text, ...] = ()
    agenda: tuple[AgendaItem, ...] = ()
    text: Text
    passage: Passage


class Task(Part):
    """One row of a project's activity plan: when, whose, and whether it goes on afterwards."""

    key: Key
    title: Text
    first_day: Day | None = None
    last_day: Day | None = None
    goes_on: Flag = False
    by: Role | None = None
    text: Text | None = None
    passage: Passage


class Certificate(Part):
    """What the head certifies in writing, and how often."""

    by: Role
    every: Span
    certifies: tuple[Text, ...] = Field(min_length=1)
    text: Text
    passage: Passage


class ResourceNeeds(Part):
    """The need of resources: who presents it and when, who decides the coming year's money."""

    presented_by: tuple[Role, ...] = Field(min_length=1)
    presented: Text
    decided_by: Role
    decided_at_latest: Moment
    text: Text
    passage: Passage


class PostsOverTime(Part):
    """How the number of people with each coach is followed, as ground for moving posts."""

    followed_by: Role
    text: Text
    passage: Passage


class Revision(Part):
    """How the plan, or its indicators, is gone through again."""

    what: Literal["plan", "indicators"]
    every: Span
    decided_by: Role | None = None
    text: Text
    passage: Passage


class Evaluation(Part):
    """An evaluation by somebody from outside: when, who decides on it, what it may have."""

    when: Text
    decided_by: Role | None = None
    text: Text
    passage: Passage


def posts(staff: tuple[Staff, ...]) -> Decimal:
    """Full-time posts in all of them, those without a number left out."""
    return sum((each.posts or Decimal(0) for each in staff), Decimal(0))
