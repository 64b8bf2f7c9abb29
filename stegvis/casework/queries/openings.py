"""Who has opened which record: for the person it is about, the staff, and who reviews the log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stegvis.access.events import Event
from stegvis.access.models import Membership, User
from stegvis.access.roles import Role
from stegvis.audit.models import Entry
from stegvis.participants.models import Enrolment

PAGE = 50
#: Pages of the log are counted up to this many rows; beyond it a filter is quicker than turning.
MOST = 5000


@dataclass(frozen=True)
class Reader:
    """Who read on a day, as whom and for whom, and how many times."""

    day: date
    name: str
    role: str
    organisation: str
    times: int
    last_at: datetime


def readers(enrolment: Enrolment, number: str | None) -> tuple[list[Reader], Page]:
    """Who has opened the record, by day, the latest first; the person's own openings left out.

    Four queries.
    """
    opened = (
        Entry.objects.filter(enrolment=enrolment.pk, event=Event.RECORD_OPENED)
        .exclude(role=Role.PARTICIPANT)
        .annotate(day=TruncDate("at"))
        .values("day", "actor", "role")
        .annotate(times=Count("pk"), last_at=Max("at"))
        .order_by("-day", "-last_at", "actor", "role")
    )
    page = Paginator(opened, PAGE).get_page(number)
    rows = list(page.object_list)
    people = Staff({row["actor"] for row in rows if row["actor"]})
    return [
        Reader(
            row["day"], people.name(row["actor"]), role_name(row["role"]),
            people.organisation(row["actor"], row["role"]), row["times"], row["last_at"],
        )
        for row in rows
    ], page  # fmt: skip


class Staff:
    """Names and parties of the people that log entries give by number. Two queries."""

    def __init__(self, numbers: Iterable[int]) -> None:
        numbers = set(numbers)
        self.names = dict(User.objects.filter(pk__in=numbers).values_list("pk", "name"))
        rows = Membership.objects.filter(user__in=numbers).order_by("starts_on", "pk")
        self.parties = {
            (user, role): name
            for user, role, name in rows.values_list("user_id", "role", "organisation__name")
        }

    def name(self, number: int | None) -> str:
        return self.names.get(number, "") if number else ""

    def organisation(self, number: int | None, role: str) -> str:
        """The party that the role was held for, the latest one when there have been several."""
        return self.parties.get((number, role), "") if number else ""


def role_name(role: str) -> str:
    """What a role is called; nothing for one there is no more."""
    return str(Role(role).label) if role in Role.values else ""


# --- For who reviews the log -------------------------------------------------------------------


@dataclass(frozen=True)
class Opening:
    """One line of the log: a case by its number, never by whom it is about."""

    at: datetime
    name: str
    role: str
    organisation: str
    event: str
    case_number: str


@dataclass(frozen=True)
class LogFilter:
    """What the reviewer wants to see; None for everything."""

    who: str = ""
    case_number: str = ""
    first: date | None = None
    last: date | None = None


def log_page(wanted: LogFilter, number: str | None) -> tuple[list[Opening], Page]:
    """One page of who opened which record and which lists, the latest first. Five queries."""
    page: Page = Paginator(_Counted(_wanted(wanted)), PAGE).get_page(number)
    rows = list(page.object_list)
    people = Staff({row.actor for row in rows if row.actor})
    numbers = Enrolment.objects.filter(pk__in={row.enrolment for row in rows if row.enrolment})
    cases = dict(numbers.values_list("pk", "case_number"))
    return [
        Opening(
            row.at, *_by(row, people), row.event,
            cases.get(row.enrolment, "") if row.enrolment else "",
        )
        for row in rows
    ], page  # fmt: skip


#: Openings of one's own case: a name beside the number would tell whose it is.
OWN = Q(role=Role.PARTICIPANT) | Exists(
    Enrolment.objects.filter(pk=OuterRef("enrolment"), participant__user=OuterRef("actor"))
)


def _by(row: Entry, people: Staff) -> tuple[str, str, str]:
    """Who, as whom and for whom. Of a person's own opening that it was their own."""
    if vars(row)["own"]:
        return str(_("Deltagaren själv")), role_name(Role.PARTICIPANT), ""
    return (
        people.name(row.actor), role_name(row.role), people.organisation(row.actor, row.role),
    )  # fmt: skip


def _wanted(wanted: LogFilter) -> QuerySet[Entry]:
    rows = Entry.objects.filter(event__in=[Event.RECORD_OPENED, Event.LIST_SHOWN])
    if wanted.who:
        named = User.objects.filter(name__icontains=wanted.who).values("pk")
        rows = rows.filter(~OWN, actor__in=named)
    if wanted.case_number:
        cases = Enrolment.objects.filter(case_number=wanted.case_number).values("pk")
        rows = rows.filter(enrolment__in=cases)
    if wanted.first:
        rows = rows.filter(at__gte=_midnight(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=_midnight(wanted.last + timedelta(days=1)))
    return rows.annotate(own=OWN).order_by(F("at").desc(), F("pk").desc())


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


class _Counted(Sequence[Entry]):
    """Rows that a paginator counts no further than `MOST`."""

    def __init__(self, rows: QuerySet[Entry]) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows.order_by()[:MOST].count()

    def __getitem__(self, part):
        return self.rows[part]
