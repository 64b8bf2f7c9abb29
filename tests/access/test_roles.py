"""Which records a role opens: the query against the rule in plain words, over invented worlds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stegvis.access.middleware import memberships
from stegvis.access.models import Membership, Organisation, User
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.participants.models import (
    Consent,
    ConsentParty,
    ContactPerson,
    Enrolment,
    Participant,
)
from tests.factories import OrganisationFactory, UnitFactory, UserFactory, VersionFactory, here

P = Permission
UNITS, PARTIES, USERS = range(2), range(2), range(3)

#: What one does with the record of a person in one's unit, by the role one has there.
IN_A_UNIT = {
    Role.COACH: {P.CASE_READ, P.CASE_EDIT, P.MEETING_RUN, P.EXTENSION_DECIDE, P.FIGURE_OPEN},
    Role.HEAD_OF_UNIT: {
        P.CASE_READ,
        P.DISPUTE_DECIDE,
        P.EXTENSION_DECIDE,
        P.FIGURE_OPEN,
        P.VERSION_MOVE,
    },
}

REACH_PEOPLE = [Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER, Role.REFERRER, Role.PARTICIPANT]


# --- The rule ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Days:
    """From a day to a day, both included, as days from today. No last day: until further."""

    first: int
    last: int | None

    @property
    def today(self) -> bool:
        return self.first <= 0 and not self.over

    @property
    def over(self) -> bool:
        return self.last is not None and self.last < 0


@dataclass(frozen=True)
class Has:
    """One role of a user's: as what, for which party, in which unit, and when."""

    role: Role
    party: int
    unit: int | None
    days: Days


@dataclass(frozen=True)
class Agreed:
    """A consent: with which parties, and when. Withdrawn it holds no longer from that very day."""

    parties: frozenset[int]
    days: Days
    withdrawn: int | None

    @property
    def in_force(self) -> bool:
        return self.days.today and (self.withdrawn is None or self.withdrawn > 0)


@dataclass(frozen=True)
class Case:
    """One case. ``is_whom``: the user who is the person; ``followed``: by whom and when."""

    unit: int | None
    raised: bool
    protected: bool
    is_whom: int | None
    followed: tuple[tuple[int, Days], ...]
    consents: tuple[Agreed, ...]


def may_open(user: int, roles: tuple[Has, ...], permission: Permission, case: Case) -> bool:
    """The rule of who opens whose record, role by role. What is not said here nobody may.

    A coach: the people of the team. One with protected identity only while following them, or
    being about to. The head of unit: all the unit's people. A referrer: who has been raised in the
    referral group where they sit, while a consent to the party they sit for is in force; protected
    people are not shared this way. A participant: oneself.
    """
    return any(
        _opens(user, has, permission, case)
        for has in roles
        if has.days.today and permission in ROLES[has.role].permissions
    )


def _opens(user: int, has: Has, permission: Permission, case: Case) -> bool:
    here = has.unit is not None and has.unit == case.unit
    if has.role == Role.HEAD_OF_UNIT:
        return here and permission in IN_A_UNIT[has.role]
    if has.role == Role.COACH:
        follows = any(who == user and not days.over for who, days in case.followed)
        return here and permission in IN_A_UNIT[has.role] and (follows or not case.protected)
    if has.role == Role.REFERRER and permission == P.SHARED_READ:
        agreed = any(one.in_force and has.party in one.parties for one in case.consents)
        return here and case.raised and agreed and not case.protected
    return has.role == Role.PARTICIPANT and permission == P.OWN_CASE and case.is_whom == user


# --- Worlds ------------------------------------------------------------------------------------


# What has to come together for a referrer to see anybody is drawn as often as not, so that both the
# one who sees and the one who lacks a single thing are met.
LONG = Days(-3, None)


@st.composite
def days(draw) -> Days:
    if draw(st.booleans()):
        return LONG
    first = draw(st.integers(-3, 2))
    return Days(first, draw(st.none() | st.integers(first, 3)))


@st.composite
def roles(draw) -> Has:
    role = draw(st.sampled_from([*REACH_PEOPLE, *Role]))  # the others are tried too, less often
    return Has(
        role,
        party=draw(st.sampled_from(PARTIES)),
        # A role that is not held in a unit may name one all the same; it opens nothing more there.
        unit=draw(st.sampled_from(UNITS) if role in IN_A_UNIT else st.sampled_from([None, *UNITS])),
        days=draw(days()),
    )


consents = st.builds(
    Agreed,
    parties=st.sampled_from([frozenset(PARTIES), *(frozenset([one]) for one in PARTIES)]),
    days=days(),
    withdrawn=st.none() | st.none() | st.integers(-2, 2),
)
followings = st.tuples(st.sampled_from(USERS), days())


@st.composite
def cases(draw, person: int) -> Case:
    """A case. The user who is the person, if any, is the one of the same number."""
    return Case(
        unit=draw(st.sampled_from([None, *UNITS])),
        raised=draw(st.sampled_from([True, True, False])),
        protected=draw(st.sampled_from([False, False, True])),
        is_whom=draw(st.sampled_from([None, person])),
        followed=tuple(draw(st.lists(followings, max_size=1))),
        consents=draw(st.tuples(consents) | st.tuples(consents, consents) | st.just(())),
    )


