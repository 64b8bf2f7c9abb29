"""Att göra: everything that waits for the user, from the cases and from the way in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Min, OuterRef, Subquery, TextChoices, Value
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.casework import stored
from stegvis.casework.cases import Case, cases, with_facts
from stegvis.casework.due import Due
from stegvis.casework.models import DueItem, DueState
from stegvis.casework.queries.lists import MOST, mine
from stegvis.casework.queries.proposals import Asked, waiting_in_unit
from stegvis.intake.queries import Waiting, waiting_for_me
from stegvis.participants.models import Enrolment, EnrolmentQuerySet

#: How many of the unit's others are shown, those with the earliest things due. Where there are
#: more, the page says so and leads to the whole list.
OTHERS = 100
WEEK = timedelta(days=7)


class When(TextChoices):
    LATE = "late", _("Försenat")
    NOW = "now", _("Nu")
    WEEK = "week", _("Den närmaste veckan")
    LATER = "later", _("Senare")


@dataclass(frozen=True)
class Task:
    """One row: what to do about whom by when, and where it is done.

    ``more`` is what else is done on the same page. ``since`` is told where no day is set.
    """

    what: str | Promise
    who: str
    url: str
    due_on: date | None = None
    since: date | None = None
    case_url: str = ""
    contact: str = ""
    #: The case number, where the name alone does not tell people apart.
    number: str = ""
    more: tuple[str | Promise, ...] = ()

    def heading(self, today: date) -> When:
        """What is to be done as soon as it can be stands with what is to be done today."""
        if self.due_on is None or self.due_on == today:
            return When.NOW
        if self.due_on < today:
            return When.LATE
        return When.WEEK if self.due_on <= today + WEEK else When.LATER

    def order(self, today: date) -> tuple[date, date, str, str]:
        """By the day it is due, then how long it has waited; in ties by name and page."""
        return (self.due_on or today, self.since or today, str(self.who), self.url)


@dataclass(frozen=True)
class Group:
    """The rows of one heading, in the order of their days."""

    when: When
    tasks: list[Task]


@dataclass(frozen=True)
class Home:
    """What waits: on one's own and on the way in; and what waits on the others of the unit."""

    mine: list[Group]
    unit: list[Group]
    #: Whether the unit has more with something to do than are shown.
    cut: bool

    @property
    def late(self) -> int:
        return _count(self.mine, When.LATE)

    @property
    def now(self) -> int:
        return _count(self.mine, When.NOW)

    @property
    def unit_count(self) -> int:
        return sum(len(group.tasks) for group in self.unit)


def _count(groups: list[Group], when: When) -> int:
    return sum(len(group.tasks) for group in groups if group.when == when)


def home(user: User, today: date) -> Home:
    """What there is to do for the user, in a number of queries that no number of people changes."""
    followed = _taking_part(mine(user).order_by("-pk")[:MOST], today)
    own = [case for case in followed if case.followed_by(user)]
    others = _others(user, today, {case.enrolment.pk for case in own})
    arriving = [_from_intake(waiting) for waiting in waiting_for_me(user, today)]
    asked = [_asked(waiting) for waiting in waiting_in_unit(user, today)]
    may_act = user.may(Permission.CASE_EDIT)
    near = {When.LATE, When.NOW, When.WEEK}
    return Home(
        mine=_grouped([*_tasks(own, may_act), *arriving, *asked], today, set(When)),
        unit=_grouped(_tasks(others[:OTHERS], may_act), today, near),
        cut=len(others) > OTHERS,
    )


def _taking_part(rows: EnrolmentQuerySet, today: date) -> list[Case]:
    """Who has started. Those who have not are told of by the way in, with its own acts."""
    return [
        case
        for case in cases(with_facts(rows, today), today)
        if case.enrolment.started_on is not None
    ]


def _others(user: User, today: date, own: set[int]) -> list[Case]:
    """The others of the unit who have something to be done soon, those it was due for first."""
    rows = Enrolment.objects.visible_to(user, Permission.CASE_READ).open()
    started = rows.filter(started_on__isnull=False).exclude(pk__in=own)
    stored.fresh(started, today)
    first = _first(user, started, today)
    found = _taking_part(Enrolment.objects.filter(pk__in=first), today)
    return sorted(found, key=lambda case: first.index(case.enrolment.pk))


def _first(user: User, people: EnrolmentQuerySet, today: date) -> list[int]:
    """By number, those of the people for whom the first things are due, and one more than shown.

    Looked for among what is to be done in the units, which is little beside all who take part.
    """
    seen = people.filter(pk=OuterRef("enrolment_id")).values("pk")
    soon = (
        DueItem.objects.filter(unit__in=user.units_with(Permission.CASE_READ), state=DueState.OPEN)
        .exclude(due_on__gt=today + WEEK)
        .filter(enrolment_id=Subquery(seen))
    )
    days = soon.values("enrolment_id").annotate(day=Min(Coalesce("due_on", Value(today))))
    ordered = days.order_by("day", "-enrolment_id").values_list("enrolment_id", flat=True)
    return list(ordered[: OTHERS + 1])


def _tasks(found: Iterable[Case], may_act: bool) -> Iterator[Task]:
    """One row for each page there is something to do on; whoever may not act is led to the case."""
    for case in found:
        pages: dict[tuple[str, ...], list[Due]] = {}
        for item in case.to_do:
            # That the group has decided on an end is told by the way in.
            if item.key != "end":
                pages.setdefault((item.act, *item.args), []).append(item)
        for (act, *args), items in pages.items():
            yield _task(case, [act, *args] if may_act else ["casework:case"], items)


def _task(case: Case, page: list[str], items: list[Due]) -> Task:
    number = [case.enrolment.pk]
    return Task(
        what=items[0].title,
        who=case.name,
        url=reverse(page[0], args=[*number, *page[1:]]),
        due_on=items[0].due_on,
        case_url=reverse("casework:case", args=number),
        contact=case.contact.name if case.contact else "",
        number=case.enrolment.case_number if case.enrolment.participant.protected else "",
        more=tuple(item.title for item in items[1:]),
    )


def _from_intake(waiting: Waiting) -> Task:
    return Task(waiting.what, waiting.who, waiting.url, waiting.due_on, waiting.since, waiting.case)


def _asked(waiting: Asked) -> Task:
    """What somebody has proposed, or answered."""
    enrolment, person = waiting.enrolment, waiting.enrolment.participant
    return Task(
        what=waiting.what,
        who=person.listed_name,
        url=waiting.url,
        due_on=waiting.due_on,
        since=waiting.since,
        case_url=reverse("casework:case", args=[enrolment.pk]),
        number=enrolment.case_number if person.protected else "",
    )


def _grouped(tasks: Iterable[Task], today: date, wanted: set[When]) -> list[Group]:
    found: dict[When, list[Task]] = {}
    for task in tasks:
        found.setdefault(task.heading(today), []).append(task)
    return [
        Group(when, sorted(found[when], key=lambda task: task.order(today)))
        for when in When
        if when in found and when in wanted
    ]
