"""Lists of people: those one follows first, then the others of one's units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Q

from stegvis.access.models import User
from stegvis.access.roles import Permission
from stegvis.casework.cases import Case, cases, with_facts
from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.models import ContactPerson, Enrolment, EnrolmentQuerySet, Participant

#: How many rows a page of the list has.
PAGE = 40
#: More than anybody can follow. Beyond it a list of one's own is cut, and pages are not counted.
MOST = 400


@dataclass(frozen=True)
class Wanted:
    """Which list was asked for: whose people, and open or closed cases."""

    unit: bool = False
    closed: bool = False


def mine(user: User) -> EnrolmentQuerySet:
    """Open cases of the people the user follows, or is to follow."""
    followed = ContactPerson.objects.current().filter(user=user)
    return _readable(user).open().filter(pk__in=followed.values("enrolment"))


def formerly_mine(user: User) -> EnrolmentQuerySet:
    """Closed cases of people the user has followed."""
    followed = ContactPerson.objects.filter(user=user)
    return _closed(_readable(user)).filter(pk__in=followed.values("enrolment"))


def _readable(user: User) -> EnrolmentQuerySet:
    return Enrolment.objects.visible_to(user, Permission.CASE_READ)


def _closed(rows: EnrolmentQuerySet) -> EnrolmentQuerySet:
    """Discharged, refused or withdrawn."""
    return rows.filter(Q(discharged_on__isnull=False) | Q(decision__in=["refused", "withdrawn"]))


def first_due_first(case: Case) -> tuple[bool, bool, date, str, int]:
    """The order of a short list: late first, then by day; in ties by name and number."""
    item = case.next
    when = item.due_on or date.min if item else date.max
    return (item is None, not case.late, when, case.name, case.enrolment.pk)


class Caseload(Sequence[Case]):
    """The people of a list, one's own first, then the others of the unit, the latest first.

    One's own are few, so all of them are read and stand in the order things are due. Of the others
    only those of the page are read, however many the unit has, and stand in that order on it.
    """

    def __init__(self, user: User, wanted: Wanted, today: date) -> None:
        self.today = today
        own = formerly_mine(user) if wanted.closed else mine(user)
        self.own = self._in_order(own.order_by("-pk")[:MOST])
        self.others = self._others(user, wanted) if wanted.unit else None

    def _others(self, user: User, wanted: Wanted) -> EnrolmentQuerySet:
        readable = _readable(user)
        others = _closed(readable) if wanted.closed else readable.open()
        return others.exclude(pk__in=[case.enrolment.pk for case in self.own])

    def _in_order(self, rows: EnrolmentQuerySet) -> list[Case]:
        found = cases(with_facts(rows, self.today), self.today)
        return sorted(found, key=first_due_first)

    def __len__(self) -> int:
        """Up to a bound: nobody turns that many pages, and counting them all takes time."""
        others = 0 if self.others is None else self.others.order_by()[:MOST].count()
        return len(self.own) + others

    def __getitem__(self, part):
        own = self.own[part]
        first, last = (max(0, end - len(self.own)) for end in (part.start, part.stop))
        if self.others is None or not last:
            return own
        return own + self._in_order(self.others.order_by("-pk")[first:last])


def caseload(user: User, wanted: Wanted, today: date, number: str | None) -> Page:
    """One page of the list. Four queries, whatever the number of rows."""
    return Paginator(Caseload(user, wanted, today), PAGE).get_page(number)


# --- Finding one -------------------------------------------------------------------------------


def found(user: User, text: str, today: date) -> list[Case]:
    """The cases the user may open whose name, personal number or case number is the text.

    Nothing else is searched, and nothing else can be: förordningen (2001:637) 15 §. Of a name the
    beginning of each word will do, in any order. At most `PAGE` cases, by name.
    """
    text = text.strip()
    people = Participant.objects.filter(_person(text, today)).order_by("pk")[: 5 * MOST]
    hit = Q(case_number__in={text, text.upper()}) | Q(
        participant__in=list(people.values_list("pk", flat=True))
    )
    rows = _readable(user).filter(hit)
    in_order = rows.order_by("participant__family_name", "participant__given_name", "-pk")
    return cases(with_facts(in_order[:PAGE], today), today)


def _person(text: str, today: date) -> Q:
    """Whom the text may mean: by number where it has digits, else by name."""
    if any(character.isdigit() for character in text):
        try:
            return Q(personal_number=PersonalNumber.parse(text, today).digits)
        except Refused:
            return Q(pk__in=[])
    named = Q()
    for word in text.split():
        named &= Q(family_name__istartswith=word) | Q(given_name__istartswith=word)
    return named if text else Q(pk__in=[])
