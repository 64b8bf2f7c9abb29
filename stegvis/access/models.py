"""Associations, the parties and units inside them, and who may do what where."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.roles import ROLES, Permission, Role
from stegvis.audit.models import Here, Traced


class Association(models.Model):
    """A samordningsförbund: the wall that no row, page or query passes.

    Its name is public. Everything that belongs to one has an ``association`` and is invisible to
    the application until it has stepped inside (``access.wall``).
    """

    name = models.CharField(_("namn"), max_length=120, unique=True)

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return self.name


class WalledForeignKey(models.ForeignKey):
    """A foreign key that cannot point at another association's row.

    Django makes no constraint; the wall makes one on (association, key) for it.
    """

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        super().__init__(to, on_delete, **(options | {"db_constraint": False}))


class WalledOneToOne(models.OneToOneField):
    """A one-to-one that cannot point at another association's row."""

    def __init__(self, to: Any, on_delete: Any = models.PROTECT, **options: Any) -> None:
        super().__init__(to, on_delete, **(options | {"db_constraint": False}))


class Walled(Traced):
    """Base of everything that belongs to one association."""

    association = models.ForeignKey(
        Association, models.PROTECT, related_name="+", editable=False, db_index=False
    )

    class Meta:
        abstract = True


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person who can sign in. May work in several associations."""

    email = models.EmailField(_("e-post"), unique=True)
    name = models.CharField(_("namn"), max_length=120)
    is_active = models.BooleanField(default=True)
    #: An account of the demonstration: needs no second factor and cannot sign in by password.
    is_demo = models.BooleanField(default=False)
    #: The association that made the account and can therefore see it before it has a role there.
    made_in = models.BigIntegerField(null=True, db_default=Here(), editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Privacy:
        personal = {"email", "name"}
        #: A password leaves no history, nor does every sign-in, which the log has.
        passing = {"password", "last_login"}
        retention = "staff"

    def __str__(self) -> str:
        return self.name

    # -- What the user may do; filled for the request by ``access.middleware`` ------------------

    #: Memberships in force today in the association stepped into.
    memberships: list[Membership]

    def may(self, permission: Permission) -> bool:
        """Whether any role in force gives the permission, somewhere in the association."""
        return any(permission in ROLES[Role(m.role)].permissions for m in self.memberships)

    def units_with(self, permission: Permission) -> list[int]:
        """The units, by number, where a role in force gives the permission."""
        return sorted({m.unit_id for m in self._with(permission) if m.unit_id})

    def organisations_with(self, permission: Permission) -> list[int]:
        """The parties, by number, for which a role in force gives the permission."""
        return sorted({m.organisation_id for m in self._with(permission) if m.organisation_id})

    def units_by_party_with(self, permission: Permission) -> dict[int, set[int]]:
        """Per party, by number, the units where a role in force for it gives the permission."""
        found: dict[int, set[int]] = {}
        for m in self._with(permission):
            if m.unit_id:
                found.setdefault(m.organisation_id, set()).add(m.unit_id)
        return found

    def _with(self, permission: Permission) -> list[Membership]:
        return [m for m in self.memberships if permission in ROLES[Role(m.role)].permissions]

    @property
    def acting_role(self) -> str:
        """The role shown on the page and kept in the log: the first one in force."""
        return self.memberships[0].role if getattr(self, "memberships", None) else ""


class Party(models.TextChoices):
    """Kinds of organisations that meet in a programme (lag 2003:1210, 4 §)."""

    MUNICIPALITY = "municipality", _("Kommun")
    REGION = "region", _("Region")
    FORSAKRINGSKASSAN = "forsakringskassan", _("Försäkringskassan")
    ARBETSFORMEDLINGEN = "arbetsformedlingen", _("Arbetsförmedlingen")
    ASSOCIATION = "association", _("Samordningsförbundet")


class Organisation(Walled):
    """One party, such as Eksjö kommun or Försäkringskassan (part)."""

    name = models.CharField(_("namn"), max_length=120)
    kind = models.CharField(_("slag"), max_length=20, choices=Party)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "name"], name="access_organisation_name")
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return self.name


class Unit(Walled):
    """Where a programme's staff work together: a municipality's coaches, a team (enhet)."""

    organisation = WalledForeignKey(Organisation, related_name="units")
    key = models.SlugField(_("nyckel"), max_length=60)
    name = models.CharField(_("namn"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "key"], name="access_unit_key")
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def in_force(self, day: date) -> MembershipQuerySet:
        """Memberships that hold on the day, first and last day included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def not_over(self, day: date) -> MembershipQuerySet:
        """Memberships that hold on the day or on a later one."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))


class Membership(Walled):
    """A role that a user has for a time: as whom, at which party, for which unit."""

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    role = models.CharField(_("roll"), max_length=20, choices=Role)
    organisation = WalledForeignKey(Organisation, related_name="memberships")
    unit = WalledForeignKey(Unit, related_name="memberships", null=True, blank=True)
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="access_membership_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("Rollen kan inte sluta innan den börjar."),
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "staff"

    def __str__(self) -> str:
        return f"{self.user_id} {self.role}"


class Receipt(Walled):
    """That a form was taken, so that a second click finds the first one's answer (kvitto)."""

    token = models.UUIDField(editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "token"], name="access_receipt_once")
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "log"

    def __str__(self) -> str:
        return str(self.token)


class Draft(Walled):
    """What someone sent from a page when they had been signed out meanwhile (``held``)."""

    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    path = models.CharField(max_length=300)
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "user", "path"], name="access_draft_of_page"
            )
        ]

    class Privacy:
        personal = {"fields"}
        #: What was never sent on is nobody's record.
        passing = {"fields", "saved_at"}
        retention = "draft"

    def __str__(self) -> str:
        return self.path


class Attempt(models.Model):
    """How often something was tried lately, shared by all servers: sign-ins, codes, used codes.

    The columns are those of Django's cache in a table. Keys are digests, never a typed address.
    """

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    class Privacy:
        personal: set[str] = set()
        retention = "log"

    def __str__(self) -> str:
        return self.cache_key
