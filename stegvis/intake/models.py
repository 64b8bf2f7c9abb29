"""The way in: the application, what must be in place first, and the group that decides."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import (
    Organisation,
    Unit,
    User,
    Walled,
    WalledForeignKey,
    WalledOneToOne,
)
from stegvis.access.roles import Permission, Role
from stegvis.participants.constraints import one_at_a_time
from stegvis.participants.models import Consent, ConsentForm, Decision, Enrolment, OnEnrolment
from stegvis.programmes.models import Programme

# --- Who applies ---------------------------------------------------------------------------------


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
        """APPLICATION_WRITE: the user's own. Any other: sent ones whose enrolment is visible."""
        if permission == Permission.APPLICATION_WRITE:
            return self.filter(written_by=user) if user.may(permission) else self.none()
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


# --- Eligibility ----------------------------------------------------------------------------------


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


# --- Preparation and the group --------------------------------------------------------------------


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


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.CASE_READ
    ) -> LetterQuerySet:
        """Both versions in one's unit; the referrer's to the one who wrote the application, while
        a consent names their party; the person's own to the person."""
        if permission == Permission.APPLICATION_WRITE:
            return self._to_writer(user) if user.may(permission) else self.none()
        seen = self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))
        return seen.filter(to=Letter.To.PERSON) if permission == Permission.OWN_CASE else seen

    def _to_writer(self, user: User) -> LetterQuerySet:
        own = Application.objects.visible_to(user).filter(enrolment=OuterRef("enrolment"))
        consents = Consent.objects.in_force(timezone.localdate()).filter(
            enrolment=OuterRef("enrolment"),
            parties__organisation=OuterRef("enrolment__application__organisation"),
        )
        return self.filter(
            Exists(own), Exists(consents), to=Letter.To.REFERRER,
            enrolment__participant__protected=False,
        )  # fmt: skip


class Letter(Walled):
    """A decision told in writing, as it was told (besked). Never changed: a new one replaces it."""

    class To(models.TextChoices):
        PERSON = "person", _("Personen")
        REFERRER = "referrer", _("Den som remitterade")

    enrolment = WalledForeignKey(Enrolment, related_name="letters")
    item = WalledForeignKey(MeetingItem, related_name="letters")
    to = models.CharField(_("till"), max_length=10, choices=To)
    #: The document of definitions/documents that it was written from.
    document = models.CharField(max_length=60)
    #: What it says, to the letter: `stegvis.intake.letters.Said`.
    said = models.JSONField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    objects = LetterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "enrolment"], name="intake_letter_of"),
            models.Index(fields=["association", "item"], name="intake_letter_about"),
        ]

    class Privacy:
        personal = {"said"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.pk}"


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
