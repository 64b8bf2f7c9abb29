"""The tables of a programme's definition, in the order a plan tells them.

Every rule carries `passage`: where in the plan it stands. Where the plan is silent and the file
had to choose, a row of `readings` says so.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.requirements import Requirement
from stegvis.programmes.definition.values import (
    Breakdown,
    Day,
    Decision,
    EndReason,
    FigureId,
    Flag,
    Key,
    Measured,
    Number,
    Occasion,
    Occupation,
    Part,
    PartyKind,
    Passage,
    Reach,
    Role,
    Section,
    Text,
    Whole,
)


class Plan(Part):
    """The document the definition is written from."""

    title: Text
    dated: Day


class Law(Part):
    """Which law the records stand under.

    `social_services` brings the limits of that law (what may be searched for, the reading of the
    log); `published_data` is for data without any person to find.
    """

    regime: Literal["social_services", "published_data"]
    statutes: tuple[Text, ...] = ()
    documentation: Text | None = None
    passage: Passage


class Stated(Part):
    """Something the plan says in words, such as its purpose or its method."""

    text: Text
    passage: Passage


class Method(Part):
    name: Text
    text: Text
    passage: Passage


class PostsChange(Part):
    from_: Day = Field(alias="from")
    posts: Annotated[Number, Field(gt=0, le=100)]
    passage: Passage


class Unit(Part):
    """Where the work is done: a municipality's coaches, or a team."""

    key: Key
    name: Text
    municipality: Text | None = None
    posts: Annotated[Number, Field(gt=0, le=100)] | None = None
    changes: tuple[PostsChange, ...] = ()
    passage: Passage

    def posts_on(self, day: date) -> Decimal | None:
        """Full-time posts on a day. None when the plan gives no number."""
        posts = self.posts
        for change in sorted(self.changes, key=lambda change: change.from_):
            if change.from_ <= day:
                posts = change.posts
        return posts


class Capacity(Part):
    """How many people there is room for: by the post, as places at a time, through it in all.

    `places` are taken by those in the programme at the same time; `through` is how many are to
    pass through it from its first day to its last.
    """

    people_per_post: Annotated[Whole, Field(gt=0, le=1000)] | None = None
    places: Annotated[Whole, Field(gt=0, le=100_000)] | None = None
    through: Annotated[Whole, Field(gt=0, le=100_000)] | None = None
    text: Text | None = None
    passage: Passage


class Party(Part):
    """An authority that runs the programme together with the others."""

    key: Key
    kind: PartyKind
    name: Text
    passage: Passage


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


class ContactPerson(Part):
    role: Role
    title: Text
    since: Moment
    same_throughout: Flag = False
    text: Text
    passage: Passage


class Track(Part):
    """One of the things that run at the same time within a phase, such as learning places."""

    key: Key
    title: Text
    text: Text
    passage: Passage


class Phase(Part):
    """A step of the method, in the order they stand.

    `at_least` and `at_most` are how long a person is in it. `meeting` is what is met about, with
    an updated plan, before the person leaves it. An `optional` phase is passed by by some. One that
    lies `before_start` has been gone through when a person is enrolled, on the way in.
    `was` names steps of an earlier version that this one has taken the place of: who stands in one
    of them stands here when moved to this version.
    """

    key: Key
    title: Text
    text: Text
    was: tuple[Key, ...] = ()
    optional: Flag = False
    before_start: Flag = False
    at_least: Length | None = None
    at_most: Length | None = None
    tracks: tuple[Track, ...] = ()
    meeting: Text | None = None
    passage: Passage

    def shortest(self, starts_on: date) -> date | None:
        """The last day of the shortest time in it. None when the plan sets none."""
        return self.at_least.last_day(starts_on) if self.at_least else None

    def longest(self, starts_on: date) -> date | None:
        """The last day of the longest time in it. None when the plan sets none."""
        return self.at_most.last_day(starts_on) if self.at_most else None

    def track(self, key: str) -> Track | None:
        """The track with this key, None when the phase has no such."""
        return next((track for track in self.tracks if track.key == key), None)


