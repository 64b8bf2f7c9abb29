"""Permission, and the acts on accounts and roles."""

from __future__ import annotations

from datetime import date

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access import wall
from stegvis.access.events import Event
from stegvis.access.models import Association, Membership, Organisation, Party, Unit, User
from stegvis.access.roles import IN_A_UNIT, Permission, Role
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
    """Let a user act in a role from a day. ``by`` is None when a command does it.

    Refused when the role is held in a unit and none is given, and when the user has it already on
    some of the days.
    """
    if by is not None:
        require(by, Permission.STAFF_EDIT)

    if role in IN_A_UNIT and unit is None:
        raise ValidationError(
            {"unit": _("Rollen %(role)s gäller i en enhet. Välj vilken.") % {"role": role.label}}
        )
    membership = Membership(
        association_id=organisation.association_id,
        user=user, role=role, organisation=organisation, unit=unit,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip
    membership.full_clean(exclude=["user"])  # who works elsewhere only is not visible here yet
    if _held_already(membership):
        raise ValidationError(
            {"role": _("Personen har redan rollen en del av tiden. Avsluta den först.")}
        )
    membership.save()

    log.record(Event.ROLE_GIVEN, by=by, on=membership, role=role.value, user=user.pk)
    return membership


def _held_already(new: Membership) -> bool:
    """Whether the user has the same role, at the same party and unit, on any of the days."""
    same = Membership.objects.filter(
        association_id=new.association_id, user=new.user, role=new.role,
        organisation=new.organisation, unit=new.unit,
    ).filter(Q(ends_on__isnull=True) | Q(ends_on__gte=new.starts_on))  # fmt: skip
    if new.ends_on:
        same = same.filter(starts_on__lte=new.ends_on)
    return same.exists()


@transaction.atomic
def end_role(*, by: User, membership: Membership, ends_on: date) -> Membership:
    """Let a role end after that day.

    Refused of one's own as administrator, which another one ends, and past a day it has ended.
    """
    require(by, Permission.STAFF_EDIT)

    membership = Membership.objects.select_for_update(of=("self",)).get(pk=membership.pk)
    if membership.user_id == by.pk and membership.role == Role.ADMINISTRATOR:
        raise ValidationError(_("Be en annan administratör avsluta din roll som administratör."))
    if membership.ends_on is not None and membership.ends_on < ends_on:
        raise ValidationError(
            {"ends_on": _("Rollen är redan avslutad. Ge den på nytt om den ska gälla längre.")}
        )
    membership.ends_on = ends_on
    membership.full_clean()
    membership.save(update_fields=["ends_on"])

    log.record(
        Event.ROLE_ENDED, by=by, on=membership, role=membership.role, user=membership.user_id
    )
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


# --- Accounts ------------------------------------------------------------------------------------


def account_at(email: str) -> User | None:
    """The account with that address, wherever its holder works: one person has one account."""
    with wall.outside():
        return User.objects.filter(email__iexact=email.strip()).first()


@transaction.atomic
def make_account(*, by: User | None, association: Association, email: str, name: str) -> User:
    """The account with that address, made when there is none. ``by`` is None for a command.

    One that is there keeps its name: its holder may work in another association as well. Refused
    for an account of the demonstration, which has no password to choose.
    """
    if by is not None:
        require(by, Permission.STAFF_EDIT)

    user = account_at(email)
    if user is not None and user.is_demo:
        raise ValidationError({"email": _("Adressen hör till demonstrationen. Skriv en annan.")})
    if user is None:
        user = User(email=email.strip().lower(), name=name.strip())
        user.set_unusable_password()
        user.full_clean(exclude=["password"])
        user.save()
        log.record(Event.ACCOUNT_MADE, by=by, association=association.pk, user=user.pk)
    return user


def opens_more(user: User, association: Association | None) -> bool:
    """Whether the account opens, today or later, what no administrator of the association gives:
    another association, or its holder's own case.
    """
    number = association.pk if association else None
    with wall.outside(user):
        roles = Membership.objects.filter(user=user).not_over(timezone.localdate())
        return roles.exclude(~Q(role=Role.PARTICIPANT), association=number).exists()


@transaction.atomic
def link_to_choose_password(*, by: User | None, association: Association | None, user: User) -> str:
    """The path of a page where the account's holder chooses a password, once.

    It holds for the days of ``PASSWORD_RESET_TIMEOUT``, and until it is used or the account's
    password changes. The second factor is asked for as before, but whoever holds the link of an
    account that has none yet sets one up. So an administrator makes none for an account that opens
    more than they set up: ``by`` is None for a command, whose runner answers for all of it.
    """
    if by is not None:
        require(by, Permission.STAFF_EDIT)
        if opens_more(user, association):
            raise ValidationError(
                _(
                    "Kontot öppnar också något som inte syns här. Ingen länk är gjord, för den "
                    "skulle öppna även det. Den som driver systemet kan göra en."
                )
            )

    key = PasswordResetTokenGenerator().make_token(user)
    path = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key}
    )

    where = association.pk if association else None
    log.record(Event.LINK_MADE, by=by, association=where, user=user.pk)
    return path


@transaction.atomic
def forget_factor(*, user: User) -> bool:
    """Remove the account's second factor, for one who has lost it. True when there was one.

    Only a command does it: whoever runs the installation makes sure of who asks. The account
    sets up a new factor at its next sign-in.
    """
    with wall.outside():
        removed, _rows = Authenticator.objects.filter(user=user).delete()
    if removed:
        log.record(Event.FACTOR_REMOVED, by=None, user=user.pk)
    return bool(removed)
