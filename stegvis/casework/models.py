"""What is recorded of the work with a person: phases of the method, livelihood, occupation."""

from __future__ import annotations

from datetime import date

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
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
from stegvis.access.roles import Permission
from stegvis.participants.constraints import one_at_a_time
from stegvis.participants.models import Consent, Enrolment, OnEnrolment
from stegvis.programmes.models import Programme, ProgrammeVersion


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


class PlacementKind(models.TextChoices):
    """What a person does at a workplace (B8)."""

    STUDY_VISIT = "study_visit", _("Studiebesök")
    JOB_TASTING = "job_tasting", _("Provbesök")
    WORK_TRIAL = "work_trial", _("Arbetsprövning")
    INTERNSHIP = "internship", _("Praktik")
    LEARNING_PLACE = "learning_place", _("Lärplats")
    EMPLOYMENT = "employment", _("Anställning")


class Placement(Walled):
    """A stretch of days at a workplace (B8). Several may run at once."""

    enrolment = WalledForeignKey(Enrolment, related_name="placements", db_index=False)
    employer = models.CharField(_("arbetsgivare"), max_length=120, null=True, blank=True)
    kind = models.CharField(_("slag"), max_length=20, choices=PlacementKind)
    started_on = models.DateField(_("första dag"))
    ended_on = models.DateField(_("sista dag"), null=True, blank=True)
    #: Of full time. Null: not recorded.
    percent = models.PositiveSmallIntegerField(
        _("omfattning"), null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    #: Null: not known, which is not "no".
    subsidised = models.BooleanField(_("med subvention"), null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "started_on", "kind", "employer"],
                name="casework_placement_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="casework_placement_ends_on_or_after_start",
                condition=Q(ended_on__isnull=True) | Q(ended_on__gte=F("started_on")),
                violation_error_message=_("Platsen kan inte sluta innan den börjar."),
            ),
            models.CheckConstraint(
                name="casework_placement_percent",
                condition=Q(percent__isnull=True) | Q(percent__lte=100),
                violation_error_message=_("Omfattningen är högst 100 procent."),
            ),
        ]

    class Privacy:
        personal = {"employer", "kind", "started_on", "ended_on", "percent", "subsidised"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.kind}"


class ContactKind(models.TextChoices):
    """How a contact was made (B10)."""

    VISIT = "visit", _("Besök")
    PHONE = "phone", _("Telefon")
    MEETING = "meeting", _("Möte")
    DIGITAL = "digital", _("Digitalt")


class ContactWith(models.TextChoices):
    """Whom a contact was with."""

    PARTICIPANT = "participant", _("Deltagaren")
    EMPLOYER = "employer", _("Arbetsgivaren")
    BOTH = "both", _("Båda")
    PARTY = "party", _("En part")


class Contact(Walled):
    """One contact with or about a person (B10). There may be several alike on the same day."""

    enrolment = WalledForeignKey(Enrolment, related_name="contacts", db_index=False)
    on = models.DateField(_("dag"))
    kind = models.CharField(_("slag"), max_length=10, choices=ContactKind)
    with_whom = models.CharField(_("med vem"), max_length=12, choices=ContactWith)
    purpose = models.CharField(_("ärende"), max_length=200, null=True, blank=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "enrolment", "on"], name="casework_contact_of")
        ]

    class Privacy:
        personal = {"on", "kind", "with_whom", "purpose"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.on}"


class Correction(Walled):
    """Why something recorded about a person was taken back. What it was is in the history."""

    class Act(models.TextChoices):
        END_UNDONE = "end_undone", _("Avslutet togs tillbaka")
        END_CORRECTED = "end_corrected", _("Avslutet rättades")

    enrolment = WalledForeignKey(Enrolment, related_name="corrections")
    act = models.CharField(_("rättelse"), max_length=20, choices=Act)
    because = models.TextField(_("skäl"))

    objects = OnEnrolment.as_manager()

    class Privacy:
        personal = {"because"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.act}"


# --- What another owns is changed by proposal ----------------------------------------------------


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


# --- What is due, kept ---------------------------------------------------------------------------


class DueState(models.TextChoices):
    """How a thing stands. Late and due are one here: which of them follows from the day."""

    OPEN = "open", _("Att göra")
    NOT_POSSIBLE = "not_possible", _("Går inte att säga än")
    DONE = "done", _("På plats")


class DueItem(Walled):
    """One thing that is due for a person: what lists are ordered and counted by.

    A copy of what ``stegvis.casework.due`` derived, and only so much of it as a list is put in
    order by; the words are derived for those who are shown. docs/decisions/0004.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="due_items", db_index=False)
    #: As the derivation names it: ``measure:exit``, and what sort of thing: ``measure``.
    key = models.CharField(max_length=120)
    kind = models.CharField(max_length=60)
    #: Null: as soon as it can be done.
    due_on = models.DateField(_("dag"), null=True)
    #: The enrolment's own, by number: where a list begins to look. Who may see is asked of it.
    programme = models.BigIntegerField()
    unit = models.BigIntegerField(null=True)
    state = models.CharField(max_length=12, choices=DueState)

    objects = OnEnrolment.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "key"], name="casework_due_once"
            )
        ]
        indexes = [
            # What is done is most of it, and is asked for seldom.
            models.Index(
                fields=["association", "unit", "programme"],
                include=["enrolment", "kind", "due_on", "state"],
                name="casework_due_undone",
                condition=~Q(state="done"),
            )
        ]

    class Privacy:
        #: Follows from what is personal elsewhere, and has its history there.
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.key}"


class DueHolds(Walled):
    """From which day what is kept about an enrolment was derived, and to which it holds.

    None for an enrolment about which nothing is due and nothing will be, whatever day it is.
    """

    enrolment = WalledOneToOne(Enrolment, related_name="due_holds")
    derived_on = models.DateField()
    #: The first day on which it may be something else. Null: no day by itself changes it.
    changes_on = models.DateField(null=True)

    objects = OnEnrolment.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["association", "changes_on"], name="casework_due_changes"),
            models.Index(fields=["association", "derived_on"], name="casework_due_derived"),
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.derived_on}"


class DueStale(Walled):
    """That something which what is due follows from has changed for an enrolment.

    The database's own triggers write it (``stegvis.casework.staleness``), once for each enrolment
    and transaction: two that change the same enrolment at once do not wait for each other, and
    whoever derives takes away the marks seen before the facts were read, and no other.
    """

    #: A number and not a key: a mark costs nothing to write and may outlive what it is about.
    enrolment = models.BigIntegerField()
    transaction = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "enrolment", "transaction"], name="casework_due_stale_once"
            )
        ]

    class Privacy:
        personal: set[str] = set()
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment}"
