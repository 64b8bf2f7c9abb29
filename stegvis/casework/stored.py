"""What is due, kept for every enrolment: found stale, derived anew, compared with a fresh one.

Lists ask `fresh` for what they are about to read before they read it, so nobody sees what is
stale. docs/decisions/0004 tells why it is kept, and why so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Mod

from stegvis.casework.cases import cases, with_facts
from stegvis.casework.due import Derived, Due, Facts, derived, due, silent
from stegvis.casework.models import DueHolds, DueItem, DueStale, DueState
from stegvis.participants.among import Among, among
from stegvis.participants.models import Enrolment, EnrolmentQuerySet
from stegvis.programmes.models import plans_of

#: How many are derived at a time.
BATCH = 500
#: As many as are looked for by their numbers. Of more the database is asked who they are.
FEW = 1_000
#: Enrolments are derived by one at a time for each of so many parts, told by their number.
PARTS = 16


def stale(rows: EnrolmentQuerySet, today: date) -> EnrolmentQuerySet:
    """Those of the rows whose kept list may not be what holds on the day."""
    return rows.filter(Among("pk", ArraySubquery(_stale_numbers(today))))


def _stale_numbers(today: date) -> QuerySet[Any]:
    """Everybody in the association of whom that is so, by number; some more than once."""
    over = DueHolds.objects.filter(Q(changes_on__lte=today) | Q(derived_on__gt=today))
    marked = DueStale.objects.values_list("enrolment", flat=True)
    return marked.union(over.values_list("enrolment", flat=True), all=True)


def fresh(rows: EnrolmentQuerySet, today: date) -> int:
    """Derive anew what is stale among the rows, in the running transaction; how many it was."""
    # Mostly nobody is, whoever the rows are: that is known without going through them.
    few = list(_stale_numbers(today)[: FEW + 1])
    if not few:
        return 0
    if len(few) <= FEW:
        rows = rows.filter(among(few))
    numbers = list(stale(rows, today).order_by("pk").values_list("pk", flat=True))
    if numbers:
        # All the parts at once, so that two who each have many never wait for each other.
        parts = {number % PARTS for number in numbers}
        _take(parts)
        # Whoever had a part until now may have derived some of them.
        again = stale(rows, today).order_by("pk").values_list("pk", flat=True)
        numbers = [number for number in again if number % PARTS in parts]
    for first in range(0, len(numbers), BATCH):
        derive(numbers[first : first + BATCH], today)
    return len(numbers)


def _take(parts: Iterable[int]) -> None:
    """Wait until nobody else derives these parts; nobody does until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtext('stegvis.due'),"
            " (stegvis_association() %% 100000000)::int * %s + part)"
            " FROM unnest(%s::int[]) part",
            [PARTS, sorted(parts)],
        )


# --- Deriving ----------------------------------------------------------------------------------


def derive(numbers: Sequence[int], today: date) -> None:
    """Derive anew what is due for the enrolments, and keep it. Their parts are taken."""
    # What is marked from here on is marked by somebody whose change is not read below.
    seen = list(DueStale.objects.filter(enrolment__in=numbers).values_list("pk", flat=True))
    rows = _Rows()
    for enrolment, found in _found(numbers, today):
        rows.add(enrolment, found)
    DueItem.objects.filter(enrolment__in=numbers).delete()
    DueHolds.objects.filter(enrolment__in=numbers).delete()
    rows.write(today)
    DueStale.objects.filter(pk__in=seen).delete()


def _found(numbers: Sequence[int], today: date) -> Iterator[tuple[Enrolment, Derived]]:
    """What is due for each, and until when it holds. Of those about whom nothing is, nothing."""
    asked = []
    known = Enrolment.objects.filter(pk__in=numbers)
    standing = list(known.values_list("pk", "version", "decision", "discharged_on"))
    plans = plans_of(version for _pk, version, *_ in standing)
    for number, version, decision, discharged_on in standing:
        if not silent(plans[version], Facts(decision=decision, discharged_on=discharged_on)):
            asked.append(number)
    for case in cases(with_facts(known.filter(pk__in=asked), today), today):
        yield case.enrolment, derived(case.definition, case.facts, today)


def state_of(item: Due) -> DueState:
    """How a thing is kept: whether it is late follows from the day it is looked at."""
    return DueState.OPEN if item.open else DueState(item.state.value)