def _limit(value: object) -> Length | None:
    return None if value is None or value == "none" else Length.parse(value)


Limit = Annotated[Length | None, PlainValidator(_limit), Field(examples=["12 months"])]


class Extension(Part):
    length: Length
    when: Text
    decided_by: Role
    reported_to: Role | None = None


class Stay(Part):
    """How long a person may stay. 'none' is written for no limit and read as None."""

    limit: Limit
    extension: Extension | None = None
    text: Text
    passage: Passage

    def last_day(self, started_on: date, *, extended: bool = False) -> date | None:
        """The last day of the stay, itself included. None when there is no limit.

        An extension is counted from the start with the limit, so that no end of a month shortens
        it on the way (docs/decisions/0060).
        """
        if self.limit is None:
            return None
        limit = self.limit
        if extended and self.extension:
            limit = limit + self.extension.length
        return limit.last_day(started_on)


class Measure(Part):
    """What is recorded about every person, at which occasion, when, and by whom.

    `ladder` and `survey` name the file that says how. `reached_by` is how a person who has left is
    reached. `figures` are the figures that come of it.
    """

    what: tuple[Measured, ...] = Field(min_length=1)
    occasion: Occasion
    at: Moment
    by: Role | None = None
    reached_by: Reach | None = None
    ladder: Key | None = None
    survey: Key | None = None
    method: Text | None = None
    figures: tuple[FigureId, ...] = ()
    text: Text
    passage: Passage


class Livelihood(Part):
    """A kind of livelihood. `public` is whether public money pays it, unknown when left out."""

    key: Key
    title: Text
    public: Flag | None = None


class Livelihoods(Part):
    """The code list of livelihoods, and whether anyone has checked it against its source."""

    source: Text
    verified: Flag
    kinds: tuple[Livelihood, ...] = Field(min_length=1)
    passage: Passage


class Occupations(Part):
    kinds: tuple[Occupation, ...] = Field(min_length=1)
    passage: Passage


class OwnEndReason(Part):
    """An end reason of this programme's own, and which of those all know it counts as."""

    key: Key
    title: Text
    counts_as: EndReason
    passage: Passage


def _listed(value: object) -> object:
    return [value] if isinstance(value, str) else value


class Discharge(Part):
    """How long after a person has left they are discharged, for these end reasons.

    'otherwise' stands for every end reason that no other rule names.
    """

    when: Annotated[
        tuple[Literal[EndReason, "otherwise"], ...], BeforeValidator(_listed), Field(min_length=1)
    ]
    after: Length
    passage: Passage


class Goal(Part):
    """A goal figure. With neither bound the plan states the goal without a number."""

    indicator: FigureId
    at_least: Number | None = None
    at_most: Number | None = None
    text: Text
    passage: Passage

    @property
    def op(self) -> Literal[">=", "<="] | None:
        """How the figure is compared with `value`."""
        if self.at_least is not None:
            return ">="
        return "<=" if self.at_most is not None else None

    @property
    def value(self) -> Decimal | None:
        """What the figure is compared with, in the indicator's unit (a share is 0 to 1)."""
        return self.at_least if self.at_least is not None else self.at_most


class Figure(Part):
    """An indicator that is followed without a goal."""

    indicator: FigureId
    passage: Passage


class ShownBy(Part):
    by: Breakdown
    passage: Passage


class NotCompared(Part):
    """A comparison the plan forbids, with the plan's own sentence."""

    by: Breakdown
    text: Text
    passage: Passage

    def __str__(self) -> str:
        return f"”{self.text}” ({self.passage})"


class Reading(Part):
    """Where the plan is silent or can be read in two ways: how this file reads it.

    `about` is the key in this file that rests on the reading.
    """

    about: Text
    text: Text
    passage: Passage | None = None


class Later(Part):
    """Something the plan promises that the programme does not yet run from this file."""

    key: Key
    what: Text
    at: Moment | None = None
    passage: Passage
