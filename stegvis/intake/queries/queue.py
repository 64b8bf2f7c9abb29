"""Who waits for a place, how many places there are, and when one will be free (A11).

Read for many units at once, in a number of queries that does not grow with the people.
docs/decisions/0053 says who is in the queue and what takes a place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.groups import Group, group_of, groups, groups_of
from stegvis.intake.models import MeetingItem, Outcome, Preparation
from stegvis.intake.queue import Place, Standing, line_up
from stegvis.lib.dates import add_months
from stegvis.lib.forecast import Change, Flow, Forecast, forecast
from stegvis.participants.among import among
from stegvis.participants.models import Decision, Enrolment
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import ProgrammeVersion

#: Decisions that leave a person on the way in.
COMING = (Decision.ADMITTED, Decision.WAITING)
#: How far back the flow is read, in months.
LOOKED_BACK = 12

#: Where an application says what the person lives on, by a key of the definition's livelihoods.
LIVELIHOOD = "application__stated__livelihood"

#: A programme in a unit, by their numbers.
Key = tuple[int, int]


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


@dataclass(frozen=True, slots=True)
class Wait:
    """When someone in the queue can come in: a day that is set, a forecast, or neither.

    `promised_on` is the day decided for who is admitted. `told` is None where nothing can be said:
    the plan gives no number of places, or too few have left. `beyond` is where the plan's number of
    people is used up before them.
    """

    promised_on: date | None = None
    told: Forecast | None = None
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class Aside:
    """Who has been told to wait, but for something else than a place: what is lacking."""

    enrolment: int
    #: What of the preparation is not done, and whether anybody has answered it.
    lacks: tuple[tuple[str, bool], ...]


@dataclass(frozen=True)
class Queue:
    """The queue to a programme in a unit on a day.

    `line` has the unit's own people. Where the places are shared their ranks are among the people
    of all units, `length` of them.
    """

    group: Group
    places: Places
    line: Sequence[Place]
    aside: Sequence[Aside]
    length: int

    @property
    def day(self) -> date:
        return self.places.day

    def place_of(self, enrolment: int) -> Place | None:
        """Where someone stands. None for who is not in the queue."""
        return next((one for one in self.line if one.standing.enrolment == enrolment), None)

    def wait(self, place: Place) -> Wait:
        """When the one who stands there can come in."""
        one = place.standing
        if one.admitted:
            return Wait(promised_on=max(one.promised_on or self.day, self.day))
        left = self.places.through_left
        if left is not None and place.rank > left:
            return Wait(beyond=True)
        places = self.places
        if places.free is None:
            return Wait()
        return Wait(told=forecast(place.rank, places.free, places.flow, places.changes))


def my_queues(user: User, today: date) -> list[Queue]:
    """The queues of the user's units: one for each programme that runs there."""
    return queues(groups(user, Permission.CASE_READ, today), today)


def queue_of(enrolment: Enrolment, today: date) -> Queue | None:
    """The queue that someone on the way in belongs to, whether or not they stand in it.

    None for one who is in no unit.
    """
    if enrolment.unit is None:
        return None
    in_force = [g for g in groups_of([enrolment.unit], today) if g.programme == enrolment.programme]
    group = in_force[0] if in_force else group_of(enrolment.unit, enrolment.version)
    return queues([group], today)[0]


def queues(found: Sequence[Group], day: date) -> list[Queue]:
    """The queue of each group as it stood on a day, in a fixed number of queries.

    Of a day that has passed it is what the records of today say of it.
    """
    places = _places(found, day)
    coming = _coming(found, _sharing(found, day), day)
    versions = ProgrammeVersion.objects.filter(pk__in={row["version_id"] for row in coming})
    definitions = {version.pk: version.definition for version in versions}
    lacking = _lacking(coming, definitions, day)
    promised = _promised(coming)
    lines: dict[Key, list[Standing]] = defaultdict(list)
    aside: dict[Key, list[Aside]] = defaultdict(list)
    for row in coming:
        key = (row["programme_id"], row["unit_id"])
        if lacks := lacking.get(row["pk"]):
            aside[key].append(Aside(row["pk"], lacks))
        else:
            definition = definitions[row["version_id"]]
            lines[key].append(_standing(row, definition, promised.get(row["pk"])))
    return [_queue(each, lines, aside[key], day) for key, each in places.items()]


def _queue(
    places: Places, lines: Mapping[Key, Sequence[Standing]], aside: Sequence[Aside], day: date
) -> Queue:
    """One unit's queue, of its own people or, where places are shared, among everybody's."""
    programme, unit = places.group.programme.pk, places.group.unit.pk
    own = lines.get((programme, unit), [])
    if not places.shared:
        return Queue(places.group, places, line_up(own, places.free, day), aside, len(own))
    everybody = [one for key, line in lines.items() if key[0] == programme for one in line]
    here = {one.enrolment for one in own}
    line = [p for p in line_up(everybody, places.free, day) if p.standing.enrolment in here]
    return Queue(places.group, places, line, aside, len(everybody))


