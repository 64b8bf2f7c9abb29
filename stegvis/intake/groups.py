"""Who meets about a unit's people: the seats that the definition names, with the parties there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from stegvis.access.models import Organisation, Party, Unit, User
from stegvis.access.roles import Permission, Role
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import Coverage
from stegvis.programmes.definition import ProgrammeDefinition, parts
from stegvis.programmes.models import Programme, ProgrammeVersion


@dataclass(frozen=True)
class Seat:
    """One seat of the group: a party's, or that of one of the unit's own roles.

    ``organisation`` is None when the association has not set the party up; ``role`` is empty for
    a party's seat.
    """

    key: str
    title: str
    organisation: Organisation | None
    role: str = ""

    @property
    def is_partys(self) -> bool:
        return not self.role


@dataclass(frozen=True)
class Group:
    """A programme in a unit, under one version, and the parties that run it together there."""

    unit: Unit
    version: ProgrammeVersion
    organisations: tuple[Organisation, ...]

    @property
    def programme(self) -> Programme:
        return self.version.programme

    @property
    def definition(self) -> ProgrammeDefinition:
        return self.version.definition

    @property
    def key(self) -> str:
        """What tells the group from others, for a form's choice."""
        return f"{self.programme.pk}-{self.unit.pk}"

    @property
    def meets(self) -> bool:
        """Whether a referral group decides who comes in, and not the team alone."""
        return self._way == "referral_group"

    @property
    def meets_person(self) -> bool:
        """Whether it is decided after a meeting around the person: the team's, or the parties'."""
        return self._way in ("team", "joint_planning")

    @property
    def plans(self) -> bool:
        """Whether the meeting around the person makes a plan of who does what (M20)."""
        return self._way == "joint_planning"

    @property
    def _way(self) -> str:
        return self.definition.deciding.way if self.definition.deciding else ""

    @property
    def head_decides(self) -> bool:
        """Whether the plan has the head of unit decide about the person whom the unit has met."""
        deciding = self.definition.deciding
        return bool(deciding and deciding.decided_by == Role.HEAD_OF_UNIT and self.meets_person)

    @property
    def decided_with(self) -> Permission:
        """What lets one record what was decided: the coach's, unless the plan names the head."""
        return Permission.DISPUTE_DECIDE if self.head_decides else Permission.MEETING_RUN

    @property
    def names_contact_first(self) -> bool:
        """Whether somebody is to follow the person from the application on (V20 §5)."""
        rule = self.definition.contact_person
        return bool(rule and rule.since.anchor == "applied")

    @cached_property
    def seats(self) -> tuple[Seat, ...]:
        """The definition's seats, in its order. Empty when nobody but the team decides."""
        deciding = self.definition.deciding
        counted: Counter[str] = Counter()
        found = []
        for member in deciding.members if deciding else ():
            name = member.party or member.role or ""
            counted[name] += 1
            # A party may have several seats; each is told apart from the others.
            key = name if counted[name] == 1 else f"{name}_{counted[name]}"
            found.append(self._seat(key, member))
        return tuple(found)

    def _seat(self, key: str, member: parts.Member) -> Seat:
        if member.party:
            return Seat(key, member.title, self.party(member.party))
        return Seat(key, member.title, self.unit.organisation, member.role or "")

    def seats_for(self, enrolment: Enrolment) -> tuple[Seat, ...]:
        """The seats as they are for one person: the referrer's is that of the party that referred.

        The person's own seat belongs to no party. Of one whom nobody referred, nobody sits for the
        referrer.
        """
        found = []
        for seat in self.seats:
            if seat.role == Role.PARTICIPANT:
                found.append(replace(seat, organisation=None))
            elif seat.role != Role.REFERRER:
                found.append(seat)
            elif enrolment.referred_by:
                found.append(replace(seat, organisation=enrolment.referred_by))
        return tuple(found)

    def party(self, key: str) -> Organisation | None:
        """The organisation that a party of the definition is here.

        Of several municipalities it is the unit's own; of several others, the one of the same name.
        """
        party = self.definition.party(key)
        if party.kind == Party.MUNICIPALITY and self.unit.organisation.kind == Party.MUNICIPALITY:
            return self.unit.organisation
        kind = [one for one in self.organisations if one.kind == party.kind]
        named = [one for one in kind if one.name == party.name]
        if not named and len(kind) == 1:
            named = kind
        return named[0] if named else None

    def party_key(self, organisation: Organisation) -> str | None:
        """Which party of the definition the organisation is here. None when it is none of them."""
        keys = (party.key for party in self.definition.parties)
        return next((key for key in keys if self.party(key) == organisation), None)

    @cached_property
    def consent_parties(self) -> tuple[Organisation, ...]:
        """The parties that a consent is asked for, those set up here."""
        consent = self.definition.consent
        found = [self.party(key) for key in consent.parties] if consent else []
        return tuple(party for party in found if party)

    @property
    def seated_parties(self) -> tuple[Seat, ...]:
        """The seats that a consent has to name before a person is brought up."""
        return tuple(seat for seat in self.seats if seat.is_partys)

    def without_consent(self, enrolment: int, coverage: Coverage) -> list[Seat]:
        """The seats whose party the person's consents do not name (A8). Empty: all may know.

        A party that is not set up is named by nobody. Nothing is asked where the definition asks
        for no consent.
        """
        if not self.definition.consent:
            return []
        return [
            seat
            for seat in self.seated_parties
            if seat.organisation is None or (enrolment, seat.organisation.pk) not in coverage
        ]


def organisations() -> tuple[Organisation, ...]:
    """Every party of the association."""
    return tuple(Organisation.objects.order_by("pk"))


def groups(user: User, permission: Permission, today: date) -> list[Group]:
    """The groups of the units where the user has the permission, by programme and unit."""
    units = Unit.objects.filter(pk__in=user.units_with(permission)).select_related("organisation")
    return groups_of(units.order_by("name", "pk"), today)


def groups_of(units: Iterable[Unit], today: date) -> list[Group]:
    """Each programme in force on the day in each of the units that its definition names."""
    versions = ProgrammeVersion.objects.in_force(today).select_related("programme")
    everybody, found = organisations(), list(versions)
    return [
        Group(unit, version, everybody)
        for unit in units
        for version in found
        if unit.key in {one.key for one in version.definition.units}
    ]


def group_of(
    unit: Unit, version: ProgrammeVersion, everybody: tuple[Organisation, ...] | None = None
) -> Group:
    """The group that one enrolment or meeting belongs to. ``everybody`` saves asking for them."""
    return Group(unit, version, organisations() if everybody is None else everybody)
