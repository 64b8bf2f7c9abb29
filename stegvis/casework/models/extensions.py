"""A stay that is extended by decision, and what the steering group is told of it (B9)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Unit, User, Walled, WalledForeignKey, WalledOneToOne
from stegvis.access.roles import Permission
from stegvis.casework.models.proposals import Proposal
from stegvis.participants.models import Enrolment, OnEnrolment
from stegvis.programmes.models import Programme


class ReportedReason(models.TextChoices):
    """Why a stay was extended, as the steering group is told: a kind, never a person's story."""

    PARTY_LATER = "party_later", _("En part kan inte besluta om platsen än")
    PLACE_LATER = "place_later", _("Arbetsplatsen kan ta emot först senare")
    BEGINS_LATER = "begins_later", _("Beslutad, men börjar efter vistelsens slut")
    OTHER = "other", _("Annat skäl enligt planen")


class ExtensionReportQuerySet(models.QuerySet["ExtensionReport"]):
    def readable_by(self, user: User) -> ExtensionReportQuerySet:
        """Those told to a role the user has, and those the user wrote."""
        told_to = [m.role for m in user.memberships if user.may(Permission.EXTENSION_READ)]
        return self.filter(Q(reported_to__in=told_to) | Q(written_by=user))


class ExtensionReport(Walled):
    """What the steering group is told of one extension (B9). Nothing in the row leads to a person.

    ``unit`` and ``month`` are left out where so few took part that they would point somebody out;
    that is settled when it is written, so that two readings cannot be told apart by it.
    """

    programme = WalledForeignKey(Programme, related_name="+")
    unit = WalledForeignKey(Unit, related_name="+", null=True, blank=True)
    year = models.PositiveSmallIntegerField(_("år"))
    month = models.PositiveSmallIntegerField(_("månad"), null=True, blank=True)
    #: As the plan writes it: "6 months".
    length = models.CharField(_("längd"), max_length=40)
    category = models.CharField(_("slag av skäl"), max_length=16, choices=ReportedReason)
    text = models.TextField(_("motivering"), max_length=1000)
    reported_to = models.CharField(_("redovisas för"), max_length=20)
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: Of the meeting at which it was gone through, and by whom that was noted.
    seen_on = models.DateField(_("mötet"), null=True, blank=True)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = ExtensionReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_report_month",
                condition=Q(month__isnull=True) | Q(month__gte=1, month__lte=12),
                violation_error_message=_("Det finns tolv månader."),
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "kept"

    def __str__(self) -> str:
        return f"{self.programme_id}: {self.year}-{self.month or ''}"


class Extension(Walled):
    """Days added to a stay by decision (förlängning, B9). Never overwritten.

    The days follow from the definition and the start; they are kept as they were decided.
    """

    enrolment = WalledOneToOne(Enrolment, related_name="extension")
    proposal = WalledOneToOne(Proposal, related_name="extension")
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"))
    decided_on = models.DateField(_("beslutad"))
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: Null until the one who decided has told the steering group.
    report = WalledOneToOne(ExtensionReport, null=True, blank=True, related_name="+")
    reported_on = models.DateField(_("redovisad"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_extension_ends_on_or_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Förlängningen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="casework_extension_reported_whole",
                condition=Q(report__isnull=True, reported_on__isnull=True)
                | Q(report__isnull=False, reported_on__isnull=False),
                violation_error_message=_("En redovisning har en dag."),
            ),
        ]

    class Privacy:
        personal = {"starts_on", "ends_on", "decided_on", "reported_on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.ends_on}"