def _shares(group: Group, day: date) -> bool:
    """Whether the unit has no number of its own and the plan one for all units together."""
    capacity = group.definition.capacity
    named = group.unit.key in {unit.key for unit in group.definition.units}
    own = group.definition.places_on(day, group.unit.key) if named else None
    return own is None and capacity is not None and capacity.places is not None


def _sharing(found: Iterable[Group], day: date) -> set[int]:
    """The programmes, by number, in which units wait for the same places."""
    return {group.programme.pk for group in found if _shares(group, day)}


# --- Who waits ------------------------------------------------------------------------------------

Row = Mapping[str, Any]


def _coming(found: Iterable[Group], sharing: set[int], day: date) -> list[Row]:
    """Everybody who had been told on the day that they would come in, or wait, and had not begun.

    Those of the groups, and of the `sharing` programmes in every unit. Who was decided about again
    later is found by what the group had said by then.
    """
    said = MeetingItem.objects.filter(
        Q(outcome__in=COMING) | Q(settled__in=COMING),
        enrolment=OuterRef("pk"),
        meeting__on__lte=day,
    )
    rows = Enrolment.objects.filter(
        Q(decision__in=COMING, decided_on__lte=day)
        | Q(decision__in=COMING, decided_on__isnull=True)
        | Q(Exists(said), decided_on__gt=day),
        Q(started_on__isnull=True) | Q(started_on__gt=day),
        Q(applied_on__isnull=True) | Q(applied_on__lte=day),
        Q(unit__in={group.unit.pk for group in found}) | Q(programme__in=sharing),
        discharged_on__isnull=True,
        programme__in={group.programme.pk for group in found},
    )
    return list(
        rows.values(
            "pk",
            "programme_id",
            "unit_id",
            "version_id",
            "applied_on",
            "decision",
            "started_on",
            born=F("participant__birth_date"),
            year=F("participant__birth_year"),
            home=F("participant__municipality"),
            sex=F("participant__sex"),
            livelihood=F(LIVELIHOOD),
        )
    )


def _standing(row: Row, definition: ProgrammeDefinition, promised_on: date | None) -> Standing:
    return Standing(
        enrolment=row["pk"],
        definition=definition,
        applied_on=row["applied_on"],
        admitted=row["decision"] == Decision.ADMITTED,
        promised_on=row["started_on"] or promised_on,
        birth_date=row["born"],
        birth_year=row["year"],
        municipality=row["home"] or None,
        livelihood=row["livelihood"] or None,
        sex=row["sex"],
    )


def _lacking(
    coming: Sequence[Row], definitions: Mapping[int, ProgrammeDefinition], day: date
) -> dict[int, tuple[tuple[str, bool], ...]]:
    """Per waiting person what of the attested preparation is not done; whoever has it all is not
    there. Consent is not asked for again: it can end while someone waits, and is renewed then."""
    waiting = {row["pk"]: row["version_id"] for row in coming if row["decision"] != "admitted"}
    recorded: dict[int, dict[str, bool]] = defaultdict(dict)
    answers = Preparation.objects.filter(among(waiting, "enrolment"), on__lte=day)
    for enrolment, key, answer in answers.values_list("enrolment_id", "key", "answer"):
        recorded[enrolment][key] = answer == Preparation.Answer.DONE
    found = {}
    for enrolment, version in waiting.items():
        said = recorded.get(enrolment, {})
        preparation = definitions[version].preparation
        found[enrolment] = tuple(
            (item.text, item.key in said)
            for item in (preparation.items if preparation else ())
            if item.kind == "attested" and not said.get(item.key)
        )
    return found


def _promised(coming: Sequence[Row]) -> dict[int, date | None]:
    """Per admitted person the first day that the group, or the head of unit, decided on."""
    admitted = [row["pk"] for row in coming if row["decision"] == Decision.ADMITTED]
    decided = (
        MeetingItem.objects.filter(
            Q(outcome=Outcome.ADMITTED) | Q(settled=Outcome.ADMITTED), enrolment__in=admitted
        )
        .order_by("enrolment_id", "-meeting__on", "-pk")
        .distinct("enrolment_id")
    )
    return dict(decided.values_list("enrolment_id", "from_day"))


def undecided(user: User, group: Group) -> int:
    """How many in the group have applied and wait for a decision, of those the user may see."""
    visible = Enrolment.objects.visible_to(user).filter(
        programme=group.programme, unit=group.unit, decision__isnull=True
    )
    return visible.filter(started_on__isnull=True, discharged_on__isnull=True).count()


def shown(user: User, numbers: Iterable[int]) -> dict[int, Enrolment]:
    """Of these people those the user may open, by number."""
    rows: QuerySet[Enrolment] = Enrolment.objects.visible_to(user).select_related("participant")
    return {row.pk: row for row in rows.filter(among(numbers))}


# --- How many places ------------------------------------------------------------------------------


def _places(found: Sequence[Group], day: date) -> dict[Key, Places]:
    """The places of each group on a day, in the groups' order."""
    sharing = _sharing(found, day)
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
