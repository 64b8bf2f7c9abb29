"""The public form's own side, and what came in by it as the unit reads it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.text import get_text_list, slugify
from django.utils.translation import gettext

from stegvis.access.models import Association, Unit, User
from stegvis.access.roles import Permission
from stegvis.intake.models import Application, SelfApplication
from stegvis.intake.ways import way_alone
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.parts import WayIn
from stegvis.programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class Door:
    """A programme that a person may apply to alone, and where it is run."""

    version: ProgrammeVersion
    way: WayIn
    units: tuple[Unit, ...]

    @property
    def definition(self) -> ProgrammeDefinition:
        return self.version.definition

    @property
    def receiver(self) -> str:
        """Who reads what is sent: the units' parties, any of which it may be."""
        parties = dict.fromkeys(unit.organisation.name for unit in self.units)
        return get_text_list(list(parties), gettext("eller"))

    @property
    def reader(self) -> str:
        """Who in the unit reads it, as the plan calls them."""
        return self.definition.called("coach")

    @property
    def meant_for(self) -> str:
        """Whom the plan is for, as one sentence whether or not it ends with a stop in the plan."""
        return self.definition.target_group.text.rstrip(". ") + "."


def association_at(address: str) -> Association | None:
    """The association of an address: by number, or by its name as an address writes it."""
    if address.isdecimal():
        return Association.objects.filter(pk=int(address[:18])).first()
    named = [one for one in Association.objects.all() if address_of(one) == address]
    return named[0] if len(named) == 1 else None


def address_of(association: Association) -> str:
    """The association's name as an address writes it: vasteras-samordningsforbund."""
    return slugify(association.name)


def door_to(programme: str, today: date) -> Door | None:
    """The programme with the key, where its plan of the day lets a person apply alone."""
    versions = ProgrammeVersion.objects.filter(programme__key=programme).in_force(today)
    version = versions.select_related("programme").first()
    way = way_alone(version.definition) if version else None
    if version is None or way is None:
        return None
    if version.definition.valid_to and version.definition.valid_to < today:
        return None
    keys = [unit.key for unit in version.definition.units]
    units = Unit.objects.filter(key__in=keys).select_related("organisation").order_by("name", "pk")
    return Door(version, way, tuple(units)) if units else None


# --- In the unit ----------------------------------------------------------------------------------


def sent_alone(
    user: User, permission: Permission = Permission.CASE_READ
) -> QuerySet[SelfApplication]:
    """What people sent alone to the user's units and nobody has registered or set aside yet.

    The oldest first, each with `is_begun`: whether somebody is registering it.
    """
    begun = Application.objects.filter(sent_alone=OuterRef("pk"))
    rows = SelfApplication.objects.visible_to(user, permission).waiting()
    return (
        rows.annotate(is_begun=Exists(begun))
        .select_related("programme", "unit")
        .order_by("sent_at", "pk")
    )


def forms_open(today: date) -> list[str]:
    """The paths of the public forms of the association stepped into."""
    versions = ProgrammeVersion.objects.in_force(today).select_related("programme", "association")
    return [
        reverse("intake:alone", args=[address_of(one.association), one.programme.key])
        for one in versions
        if way_alone(one.definition)
    ]
