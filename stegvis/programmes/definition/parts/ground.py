"""What a programme is and where it is run: plan, law, purpose, units, places, parties, readings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from stegvis.programmes.definition.moments import Moment
from stegvis.programmes.definition.values import (
    Day,
    Key,
    Number,
    Part,
    PartyKind,
    Passage,
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
