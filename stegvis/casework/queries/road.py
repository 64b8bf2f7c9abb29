"""Where a person is on the road, as a line of steps and as a drawing over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from stegvis.casework import rules
from stegvis.casework.cases import Case, PhaseRow, TrackRow
from stegvis.casework.due.facts import Stretch
from stegvis.casework.models import Livelihood, Observation, Occupation
from stegvis.lib.dates import Period, add_months
from stegvis.programmes.definition import parts
from stegvis.programmes.definition.words import OCCASIONS, OCCUPATIONS
from stegvis.ui.human import spoken, until


def line(case: Case) -> list[dict[str, Any]]:
    """The definition's phases for the tag `steps`: each with its state, its day and what to add.

    Done is only what the person has been in, and for one who is enrolled what lies before that.
    What was passed by says so, and what a person has gone back from is ahead again.
    """
    keys = [phase.key for phase in case.definition.phases]
    here = keys.index(case.phase.key) if case.phase and case.phase.key in keys else None
    steps = []
    for number, phase in enumerate(case.definition.phases):
        visits = [row for row in case.phases if row.key == phase.key]
        been = bool(visits) or (phase.before_start and case.enrolment.started_on is not None)
        state = _state(number, here, been, over=case.enrolment.ended_on is not None)
        gone_back = state == "ahead" and visits
        steps.append(
            {
                "label": phase.title,
                "state": state,
                "on": visits[-1].days.first if visits and not gone_back else None,
                "note": _gone_back(visits[-1], case.today) if gone_back else "",
                "notes": [] if gone_back else _notes(case, phase, state),
            }
        )
    return steps


def _state(number: int, here: int | None, visited: bool, *, over: bool) -> str:
    if number == here:
        return "current"
    passed = over or (here is not None and number < here)
    if passed:
        return "done" if visited else "skipped"
    return "done" if visited and here is None else "ahead"


def _notes(case: Case, phase: parts.Phase, state: str) -> list[str]:
    """What there is to add to a step: what goes on in it and till when, or that some pass it by."""
    if state == "ahead" and phase.optional:
        return [_("kan hoppas över")]
    if state != "current" or case.phase is None or not case.facts.taking_part:
        return []
    tracks = [row.title for row in case.tracks if row.phase == phase.key and _now(row.days, case)]
    return [*tracks, *filter(None, [_time_in(case, phase, case.phase.days)])]


def _now(days: Stretch, case: Case) -> bool:
    return days.covers(case.today)


def _time_in(case: Case, phase: parts.Phase, days: Stretch) -> str:
    """The plan's shortest time in the step until it has passed, then the longest."""
    shortest, longest = phase.shortest(days.first), phase.longest(days.first)
    if shortest and case.today < shortest:
        return _("minst till %(day)s") % {"day": spoken(shortest, case.today)}
    return until(longest, case.today) if longest else ""


def _gone_back(row: PhaseRow, today: date) -> str:
    return _("tidigare, från %(day)s") % {"day": spoken(row.days.first, today)}


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened on the road, as it is told on one line."""

    day: date
    what: str


def milestones(case: Case) -> list[Milestone]:
    """What has happened, from the facts, the latest first. Asks nothing of the database."""
    row = case.enrolment
    title = case.definition.end_reasons.get(row.end_reason or "")
    reason = _(title) if title else ""
    ended = _("Avslutad: %(reason)s") % {"reason": reason} if reason else _("Avslutad")
    told = [
        (row.applied_on, _("Ansökan kom in")),
        (row.raised_on if rules.meets_in_group(case.definition) else None, _("Togs upp i gruppen")),
        (row.decided_on, row.get_decision_display()),
        (row.started_on, _("Skrevs in")),
        *((phase.days.first, phase.title) for phase in case.phases),
        *((c.days.first, _("Kontaktperson: %(name)s") % {"name": c.name}) for c in case.contacts),
        *((c.agreed.days.first, _("Samtycke lämnades")) for c in case.consents),
        *((c.agreed.withdrawn_on, _("Samtycket togs tillbaka")) for c in case.consents),
        (row.ended_on, ended),
        (row.discharged_on, _("Skrevs ut")),
    ]
    found = [Milestone(day, str(what)) for day, what in told if day and day <= case.today]
    # Of one day what comes later on the road stands first.
    return sorted(reversed(found), key=lambda milestone: milestone.day, reverse=True)


# --- Over time ---------------------------------------------------------------------------------

#: How many months may lie between two that are named.
STRIDES = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600)


@dataclass(frozen=True, slots=True)
class Bar:
    """One stretch, placed on a drawing a hundred units wide."""

    title: str
    first: date
    last: date | None
    x: float
    width: float
    current: bool


@dataclass(frozen=True, slots=True)
class Lane:
    """The stretches in one phase, or on a track beside it."""

    title: str
    bars: list[Bar]
    beside: bool = False


@dataclass(frozen=True, slots=True)
class Tick:
    """The first of a month or a year that the drawing names."""

    x: float
    day: date

    @property
    def named(self) -> bool:
        """Whether there is room for its name to the right of it."""
        return self.x < 93


@dataclass(frozen=True, slots=True)
class Timeline:
    """A person's phases from the start until now, one lane for each phase that is entered."""

    lanes: list[Lane]
    ticks: list[Tick]
    first: date
    last: date


