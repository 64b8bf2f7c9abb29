"""What is done with a person: placements at a workplace, and contacts (B8, B10)."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey
from stegvis.participants.models import Enrolment, OnEnrolment


class PlacementKind(models.TextChoices):
    """What a person does at a workplace (B8)."""

    STUDY_VISIT = "study_visit", _("Studiebesök")
    JOB_TASTING = "job_tasting", _("Provbesök")
    WORK_TRIAL = "work_trial", _("Arbetsprövning")
    INTERNSHIP = "internship", _("Praktik")
    LEARNING_PLACE = "learning_place", _("Lärplats")
    EMPLOYMENT = "employment", _("Anställning")


class Placement(Walled):
    """A stretch of days at a workplace (B8). Several may run at once."""

    enrolment = WalledForeignKey(Enrolment, related_name="placements", db_index=False)
    employer = models.CharField(_("arbetsgivare"), max_length=120, null=True, blank=True)
    kind = models.CharField(_("slag"), max_length=20, choices=PlacementKind)
    started_on = models.DateField(_("första dag"))
    ended_on = models.DateField(_("sista dag"), null=True, blank=True)
    #: Of full time. Null: not recorded.
    percent = models.PositiveSmallIntegerField(
        _("omfattning"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    #: Null: not known, which is not "no".
    subsidised = models.BooleanField(_("med subvention"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "started_on", "kind", "employer"],
                name="casework_placement_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="casework_placement_ends_on_or_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("Platsen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="casework_placement_percent",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Omfattningen är högst 100 procent."),
            ),
        ]

    class Privacy:
        personal = {"employer", "kind", "started_on", "ended_on", "percent", "subsidised"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.kind}"


class ContactKind(models.TextChoices):
    """How a contact was made (B10)."""

    VISIT = "visit", _("Besök")
    PHONE = "phone", _("Telefon")
    MEETING = "meeting", _("Möte")
    DIGITAL = "digital", _("Digitalt")


class ContactWith(models.TextChoices):
    """Whom a contact was with."""

    PARTICIPANT = "participant", _("Deltagaren")
    EMPLOYER = "employer", _("Arbetsgivaren")
    BOTH = "both", _("Båda")
    PARTY = "party", _("En part")


class Contact(Walled):
    """One contact with or about a person (B10). There may be several alike on the same day."""

    enrolment = WalledForeignKey(Enrolment, related_name="contacts", db_index=False)
    on = models.DateField(_("dag"))
    kind = models.CharField(_("slag"), max_length=10, choices=ContactKind)
    with_whom = models.CharField(_("med vem"), max_length=12, choices=ContactWith)
    purpose = models.CharField(_("ärende"), max_length=200, null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "enrolment", "on"], name="casework_contact_of")
        ]

    class Privacy:
        personal = {"on", "kind", "with_whom", "purpose"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.on}"
