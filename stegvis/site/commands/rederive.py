"""``stegvis rederive``: derive what is due for everybody whose kept list is stale, or for all."""

from __future__ import annotations

import argparse
import multiprocessing
import signal
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from stegvis.lib.faults import Fault, Refused
from stegvis.site.cli import open_database
from stegvis.site.commands.terminal import Line

#: Processes that derive at the same time, unless something else is said.
WORKERS = 2
#: How often it says how far it has come, in seconds.
PACE = 0.2


def arguments(parser: argparse.ArgumentParser) -> None:
    """The grammar of the command."""
    parser.add_argument("--association", metavar="NAME", help="every one, if not given")
    parser.add_argument("--programme", metavar="KEY", help="every one, if not given")
    parser.add_argument(
        "--all", action="store_true", help="everybody, also those whose list is as it should be"
    )
    parser.add_argument("--workers", type=int, default=WORKERS, metavar="N", help=f"({WORKERS})")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 when nothing is stale any more, 2 when there is no such association or programme.

    One that is stopped on the way goes on when it is run again, without --all.
    """
    open_database(made=True)
    try:
        places = _places(args.association, args.programme)
    except Refused as refused:
        print(f"{refused}\nNothing was done.", file=sys.stderr)
        return 2
    done, began = 0, time.monotonic()
    with _told_when_stopped():
        for association, programme in places:
            if args.all:
                _mark(association, programme)
            done += derive_waiting(association, programme, max(1, args.workers))
    print(f"Derived what is due for {done:,} people in {time.monotonic() - began:.0f} s.")
    return 0


def _places(association: str | None, programme: str | None) -> list[tuple[int, int | None]]:
    """Each association by number, with the programme in it by number. Raises Refused."""
    from stegvis.access import wall
    from stegvis.access.models import Association
    from stegvis.programmes.models import Programme

    known = {one.name: one.pk for one in Association.objects.order_by("pk")}
    if association is not None and association not in known:
        what = f"{association!r} is no association here."
        raise Refused(Fault("--association", what, f"Write one of: {', '.join(known)}."))
    numbers = [known[association]] if association else list(known.values())
    if programme is None:
        return [(number, None) for number in numbers]
    found: list[tuple[int, int | None]] = []
    for number in numbers:
        with wall.inside(number):
            found += [(number, one.pk) for one in Programme.objects.filter(key=programme)]
    if not found:
        what = f"{programme!r} is no programme there."
        raise Refused(Fault("--programme", what, "Write its key, such as se-hoglandet."))
    return found


def _mark(association: int, programme: int | None) -> None:
    from stegvis.access import wall
    from stegvis.casework import stored

    with wall.inside(association):
        stored.mark(programme)


def derive_in(name: str, *, programmes: Iterable[str] = ()) -> str:
    """Derive what is stale in the association of that name, after a command that changed much.

    Everybody of the ``programmes``, by key, is derived anew. The sentence that tells what was done;
    empty when nothing was.
    """
    began = time.monotonic()
    with _told_when_stopped():
        for key in programmes:
            for association, programme in _places(name, key):
                _mark(association, programme)
        done = sum(derive_waiting(association) for association, _all in _places(name, None))
    took = time.monotonic() - began
    return f"Derived what is due for {done:,} people in {took:.0f} s." if done else ""


@contextmanager
def _told_when_stopped() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if not _stopped(error):
            raise
        print("Stopped. ”stegvis rederive” goes on from here.", file=sys.stderr)
        raise KeyboardInterrupt from None


def _stopped(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind it: in the middle of a statement the connection complains last."""
    while error is not None and not isinstance(error, KeyboardInterrupt):
        error = error.__context__
    return error is not None


# --- Deriving ----------------------------------------------------------------------------------


def derive_waiting(association: int, programme: int | None = None, workers: int = WORKERS) -> int:
    """Derive all that is stale in an association, or in a programme of it; how many it was.

    Says how far it has come when it takes time. Ctrl-C ends it between two batches: what is not
    derived is still marked, and is derived by the next list that shows it, or by this again.
    """
    from django.db import connections
    from django.utils import timezone

    from stegvis.access import wall
    from stegvis.casework import stored

    today = timezone.localdate()
    with wall.inside(association):
        waiting = stored.waiting(today, programme)
    if waiting == 0:
        return 0
    if workers == 1 or waiting <= stored.BATCH:
        return _here(association, programme, today, waiting)
    # The workers are forks of this process: they must not share its connections.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]
    return _apart(association, programme, today, waiting, workers)


def _here(association: int, programme: int | None, today: date, waiting: int) -> int:
    from stegvis.casework import stored

    progress, done = Progress(waiting), 0
    turn = stored.Turn(0, 1, today, programme)
    try:
        while number := _batch(association, turn):
            done += number
            progress(done)
    finally:
        progress.end()
    return done


def _apart(association: int, programme: int | None, today: date, waiting: int, workers: int) -> int:
    processes = multiprocessing.get_context("fork")
    done, stop = processes.Value("q", 0), processes.Event()
    progress = Progress(waiting)
    jobs = [
        processes.Process(
            target=_work, args=(association, worker, workers, today, programme, done, stop)
        )
        for worker in range(workers)
    ]
    for job in jobs:
        job.start()
    try:
        while any(job.is_alive() for job in jobs):
            jobs[0].join(PACE)
            jobs[-1].join(PACE)
            progress(done.value)
    finally:
        stop.set()
        for job in jobs:
            job.join()
        progress.end()
    if any(job.exitcode for job in jobs):
        raise SystemExit("A worker stopped by itself; see what stands above. Run the same again.")
    return int(done.value)


def _work(
    association: int, worker: int, workers: int, today: date, programme: int | None, done: Any,
    stop: Any,
) -> None:  # fmt: skip
    """One worker's share, in a process of its own. Ctrl-C reaches it through ``stop``."""
    from stegvis.casework import stored

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    turn = stored.Turn(worker, workers, today, programme)
    while not stop.is_set() and (number := _batch(association, turn)):
        with done.get_lock():
            done.value += number


def _batch(association: int, turn: Any) -> int:
    from django.db import connection

    from stegvis.access import wall

    with wall.inside(association):
        with connection.cursor() as cursor:
            # A crash of the machine may lose the last batches; what they had taken is marked then.
            cursor.execute("SET LOCAL synchronous_commit TO off")
        return int(turn.batch())


class Progress(Line):
    """How many of the people have been derived, and for how long it will go on."""

    WIDE = 30

    def __init__(self, people: int) -> None:
        super().__init__()
        self.people = people

    def __call__(self, done: int) -> None:
        if not self.wanted or not done:
            return
        share = min(done / self.people, 1)
        bar = ("█" * round(share * self.WIDE)).ljust(self.WIDE, "·")
        left = self.passed * (1 - share) / share
        self.say(f"{bar} {done:,} of {self.people:,} people, {left:.0f} s left")
