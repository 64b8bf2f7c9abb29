"""Loading the demonstration into an empty database."""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Iterable
from datetime import date

from django.db import connections, transaction
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association, Membership, Organisation, Unit, User
from stegvis.access.services import association_named, party_named
from stegvis.demo.associations import ASSOCIATIONS, Shown
from stegvis.demo.cast import Cast, Member
from stegvis.demo.hoglandet.cast import HOGLANDET
from stegvis.demo.lives import SEED
from stegvis.demo.rows import Place, Writer
from stegvis.demo.trace import leave_trace
from stegvis.lib.faults import Fault, Refused
from stegvis.participants.models import Participant
from stegvis.programmes.services import publish

#: The association that is shown first, and the plan of it that holds.
NAME = HOGLANDET.association
*_, PLAN = HOGLANDET.sources


def fill_when_empty(say: Callable[[str], None], *, at_once: bool = False) -> bool:
    """Load the associations of the demonstration that are not there. True when any was loaded.

    ``at_once`` loads them side by side, each in a process of its own; no transaction may be open.
    Raises Refused, with nothing loaded, when one of that name is there and is not the
    demonstration's: then its people may be real, and must never stand behind a door that is open
    to anyone.
    """
    with transaction.atomic(), wall.outside():
        there = set(User.objects.filter(is_demo=True).values_list("email", flat=True))
    missing = [one for one in ASSOCIATIONS if one.cast.doors[0].who.email not in there]
    jobs = [(shown.cast.key, _place_for(shown)) for shown in missing]
    for shown in missing:
        say(f"Loading the demonstration: {shown.cast.programme} …")
    if at_once and jobs:
        _side_by_side(jobs)
    else:
        for job in jobs:
            _fill(*job)
    return bool(missing)


def _place_for(shown: Shown) -> Association:
    """The association that is to be filled. Raises Refused when anybody in it may be real."""
    association, _made = association_named(shown.cast.association)
    with wall.inside(association):
        safe = all_invented()
    if not safe:
        raise Refused(
            Fault(
                "--demo",
                f"{association.name} is here already, and not as a demonstration.",
                "Name another folder with --data, or another database.",
            )
        )
    return association


def _fill(key: str, association: Association) -> None:
    with wall.inside(association, how="demo"):
        load(association, timezone.localdate(), key)


def _side_by_side(jobs: Iterable[tuple[str, Association]]) -> None:
    """Fill each in a process. SystemExit with 1 when one fails; it has said why."""
    # A fork must not share the connections of the process it came from. The one that keeps other
    # starts waiting (`site/database.py: one_at_a_time`) stays open, and no child touches it.
    connections.close_all()
    connections["default"].close_pool()  # type: ignore[attr-defined]
    fork = multiprocessing.get_context("fork")
    children = [fork.Process(target=_fill_to_the_end, args=job) for job in jobs]
    for child in children:
        child.start()
    for child in children:
        child.join()
    if any(child.exitcode for child in children):
        raise SystemExit(1)


def _fill_to_the_end(key: str, association: Association) -> None:
    """Ctrl-C is for whoever waits: what has begun to be loaded is there in a second."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _fill(key, association)


def all_invented() -> bool:
    """Whether people in the association stepped into are invented, if there are any.

    They are where somebody of the demonstration works: nobody does beside real people.
    """
    staff = set(Membership.objects.values_list("user__is_demo", flat=True).distinct())
    return True in staff or not (staff or Participant.objects.exists())


def load(association: Association, today: date, key: str = HOGLANDET.key, seed: int = SEED) -> None:
    """One association's programme, its staff and its people, inside the association."""
    shown = next(one for one in ASSOCIATIONS if one.cast.key == key)
    place = _place(association, shown.cast, today)
    people = list(shown.lives(today, seed))
    enrolments = Writer(place, seed).write(people)
    if who := shown.cast.participant:
        Participant.objects.filter(given_name=who.given_name, family_name=who.family_name).update(
            user=place.users[who.name]
        )
    leave_trace(place, people, enrolments, seed)
    shown.then(place)


def _place(association: Association, cast: Cast, today: date) -> Place:
    """Where the people come to: the plan's versions published, the parties, the staff."""
    versions = [
        publish(by=None, association=association, source=source.read_text(encoding="utf-8"))
        for source in cast.sources
    ]
    parties = {
        key: party_named(association, name, kind) for key, (name, kind) in cast.parties.items()
    }
    units = {unit.key: unit for unit in Unit.objects.select_related("organisation")}
    users = {
        member.name: employ(association, member, parties, units, cast.since)
        for member in cast.everybody
    }
    return Place(cast, association, tuple(versions), units, parties, users, today)


def employ(
    association: Association,
    member: Member,
    parties: dict[str, Organisation],
    units: dict[str, Unit],
    since: date,
) -> User:
    """An account that only the door opens, with the member's role in each of the units."""
    user = User(email=member.email, name=member.name, is_demo=True)
    user.set_unusable_password()
    user.save()
    places: list[Unit | None] = [units[key] for key in member.units]
    for unit in places or [None]:
        Membership.objects.create(
            association=association, user=user, role=member.role,
            organisation=parties[member.party], unit=unit, starts_on=since,
        )  # fmt: skip
    return user
