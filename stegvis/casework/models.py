"""What is recorded of the work with a person: phases of the method, livelihood, occupation."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey
from stegvis.participants.constraints import one_at_a_time
from stegvis.participants.models import Enrolment, OnEnrolment


class Phase(Walled):
    """A stretch of days in one phase of the method, such as ”Yrkesprofil” (B3, B4).

    One at a time: entering a phase closes the one before. Going back makes a new stretch.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="phases")
    #: A key of the definition's phases.
    key = models.CharField(_("fas"), max_length=40)
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_phase_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Fasen kan inte sluta innan den börjar."),
            ),
            one_at_a_time(
                "casework_phase_one_at_a_time", _("Personen är i en annan fas en del av tiden.")
            ),
        ]

    class Privacy:
        personal = {"key", "starts_on", "ends_on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class Observation(Walled):
    """What held on a day, asked at an occasion of the definition: before, exit, discharge …

    A later observation replaces nothing; it says what holds from its own day.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="%(class)ss")
    occasion = models.CharField(_("tillfälle"), max_length=20)
    on = models.DateField(_("dag"))
    kind = models.CharField(_("slag"), max_length=40)
    #: Of full time, which is 40 hours a week always. Null: not recorded.
    percent = models.PositiveSmallIntegerField(
        _("omfattning"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )

    objects = OnEnrolment.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "occasion", "on", "kind"],
                name="casework_%(class)s_once",
            ),
            models.CheckConstraint(
                name="casework_%(class)s_percent",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Omfattningen är högst 100 procent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.occasion}"


class Livelihood(Observation):
    """What a person lives on (försörjning, C5). Several kinds may hold on the same day."""

    class Privacy:
        personal = {"occasion", "on", "kind", "percent"}
        retention = "case"


class OccupationKind(models.TextChoices):
    """What a person does. The kinds are fixed, so that figures mean the same everywhere."""

    WORK = "work", _("Arbete utan subvention")
    SUBSIDISED_WORK = "subsidised_work", _("Arbete med subvention")
    SELF_EMPLOYED = "self_employed", _("Eget företag")
    STUDY = "study", _("Studier")
    JOB_SEEKING = "job_seeking", _("Söker arbete")
    PROGRAMME = "programme", _("Arbetsmarknadsprogram")
    REHABILITATION = "rehabilitation", _("Rehabilitering")
    NONE = "none", _("Ingen sysselsättning")


class Occupation(Observation):
    """What a person does (sysselsättning, C5)."""

    class Privacy:
        personal = {"occasion", "on", "kind", "percent"}
        retention = "case"


class LadderStep(Walled):
    """Whether a person had reached a step of a ladder on a day, asked at an occasion (C1)."""

    enrolment = WalledForeignKey(Enrolment, related_name="ladder_steps", db_index=False)
    occasion = models.CharField(_("tillfälle"), max_length=20)
    on = models.DateField(_("dag"))
    #: As the ladder names it. Null: the question was put, and no step was given.
    step = models.CharField(_("steg"), max_length=60, null=True, blank=True)
    #: Null: not answered, which is not "no".
    reached = models.BooleanField(_("nått"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "occasion", "on", "step"],
                name="casework_ladder_step_once",
                nulls_distinct=False,
            )
        ]

    class Privacy:
        personal = {"occasion", "on", "step", "reached"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.occasion}"


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
