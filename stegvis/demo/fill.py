"""Invented people in bulk, for trying and for load (``stegvis demo fill``).

The same seed and day give the same people on every machine: what is drawn for a person follows
from the seed and the person's number alone. The rows are made by the statements in ``filling/``,
as the application role and behind the wall, a batch of people at a time; every constraint of the
database holds on the way. A batch is written whole or not at all, so a filling that was stopped
goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any

from django.db import connection, transaction
from psycopg import ClientCursor

from stegvis.access import wall
from stegvis.access.models import Association
from stegvis.access.services import association_named
from stegvis.demo.fill_ground import ground
from stegvis.demo.fill_shares import drawn
from stegvis.demo.start import PLAN, all_invented
from stegvis.lib.faults import Fault, Refused
from stegvis.participants.models import Participant
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.services import publish

#: Every number that somebody is given holds a day of the years 1800 to 1829 and a serial number
#: to 998, so there are numbers for so many. docs/decisions/0041 says why those years.
MOST = 5_000_000
#: People in one transaction.
BATCH = 5_000
#: So many of the first people, one in each so many, are on the way in. The rest have an answer:
#: what a group meets about does not grow with the years behind it.
WAY_IN_EACH, WAY_IN_LAST = 50, 5_000
#: How long ago the others applied, in days: the last so that all is decided, the first ten years.
LATEST, EARLIEST = 28, 3_650
#: What every person made here has first in ``Participant.ref``; then the seed, then the number.
PREFIX = "fill-"
#: The statements of a batch, in an order in which every foreign key holds.
STATEMENTS = ("lives", "people", "consents", "work", "way_in")
FOLDER = Path(__file__).with_name("filling")

Say = Callable[[int], None]


@dataclass(frozen=True)
class Filled:
    """How many people were asked for, how many of them were made now, and what else was made."""

    people: int
    made: int
    said: list[str]


def fill(
    *,
    association: str,
    people: int,
    seed: int,
    today: date,
    workers: int = 2,
    say: Say = lambda done: None,
) -> Filled:
    """So many invented people in SE-Höglandet, counting those who are there already.

    The association of that name is made, and the shipped plan published, where it is not there.
    ``say`` is told now and then how many have been gone through. With one worker all is done on
    the running connection; with more, each has its own.

    Raises Refused, with nothing written, when there are no numbers for so many, when what the
    association holds is not invented or comes from another seed, and when another filling of it
    is under way.
    """
    _refuse_what_is_asked(association, people)
    with _alone(association):
        here, there, said, values = _ground(association, people, seed, today)
        _write(Batches(here.pk, values, people, say), workers)
        with wall.inside(here):
            return Filled(people, _count() - there, said)


@transaction.atomic
def _ground(
    name: str, people: int, seed: int, today: date
) -> tuple[Association, int, list[str], dict[str, Any]]:
    """What the people stand on: the association, how many are there, what was made, the values."""
    association, made = association_named(name)
    said = [f"Made the association {name}."] if made else []
    wall.enter(association.pk, how="command")
    _refuse_among_real_people()
    _refuse_other_seed(seed)
    versions = ProgrammeVersion.objects.count()
    version = publish(by=None, association=association, source=PLAN.read_text(encoding="utf-8"))
    if ProgrammeVersion.objects.count() > versions:
        said.append(f"Published {version.programme.key} {version.version}.")
    values = {
        **drawn(version.definition), **ground(version, people, today), "seed": str(seed),
        "ref": _prefix(seed), "today": today, "version": version.pk,
        "programme": version.programme_id, "way_in_each": WAY_IN_EACH,
        "way_in_last": WAY_IN_LAST, "latest": LATEST, "earliest": EARLIEST,
    }  # fmt: skip
    return association, _count(), said, values


# --- What is refused ---------------------------------------------------------------------------


@contextmanager
def _alone(association: str) -> Iterator[None]:
    """While this lasts nobody else fills the association of that name."""
    key = f"stegvis.fill {association}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", [key])
        if not cursor.fetchone()[0]:
            what = "is being filled by another command."
            raise Refused(Fault("--association", what, "Wait until that one is done."))
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", [key])


def _refuse_what_is_asked(association: str, people: int) -> None:
    faults = []
    if not association:
        faults.append(Fault("--association", "is empty.", "Write its name."))
    if people > MOST:
        what = f"is {people:,}, and there are numbers that nobody has for {MOST:,}."
        faults.append(Fault("--people", what, f"Write at most {MOST}."))
    if faults:
        raise Refused(faults)


def _refuse_among_real_people() -> None:
    if not all_invented():
        what = "names an association whose people or staff are not invented."
        raise Refused(Fault("--association", what, "Name another one; it is made if not there."))


def _refuse_other_seed(seed: int) -> None:
    other = Participant.objects.filter(ref__startswith=PREFIX)
    ref = other.exclude(ref__startswith=_prefix(seed)).values_list("ref", flat=True).first()
    if ref is not None:
        there = ref.split("-")[1]
        what = f"is {seed}, but the people there come from seed {there}."
        raise Refused(Fault("--seed", what, f"Write --seed {there}, or another --association."))


# --- Writing -----------------------------------------------------------------------------------


def _prefix(seed: int) -> str:
    return f"{PREFIX}{seed}-"


def _count() -> int:
    return Participant.objects.filter(ref__startswith=PREFIX).count()


def _cursor() -> ClientCursor[Any]:
    """One that writes the values into the text: a function, and a file of many, take no others."""
    connection.ensure_connection()
    return ClientCursor(connection.connection)


def _statements(name: str) -> str:
    return (FOLDER / f"{name}.sql").read_text(encoding="utf-8")


class Batches:
    """What is left to write, shared by those who write it."""

    def __init__(self, association: int, values: dict[str, Any], people: int, say: Say) -> None:
        self.association, self.values, self.say = association, values, say
        self.left = iter([(n, min(n + BATCH - 1, people)) for n in range(1, people + 1, BATCH)])
        self.done = 0
        self.turn = Lock()

    def work(self) -> None:
        """Write batches on the running connection until none is left."""
        with _cursor() as cursor:
            cursor.execute(_statements("ground"), self.values)
        while batch := self._next():
            self._write(*batch)
            with self.turn:
                self.done += batch[1] - batch[0] + 1
                self.say(self.done)

    def stop(self) -> None:
        """Leave what nobody has begun with."""
        self.left = iter(())

    def _next(self) -> tuple[int, int] | None:
        with self.turn:
            return next(self.left, None)

    def _write(self, first: int, last: int) -> None:
        """The people from one number to another, those who are not there, in one transaction."""
        with wall.inside(self.association), _cursor() as cursor:
            # A crash of the machine may lose the last batches; the next run makes them again.
            cursor.execute("SET LOCAL synchronous_commit TO off")
            for name in STATEMENTS:
                cursor.execute(_statements(name), {**self.values, "first": first, "last": last})


def _write(batches: Batches, workers: int) -> None:
    """Write them all. When one worker fails the others end with the batch they are at."""
    if workers == 1:
        batches.work()
        return

    def on_its_own_connection() -> None:
        try:
            batches.work()
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        jobs = [pool.submit(on_its_own_connection) for _ in range(workers)]
        try:
            for job in as_completed(jobs):
                job.result()
        finally:
            batches.stop()
