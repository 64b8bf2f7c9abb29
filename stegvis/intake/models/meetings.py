"""The meeting that decides, and who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Organisation, Unit, User, Walled, WalledForeignKey
from stegvis.access.roles import Permission
from stegvis.participants.models import Enrolment
from stegvis.programmes.models import Programme


class MeetingQuerySet(models.QuerySet["ReferralMeeting"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.MEETING_TAKE_PART
    ) -> MeetingQuerySet:
        """The groups' meetings in the units where the user has the permission.

        A meeting around one person is seen where its person is, by its matter.
        """
        return self.filter(unit__in=user.units_with(permission), around__isnull=True)

    def open(self) -> MeetingQuerySet:
        """Those whose minutes are not finished and that have not been called off."""
        return self.filter(held_at__isnull=True, cancelled_at__isnull=True)


class ReferralMeeting(Walled):
    """One meeting that decides: the referral group's (remittentgrupp, A9), or about one person.

    The meeting around one person is a team's first with them and their referrer (A10), or the
    joint planning of the parties (M20). It has that one matter on its agenda and no other.
    """

    programme = WalledForeignKey(Programme, related_name="meetings")
    unit = WalledForeignKey(Unit, related_name="meetings")
    #: Whom the meeting is about. Null: the group's own meeting, about many.
    around = WalledForeignKey(Enrolment, related_name="own_meetings", null=True, blank=True)
    on = models.DateField(_("dag"))
    at = models.TimeField(_("klockslag"), null=True, blank=True)
    place = models.CharField(_("plats"), max_length=120, blank=True, db_default="")
    notes = models.TextField(_("anteckning"), blank=True, db_default="")
    #: When its minutes were finished.
    held_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "programme", "unit", "on"],
                condition=Q(cancelled_at__isnull=True, around__isnull=True),
                name="intake_meeting_once_a_day",
                violation_error_message=_("Gruppen har redan ett möte den dagen."),
            ),
            models.UniqueConstraint(
                fields=["association", "around"],
                condition=Q(held_at__isnull=True, cancelled_at__isnull=True),
                name="intake_meeting_one_ahead",
                violation_error_message=_("Det finns redan ett möte bokat. Flytta det i stället."),
            ),
            models.CheckConstraint(
                name="intake_meeting_held_or_cancelled",
                condition=Q(held_at__isnull=True) | Q(cancelled_at__isnull=True),
                violation_error_message=_("Ett möte som har hållits kan inte ställas in."),
            ),
        ]

    class Privacy:
        personal = {"place", "notes"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.on}"

    @property
    def is_open(self) -> bool:
        return self.held_at is None and self.cancelled_at is None


class Attendance(Walled):
    """Whether a seat of the group was filled at a meeting, and by whom."""

    meeting = WalledForeignKey(ReferralMeeting, related_name="attendances")
    #: The key of a party, or a role, as the definition seats the group.
    seat = models.CharField(max_length=60)
    #: Null: the seat of the person the meeting is about.
    organisation = WalledForeignKey(Organisation, related_name="+", null=True, blank=True)
    #: Null: nobody has said.
    present = models.BooleanField(_("närvarande"), null=True)
    name = models.CharField(_("vem"), max_length=120, blank=True)
    substitute = models.BooleanField(_("ersättare"), default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "meeting", "seat"], name="intake_attendance_once"
            )
        ]

    class Privacy:
        personal = {"name", "present", "substitute"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.seat}"
