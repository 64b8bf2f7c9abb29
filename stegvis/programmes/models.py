"""Programmes and their published versions. What a version says is in ``definition/``."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User, Walled, WalledForeignKey
from stegvis.access.roles import Permission
from stegvis.programmes.definition import ProgrammeDefinition, read_text


class Programme(Walled):
    """A programme that an association runs (insats), through all its versions."""

    key = models.SlugField(_("nyckel"), max_length=60)
    title = models.CharField(_("namn"), max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "key"], name="programmes_programme_key")
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return self.title


class ProgrammeVersionQuerySet(models.QuerySet["ProgrammeVersion"]):
    def in_force(self, day: date) -> ProgrammeVersionQuerySet:
        """Per programme the version that new people come in on that day.

        None of a project whose last day has passed: nobody comes in after it.
        """
        begun = self.filter(valid_from__lte=day).order_by("programme_id", "-valid_from", "-pk")
        last_begun = begun.distinct("programme_id").values("pk")
        return self.filter(
            models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=day), pk__in=last_begun
        )


class ProgrammeVersion(Walled):
    """One published version: its source as it was, to the letter. Never edited, never removed."""

    append_only = True

    programme = WalledForeignKey(Programme, related_name="versions")
    version = models.CharField(_("version"), max_length=20)
    valid_from = models.DateField(_("gäller från"))
    #: The last day of a project that ends; null for one that holds until the next begins.
    valid_to = models.DateField(_("gäller till"), null=True, blank=True)
    source = models.TextField()
    digest = models.CharField(max_length=64)

    objects = ProgrammeVersionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "programme", "version"], name="programmes_version_once"
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return f"{self.programme} {self.version}"

    def save(self, *args, **kwargs) -> None:
        if self.pk:
            raise ValidationError(
                _("En publicerad version ändras inte. Kopiera den, höj och ändra.")
            )
        super().save(*args, **kwargs)

    @property
    def definition(self) -> ProgrammeDefinition:
        """The version as the rest of the system reads it."""
        return parsed(self.digest, self.source)


class DraftQuerySet(models.QuerySet["ProgrammeDraft"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.DEFINITION_PUBLISH
    ) -> DraftQuerySet:
        """The association's drafts, all of them, for those who may publish."""
        allowed = permission == Permission.DEFINITION_PUBLISH and user.may(permission)
        return self.all() if allowed else self.none()


class ProgrammeDraft(Walled):
    """A version that is being written. Whatever has been typed is kept, at fault or not."""

    #: What it was copied from: "se-hoglandet 2023".
    based_on = models.CharField(_("efter"), max_length=100)
    #: As the text says, when it last could be read: what the list of drafts calls it.
    title = models.CharField(_("namn"), max_length=120)
    version = models.CharField(_("version"), max_length=20)
    source = models.TextField()
    begun_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField(null=True, blank=True)
    #: The page that saved last: its own retry after a lost answer is not somebody else's change.
    saved_from = models.UUIDField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = DraftQuerySet.as_manager()

    class Privacy:
        personal: set[str] = set()
        retention = "draft"

    def __str__(self) -> str:
        return f"{self.title} {self.version}"


#: What `plans_of` has read. A published version never changes, and its number is never another's.
READ: dict[int, ProgrammeDefinition] = {}


def plans_of(versions: Iterable[int]) -> dict[int, ProgrammeDefinition]:
    """The plans of published versions, by their numbers, for those that rows one may read name.

    One query for those that this process has not read before; none when it has read them all.
    """
    asked = set(versions)
    if missing := asked - READ.keys():
        found = ProgrammeVersion.objects.only("digest", "source").in_bulk(missing)
        READ.update({pk: version.definition for pk, version in found.items()})
    return {pk: READ[pk] for pk in asked}


@lru_cache(maxsize=256)
def parsed(digest: str, source: str) -> ProgrammeDefinition:
    """The definition in a stored source. The same text always gives the same object."""
    return read_text(source, where=digest[:12])


def digest_of(source: str) -> str:
    """What tells two texts apart to the letter: SHA-256."""
    return hashlib.sha256(source.encode()).hexdigest()
