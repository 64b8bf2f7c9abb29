"""The decision as it was told in writing."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User, Walled, WalledForeignKey
from stegvis.access.roles import Permission
from stegvis.intake.models.applications import Application
from stegvis.intake.models.matters import MeetingItem
from stegvis.participants.models import Consent, Enrolment


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.CASE_READ
    ) -> LetterQuerySet:
        """Both versions in one's unit; the referrer's to the one who wrote the application, while
        a consent names their party; the person's own to the person."""
        if permission == Permission.APPLICATION_WRITE:
            return self._to_writer(user) if user.may(permission) else self.none()
        seen = self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))
        return seen.filter(to=Letter.To.PERSON) if permission == Permission.OWN_CASE else seen

    def _to_writer(self, user: User) -> LetterQuerySet:
        own = Application.objects.visible_to(user).filter(enrolment=OuterRef("enrolment"))
        consents = Consent.objects.in_force(timezone.localdate()).filter(
            enrolment=OuterRef("enrolment"),
            parties__organisation=OuterRef("enrolment__application__organisation"),
        )
        return self.filter(
            Exists(own), Exists(consents), to=Letter.To.REFERRER,
            enrolment__participant__protected=False,
        )  # fmt: skip


class Letter(Walled):
    """A decision told in writing, as it was told (besked). Never changed: a new one replaces it."""

    class To(models.TextChoices):
        PERSON = "person", _("Personen")
        REFERRER = "referrer", _("Den som remitterade")

    enrolment = WalledForeignKey(Enrolment, related_name="letters")
    item = WalledForeignKey(MeetingItem, related_name="letters")
    to = models.CharField(_("till"), max_length=10, choices=To)
    #: The document of definitions/documents that it was written from.
    document = models.CharField(max_length=60)
    #: What it says, to the letter: `stegvis.intake.letters.Said`.
    said = models.JSONField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "enrolment"], name="intake_letter_of"),
            models.Index(fields=["association", "item"], name="intake_letter_about"),
        ]

    class Privacy:
        personal = {"said"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.pk}"
