"""The tables about the work with each person: plan, activities, workplaces, support afterwards.

Every rule carries `passage`: where in the plan it stands.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.values import (
    Contact,
    Flag,
    Key,
    Part,
    Passage,
    Placement,
    Role,
    Span,
    Text,
    Whole,
)


class IndividualPlan(Part):
    """The written plan made with each person: what is in it, and when it is looked at again.

    `updated_before` are phases by their keys: before a person goes into one the plan is new.
    """

    title: Text
    made_by: Role
    together_with_person: Flag = False
    contents: tuple[Text, ...] = ()
    followed_up: Moment | None = None
    shared_with: tuple[Key, ...] = ()
    updated_before: tuple[Key, ...] = ()
    text: Text
    passage: Passage


class IndividualTeam(Part):
    """Meetings around one person, with those parties that a consent covers."""

    title: Text
    parties: tuple[Key, ...] = ()
    convened_by: Role | None = None
    needs_consent: Flag = True
    text: Text
    passage: Passage


class Activity(Part):
    """Something that is offered to those who take part, alone or in group."""

    key: Key
    title: Text
    form: tuple[Literal["single", "group"], ...] = ()
    phase: Key | None = None
    text: Text | None = None
    passage: Passage


class Workplaces(Part):
    """What is arranged with employers, and whom the support goes to."""

    kinds: tuple[Placement, ...] = Field(min_length=1)
    analysed: Flag = False
    support_to: tuple[Literal["person", "employer", "colleagues"], ...] = ()
    text: Text
    tapering: Text | None = None
    passage: Passage


class Support(Part):
    """How often there is contact in some months after the job began, both months included."""

    first_month: Annotated[Whole, Field(ge=1, le=120)]
    last_month: Annotated[Whole, Field(ge=1, le=120)]
    contact: Contact
    times: Annotated[Whole, Field(ge=1, le=31)] | None = None
    per: Span | None = None
    text: Text
    passage: Passage


class AfterSupport(Part):
    """Support after the person has got a job, to the person and to the employer.

    `at_least` and `at_most` are how long it goes on; `longer` who may ask for more.
    """

    title: Text
    to: tuple[Literal["person", "employer", "colleagues"], ...] = Field(min_length=1)
    by: Role
    at_least: Length | None = None
    at_most: Length | None = None
    longer: Text | None = None
    phase: Key | None = None
    schedule: tuple[Support, ...] = ()
    text: Text
    passage: Passage


class ExitPaper(Part):
    """Something a person has with them when they leave. `aim` is what is aimed at, not promised."""

    key: Key
    title: Text
    by: Role
    aim: Flag = False
    passage: Passage
