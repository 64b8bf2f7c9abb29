"""What was recorded and has been taken back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey
from stegvis.participants.models import Enrolment, OnEnrolment


class Correction(Walled):
    """Why something recorded about a person was taken back. What it was is in the history."""

    class Act(models.TextChoices):
        END_UNDONE = "end_undone", _("Avslutet togs tillbaka")
        END_CORRECTED = "end_corrected", _("Avslutet rättades")

    enrolment = WalledForeignKey(Enrolment, related_name="corrections")
    act = models.CharField(_("rättelse"), max_length=20, choices=Act)
    because = models.TextField(_("skäl"))

    objects = OnEnrolment.as_manager()

    class Privacy:
        personal = {"because"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.act}"
