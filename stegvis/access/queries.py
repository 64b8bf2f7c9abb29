"""Who works in the association, and as what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from stegvis.access.models import Association, Membership, Unit, User
from stegvis.access.roles import IN_A_UNIT, Role


@dataclass(frozen=True)
class Held:
    """A role as a line says it: the same role in several units is one."""

    label: str
    organisation: str
    units: str
    starts_on: date
    ends_on: date | None
    is_over: bool


@dataclass(frozen=True)
class Colleague:
    """One account and its roles here, those in force first."""

    user: User
    roles: list[Membership]
    today: date

    @property
    def held(self) -> list[Held]:
        """The roles with those that differ in unit alone put together."""
        together: dict[tuple, list[Membership]] = {}
        for role in self.roles:
            alike = (role.role, role.organisation_id, role.starts_on, role.ends_on)
            together.setdefault(alike, []).append(role)
        return [self._held(roles) for roles in together.values()]

    def _held(self, roles: list[Membership]) -> Held:
        first = roles[0]
        return Held(
            label=str(Role(first.role).label),
            organisation=first.organisation.name,
            units=", ".join(role.unit.name for role in roles if role.unit),
            starts_on=first.starts_on,
            ends_on=first.ends_on,
            is_over=first.ends_on is not None and first.ends_on < self.today,
        )


def staff(association: int) -> QuerySet[User]:
    """Accounts with a role in the association stepped into, and those made there, by name.

    Participants are not among them: that somebody is one is for their case alone to tell.
    """
    here = Membership.objects.filter(user=OuterRef("pk"), association=association)
    working = here.exclude(role=Role.PARTICIPANT)
    return User.objects.filter(Exists(working) | (Q(made_in=association) & ~Exists(here))).order_by(
        "name", "pk"
    )


def colleagues(users: Iterable[User], association: int, today: date) -> list[Colleague]:
    """The accounts with their roles here, in the same order. One query."""
    users = list(users)
    rows = (
        Membership.objects.filter(user__in=users, association=association)
        .exclude(role=Role.PARTICIPANT)
        .select_related("organisation", "unit")
    )
    by_user: dict[int, list[Membership]] = {user.pk: [] for user in users}
    for row in sorted(rows, key=lambda row: (not holds(row, today), row.starts_on, row.pk)):
        by_user[row.user_id].append(row)
    return [Colleague(user, by_user[user.pk], today) for user in users]


def holds(membership: Membership, day: date) -> bool:
    """Whether a role is in force on the day, first and last day included."""
    last = membership.ends_on
    return membership.starts_on <= day and (last is None or last >= day)


def own_associations(user: User, today: date) -> list[Association]:
    """Where the user has a role in force today, by name."""
    here = Membership.objects.filter(user=user).in_force(today).values("association")
    return list(Association.objects.filter(pk__in=here).order_by("name", "pk"))


def at_work(unit: Unit, today: date) -> list[Membership]:
    """Who works with a unit's people today, or sits for a party in its group, by name."""
    rows = Membership.objects.filter(unit=unit, role__in=IN_A_UNIT).in_force(today)
    return list(rows.select_related("user", "organisation").order_by("user__name", "pk"))
