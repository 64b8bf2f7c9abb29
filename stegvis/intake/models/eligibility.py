"""What is said of who may take part, and what must be in place first (A1, A4, A7)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User, Walled, WalledForeignKey
from stegvis.access.roles import Role
from stegvis.participants.constraints import one_at_a_time
from stegvis.participants.models import Enrolment, OnEnrolment


class Attestation(Walled):
    """What somebody said of one criterion or exclusion on a day (intyg, A1). Never overwritten.

    What the application says stands in the application; these are what was said later.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="attestations")
    #: A key of the definition's criteria or exclusions.
    key = models.CharField(max_length=60)
    #: In which role it was said.
    role = models.CharField(max_length=20, choices=Role)
    #: Whether what stands there is so. Null: taken back, and again not known.
    answer = models.BooleanField(_("svar"), null=True, blank=True)
    why = models.TextField(_("varför"), blank=True)
    on = models.DateField(_("dag"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OnEnrolment.as_manager()

    class Meta:
        indexes = [models.Index(fields=["association", "enrolment"], name="intake_attestation_of")]

    class Privacy:
        personal = {"key", "answer", "why", "on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class Exemption(Walled):
    """That a person may come in although a criterion is not met (undantag, A1), by whom and why."""

    enrolment = WalledForeignKey(Enrolment, related_name="exemptions")
    #: A key of the definition's criteria or exclusions.
    key = models.CharField(max_length=60)
    reason = models.TextField(_("skäl"))
    on = models.DateField(_("dag"))
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "key"],
                name="intake_exemption_once",
                violation_error_message=_("Det finns redan ett undantag från det villkoret."),
            )
        ]

    class Privacy:
        personal = {"key", "reason", "on"}
        identifies = {"reason", "by"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class JointAssessment(Walled):
    """That a person is in a joint assessment at Försäkringskassan (gemensam kartläggning, A4).

    A stretch of days, first and last included. One that goes on is given its last day once.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="joint_assessments")
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)
    source = models.CharField(_("varifrån uppgiften kommer"), max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_joint_assessment_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                violation_error_message=_("Kartläggningen kan inte sluta innan den börjar."),
            ),
            one_at_a_time(
                "intake_joint_assessment_one_at_a_time",
                _("Personen har redan en gemensam kartläggning en del av den tiden."),
            ),
        ]

    class Privacy:
        personal = {"starts_on", "ends_on", "source"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.starts_on}"


class Preparation(Walled):
    """Whether one thing that must be in place first is (förarbete, A7). No row: not answered."""

    class Answer(models.TextChoices):
        DONE = "done", _("Klart")
        NOT_YET = "not_yet", _("Inte ännu")

    enrolment = WalledForeignKey(Enrolment, related_name="preparations")
    #: A key of the definition's preparation.
    key = models.CharField(max_length=60)
    answer = models.CharField(_("svar"), max_length=10, choices=Answer)
    on = models.DateField(_("dag"))
    note = models.TextField(_("anteckning"), blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "key"], name="intake_preparation_once"
            )
        ]

    class Privacy:
        personal = {"key", "answer", "on", "note"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"
