"""The road of one who takes part: who follows, phases, for how long, and how it ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, PlainValidator

from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.values import (
    EndReason,
    Flag,
    Key,
    Part,
    Passage,
    Role,
    Text,
)


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
