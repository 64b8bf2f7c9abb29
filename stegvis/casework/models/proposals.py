"""What another owns is changed by proposal: who asks whom, for what, and the answer."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Organisation, User, Walled, WalledForeignKey
from stegvis.access.roles import Permission
from stegvis.participants.models import Consent, Enrolment, OnEnrolment


class ProposalKind(models.TextChoices):
    """What is proposed, and thereby who proposes it to whom."""

    EXTENSION = "extension", _("Förlängning")
    FOLLOW_UP = "follow_up", _("Uppföljning i gruppen")
    END = "end", _("Avslut")
    DATE = "date", _("Ändrat datum")
    RENEW_CONSENT = "renew_consent", _("Förnya samtycke")
    ATTEND = "attend", _("Delta i ett möte")


#: Within the unit: the coach proposes, and whoever the plan names decides.
WITHIN_THE_UNIT = {ProposalKind.EXTENSION}

#: From a party that consent covers to the unit, which owns what it is about.
FROM_A_PARTY = {ProposalKind.FOLLOW_UP, ProposalKind.END, ProposalKind.DATE}

#: From the unit to a party that consent covers.
TO_A_PARTY = {ProposalKind.RENEW_CONSENT, ProposalKind.ATTEND}


class Answer(models.TextChoices):
    """What became of a proposal. None yet is null; that it has lapsed follows from the day."""

    APPROVED = "approved", _("Godkänt")
    REFUSED = "refused", _("Avslaget")


class ProposalQuerySet(OnEnrolment):
    def visible_to(
        self, user: User, permission: Permission = Permission.CASE_READ
    ) -> ProposalQuerySet:
        """Those about the people the user may open with the permission.

        SHARED_READ: only what the user's own party has proposed or been asked, while a consent to
        that very party is in force (A8). When it ends the proposal is not there for the party.
        """
        if permission != Permission.SHARED_READ:
            return super().visible_to(user, permission)
        consents = Consent.objects.in_force(timezone.localdate()).filter(
            enrolment=OuterRef("enrolment")
        )
        seen = Q(pk__in=[])
        for party, units in user.units_by_party_with(permission).items():
            seen |= Q(
                Exists(consents.filter(parties__organisation=party)),
                party=party,
                enrolment__unit__in=units,
            )
        return self.filter(
            seen, enrolment__raised_on__isnull=False, enrolment__participant__protected=False
        )

    def open(self, day: date) -> ProposalQuerySet:
        """Those that can still be answered on the day."""
        return self.filter(answer__isnull=True, lapses_on__gte=day)


class Proposal(Walled):
    """One side asks for what the other owns (förslag), with its reason and until when.

    Answered once: approved, or refused with a reason. One that nobody has answered by its last
    day has lapsed; that is computed, and the row stands as it was.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="proposals")
    kind = models.CharField(_("slag"), max_length=16, choices=ProposalKind)
    #: The party that proposes or is asked. Null where both sides are of the unit.
    party = WalledForeignKey(
        Organisation, related_name="+", null=True, blank=True, verbose_name=_("part")
    )
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_on = models.DateField(_("föreslaget"))
    reason = models.TextField(_("skäl"))
    #: What is proposed, by kind: days as ISO text, keys of the definition.
    values = models.JSONField(_("det som föreslås"), default=dict, blank=True)
    #: The last day it can be answered.
    lapses_on = models.DateField(_("förfaller efter"))
    answer = models.CharField(_("svar"), max_length=10, choices=Answer, null=True, blank=True)
    answer_reason = models.TextField(_("skäl till svaret"), blank=True)
    #: Of a refusal: what is to be done instead.
    instead = models.TextField(_("vad som gäller i stället"), blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_on = models.DateField(_("besvarat"), null=True, blank=True)
    #: The day the one who proposed read the answer.
    read_on = models.DateField(_("svaret läst"), null=True, blank=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="casework_proposal_lapses_after",
                condition=Q(lapses_on__gte=F("proposed_on")),
                violation_error_message=_("Förslaget kan inte förfalla innan det lämnas."),
            ),
            models.CheckConstraint(
                name="casework_proposal_answered_whole",
                condition=Q(answer__isnull=True, answered_by__isnull=True, answered_on__isnull=True)
                | Q(answer__isnull=False, answered_by__isnull=False, answered_on__isnull=False),
                violation_error_message=_("Ett svar har en dag och någon som svarat."),
            ),
            models.CheckConstraint(
                name="casework_proposal_refused_for_a_reason",
                condition=Q(answer__isnull=True) | ~Q(answer=Answer.REFUSED) | ~Q(answer_reason=""),
                violation_error_message=_("Skriv varför förslaget avslås."),
            ),
            models.CheckConstraint(
                name="casework_proposal_party",
                condition=Q(kind__in=sorted(WITHIN_THE_UNIT), party__isnull=True)
                | Q(kind__in=sorted(FROM_A_PARTY | TO_A_PARTY), party__isnull=False),
                violation_error_message=_("Ange vilken part förslaget gäller."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "enrolment"],
                name="casework_proposal_open",
                condition=Q(answer__isnull=True),
            )
        ]

    class Privacy:
        personal = {
            "kind", "proposed_on", "reason", "values", "lapses_on", "answer", "answer_reason",
            "instead", "answered_on",
        }  # fmt: skip
        identifies = {"values"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.kind}"

    def lapsed(self, today: date) -> bool:
        """Whether its last day has passed without an answer."""
        return self.answer is None and self.lapses_on < today

    def is_open(self, today: date) -> bool:
        """Whether it can still be answered."""
        return self.answer is None and not self.lapsed(today)

    def day(self, name: str) -> date | None:
        """One of the days that are proposed."""
        text = self.values.get(name)
        return date.fromisoformat(text) if text else None
