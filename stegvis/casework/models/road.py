"""Where on the road a person is: phases, tracks beside each other, versions of the plan."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Walled, WalledForeignKey
from stegvis.participants.constraints import one_at_a_time
from stegvis.participants.models import Enrolment, OnEnrolment
from stegvis.programmes.models import ProgrammeVersion


class Phase(Walled):
    """A stretch of days in one phase of the method, such as ”Yrkesprofil” (B3, B4).

    One at a time: entering a phase closes the one before. Going back makes a new stretch.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="phases")
    #: A key of the definition's phases.
    key = models.CharField(_("fas"), max_length=40)
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)
    #: The day of the meeting that the plan wants before the phase is left (B7).
    met_on = models.DateField(_("mötet"), null=True, blank=True)
    #: Why the person left it sooner than the plan says, or without its meeting.
    left_because = models.TextField(_("varför steget lämnades"), blank=True, db_default="")

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
        personal = {"key", "starts_on", "ends_on", "met_on", "left_because"}
        identifies = {"left_because"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class Track(Walled):
    """A stretch of days on one of a phase's tracks, beside the others (spår, B6)."""

    enrolment = WalledForeignKey(Enrolment, related_name="tracks", db_index=False)
    #: Keys of the definition: which phase, and which of its tracks.
    phase = models.CharField(_("fas"), max_length=60)
    key = models.CharField(_("spår"), max_length=60)
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_track_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Spåret kan inte sluta innan det börjar."),
            ),
            models.UniqueConstraint(
                fields=["association", "enrolment", "phase", "key", "starts_on"],
                name="casework_track_begins_once",
                violation_error_message=_("Spåret börjar redan den dagen."),
            ),
            models.UniqueConstraint(
                fields=["association", "enrolment", "phase", "key"],
                condition=Q(ends_on__isnull=True),
                name="casework_track_goes_on_once",
                violation_error_message=_("Spåret pågår redan."),
            ),
        ]

    class Privacy:
        personal = {"phase", "key", "starts_on", "ends_on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class VersionStretch(Walled):
    """From which day a person stands under a version of the plan; the next one's first day ends it.

    Written when the person is moved, first for the version they came in on. Who has no row has
    stood under ``enrolment.version`` all the time. Never edited, never removed.
    """

    append_only = True

    enrolment = WalledForeignKey(Enrolment, related_name="version_stretches")
    version = WalledForeignKey(ProgrammeVersion, related_name="stretches")
    starts_on = models.DateField(_("första dag"))

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "version"], name="casework_version_once"
            )
        ]

    class Privacy:
        #: Added and never changed, so there is no change to keep.
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.version_id}"
