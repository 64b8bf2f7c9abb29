"""One person's matter at a meeting: what is decided, what is planned, and who wanted what."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User, Walled, WalledForeignKey
from stegvis.access.roles import Permission
from stegvis.intake.models.meetings import ReferralMeeting
from stegvis.participants.models import Enrolment

#: Stands among the criteria of a refusal that rests on none of them, such as that no place is free.
OTHER = "other"


class Outcome(models.TextChoices):
    """What can come of one person's matter. The first four are decisions on an application."""

    ADMITTED = "admitted", _("Tas in")
    WAITING = "waiting", _("Väntar")
    REFUSED = "refused", _("Tas inte in")
    WITHDRAWN = "withdrawn", _("Ansökan dras tillbaka")
    END = "end", _("Avslutas")
    STAY = "stay", _("Fortsätter")
    FOLLOW_UP = "follow_up", _("Uppföljande möte bokas")
    DISAGREE = "disagree", _("Gruppen enas inte")


class MeetingItemQuerySet(models.QuerySet["MeetingItem"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.MEETING_TAKE_PART
    ) -> MeetingItemQuerySet:
        """Those whose person the user may see with the permission.

        To take part in a meeting is not to see all who are raised there: one's own unit's people
        (CASE_READ), and others' while a consent to one's party is in force (SHARED_READ).
        """
        if permission != Permission.MEETING_TAKE_PART:
            return self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))
        ways = [p for p in (Permission.CASE_READ, Permission.SHARED_READ) if user.may(p)]
        seen = Q(pk__in=[])
        for way in ways:
            seen |= Q(enrolment__in=Enrolment.objects.visible_to(user, way))
        return self.filter(seen)

    def undecided(self) -> MeetingItemQuerySet:
        """Those that the group has still to deal with, at a meeting that is not over."""
        return self.filter(
            outcome__isnull=True,
            meeting__held_at__isnull=True,
            meeting__cancelled_at__isnull=True,
        )

    def disputed(self) -> MeetingItemQuerySet:
        """Those that the group could not agree on and nobody has settled."""
        return self.filter(outcome=Outcome.DISAGREE, settled__isnull=True)


class MeetingItem(Walled):
    """One person on a meeting's agenda, and what the group decided."""

    class Kind(models.TextChoices):
        NEW = "new", _("Ny ansökan")
        WAITING = "waiting", _("Väntar sedan tidigare")
        FOLLOW_UP = "follow_up", _("Uppföljning")
        EXIT = "exit", _("Avslut")

    meeting = WalledForeignKey(ReferralMeeting, related_name="items")
    enrolment = WalledForeignKey(Enrolment, related_name="meeting_items")
    kind = models.CharField(_("ärende"), max_length=12, choices=Kind)
    #: Why someone who takes part is brought up, in the coach's words.
    about = models.TextField(_("varför det tas upp"), blank=True)
    outcome = models.CharField(_("beslut"), max_length=12, choices=Outcome, null=True, blank=True)
    reason = models.TextField(_("skäl"), blank=True)
    #: Keys of the definition's criteria and exclusions that a refusal rests on; OTHER for neither.
    criteria = ArrayField(
        models.CharField(max_length=60), default=list, db_default=[], blank=True, editable=False
    )
    #: Why it was decided otherwise than the plan has it: before the meeting, or with someone away.
    departure = models.TextField(_("varför planen frångicks"), blank=True, db_default="")
    #: The first day of what was decided: in from, ended on, follow-up on.
    from_day = models.DateField(_("från och med"), null=True, blank=True)
    #: A key of the definition's end reasons.
    end_reason = models.CharField(_("avslutsorsak"), max_length=60, blank=True)
    after_support = models.TextField(_("efterstöd"), blank=True)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    #: When the group could not agree, what the head of unit decided.
    settled = models.CharField(
        _("chefens beslut"), max_length=12, choices=Outcome, null=True, blank=True
    )
    settled_reason = models.TextField(_("chefens skäl"), blank=True)
    settled_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    settled_at = models.DateTimeField(null=True, blank=True)
    #: A decision is never written over in silence: why it was corrected, by whom and when.
    correction = models.TextField(_("varför beslutet rättades"), blank=True)
    corrected_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    corrected_at = models.DateTimeField(null=True, blank=True)

    objects = MeetingItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "meeting", "enrolment"],
                name="intake_item_once",
                violation_error_message=_("Personen står redan på dagordningen."),
            ),
            models.CheckConstraint(
                name="intake_item_settles_a_disagreement",
                condition=Q(settled__isnull=True) | Q(outcome=Outcome.DISAGREE),
                violation_error_message=_("Chefen avgör bara det som gruppen inte enas om."),
            ),
            models.CheckConstraint(
                name="intake_item_ends_for_a_reason",
                condition=Q(end_reason="") | Q(outcome=Outcome.END) | Q(settled=Outcome.END),
                violation_error_message=_("En avslutsorsak hör till ett avslut."),
            ),
        ]
        indexes = [
            models.Index(fields=["association", "enrolment"], name="intake_item_of"),
            models.Index(
                fields=["association", "meeting"],
                name="intake_item_disputed",
                condition=Q(outcome=Outcome.DISAGREE, settled__isnull=True),
            ),
        ]

    class Privacy:
        personal = {
            "kind", "about", "outcome", "reason", "criteria", "departure", "from_day",
            "end_reason", "after_support", "settled", "settled_reason", "correction",
        }  # fmt: skip
        retention = "case"

    def __str__(self) -> str:
        return f"{self.meeting_id}: {self.enrolment_id}"

    @property
    def result(self) -> str | None:
        """What holds: the group's decision, or the head of unit's where the group did not agree."""
        return self.settled if self.outcome == Outcome.DISAGREE else self.outcome

    @property
    def result_label(self) -> str:
        """`result` in words; that the group did not agree while nobody has settled it."""
        shown = self.result or self.outcome
        return str(Outcome(shown).label) if shown else ""


class PlannedStep(Walled):
    """One row of the plan that the parties make together: what, who does it, by when (M20)."""

    item = WalledForeignKey(MeetingItem, related_name="planned")
    place = models.PositiveSmallIntegerField()
    what = models.CharField(_("vad"), max_length=300)
    who = models.CharField(_("vem"), max_length=120)
    by_on = models.DateField(_("senast"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "item", "place"], name="intake_planned_step_place"
            )
        ]

    class Privacy:
        personal = {"what", "who", "by_on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.item_id}: {self.place}"


class Position(Walled):
    """What one seat of the group wanted when it could not agree, and why."""

    item = WalledForeignKey(MeetingItem, related_name="positions")
    seat = models.CharField(max_length=60)
    wants = models.CharField(_("vill"), max_length=12, choices=Outcome)
    reason = models.TextField(_("skäl"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "item", "seat"], name="intake_position_once"
            )
        ]

    class Privacy:
        personal = {"wants", "reason"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.item_id}: {self.seat}"
