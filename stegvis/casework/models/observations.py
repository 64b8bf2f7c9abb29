"""What held for a person on a day, asked at an occasion: livelihood, occupation, the ladder."""

from __future__ import annotations

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey
from stegvis.participants.models import Enrolment, OnEnrolment


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
