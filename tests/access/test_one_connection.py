"""One connection is lent to one request after the other, and keeps the statements it has planned.

Nothing that one request was, where it stood or as whom, is there for the next: neither in what the
transaction was told nor in a plan that the server kept (docs/decisions/0071). Here two associations
take turns on a pool of a single connection, as the site connects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle

import psycopg
import pytest
from django.conf import settings
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.db.backends.postgresql.base import DatabaseWrapper
from django.urls import reverse

from stegvis.access import wall
from stegvis.access.models import Association, Membership, Organisation, Unit, User
from stegvis.access.reader import read_only
from stegvis.access.roles import Role
from stegvis.casework.models import DueHolds, DueItem, DueStale
from stegvis.participants.models import Enrolment, Participant
from stegvis.programmes.models import Programme, ProgrammeVersion
from tests.by_hand import step
from tests.factories import EnrolmentFactory, client_for, member

#: Often enough for a statement to be kept by the driver, and then planned once for all values.
ROUNDS = 60


@dataclass(frozen=True)
class Side:
    """One of the two, and what it alone may see."""

    association: int
    user: int
    enrolment: int
    names: frozenset[str]


@pytest.fixture
def lent(db) -> Iterator[DatabaseWrapper]:
    """The database by a pool of one connection; the test's own is set aside meanwhile."""
    own = connections["default"]
    options = own.settings_dict["OPTIONS"] | {"pool": {"min_size": 1, "max_size": 1}}
    wrapper = DatabaseWrapper(own.settings_dict | {"OPTIONS": options}, "default")
    connections["default"] = wrapper
    try:
        yield wrapper
    finally:
        wrapper.close()
        wrapper.close_pool()
        connections["default"] = own


@pytest.fixture
def two(lent) -> Iterator[tuple[Side, Side]]:
    """Two associations with one person each, there for good and taken away afterwards."""
    sides = tuple(_made(name) for name in ("Ett", "Två"))
    yield sides
    for side in sides:
        _taken_away(side)


def _made(name: str) -> Side:
    with transaction.atomic():
        association = Association.objects.create(name=f"Förbundet {name}")
        wall.enter(association.pk)
        user = member(Role.COACH, name=f"Handledare {name}", email=f"{name}@example.org")
        enrolment = EnrolmentFactory(
            participant__given_name=name, unit=user.memberships[0].unit, case_number=f"2026-{name}"
        )
        names = frozenset({f"Handledare {name}", name, f"2026-{name}"})
        return Side(association.pk, user.pk, enrolment.pk, names)


#: What is made for a side and by its pages, what others hang on last.
MADE = [
    DueItem, DueHolds, Enrolment, Participant, DueStale, ProgrammeVersion, Programme, Membership,
    Unit,
]  # fmt: skip


def _taken_away(side: Side) -> None:
    """As the owner, who alone can take away what has been published."""
    version = ProgrammeVersion._meta.db_table
    with psycopg.connect(**settings.OWNER.conninfo()) as owner:
        step(owner, side.association, side.user)
        owner.execute(f"ALTER TABLE {version} DISABLE TRIGGER append_only")
        for model in MADE:
            owner.execute(f"DELETE FROM {model._meta.db_table}")
        owner.execute(f"ALTER TABLE {version} ENABLE TRIGGER append_only")
        owner.execute("DELETE FROM access_organisation")
        owner.execute("DELETE FROM access_user WHERE id = %s", [side.user])
        owner.execute("DELETE FROM access_association WHERE id = %s", [side.association])


def seen() -> frozenset[str]:
    """The names that statements without any association in them find, where one stands."""
    return frozenset(
        [
            *User.objects.order_by("pk").values_list("name", flat=True),
            *Participant.objects.order_by("pk").values_list("given_name", flat=True),
            *Enrolment.objects.order_by("pk").values_list("case_number", flat=True),
        ]
    )


def counted(numbers: list[int]) -> int:
    """How many of the enrolments the role that figures use can count."""
    with read_only(), connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM fact_enrolment WHERE enrolment = ANY (%s)", [numbers])
        return cursor.fetchone()[0]


# --- How a request may end ---------------------------------------------------------------------


class Failed(Exception):
    """What a page raises that does not finish."""


def goes_well(here: Side, there: Side) -> None:
    """It looks, and is done."""


def fails(here: Side, there: Side) -> None:
    raise Failed


def asks_for_what_cannot_be(here: Side, there: Side) -> None:
    """The database refuses, and the transaction is of no use after that."""
    Organisation.objects.create(association_id=there.association, name="Deras", kind="region")


def stumbles_and_goes_on(here: Side, there: Side) -> None:
    """A savepoint takes one refusal."""
    with pytest.raises(DatabaseError), transaction.atomic():
        Enrolment.objects.create(association_id=there.association, case_number="x")