@dataclass
class _Rows:
    """Rows to write, column by column: one statement takes them all."""

    items: list[tuple[int, int, int | None, str, str, date | None, str]] = field(
        default_factory=list
    )
    holds: list[tuple[int, date | None]] = field(default_factory=list)

    def add(self, about: Enrolment, found: Derived) -> None:
        where = (about.pk, about.programme_id, about.unit_id)
        for item in found.items:
            self.items.append((*where, item.key, item.kind, item.due_on, state_of(item).value))
        if found.items or found.changes_on:
            self.holds.append((about.pk, found.changes_on))

    def write(self, today: date) -> None:
        with connection.cursor() as cursor:
            if self.items:
                cursor.execute(ITEMS, [list(each) for each in zip(*self.items, strict=True)])
            if self.holds:
                columns = [list(column) for column in zip(*self.holds, strict=True)]
                cursor.execute(HOLDS, [today, *columns])


ITEMS = """
INSERT INTO casework_dueitem (
    association_id, enrolment_id, programme, unit, key, kind, due_on, state)
SELECT stegvis_association(), *
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[],
    %s::text[], %s::text[], %s::date[], %s::text[])
"""
HOLDS = """
INSERT INTO casework_dueholds (association_id, derived_on, enrolment_id, changes_on)
SELECT stegvis_association(), %s::date, * FROM unnest(%s::bigint[], %s::date[])
"""


# --- All of it, in batches -----------------------------------------------------------------------


def mark(programme: int | None = None) -> int:
    """Mark everybody of a programme, by number, or of the association as stale; how many."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"programme": programme})
        return cursor.rowcount


MARK = """
INSERT INTO casework_duestale (association_id, enrolment, transaction)
SELECT association_id, id, pg_current_xact_id()::text::bigint
FROM participants_enrolment
WHERE %(programme)s::bigint IS NULL OR programme_id = %(programme)s
ON CONFLICT DO NOTHING
"""


def waiting(today: date, programme: int | None = None) -> int:
    """How many are stale, of a programme or of the association."""
    return stale(_everybody(programme), today).count()


def _everybody(programme: int | None) -> EnrolmentQuerySet:
    rows = Enrolment.objects.all()
    return rows.filter(programme=programme) if programme else rows


@dataclass
class Turn:
    """One worker's share of what was stale when it began: its parts, batch after batch.

    Each batch is meant for a transaction of its own. What a worker that was stopped had not come
    to is still marked, and is where the next one goes on.
    """

    worker: int
    workers: int
    today: date
    programme: int | None = None
    #: The numbers not come to, the last first. None before the first batch.
    left: list[int] | None = None

    def batch(self) -> int:
        """Derive the next ones; how many it was. 0 when this worker's share is done."""
        if self.left is None:
            self.left = self._share()
        numbers = self.left[-BATCH:][::-1]
        del self.left[-BATCH:]
        if numbers:
            _take({number % PARTS for number in numbers})
            derive(numbers, self.today)
        return len(numbers)

    def _share(self) -> list[int]:
        """Found once: to look among all the marks for each batch takes longer than deriving it."""
        rows = stale(_everybody(self.programme), self.today)
        if self.workers > 1:
            rows = rows.annotate(share=Mod("pk", self.workers)).filter(share=self.worker)
        return list(rows.order_by("-pk").values_list("pk", flat=True))


def rederive(today: date) -> int:
    """Derive everything that is stale, in the running transaction; how many it was."""
    turn, done = Turn(0, 1, today), 0
    while number := turn.batch():
        done += number
    return done


# --- Comparing -----------------------------------------------------------------------------------

Thing = tuple[int, int | None, str, str, date | None, str]


def differences(today: date) -> Iterator[str]:
    """A sentence for each enrolment whose kept list is not what a fresh derivation gives.

    What is stale is derived anew first: that it is not up to date is known, and no fault.
    """
    rederive(today)
    after = 0
    while True:
        rows = with_facts(Enrolment.objects.filter(pk__gt=after), today).order_by("pk")[:BATCH]
        found = cases(rows, today)
        if not found:
            return
        after = found[-1].enrolment.pk
        kept = _kept([case.enrolment.pk for case in found])
        for case in found:
            where = (case.enrolment.programme_id, case.enrolment.unit_id)
            holds = {
                (*where, item.key, item.kind, item.due_on, state_of(item).value)
                for item in due(case.definition, case.facts, today)
            }
            stands = kept.get(case.enrolment.pk, set())
            if wrong := sorted({key for _in, _at, key, *_ in holds ^ stands}):
                number, named = case.enrolment.case_number, ", ".join(wrong)
                yield f"{number}: what is kept as due is not what follows from the facts: {named}"


def _kept(numbers: Sequence[int]) -> dict[int, set[Thing]]:
    """The kept things of each."""
    columns = ("enrolment", "programme", "unit", "key", "kind", "due_on", "state")
    kept: dict[int, set[Thing]] = {}
    for number, *thing in DueItem.objects.filter(enrolment__in=numbers).values_list(*columns):
        kept.setdefault(number, set()).add(tuple(thing))
    return kept
