"""Permission, and the acts on accounts and roles."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied
from django.db import models, transaction

from stegvis.access.events import Event
from stegvis.access.models import Association, Membership, Organisation, Party, Unit, User
from stegvis.access.roles import Permission, Role
from stegvis.audit import log


def require(by: User, permission: Permission, on: models.Model | None = None) -> None:
    """Refuse with PermissionDenied unless ``by`` has the permission, and on that row when given.

    A row whose QuerySet has ``visible_to`` is looked for there; other rows with a unit are held
    against the units where the permission is given.
    """
    if not by.may(permission):
        raise PermissionDenied
    if on is None:
        return
    manager = type(on)._default_manager
    if hasattr(manager, "visible_to"):
        if not manager.visible_to(by, permission).filter(pk=on.pk).exists():
            raise PermissionDenied
    elif hasattr(on, "unit_id") and on.unit_id not in by.units_with(permission):
        raise PermissionDenied


@transaction.atomic
def give_role(
    *,
    by: User | None,
    user: User,
    role: Role,
    organisation: Organisation,
    unit: Unit | None = None,
    starts_on: date,
    ends_on: date | None = None,
) -> Membership:
    """Let a user act in a role from a day. ``by`` is None when a command does it."""
    if by is not None:
        require(by, Permission.STAFF_EDIT)

    membership = Membership(
        association_id=organisation.association_id,
        user=user, role=role, organisation=organisation, unit=unit,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    membership.full_clean()
    membership.save()

    log.record(Event.ROLE_GIVEN, by=by, on=membership, role=role.value, user=user.pk)
    return membership


def association_named(name: str) -> tuple[Association, bool]:
    """The association of that name, and whether it was made now."""
    return Association.objects.get_or_create(name=name)


def party_named(association: Association, name: str, kind: Party) -> Organisation:
    """The party of that name in the association stepped into, made when it is not there."""
    party, _made = Organisation.objects.get_or_create(
        association=association, name=name, defaults={"kind": kind}
    )
    return party
