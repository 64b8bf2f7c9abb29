"""What is due for a team and in a programme: lists in the order things are due, and counts.

A list is put in order by what is kept (`stegvis.casework.stored`), brought up to date first where
it is stale. The words of the things on a page, why and by which passage, are derived for the
people on it, in the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import cast

from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case as Choose
from django.db.models import Count, Exists, JSONField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.casework import stored
from stegvis.casework.cases import GATHERED, Case, cases
from stegvis.casework.due import KINDS, Due
from stegvis.casework.models import DueItem, DueState
from stegvis.lib.suppression import hidden
from stegvis.participants.models import ContactPerson, Enrolment, EnrolmentQuerySet
from stegvis.programmes.models import Programme

#: Rows of a page.
PAGE = 50
#: Fewer people than so many are not told of where no person is shown, and others by fives.
MIN_CELL = 5

#: What a list can be narrowed to, as the address says it.
LATE, OPEN, DONE, NOT_POSSIBLE = "forsenat", "att-gora", "klart", "gar-inte"
STANDS: dict[str, str | Promise] = {
    OPEN: _("Att göra"),
    LATE: _("Försenat"),
    NOT_POSSIBLE: _("Går inte att säga än"),
    DONE: _("På plats"),
}
#: What a kind of thing is called that has no name of its own.
OTHER = _("Övrigt")


@dataclass(frozen=True)
class Wanted:
    """Which things were asked for: how they stand, of which kind, about whom."""

    stands: str = OPEN
    kind: str = ""
    mine: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One thing to do about one person."""

    case: Case
    item: Due


@dataclass(frozen=True)
class Choice:
    """One way to narrow the list, and how many things it leaves."""

    key: str
    name: str | Promise
    #: None where it is not counted: what is done is most of all, and asked for seldom.
    count: int | None
    chosen: bool


@dataclass(frozen=True)
class DueList:
    """One page of a list, and what the rest of it holds."""

    wanted: Wanted
    page: Page
    rows: list[Row]
    stands: list[Choice]
    kinds: list[Choice]
    late: int
    open: int


@dataclass(frozen=True)
class Reach:
    """Whose things a list is about: those the user may open, perhaps of one programme."""

    user: User
    programme: Programme | None = None
    mine: bool = False

    @property
    def people(self) -> EnrolmentQuerySet:
        people = Enrolment.objects.visible_to(self.user, Permission.CASE_READ)
        if self.programme:
            people = people.filter(programme=self.programme)
        if self.mine:
            followed = ContactPerson.objects.current().filter(user=self.user)
            people = people.filter(pk__in=followed.values("enrolment"))
        return people

    @property
    def things(self) -> QuerySet[DueItem]:
        """What is kept about them.

        Found by unit and programme, where few of many years' people are left, and then one by one
        asked of the person: a join would go through everybody there has ever been.
        """
        things = DueItem.objects.filter(unit__in=self.user.units_with(Permission.CASE_READ))
        if self.programme:
            things = things.filter(programme=self.programme.pk)
        seen = self.people.filter(pk=OuterRef("enrolment_id"))
        return things.filter(enrolment_id=Subquery(seen.values("pk")))


def due_list(
    user: User,
    wanted: Wanted,
    today: date,
    number: str | None,
    programme: Programme | None = None,
) -> DueList:
    """A page of what is due for those the user may open, late first, then by day.

    Two queries where nothing is stale, however many people there are, once the plans are read.
    """
    reach = Reach(user, programme, wanted.mine)
    counts = _counts(reach, wanted, today)
    stands = {each: _sum(counts, each, wanted.kind) for each in STANDS}
    kinds = _kinds(counts, wanted.stands)
    page = _Counted(_things(reach, wanted, today), stands[wanted.stands]).get_page(number)
    # What is done is most of all, and is counted only where it is shown.
    counted = STANDS.keys() - ({DONE} if wanted.stands != DONE else set())
    return DueList(
        wanted=wanted,
        page=page,
        rows=list(_rows(_with_facts(page, today), today)),
        stands=[
            Choice(each, name, stands[each] if each in counted else None, each == wanted.stands)
            for each, name in STANDS.items()
        ],
        kinds=[
            Choice(kind, name_of(kind), count, kind == wanted.kind) for kind, count in kinds.items()
        ],
        late=_sum(counts, LATE),
        open=_sum(counts, OPEN),
    )


def name_of(kind: str) -> str | Promise:
    """What a kind of thing is called; one that nobody has named is called something else."""
    return KINDS.get(kind, OTHER)


# --- Counting ------------------------------------------------------------------------------------

#: How many things there are of a kind that stand in a way.
Counts = dict[tuple[str, str], int]


def _counts(reach: Reach, wanted: Wanted, today: date) -> Counts:
    """How many things there are, by kind and how they stand, once nothing of it is stale.

    Whether anything is stale is asked in the same query: mostly nothing is.
    """
    counts, stale = _asked(reach, wanted, today)
    if stale or not counts:
        stored.fresh(reach.people, today)
        counts, _stale = _asked(reach, wanted, today)
    return counts