@dataclass
class World:
    users: list[tuple[Has, ...]]
    cases: list[Case]
    rows: list[int] = field(default_factory=list)


worlds = st.builds(
    World,
    users=st.tuples(*(st.lists(roles(), max_size=3).map(tuple) for _ in USERS)).map(list),
    cases=st.tuples(*(cases(person) for person in USERS)).map(list),
)


def build(world: World, today: date) -> list[User]:
    """The world in the database; its users, with the memberships that a request would give them."""
    place = {"association": here()}
    version = VersionFactory()
    parties = [OrganisationFactory(name=f"Part {n}") for n in PARTIES]
    units = [UnitFactory(key=f"enhet-{n}", name=f"Enhet {n}") for n in UNITS]
    users = [UserFactory(email=f"{uuid4()}@example.org") for _ in USERS]
    Membership.objects.bulk_create(
        Membership(
            **place,
            user=user,
            role=has.role,
            organisation=parties[has.party],
            unit=None if has.unit is None else units[has.unit],
            **_interval(has.days, today),
        )
        for user, held in zip(users, world.users, strict=True)
        for has in held
    )
    for case in world.cases:
        enrolment = _enrolment(case, place, version, units, users, today)
        _consents(case, enrolment, place, parties, today)
        world.rows.append(enrolment.pk)
    return [_present(user) for user in users]


def _interval(days: Days, today: date) -> dict[str, date | None]:
    last = None if days.last is None else today + timedelta(days.last)
    return {"starts_on": today + timedelta(days.first), "ends_on": last}


def _enrolment(case: Case, place, version, units, users, today: date) -> Enrolment:
    person = Participant.objects.create(
        **place,
        ref=str(uuid4()),
        sex="woman",
        protected=case.protected,
        user=None if case.is_whom is None else users[case.is_whom],
    )
    enrolment = Enrolment.objects.create(
        **place,
        case_number=str(uuid4()),
        participant=person,
        programme=version.programme,
        version=version,
        unit=None if case.unit is None else units[case.unit],
        raised_on=today if case.raised else None,
    )
    ContactPerson.objects.bulk_create(
        ContactPerson(
            **place, enrolment=enrolment, user=users[who], name="x", **_interval(days, today)
        )
        for who, days in case.followed
    )
    return enrolment


def _consents(case: Case, enrolment: Enrolment, place, parties: list[Organisation], today) -> None:
    for one in case.consents:
        consent = Consent.objects.create(
            **place,
            enrolment=enrolment,
            information=["goal"],
            form="paper",
            withdrawn_on=None if one.withdrawn is None else today + timedelta(one.withdrawn),
            **_interval(one.days, today),
        )
        ConsentParty.objects.bulk_create(
            ConsentParty(**place, consent=consent, organisation=parties[n]) for n in one.parties
        )


def _present(user: User) -> User:
    user.memberships = memberships(user, here().pk)
    return user


def ordinary() -> World:
    """A coach who leads elsewhere, a referrer, a participant; somebody shared, two protected."""
    agreed = (Agreed(frozenset([0]), LONG, withdrawn=None),)
    return World(
        users=[
            (Has(Role.COACH, 1, 0, LONG), Has(Role.HEAD_OF_UNIT, 1, 1, LONG)),
            (Has(Role.REFERRER, 0, 0, LONG), Has(Role.ASSOCIATION, 0, 0, LONG)),
            (Has(Role.PARTICIPANT, 1, None, LONG),),
        ],
        cases=[
            Case(0, True, False, is_whom=None, followed=(), consents=agreed),
            Case(0, True, True, is_whom=None, followed=((0, LONG),), consents=agreed),
            Case(1, True, True, is_whom=2, followed=(), consents=agreed),
        ],
    )


# --- The query against the rule ----------------------------------------------------------------


def reached(world: World) -> set[tuple[int, str, int]]:
    """User, permission and row, for each record that the rule opens."""
    return {
        (number, permission.value, row)
        for number, roles in enumerate(world.users)
        for permission in P
        for row, case in zip(world.rows, world.cases, strict=True)
        if may_open(number, roles, permission, case)
    }


def shown(users: list[User]) -> set[tuple[int, str, int]]:
    """User, permission and row, for each record that the query finds."""
    return {
        (number, permission.value, row)
        for number, user in enumerate(users)
        for permission in P
        for row in Enrolment.objects.visible_to(user, permission).values_list("pk", flat=True)
    }


def test_a_record_opens_for_exactly_those_that_the_rule_says(association):
    met = set()

    @settings(max_examples=60)
    @given(world=worlds)
    @example(world=ordinary())
    def query_and_rule_agree(world):
        with transaction.atomic():
            users = build(world, timezone.localdate())
            expected, seen = reached(world), shown(users)
            transaction.set_rollback(True)
        assert seen == expected
        met.update(permission for _user, permission, _row in expected)

    query_and_rule_agree()
    # What was compared was not nothing with nothing.
    assert met == {*IN_A_UNIT[Role.COACH], *IN_A_UNIT[Role.HEAD_OF_UNIT], P.SHARED_READ, P.OWN_CASE}
