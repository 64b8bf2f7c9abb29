"""The queue as counts, for those who see figures and never a person (F2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Unit
from stegvis.intake.groups import groups_of
from stegvis.intake.queries.places import Places
from stegvis.intake.queries.queue import Queue, queues
from stegvis.intake.queue import Standing
from stegvis.lib.dates import months_between
from stegvis.lib.suppression import MIN_CELL, hidden
from stegvis.participants.models import Sex
from stegvis.programmes.models import Programme, ProgrammeVersion

#: How the people of a queue are divided: by what, and the groups in the order they stand.
GROUPS: dict[str, tuple[str | Promise, dict[str, str | Promise]]] = {
    "waited": (
        _("Väntat sedan ansökan"),
        {
            "1": _("Mindre än en månad"),
            "3": _("En till tre månader"),
            "6": _("Tre till sex månader"),
            "more": _("Sex månader eller mer"),
            "unknown": _("Ansökningsdag saknas"),
        },
    ),
    "priority": (
        _("Företräde enligt planen"),
        {
            "first": _("Har företräde"),
            "not": _("Har inte företräde"),
            "unknown": _("Kan inte räknas ut"),
        },
    ),
    "sex": (
        _("Kön"),
        {
            Sex.WOMAN: _("Kvinnor"),
            Sex.MAN: _("Män"),
            Sex.OTHER: _("Annat"),
            Sex.UNKNOWN: _("Uppgift saknas"),
        },
    ),
}
#: Which group of them each answer to "goes first" is.
PRIORITY = {True: "first", False: "not", None: "unknown"}
#: Groups that are left out where nobody is in them.
MAY_BE_LEFT_OUT = ("unknown", "other")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people under a name. None: too few to be shown."""

    label: str | Promise
    number: int | None


@dataclass(frozen=True, slots=True)
class Division:
    """The people of a queue divided in one way."""

    title: str | Promise
    counts: tuple[Count, ...]

    @property
    def all_hidden(self) -> bool:
        return all(count.number is None for count in self.counts)


@dataclass(frozen=True, slots=True)
class UnitPlaces:
    """A unit's posts and places, which are the plan's, and how many take part. None: too few."""

    places: Places
    taken: int | None

    @property
    def own(self) -> int | None:
        """Places of the unit alone. None when it has no number, or shares those of all units."""
        return None if self.places.shared else self.places.places

    @property
    def free(self) -> int | None:
        return None if self.taken is None else self.places.free


@dataclass(frozen=True)
class QueueCounts:
    """A programme's queue and places on a day, in all its units, with small groups hidden."""

    programme: Programme
    version: ProgrammeVersion
    day: date
    waiting: int | None
    divisions: tuple[Division, ...]
    units: tuple[UnitPlaces, ...]
    taken: int | None

    @property
    def is_empty(self) -> bool:
        return self.waiting == 0

    @property
    def posts(self):
        """Full-time posts of the whole plan on the day; 0 when it gives no number."""
        return self.version.definition.posts_on(self.day)

    @property
    def places(self) -> int | None:
        """Places of the whole plan on the day. None when it gives no number."""
        places = self.version.definition.places_on(self.day)
        return None if places is None else int(places)

    @property
    def free(self) -> int | None:
        """Places that nobody has, as far as both numbers can be shown."""
        return None if self.taken is None or self.places is None else self.places - self.taken

    @property
    def through(self) -> int | None:
        """How many are to pass through in all. None when the plan sets no such number."""
        capacity = self.version.definition.capacity
        return capacity.through if capacity else None

    @property
    def not_compared(self):
        """The plan's refusal to compare units, None where it has none."""
        return self.version.definition.refuses_comparison("unit")

    @property
    def hides(self) -> bool:
        """Whether a number stands as hidden on the page."""
        shown = [division for division in self.divisions if not division.all_hidden]
        counts = [count.number for division in shown for count in division.counts]
        return None in (self.taken, *counts, *(unit.taken for unit in self.units))


def last_month_end(today: date) -> date:
    """The latest last day of a month that has passed. Counts stand as of it, so that no two days
    can be subtracted to see one person come or go (docs/decisions/0032)."""
    return today.replace(day=1) - timedelta(days=1)


def queue_counts(day: date) -> list[QueueCounts]:
    """The queue of every programme in force on a day, by name. A fixed number of queries."""
    units = Unit.objects.select_related("organisation").order_by("name", "pk")
    by_programme: dict[int, list[Queue]] = {}
    for queue in queues(groups_of(units, day), day):
        by_programme.setdefault(queue.group.programme.pk, []).append(queue)
    found = [_counts(of_one, day) for of_one in by_programme.values()]
    return sorted(found, key=lambda one: (one.programme.title, one.programme.pk))


def _counts(of_one: Sequence[Queue], day: date) -> QueueCounts:
    line = [place for queue in of_one for place in queue.line]
    sizes = {
        "waited": Counter(_waited(place.standing, day) for place in line),
        "priority": Counter(PRIORITY[place.goes_first] for place in line),
        "sex": Counter(place.standing.sex for place in line),
    }
    whole = {
        name: {key: sizes[name][key] for key in groups} for name, (_t, groups) in GROUPS.items()
    }
    hide = hidden(len(line), whole, MIN_CELL)
    divisions = tuple(
        Division(title, tuple(_shown(whole[name], groups, hide.parts[name])))
        for name, (title, groups) in GROUPS.items()
    )
    taken = {str(queue.group.unit.pk): queue.places.here for queue in of_one}
    hide_taken = hidden(sum(taken.values()), {"unit": taken}, MIN_CELL)
    group = of_one[0].group
    return QueueCounts(
        programme=group.programme,
        version=group.version,
        day=day,
        waiting=None if hide.total else len(line),
        divisions=divisions,
        units=tuple(
            UnitPlaces(
                queue.places,
                None if str(queue.group.unit.pk) in hide_taken.parts["unit"] else queue.places.here,
            )
            for queue in of_one
        ),
        taken=None if hide_taken.total else sum(taken.values()),
    )


def _shown(
    sizes: Mapping[str, int], groups: Mapping[str, str | Promise], hide: frozenset[str]
) -> Iterable[Count]:
    for key, label in groups.items():
        if key in hide:
            yield Count(label, None)
        elif sizes[key] or key not in MAY_BE_LEFT_OUT:
            yield Count(label, sizes[key])


def _waited(one: Standing, day: date) -> str:
    if one.applied_on is None:
        return "unknown"
    months = months_between(one.applied_on, day)
    return next((str(limit) for limit in (1, 3, 6) if months < limit), "more")
