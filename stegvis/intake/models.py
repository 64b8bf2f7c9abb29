"""The way in: the application, what must be in place first, and the group that decides."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import (
    Organisation,
    Unit,
    User,
    Walled,
    WalledForeignKey,
    WalledOneToOne,
)
from stegvis.access.roles import Permission
from stegvis.participants.models import Enrolment, OnEnrolment
from stegvis.programmes.models import Programme


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.APPLICATION_WRITE
    ) -> ApplicationQuerySet:
        """APPLICATION_WRITE: the user's own. Any other: sent ones whose enrolment is visible."""
        if permission == Permission.APPLICATION_WRITE:
            return self.filter(written_by=user) if user.may(permission) else self.none()
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))


class Application(Walled):
    """A party's application for a person (ansökan, A6). A draft until sent."""

    programme = WalledForeignKey(Programme, related_name="applications")
    organisation = WalledForeignKey(Organisation, related_name="applications")
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: What has been typed, as typed, half-finished answers included. Emptied when sent.
    typed = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    #: From here on: what was sent.
    enrolment = WalledOneToOne(Enrolment, related_name="application", null=True, blank=True)
    need = models.TextField(_("varför samordnat stöd behövs"), blank=True)
    goal = models.TextField(_("målet med deltagandet"), blank=True)
    earlier = models.TextField(_("insatser hittills"), blank=True)
    #: Per criterion of the definition: {"answer": "yes" | "no" | null, "why": text}.
    criteria = models.JSONField(default=dict)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_application_sent_has_enrolment",
                condition=Q(sent_at__isnull=True) | Q(enrolment__isnull=False),
                violation_error_message=_("En skickad ansökan hör till en inskrivning."),
            )
        ]
        indexes = [models.Index(fields=["association", "written_by"], name="intake_application_by")]

    class Privacy:
        personal = {"typed", "need", "goal", "earlier", "criteria"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.pk}"


class Preparation(Walled):
    """Whether one thing that must be in place first is (förarbete, A7). No row: not asked yet."""

    class Answer(models.TextChoices):
        DONE = "done", _("Klart")
        NOT_YET = "not_yet", _("Inte ännu")

    enrolment = WalledForeignKey(Enrolment, related_name="preparations")
    #: A key of the definition's preparation.
    key = models.CharField(max_length=40)
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


class MeetingQuerySet(models.QuerySet["ReferralMeeting"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.MEETING_TAKE_PART
    ) -> MeetingQuerySet:
        """The meetings of the units where the user has the permission."""
        return self.filter(unit__in=user.units_with(permission))


class ReferralMeeting(Walled):
    """One meeting of a unit's referral group (remittentgrupp, A9)."""

    programme = WalledForeignKey(Programme, related_name="meetings")
    unit = WalledForeignKey(Unit, related_name="meetings")
    on = models.DateField(_("dag"))
    held_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "programme", "unit", "on"],
                name="intake_meeting_once_a_day",
                violation_error_message=_("Gruppen har redan ett möte den dagen."),
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.on}"


class Attendance(Walled):
    """Whether a party was at a meeting, and who came for it."""

    meeting = WalledForeignKey(ReferralMeeting, related_name="attendances")
    organisation = WalledForeignKey(Organisation, related_name="+")
    #: Null: nobody has said.
    present = models.BooleanField(_("närvarande"), null=True)
    name = models.CharField(_("vem"), max_length=120, blank=True)
    substitute = models.BooleanField(_("ersättare"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "meeting", "organisation"], name="intake_attendance_once"
            )
        ]

    class Privacy:
        personal = {"name", "present", "substitute"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.organisation_id}"


class MeetingItem(Walled):
    """One person on a meeting's agenda, and what the group decided."""

    class Kind(models.TextChoices):
        NEW = "new", _("Ny ansökan")
        WAITING = "waiting", _("Väntar sedan tidigare")
        FOLLOW_UP = "follow_up", _("Uppföljning")
        EXIT = "exit", _("Avslut")

    class Outcome(models.TextChoices):
        ADMIT = "admit", _("Tas in")
        REFUSE = "refuse", _("Avslag")
        WAIT = "wait", _("Väntar")
        END = "end", _("Avslutas")
        FOLLOW_UP = "follow_up", _("Uppföljande möte bokas")
        DISAGREE = "disagree", _("Gruppen enas inte")

    meeting = WalledForeignKey(ReferralMeeting, related_name="items")
    enrolment = WalledForeignKey(Enrolment, related_name="meeting_items")
    kind = models.CharField(_("ärende"), max_length=12, choices=Kind)
    #: Why it is on the agenda, as keys of what was waiting.
    because = ArrayField(models.CharField(max_length=40), default=list)
    outcome = models.CharField(_("beslut"), max_length=12, choices=Outcome, null=True, blank=True)
    reason = models.TextField(_("skäl"), blank=True)
    #: The first day of what was decided: admission from, end on.
    from_day = models.DateField(_("från och med"), null=True, blank=True)
    #: When the group could not agree, what the head of unit decided.
    settled = models.CharField(
        _("chefens beslut"), max_length=12, choices=Outcome, null=True, blank=True
    )
    settled_reason = models.TextField(_("chefens skäl"), blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "meeting", "enrolment"], name="intake_item_once"
            ),
            models.CheckConstraint(
                name="intake_item_settles_a_disagreement",
                condition=Q(settled__isnull=True) | Q(outcome="disagree"),
                violation_error_message=_("Chefen avgör bara det gruppen inte enades om."),
            ),
        ]

    class Privacy:
        personal = {
            "kind", "because", "outcome", "reason", "from_day", "settled", "settled_reason",
        }  # fmt: skip
        retention = "case"

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.enrolment_id}"
