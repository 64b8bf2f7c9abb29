"""The ways in that a plan opens, and who goes by which (A6). What the plan has not, nobody may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stegvis.access.models import Membership, Organisation, User
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.intake.groups import Group
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.parts import WayIn


@dataclass(frozen=True)
class Opening:
    """One way that stands open to a user: into which group, for which party."""

    group: Group
    organisation: Organisation
    way: WayIn

    @property
    def key(self) -> str:
        """What tells it from others, for a form's choice."""
        return f"{self.group.key}-{self.organisation.pk}-{self.way.key}"


def way_of(definition: ProgrammeDefinition, key: str) -> WayIn | None:
    """The way in with this key. None where the plan has none, as for what came before it did."""
    return next((way for way in definition.ways_in if way.key == key), None)


def openings(user: User, groups: Iterable[Group]) -> list[Opening]:
    """Every way by which the user may bring somebody, in the plans' order.

    A party's member and a role of the team each go by their own; whoever could go by several for
    the same party goes by the first.
    """
    found = (
        Opening(group, organisation, way)
        for group in groups
        for membership, organisation in _seats(user, group)
        for way in group.definition.ways_in
        if goes_by(group, way, membership.role, organisation)
    )
    first: dict[tuple[str, int], Opening] = {}
    for one in found:
        first.setdefault((one.group.key, one.organisation.pk), one)
    return list(first.values())


def _seats(user: User, group: Group) -> Iterator[tuple[Membership, Organisation]]:
    by_number = {one.pk: one for one in group.organisations}
    for membership in user.memberships:
        writes = Permission.APPLICATION_WRITE in ROLES[Role(membership.role)].permissions
        organisation = by_number.get(membership.organisation_id)
        if writes and organisation and membership.unit_id == group.unit.pk:
            yield membership, organisation


def goes_by(group: Group, way: WayIn, role: str, organisation: Organisation) -> bool:
    """Whether somebody in the role, at the party, may bring a person by the way.

    A party's way is for its referrers. Who works with the people goes by the team's, where there is
    one, whichever party employs them.
    """
    if way.who == "team":
        return role == way.by
    if way.who == "person":
        return False
    return role == Role.REFERRER and group.party_key(organisation) in way.parties


def opening_for(user: User, group: Group, organisation: Organisation) -> Opening | None:
    """The way by which the user may bring somebody for the party. None where there is none."""
    mine = openings(user, [group])
    return next((one for one in mine if one.organisation.pk == organisation.pk), None)


def must_hand_over(group: Group, way: WayIn | None, organisation: Organisation) -> bool:
    """Whether what the party has begun is to be sent by the party that pays the person."""
    return bool(way and way.through and group.party_key(organisation) in way.parties)


def payers(group: Group) -> list[Organisation]:
    """The parties that an application can be handed to: those that the plan lets apply directly."""
    keys = [
        key
        for way in group.definition.ways_in
        if way.who == "party" and not way.through
        for key in way.parties
    ]
    found = [group.party(key) for key in dict.fromkeys(keys)]
    return [party for party in found if party]


def way_alone(definition: ProgrammeDefinition) -> WayIn | None:
    """The way by which a person applies alone. None where the plan has none."""
    return next((way for way in definition.ways_in if way.who == "person"), None)
