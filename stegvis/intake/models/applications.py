"""Who applies: a person alone, a party for a person, and a party on behalf of another (A6)."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Organisation, Unit, User, Walled, WalledForeignKey, WalledOneToOne
from stegvis.access.roles import Permission
from stegvis.participants.models import ConsentForm, Decision, Enrolment
from stegvis.programmes.models import Programme


class SelfApplicationQuerySet(models.QuerySet["SelfApplication"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.CASE_READ
    ) -> SelfApplicationQuerySet:
        """Those sent to the units where the user has the permission."""
        return self.filter(unit__in=user.units_with(permission))

    def waiting(self) -> SelfApplicationQuerySet:
        """Those that nobody has set aside, and that no application has been sent from."""
        return self.filter(set_aside_at__isnull=True).exclude(application__sent_at__isnull=False)


class SelfApplication(Walled):
    """What a person sent alone, by the public form (egen ansökan, A6).

    Held for a person to read and compared with nobody: whether the sender is known is not asked.
    """

    #: Whoever sends may add a row from outside and read none (``access.wall``).
    sent_from_outside = True

    programme = WalledForeignKey(Programme, related_name="+")
    unit = WalledForeignKey(Unit, related_name="+")
    #: What the sender was given to refer to.
    reference = models.CharField(_("referens"), max_length=12)
    #: The page it was sent from, so that sending twice is sending once.
    token = models.UUIDField(editable=False)
    given_name = models.CharField(_("förnamn"), max_length=80)
    family_name = models.CharField(_("efternamn"), max_length=80)
    personal_number = models.CharField(_("personnummer"), max_length=12, blank=True)
    phone = models.CharField(_("telefon"), max_length=40, blank=True)
    email = models.CharField(_("e-post"), max_length=254, blank=True)
    municipality = models.CharField(_("hemkommun"), max_length=60, blank=True)
    about = models.TextField(_("om sig"), blank=True)
    sent_at = models.DateTimeField()
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    set_aside_reason = models.TextField(_("varför den lades åt sidan"), blank=True)

    objects = SelfApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "token"], name="intake_selfapplication_once"
            ),
            models.CheckConstraint(
                name="intake_selfapplication_set_aside_for_a_reason",
                condition=Q(set_aside_at__isnull=True) | ~Q(set_aside_reason=""),
                violation_error_message=_("Skriv varför ansökan läggs åt sidan."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "unit", "sent_at"], name="intake_selfapplication_at"
            )
        ]

    class Privacy:
        personal = {
            "reference", "given_name", "family_name", "personal_number", "phone", "email",
            "municipality", "about", "sent_at", "set_aside_reason",
        }  # fmt: skip
        retention = "case"

    def __str__(self) -> str:
        return self.reference

    @property
    def name(self) -> str:
        return _full_name(self.given_name, self.family_name)


class ApplicationQuerySet(models.QuerySet["Application"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.APPLICATION_WRITE
    ) -> ApplicationQuerySet:
        """APPLICATION_WRITE: the user's own, for a party that they still apply for. Any other:
        sent ones whose enrolment is visible.

        What was written for one party is not taken along to another.
        """
        if permission == Permission.APPLICATION_WRITE:
            parties = user.organisations_with(permission)
            return self.filter(written_by=user, organisation__in=parties)
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))

    def drafts(self) -> ApplicationQuerySet:
        return self.filter(sent_at__isnull=True)

    def sent(self) -> ApplicationQuerySet:
        return self.filter(sent_at__isnull=False)


class TookPart(models.TextChoices):
    """How a person took part in the application that somebody wrote."""

    MEETING = "meeting", _("Vid ett möte")
    PHONE = "phone", _("På telefon")
    VIDEO = "video", _("I ett videosamtal")
    TOGETHER = "wrote", _("Vi skrev den tillsammans")


class Application(Walled):
    """A party's application for a person (ansökan, A6). A draft until sent."""

    programme = WalledForeignKey(Programme, related_name="applications")
    unit = WalledForeignKey(Unit, related_name="applications")
    organisation = WalledForeignKey(Organisation, related_name="applications")
    #: A key of the definition's ways in.
    way_in = models.CharField(_("vägen in"), max_length=60, blank=True, default="", db_default="")
    #: What the person sent alone, where that is the way in.
    sent_alone = WalledOneToOne(
        "intake.SelfApplication", related_name="application", null=True, blank=True
    )
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    #: What has been typed, as typed: field name to list of texts. Emptied when sent.
    typed = models.JSONField(default=dict, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    #: The page that saved last: its own retry after a lost answer is not somebody else's change.
    saved_from = models.UUIDField(null=True, blank=True, editable=False)
    revision = models.PositiveIntegerField(default=1, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True)
    #: From here on: what was sent.
    enrolment = WalledOneToOne(Enrolment, related_name="application", null=True, blank=True)
    #: Who the person is in the referrer's words, which need not be what is on file.
    stated = models.JSONField(default=dict, blank=True)
    need = models.TextField(_("varför samordnat stöd behövs"), blank=True)
    goal = models.TextField(_("målet med deltagandet"), blank=True)
    earlier = models.TextField(_("insatser hittills"), blank=True)
    #: Per criterion and exclusion of the definition: {"answer": true | false | null, "why": text}.
    criteria = models.JSONField(default=dict, blank=True)
    #: That the person took part in the application, where the way in asks for it (A6).
    took_part_on = models.DateField(_("personen var med"), null=True, blank=True)
    took_part_how = models.CharField(
        _("hur"), max_length=10, choices=TookPart, blank=True, default="", db_default=""
    )
    #: The decision that the one who wrote has read.
    read_decision = models.CharField(max_length=10, choices=Decision, null=True, editable=False)
    read_decided_on = models.DateField(null=True, editable=False)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_application_sent_has_enrolment",
                condition=Q(sent_at__isnull=True) | Q(enrolment__isnull=False),
                violation_error_message=_("En skickad ansökan hör till ett ärende."),
            )
        ]
        indexes = [models.Index(fields=["association", "written_by"], name="intake_application_by")]

    class Privacy:
        personal = {
            "way_in", "typed", "stated", "need", "goal", "earlier", "criteria", "took_part_on",
            "took_part_how",
        }  # fmt: skip
        #: Half-typed words are nobody's record: their changes are not kept.
        passing = {"typed", "saved_at", "saved_from", "revision"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.pk}"

    @property
    def typed_name(self) -> str:
        """The person's name as far as it has been typed in a draft; empty when it has not."""
        return _full_name(*(" ".join(self.typed.get(key, [])) for key in NAME))

    @property
    def stated_name(self) -> str:
        """The person's name as the referrer sent it, which need not be what is on file."""
        return _full_name(*(self.stated.get(key, "") for key in NAME))

    @property
    def unread(self) -> bool:
        """Whether a decision holds that the writer has not read. Only of what has been sent."""
        read = (self.read_decision, self.read_decided_on)
        return self.case.decision is not None and read != (self.case.decision, self.case.decided_on)

    @property
    def case(self) -> Enrolment:
        """The enrolment that sending made. Only of what has been sent."""
        assert self.enrolment, "a draft has no case yet"
        return self.enrolment


