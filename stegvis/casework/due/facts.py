"""What is recorded about one person, as plain values: all that anything due follows from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from stegvis.programmes.definition import ProgrammeDefinition


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from the first to the last, both included. Without a last day: until further notice."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def first_day_without(stretches: tuple[Stretch, ...], day: date, since: date) -> date | None:
    """The first day from ``day`` on that nothing covers, None when there is no such day.

    When ``day`` itself is bare, the first bare day before it, from ``since`` on: that is how long
    it has been missing.
    """
    if not any(stretch.covers(day) for stretch in stretches):
        ended = [s.last for s in stretches if s.last is not None and s.last < day]
        return max([since, *(last + timedelta(days=1) for last in ended)])
    while (covering := [s for s in stretches if s.covers(day)]) != []:
        if any(s.last is None for s in covering):
            return None
        day = max(s.last for s in covering if s.last) + timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent: to which parties, for which days, and the day it was taken back."""

    parties: frozenset[str]
    days: Stretch
    withdrawn_on: date | None = None

    @property
    def held(self) -> Stretch | None:
        """The days it held, up to the one before it was taken back. None when it never did."""
        if self.withdrawn_on is None:
            return self.days
        last = self.withdrawn_on - timedelta(days=1)
        if self.days.last is not None:
            last = min(last, self.days.last)
        return Stretch(self.days.first, last) if last >= self.days.first else None

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day. One taken back that day no longer does."""
        return self.held is not None and self.held.covers(day)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch in one phase: which row and phase, and what is known of how it was left."""

    number: int
    key: str
    days: Stretch
    met_on: date | None = None
    #: Whether somebody has said why it was left sooner than the plan says.
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about one enrolment, as far as anything can be due from it."""

    applied_on: date | None = None
    decided_on: date | None = None
    decision: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    discharged_on: date | None = None
    anonymous: bool = False
    #: The referral group's next meeting, and from when it has decided that the person starts, ends.
    meeting_on: date | None = None
    admit_from: date | None = None
    #: The last meeting around the person alone: its day, and whether it was held and decided after.
    own_meeting_on: date | None = None
    own_meeting_held: bool = False
    own_meeting_decided: bool = False
    end_from: date | None = None
    #: Keys of the preparation that are in place, and that somebody has said are not yet.
    ready: frozenset[str] = frozenset()
    not_ready: frozenset[str] = frozenset()
    consents: tuple[Agreed, ...] = ()
    contact_persons: tuple[Stretch, ...] = ()
    phases: tuple[Stretch, ...] = ()
    #: What has been recorded at which occasion: ("livelihood", "exit").
    recorded: frozenset[tuple[str, str]] = frozenset()
    #: The same stretches as `phases`, with what is known of each.
    steps: tuple[Step, ...] = ()
    #: Phase and key of the tracks that go on.
    tracks: frozenset[tuple[str, str]] = frozenset()
    #: The days added to the stay, and the last day of a proposal to add some.
    extension: Stretch | None = None
    extension_asked: date | None = None
    #: The last day that a party has proposed and the unit agreed to.
    agreed_end: date | None = None

    @property
    def on_the_way_in(self) -> bool:
        """Applied for and neither started nor turned away."""
        return self.started_on is None and self.decision in (None, "waiting", "admitted")

    @property
    def taking_part(self) -> bool:
        return self.started_on is not None and self.ended_on is None and self.discharged_on is None

    @property
    def turned_away(self) -> bool:
        """Refused, or withdrawn before anything began."""
        return self.decision in ("refused", "withdrawn")


def dates_of(d: ProgrammeDefinition, f: Facts) -> dict[str, date | None]:
    """The person's dates as moments are counted from them; the discharge as planned until it is."""
    discharge = f.discharged_on
    if discharge is None and f.ended_on and f.end_reason in d.end_reasons:
        discharge = d.discharge_on(f.end_reason, f.ended_on)
    return {
        "applied": f.applied_on,
        "decided": f.decided_on,
        "start": f.started_on,
        "exit": f.ended_on,
        "discharge": discharge,
    }
