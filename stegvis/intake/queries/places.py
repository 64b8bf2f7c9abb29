"""How many places a programme has in a unit on a day, who has them, and how they come free (A11).

Read for many units at once, in a number of queries that does not grow with the people.
docs/decisions/0053 says what takes a place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Min, Q
from django.db.models.functions import Coalesce

from stegvis.intake.groups import Group
from stegvis.lib.dates import add_months
from stegvis.lib.forecast import Change, Flow
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import ProgrammeDefinition

#: How far back the flow is read, in months.
LOOKED_BACK = 12

#: A programme in a unit, by their numbers.
Key = tuple[int, int]

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PostsAhead:
    """Posts that the plan changes on a day to come, and the places they give from then on."""

    on: date
    posts: Decimal
    places: int | None
    passage: str


@dataclass(frozen=True)
class Places:
    """The places that a unit's queue waits for, in one programme on a day.

    They are the unit's own where its posts carry a number, and otherwise, `shared`, those that the
    plan states for all its units. `places` is None when the plan gives no number. `taken` are those
    who have started and not ended, however long ago they should have; `here` those of this unit.
    """

    group: Group
    day: date
    taken: int
    here: int
    flow: Flow
    shared: bool = False
    #: How many more may come through the programme in all. None when the plan sets no such number.
    through_left: int | None = None

    @property
    def definition(self) -> ProgrammeDefinition:
        return self.group.definition

    @property
    def posts(self) -> Decimal | None:
        """Full-time posts on the day. None when the plan gives no number."""
        return self._posts_on(self.day)

    @property
    def per_post(self) -> int | None:
        """People a full-time post carries, as the plan has it."""
        capacity = self.definition.capacity
        return capacity.people_per_post if capacity else None

    @property
    def people_per_post(self) -> Decimal | None:
        """People that a full-time post carries in fact, with one decimal."""
        return round(self.here / self.posts, 1) if self.posts else None

    @property
    def places(self) -> int | None:
        return self._places_on(self.day)

    @property
    def free(self) -> int | None:
        """Places that nobody has; negative when more take part than there are places for."""
        return None if self.places is None else self.places - self.taken

    @property
    def over(self) -> int:
        """How many more take part than there are places for."""
        return max(0, -(self.free or 0))

    @cached_property
    def ahead(self) -> tuple[PostsAhead, ...]:
        """The changes of posts that the plan has set for days to come, the first first."""
        if not self._is_named:
            return ()
        changes = self.definition.unit(self.group.unit.key).changes
        return tuple(
            PostsAhead(change.from_, change.posts, self._places_on(change.from_), change.passage)
            for change in sorted(changes, key=lambda change: change.from_)
            if change.from_ > self.day
        )

    @property
    def changes(self) -> list[Change]:
        """The places that come and go with the posts to come, for the forecast."""
        found, before = [], self.places
        for one in self.ahead:
            if before is not None and one.places is not None:
                found.append(Change((one.on - self.day).days, one.places - before))
            before = one.places
        return found

    @property
    def _is_named(self) -> bool:
        return self.group.unit.key in {unit.key for unit in self.definition.units}

    def _posts_on(self, day: date) -> Decimal | None:
        return self.definition.unit(self.group.unit.key).posts_on(day) if self._is_named else None

    def _places_on(self, day: date) -> int | None:
        """Whole places: half a place is nobody's."""
        unit = self.group.unit.key if self._is_named and not self.shared else None
        places = self.definition.places_on(day, unit) if unit or self.shared else None
        return None if places is None else int(places)


# --- Reading them ---------------------------------------------------------------------------------


def _shares(group: Group, day: date) -> bool:
    """Whether the unit has no number of its own and the plan one for all units together."""
    capacity = group.definition.capacity
    named = group.unit.key in {unit.key for unit in group.definition.units}
    own = group.definition.places_on(day, group.unit.key) if named else None
    return own is None and capacity is not None and capacity.places is not None


def programmes_sharing(found: Iterable[Group], day: date) -> set[int]:
    """The programmes, by number, in which units wait for the same places."""
    return {group.programme.pk for group in found if _shares(group, day)}


def places_of(found: Sequence[Group], day: date) -> dict[Key, Places]:
    """The places of each group on a day, in the groups' order."""
    sharing = programmes_sharing(found, day)
    counted, through = _counted(found, sharing, day), _through(found, day)
    result = {}
    for group in found:
        key = (group.programme.pk, group.unit.pk)
        shared = group.programme.pk in sharing and _shares(group, day)
        rows = [
            row
            for of, row in counted.items()
            if of == key or (shared and of[0] == group.programme.pk)
        ]
        first = min((row["first"] for row in rows), default=day)
        days = max(0, min((day - first).days, (day - _since(day)).days))
        result[key] = Places(
            group=group,
            day=day,
            taken=sum(row["taken"] for row in rows),
            here=counted[key]["taken"] if key in counted else 0,
            flow=Flow(sum(row["left"] for row in rows), days),
            shared=shared,
            through_left=_through_left(group, through),
        )
    return result


def _since(day: date) -> date:
    return add_months(day, -LOOKED_BACK)


def _counted(found: Sequence[Group], sharing: set[int], day: date) -> dict[Key, Row]:
    """Per programme and unit who takes part, who left during the time looked back on, and since
    when there is anything to see. One query, of people not long gone.

    A place is taken to the last day, and free the day after. In a unit that stood empty for so
    long the flow begins where it began again.
    """
    since = _since(day)
    last = Coalesce("ended_on", "discharged_on")
    rows = (
        Enrolment.objects.counted()
        .filter(
            Q(discharged_on__isnull=True) | Q(discharged_on__gte=since),
            Q(unit__in={group.unit.pk for group in found}) | Q(programme__in=sharing),
            programme__in={group.programme.pk for group in found},
            started_on__lte=day,
        )
        .order_by()
        .annotate(last=last)
        .values("programme_id", "unit_id")
        .annotate(
            taken=Count("pk", filter=Q(last__isnull=True) | Q(last__gte=day)),
            left=Count("pk", filter=Q(last__gte=since, last__lt=day)),
            first=Min("started_on"),
        )
    )
    return {(row["programme_id"], row["unit_id"]): row for row in rows}


def _through(found: Sequence[Group], day: date) -> Counter[int]:
    """Per programme how many have begun. Asked only where a plan counts those who pass through."""
    asked = {
        g.programme.pk for g in found if g.definition.capacity and g.definition.capacity.through
    }
    if not asked:
        return Counter()
    begun = Enrolment.objects.counted().filter(programme__in=asked, started_on__lte=day)
    return Counter(dict(begun.order_by().values_list("programme_id").annotate(n=Count("pk"))))


def _through_left(group: Group, begun: Counter[int]) -> int | None:
    capacity = group.definition.capacity
    if capacity is None or capacity.through is None:
        return None
    return max(0, capacity.through - begun[group.programme.pk])