def timeline(case: Case) -> Timeline | None:
    """The drawing, None before there is anything to draw."""
    if not case.phases:
        return None
    first = min(row.days.first for row in case.phases)
    last = max([case.today, *(row.days.last or case.today for row in case.phases)])
    paper = Paper(first, case.enrolment.ended_on or last)
    lanes = []
    for phase in case.definition.phases:
        here = [row for row in case.phases if row.key == phase.key]
        if phase.before_start and not here:
            continue
        lanes.append(Lane(phase.title, [paper.bar(row) for row in here]))
        for track in phase.tracks:
            rows = [row for row in case.tracks if (row.phase, row.key) == (phase.key, track.key)]
            if rows:
                lanes.append(Lane(track.title, [paper.bar(row) for row in rows], beside=True))
    return Timeline(lanes, list(paper.ticks()), paper.first, paper.last)


# --- One and the same contact person -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Together:
    """How much of the time that one and the same person has followed (B1).

    ``days`` is the time so far, ``same`` the days of the one who followed most, ``alone`` the days
    with nobody, ``changes`` how often somebody else took over.
    """

    days: int
    same: int
    alone: int
    changes: int

    @property
    def share(self) -> float:
        return self.same / self.days


def together(case: Case) -> Together | None:
    """The time from the start until the discharge, or today. None before it."""
    row = case.enrolment
    if row.started_on is None or row.started_on > case.today:
        return None
    last = row.discharged_on or case.today
    whole = Period(row.started_on, max(last, row.started_on))
    followed: dict[object, int] = {}
    for contact in case.contacts:
        first = max(contact.days.first, whole.first)
        end = min(contact.days.last or whole.last, whole.last)
        if first <= end:
            who = contact.user or contact.name
            followed[who] = followed.get(who, 0) + Period(first, end).days
    began = [c for c in case.contacts if whole.first < c.days.first <= whole.last]
    taken_over = [c for c in began if any(e.days.first < c.days.first for e in case.contacts)]
    most = max(followed.values(), default=0)
    return Together(whole.days, most, whole.days - sum(followed.values()), len(taken_over))


def together_in_words(case: Case) -> str:
    """For a plan that promises one and the same: how it has been. Empty where none does."""
    rule, found = case.definition.contact_person, together(case)
    if rule is None or not rule.same_throughout or found is None:
        return ""
    if found.changes == 0 and found.alone == 0:
        return _("En och samma kontaktperson hela tiden, som planen säger.")
    said = _("Samma kontaktperson %(percent)s procent av tiden.") % {
        "percent": int(100 * found.share)
    }
    changes = ngettext("%(n)s byte.", "%(n)s byten.", found.changes) % {"n": found.changes}
    alone = ngettext("%(n)s dag utan någon.", "%(n)s dagar utan någon.", found.alone)
    told = [
        said, changes if found.changes else "", alone % {"n": found.alone} if found.alone else "",
    ]  # fmt: skip
    return " ".join(filter(None, told))


@dataclass(frozen=True, slots=True)
class Paper:
    """From which day to which the drawing goes; never less than four weeks, or days grow wide."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return max((self.last - self.first).days + 1, 28)

    def place(self, day: date) -> float:
        return round(100 * (day - self.first).days / self.days, 2)

    def bar(self, row: PhaseRow | TrackRow) -> Bar:
        end = (row.days.last or self.last) + timedelta(days=1)
        x, width = self.place(row.days.first), self.place(end) - self.place(row.days.first)
        ongoing = row.days.last is None
        return Bar(row.title, row.days.first, row.days.last, x, max(round(width, 2), 0.6), ongoing)

    def ticks(self) -> Iterator[Tick]:
        """Firsts of months, so far between that about six are named."""
        every = next(months for months in STRIDES if self.days / (months * 30.5) <= 7)
        day = date(self.first.year, 1, 1)
        while day < self.first + timedelta(days=self.days):
            if day >= self.first:
                yield Tick(self.place(day), day)
            day = add_months(day, every)


# --- Livelihood and occupation -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Seen:
    """What was recorded at one occasion on one day; empty lists where nothing was."""

    occasion: str
    title: str
    on: date
    livelihoods: list[tuple[str, int | None]]
    occupations: list[tuple[str, int | None]]


def observations(case: Case) -> list[Seen]:
    """Everything recorded about livelihood and occupation, in order of days. Two queries."""
    found: dict[tuple[date, str], Seen] = {}
    kinds = case.definition.livelihoods.kinds if case.definition.livelihoods else ()
    for row in Livelihood.objects.filter(enrolment=case.enrolment.pk).order_by("on", "pk"):
        titles = {kind.key: kind.title for kind in kinds}
        _seen(found, row).livelihoods.append((titles.get(row.kind, row.kind), row.percent))
    for done in Occupation.objects.filter(enrolment=case.enrolment.pk).order_by("on", "pk"):
        title = _(OCCUPATIONS.get(done.kind, done.kind))
        _seen(found, done).occupations.append((title, done.percent))
    return sorted(found.values(), key=lambda seen: (seen.on, _place(seen.occasion)))


def _seen(found: dict[tuple[date, str], Seen], row: Observation) -> Seen:
    # A cohort from elsewhere may have occasions that no plan of ours names.
    key, said = (row.on, row.occasion), _(OCCASIONS.get(row.occasion, row.occasion))
    title = said[:1].upper() + said[1:]
    return found.setdefault(key, Seen(row.occasion, title, row.on, [], []))


def _place(occasion: str) -> int:
    order = list(OCCASIONS)
    return order.index(occasion) if occasion in order else len(order)
