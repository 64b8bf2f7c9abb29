"""Who works in the demonstration of one association. Nobody here exists; the parties do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.utils.functional import Promise

from stegvis.access.models import Party
from stegvis.access.roles import Role


@dataclass(frozen=True)
class Member:
    """One invented member of staff: the role, at which party, in which units."""

    name: str
    role: Role
    party: str
    units: tuple[str, ...] = ()

    @property
    def given_name(self) -> str:
        return self.name.split()[0]

    @property
    def family_name(self) -> str:
        return self.name.split(maxsplit=1)[1]

    @property
    def email(self) -> str:
        """An address at a domain that can belong to nobody (RFC 2606)."""
        plain = self.name.lower().translate(str.maketrans("åäöéü ", "aaoeu."))
        return f"{plain}@{self.party}.example"


@dataclass(frozen=True)
class Door:
    """One way into the demonstration: as whom, who that is, and what to try first."""

    who: Member
    about: str | Promise
    tries: tuple[str | Promise, ...]

    @property
    def role(self) -> Role:
        return self.who.role


@dataclass(frozen=True)
class Cast:
    """An association that runs a programme in the demonstration: its parties, its staff, its doors.

    ``key`` tells it from the others in the door's form.
    """

    key: str
    association: str
    programme: str
    about: str | Promise
    #: Names of the plan's files, the oldest version first.
    plans: tuple[str, ...]
    #: Key, name and kind of each party.
    parties: dict[str, tuple[str, Party]]
    #: Key of each unit, and the municipality that its people live in.
    units: dict[str, str]
    doors: tuple[Door, ...]
    others: tuple[Member, ...]
    #: From when everybody works there.
    since: date
    #: The programme's key, where its plan lets a person apply alone.
    applied_to_alone: str = ""
    #: What has been typed in the applications behind the referrer's door, and how many days ago.
    drafts: tuple[tuple[dict[str, str], int], ...] = ()

    @property
    def sources(self) -> Iterator[Path]:
        """The plan's files."""
        return (settings.REPOSITORY / f"definitions/programmes/{name}.toml" for name in self.plans)

    @cached_property
    def everybody(self) -> tuple[Member, ...]:
        """All who have a role, those with a door first."""
        return tuple(door.who for door in self.doors) + self.others

    def member(self, name: str) -> Member:
        return next(one for one in self.everybody if one.name == name)

    def in_unit(self, unit: str, role: Role) -> tuple[str, ...]:
        """The names of those with the role in the unit, those with a door first."""
        return tuple(m.name for m in self.everybody if m.role == role and unit in m.units)

    def door(self, role: str | None) -> Door | None:
        """The way in as the role; None where it has none."""
        return next((door for door in self.doors if door.role == role), None)

    @property
    def participant(self) -> Member | None:
        """The one of those taking part who can be stepped into."""
        door = self.door(Role.PARTICIPANT)
        return door.who if door else None
