"""Who waits for a place, and when one will be free for them (A5, A11).

Read for many units at once, in a number of queries that does not grow with the people.
docs/decisions/0053 says who is in the queue.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.intake.groups import Group, group_of, groups, groups_of
from stegvis.intake.models import MeetingItem, Outcome, Preparation
from stegvis.intake.queries.places import Key, Places, Row, places_of, programmes_sharing
from stegvis.intake.queue import Place, Standing, line_up
from stegvis.lib.forecast import Forecast, forecast
from stegvis.participants.among import among
from stegvis.participants.models import Decision, Enrolment
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.models import ProgrammeVersion

#: Decisions that leave a person on the way in.
COMING = (Decision.ADMITTED, Decision.WAITING)

#: Where an application says what the person lives on, by a key of the definition's livelihoods.
LIVELIHOOD = "application__stated__livelihood"


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
    places = places_of(found, day)
    coming = _coming(found, programmes_sharing(found, day), day)
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


# --- Who waits ------------------------------------------------------------------------------------


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