#: What a person is called, in an application's own words.
NAME = ("given_name", "family_name")


def _full_name(*words: str) -> str:
    return " ".join(" ".join(words).split())


class HandOverQuerySet(models.QuerySet["HandOver"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.APPLICATION_WRITE
    ) -> HandOverQuerySet:
        """Those to the parties that the user applies for in the unit."""
        seen = Q(pk__in=[])
        for party, units in user.units_by_party_with(permission).items():
            seen |= Q(to=party, application__unit__in=units)
        return self.filter(seen)

    def open(self, day: date) -> HandOverQuerySet:
        """Those that nobody has answered and that have not lapsed."""
        return self.filter(answered_at__isnull=True, lapses_on__gte=day)


class HandOver(Walled):
    """An application that one party began, put to the party that pays the person (A6).

    The other party takes it over to complete and send, refuses it with a reason, or lets it lapse.
    """

    application = WalledForeignKey(Application, related_name="hand_overs")
    to = WalledForeignKey(Organisation, related_name="+")
    proposed_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    #: The last day on which it can be taken over.
    lapses_on = models.DateField(_("gäller till och med"))
    #: The person has agreed that what is written is handed over.
    consent_on = models.DateField(_("personen sa ja"))
    consent_form = models.CharField(_("hur"), max_length=10, choices=ConsentForm)
    #: Null: not answered.
    taken_over = models.BooleanField(_("tas över"), null=True, blank=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    refusal = models.TextField(_("varför den inte tas över"), blank=True)

    objects = HandOverQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "application"],
                condition=Q(taken_over=True),
                name="intake_handover_taken_over_once",
            ),
            models.CheckConstraint(
                name="intake_handover_refused_for_a_reason",
                condition=Q(taken_over__isnull=True) | Q(taken_over=True) | ~Q(refusal=""),
                violation_error_message=_("Skriv varför ni inte tar över ansökan."),
            ),
        ]

    class Privacy:
        personal = {"consent_on", "consent_form", "taken_over", "refusal"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.application_id}: {self.to_id}"

    def has_lapsed(self, today: date) -> bool:
        """Whether nobody answered in time."""
        return self.answered_at is None and self.lapses_on < today