def _asked(reach: Reach, wanted: Wanted, today: date) -> tuple[Counts, bool]:
    things = reach.things
    if wanted.stands != DONE:
        things = things.exclude(state=DueState.DONE)
    late = When(state=DueState.OPEN, due_on__lt=today, then=Value(LATE))
    rows = (
        things.annotate(
            stands=Choose(
                late,
                When(state=DueState.OPEN, then=Value(OPEN)),
                When(state=DueState.DONE, then=Value(DONE)),
                default=Value(NOT_POSSIBLE),
            ),
            stale=Exists(stored.stale(reach.people, today)),
        )
        .values_list("kind", "stands", "stale")
        .annotate(n=Count("pk"))
        .order_by()
    )
    found = list(rows)
    return (
        {(kind, stands): n for kind, stands, _stale, n in found},
        any(stale for _kind, _stands, stale, _n in found),
    )


def _sum(counts: Counts, stands: str, kind: str = "") -> int:
    """How many there are. What is late is to be done as well."""
    ways = {LATE, OPEN} if stands == OPEN else {stands}
    return sum(n for (each, way), n in counts.items() if way in ways and kind in ("", each))


def _kinds(counts: Counts, stands: str) -> dict[str, int]:
    """The kinds there are any of, in the order that `KINDS` tells them, and how many of each."""
    known = [*KINDS, *sorted({kind for kind, _way in counts} - KINDS.keys())]
    found = {kind: _sum(counts, stands, kind) for kind in known}
    return {kind: n for kind, n in found.items() if n}


class _Counted(Paginator):
    """Pages of things that are counted already, so that turning them does not count again."""

    def __init__(self, things: QuerySet[DueItem], number: int) -> None:
        super().__init__(things, PAGE)
        self._number = number

    @cached_property
    def count(self) -> int:
        return self._number


# --- The rows of a page --------------------------------------------------------------------------


def _things(reach: Reach, wanted: Wanted, today: date) -> QuerySet[DueItem]:
    """The things asked for, in their order.

    What is to be done as soon as it can be stands where what is to be done today does.
    """
    state = {LATE: DueState.OPEN, OPEN: DueState.OPEN, DONE: DueState.DONE}
    things = reach.things.filter(state=state.get(wanted.stands, DueState.NOT_POSSIBLE))
    if wanted.stands != DONE:
        things = things.exclude(state=DueState.DONE)  # which the index leaves out
    if wanted.stands == LATE:
        things = things.filter(due_on__lt=today)
    if wanted.kind:
        things = things.filter(kind=wanted.kind)
    return _in_order(things, today)


def _in_order(things: QuerySet[DueItem], today: date) -> QuerySet[DueItem]:
    return things.order_by(Coalesce("due_on", Value(today)), "enrolment", "key")


def _with_facts(page: Page, today: date) -> list[DueItem]:
    """The things of a page, each with its person and the facts about them.

    The page is cut before the facts are gathered: a database gathers for those it skips as well.
    """
    gathered = RawSQL(GATHERED, [today], output_field=JSONField())  # noqa: S611 - our own file
    cut = cast("QuerySet[DueItem]", page.object_list)
    things = DueItem.objects.filter(pk__in=cut.values("pk")).annotate(gathered=gathered)
    return list(
        _in_order(things.select_related("enrolment__participant", "enrolment__unit"), today)
    )


def _rows(things: list[DueItem], today: date) -> Iterator[Row]:
    enrolments: dict[int, Enrolment] = {}
    for thing in things:
        vars(thing.enrolment)["gathered"] = vars(thing)["gathered"]
        enrolments.setdefault(thing.enrolment_id, thing.enrolment)
    found = {case.enrolment.pk: case for case in cases(enrolments.values(), today)}
    for thing in things:
        case = found[thing.enrolment_id]
        item = next((item for item in case.due if item.key == thing.key), None)
        if item is not None:
            yield Row(case, item)


# --- Where no person is shown --------------------------------------------------------------------


@dataclass(frozen=True)
class Waiting:
    """Of how many people something of a kind is late, and of how many it is to be done.

    By fives. None: so few that it would tell of a person.
    """

    kind: str | Promise
    late: int | None
    due: int | None


COUNTED = """
SELECT kind, count(*) FILTER (WHERE late), count(*) FILTER (WHERE NOT late)
FROM (
    SELECT item.kind, item.enrolment_id,
        bool_or(coalesce(item.due_on < %(today)s, false)) AS late
    FROM casework_dueitem item
    JOIN participants_enrolment person ON person.id = item.enrolment_id
    WHERE item.state = 'open' AND person.programme_id = %(programme)s
        AND person.end_reason IS DISTINCT FROM 'registration_error'
    GROUP BY 1, 2
) each
GROUP BY kind
"""


def waiting(programme: Programme, today: date) -> list[Waiting]:
    """What is late and to be done in a whole programme, as counts of people; small ones hidden."""
    stored.fresh(Enrolment.objects.filter(programme=programme), today)
    with connection.cursor() as cursor:
        cursor.execute(COUNTED, {"programme": programme.pk, "today": today})
        found = {kind: (late, due) for kind, late, due in cursor.fetchall()}
    order = [*KINDS, *sorted(found.keys() - KINDS.keys())]
    return [_told(kind, *found[kind]) for kind in order if kind in found]


def _told(kind: str, late: int, due: int) -> Waiting:
    hide = hidden(late + due, {"when": {"late": late, "due": due}}, MIN_CELL)
    few = set(hide.parts["when"]) | ({"late", "due"} if hide.total else set())
    return Waiting(
        name_of(kind),
        None if "late" in few else _by_fives(late),
        None if "due" in few else _by_fives(due),
    )


def _by_fives(number: int) -> int:
    """The nearest five: the day before and the day after do not differ by a person."""
    return (number + 2) // 5 * 5
