"""Loading the demonstration into an empty database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Association, Membership, Organisation, Unit, User
from stegvis.access.services import association_named
from stegvis.demo.cast import EVERYBODY, PARTIES, UNITS, Member

#: The programme that the demonstration shows.
PLAN = Path(settings.REPOSITORY) / "definitions/programmes/se-hoglandet-2023.toml"
NAME = "Höglandets samordningsförbund"


class NotEmpty(Exception):  # noqa: N818 - says what the database is
    """The database holds a real association of the demonstration's name."""


def fill_when_empty(say: Callable[[str], None]) -> bool:
    """Load the demonstration unless it is there. True when it was loaded.

    Raises NotEmpty when an association of that name is there and is not the demonstration's: then
    its people may be real, and must never stand behind a door that is open to anyone.
    """
    if User.objects.filter(is_demo=True).exists():
        return False
    association, made = association_named(NAME)
    if not made:
        raise NotEmpty(NAME)
    say("Loading the demonstration …")
    with wall.inside(association, how="demo"):
        load(association, timezone.localdate())
    return True


def load(association: Association, today: date) -> None:
    """Parties, units, staff and the programme, inside the association."""
    parties = {
        key: Organisation.objects.create(association=association, name=name, kind=kind)
        for key, (name, kind) in PARTIES.items()
    }
    units = {
        key: Unit.objects.create(
            association=association, organisation=parties[key], key=key, name=name
        )
        for key, name in UNITS.items()
    }
    for member in EVERYBODY:
        employ(association, member, parties, units, date(today.year - 3, 1, 1))
    publish(association)


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
    for unit in [units[key] for key in member.units] or [None]:
        Membership.objects.create(
            association=association, user=user, role=member.role,
            organisation=parties[member.party], unit=unit, starts_on=since,
        )  # fmt: skip
    return user


def publish(association: Association) -> None:
    """The programme's plan as it stands in the repository."""
    from stegvis.programmes.definition import read_text
    from stegvis.programmes.models import Programme, ProgrammeVersion, digest_of

    source = PLAN.read_text(encoding="utf-8")
    definition = read_text(source, where=PLAN.name)
    programme = Programme.objects.create(
        association=association, key=definition.key, title=definition.title
    )
    ProgrammeVersion.objects.create(
        association=association, programme=programme, version=str(definition.version),
        valid_from=definition.valid_from, source=source, digest=digest_of(source),
    )  # fmt: skip