def looks_over_and_comes_back(here: Side, there: Side) -> None:
    """Steps to the other in a savepoint that is undone, and stands where it stood."""
    with suppress(Failed), transaction.atomic():
        wall.enter(there.association, there.user)
        assert seen() == there.names
        raise Failed


def is_nobody_for_a_while(here: Side, there: Side) -> None:
    """Signing in, and the public door."""
    with wall.outside():
        assert not Participant.objects.exists()
    with wall.at_the_door(Association.objects.get(pk=there.association)):
        assert seen() == frozenset()


ENDS: list[Callable[[Side, Side], None]] = [
    goes_well,
    fails,
    asks_for_what_cannot_be,
    stumbles_and_goes_on,
    looks_over_and_comes_back,
    is_nobody_for_a_while,
]
BREAKS = (fails, asks_for_what_cannot_be)


def test_what_one_association_was_lent_shows_nothing_of_it_to_the_next(lent, two):
    backends = set()
    kept = 0
    turns = cycle((end, order) for end in ENDS for order in (1, -1))
    for number, (end, order) in zip(range(ROUNDS), turns, strict=False):
        here, there = two[::order]
        with suppress(Failed, IntegrityError, ProgrammingError), transaction.atomic():
            wall.enter(here.association, here.user)
            assert seen() == here.names, f"round {number}, before {end.__name__}"
            assert counted([here.enrolment, there.enrolment]) == 1
            end(here, there)
            assert end not in BREAKS
            assert seen() == here.names
            assert counted([here.enrolment, there.enrolment]) == 1
        with transaction.atomic():
            assert not Participant.objects.exists()
            assert not Enrolment.objects.exists()
            assert counted([here.enrolment, there.enrolment]) == 0
        stands = _stands()
        backends.add(stands.pop("backend"))
        kept = max(kept, stands.pop("kept"))
        assert stands == {"association": "", "actor": "", "how": "", "role": settings.APP.user}
        lent.close()  # back to the pool, as when a request has been answered

    assert len(backends) == 1
    assert kept > 5


def _stands() -> dict:
    """Where a request that has told nothing stands, and what the connection has kept."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(current_setting('stegvis.association', true), ''),"
            " coalesce(current_setting('stegvis.actor', true), ''),"
            " coalesce(current_setting('stegvis.how', true), ''), current_user::text,"
            " pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements)"
        )
        names = ("association", "actor", "how", "role", "backend", "kept")
        return dict(zip(names, cursor.fetchone(), strict=True))


# --- As whom a statement was planned -------------------------------------------------------------


NUMBERS = "SELECT personal_number FROM participants_participant WHERE association_id = %s"
COUNTED = "SELECT count(*) FROM participants_participant WHERE birth_year > %s"


def test_a_statement_planned_for_one_role_gives_another_nothing_more(lent, two):
    for here, there in (two, two[::-1]):
        with transaction.atomic():
            wall.enter(here.association, here.user)
            for _time in range(12):
                assert len(_asked(NUMBERS, here.association)) == 1
                assert _asked(NUMBERS, there.association) == []
                assert _asked(COUNTED, 1800) == [1]
                with read_only():
                    assert _asked(COUNTED, 1800) == [1]
            assert {NUMBERS, COUNTED} <= set(_kept())

            with pytest.raises(ProgrammingError, match="permission denied"), read_only():
                _asked(NUMBERS, here.association)

            assert len(_asked(NUMBERS, here.association)) == 1


def _asked(statement: str, value: int) -> list:
    with connection.cursor() as cursor:
        cursor.execute(statement, [value])
        return [first for (first,) in cursor.fetchall()]


def _kept() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        return [text.replace("$1", "%s") for (text,) in cursor.fetchall()]


# --- Page after page -----------------------------------------------------------------------------


PAGES = [
    "casework:caseload",
    "casework:home",
    "intake:meetings",
    "intake:queue",
    "indicators:goals",
]


def test_pages_of_two_associations_in_turn_show_each_its_own(lent, two):
    browsers = []
    for side in two:
        with transaction.atomic():
            wall.enter(side.association, side.user)
            browsers.append(client_for(User.objects.get(pk=side.user)))

    for _turn in range(8):
        for here, there, browser in ((*two, browsers[0]), (*two[::-1], browsers[1])):
            for page in PAGES:
                answer = browser.get(reverse(page))
                assert answer.status_code == 200
                assert not [name for name in there.names if name in answer.content.decode()]
                lent.close()
            case = reverse("casework:case", args=[there.enrolment])
            assert browser.get(case).status_code == 404
            lent.close()
            opened = browser.get(reverse("casework:case", args=[here.enrolment]))
            assert f"2026-{'Ett' if here is two[0] else 'Två'}" in opened.content.decode()
            lent.close()
