"""People, their way through a programme, who follows them, and what they have agreed to share."""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import (
    Organisation,
    Unit,
    User,
    Walled,
    WalledForeignKey,
)
from stegvis.access.roles import ROLES, Permission, Role
from stegvis.participants.constraints import last_day, number_range, one_at_a_time, value
from stegvis.programmes.models import Programme, ProgrammeVersion

#: Which day must not come before which, and what to say when it does.
DATE_ORDER = [
    ("applied_on", "decided_on", _("Beslutet kan inte vara före ansökan.")),
    ("applied_on", "raised_on", _("Aktualiseringen kan inte vara före ansökan.")),
    ("decided_on", "started_on", _("Inskrivningen kan inte vara före beslutet.")),
    ("applied_on", "started_on", _("Inskrivningen kan inte vara före ansökan.")),
    ("started_on", "ended_on", _("Avslutet kan inte vara före inskrivningen.")),
    ("started_on", "discharged_on", _("Utskrivningen kan inte vara före inskrivningen.")),
    ("ended_on", "discharged_on", _("Utskrivningen kan inte vara före avslutet.")),
]


#: What stands in a list instead of the name of a person with protected identity.
PROTECTED = _("Skyddade personuppgifter")


class Sex(models.TextChoices):
    WOMAN = "woman", _("Kvinna")
    MAN = "man", _("Man")
    OTHER = "other", _("Annat")
    UNKNOWN = "unknown", _("Uppgift saknas")


class Participant(Walled):
    """A person (deltagare). One row however many times they take part."""

    #: The person's key in a file that was read in; made by the system otherwise.
    ref = models.CharField(max_length=60)
    #: Twelve digits; a samordningsnummer keeps its day + 60 (lag 2022:1697, 2 kap. 8 §).
    personal_number = models.CharField(_("personnummer"), max_length=12, null=True, blank=True)
    #: Own field: numbers of a full day are given from a nearby one (domain fact, folkbokföring).
    birth_date = models.DateField(_("född"), null=True, blank=True)
    birth_year = models.SmallIntegerField(_("födelseår"), null=True, blank=True)
    sex = models.CharField(_("kön"), max_length=8, choices=Sex)
    given_name = models.CharField(_("förnamn"), max_length=80, blank=True)
    family_name = models.CharField(_("efternamn"), max_length=80, blank=True)
    municipality = models.CharField(_("hemkommun"), max_length=60, blank=True)
    protected = models.BooleanField(_("skyddade personuppgifter"), default=False)
    #: The person's own account, when they have one.
    user = models.OneToOneField(
        User, models.PROTECT, null=True, blank=True, related_name="participant"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["association", "ref"], name="participants_person_ref"),
            models.UniqueConstraint(
                fields=["association", "personal_number"], name="participants_person_number"
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "family_name", "given_name"],
                name="participants_person_name",
            )
        ]

    class Privacy:
        personal = {
            "personal_number", "birth_date", "birth_year", "sex", "given_name", "family_name",
            "municipality", "protected",
        }  # fmt: skip
        identifies = {"ref", "personal_number", "given_name", "family_name", "user"}
        retention = "case"

    def __str__(self) -> str:
        return self.ref

    @property
    def name(self) -> str:
        """Given and family name; the file's key for people who came without a name."""
        return f"{self.given_name} {self.family_name}".strip() or self.ref

    @property
    def listed_name(self) -> str:
        """The name as lists show it: masked for a person with protected identity."""
        return str(PROTECTED) if self.protected else self.name


class Decision(models.TextChoices):
    """What was decided about an application. None yet is null."""

    ADMITTED = "admitted", _("Antagen")
    REFUSED = "refused", _("Avslag")
    WAITING = "waiting", _("Väntar")
    WITHDRAWN = "withdrawn", _("Återtagen")


class Status(models.TextChoices):
    """Where someone is on the road. Always derived from dates and decision, never set."""

    APPLIED = "applied", _("Ansökan inkommen")
    RAISED = "raised", _("Aktualiserad")
    WAITING = "waiting", _("Väntar")
    REFUSED = "refused", _("Avslag")
    WITHDRAWN = "withdrawn", _("Återtagen")
    ADMITTED = "admitted", _("Antagen")
    ONGOING = "ongoing", _("Inskriven")
    ENDED = "ended", _("Avslutad")
    DISCHARGED = "discharged", _("Utskriven")


#: What is done with a record in one's own units. No other permission reaches a record by unit:
#: to take part in a group, or to write applications, is not to see everybody there.
IN_ONE_S_UNITS = {
    Permission.CASE_READ,
    Permission.CASE_EDIT,
    Permission.FIGURE_OPEN,
    Permission.MEETING_RUN,
    Permission.DISPUTE_DECIDE,
    Permission.EXTENSION_DECIDE,
    Permission.VERSION_MOVE,
}


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(
        self, user: User, permission: Permission = Permission.CASE_READ
    ) -> EnrolmentQuerySet:
        """The enrolments whose record the user may open with the permission, today.

        CASE_READ, CASE_EDIT, FIGURE_OPEN, MEETING_RUN, DISPUTE_DECIDE, VERSION_MOVE: those of the
        user's units.
        SHARED_READ: those raised in the user's referral group, while a consent to the user's party
        is in force (H23 §6.6). OWN_CASE: the user's own. Any other permission reaches nobody.
        People with protected identity are seen in a unit by their contact person, the one to be
        included, and the head of that unit alone.
        """
        if permission == Permission.SHARED_READ:
            return self._shared_with(user)
        if permission == Permission.OWN_CASE:
            return self.filter(participant__user=user) if user.may(permission) else self.none()
        if permission not in IN_ONE_S_UNITS:
            return self.none()
        return self._in_units_of(user, permission)

    def _in_units_of(self, user: User, permission: Permission) -> EnrolmentQuerySet:
        """All of the units that the user leads; of their other units the protected they follow."""
        units = user.units_with(permission)
        leads = permission in ROLES[Role.HEAD_OF_UNIT].permissions
        led = {m.unit_id for m in user.memberships if leads and m.role == Role.HEAD_OF_UNIT}
        mine = self.filter(unit__in=units)
        if led == set(units):
            return mine
        follows = ContactPerson.objects.from_now_on(timezone.localdate()).filter(user=user)
        return mine.filter(
            Q(participant__protected=False)
            | Q(unit__in=led)
            | Exists(follows.filter(enrolment=OuterRef("pk")))
        )

    def _shared_with(self, user: User) -> EnrolmentQuerySet:
        """Per party one sits for in a group, its units' people whose consent names that party."""
        consents = Consent.objects.in_force(timezone.localdate()).filter(enrolment=OuterRef("pk"))
        seen = Q(pk__in=[])
        for party, units in user.units_by_party_with(Permission.SHARED_READ).items():
            seen |= Q(Exists(consents.filter(parties__organisation=party)), unit__in=units)
        return self.filter(seen, raised_on__isnull=False, participant__protected=False)

    def counted(self) -> EnrolmentQuerySet:
        """Without erroneous entries, which no figure counts."""
        return self.exclude(end_reason="registration_error")

    def open(self) -> EnrolmentQuerySet:
        """Those somebody still has something to do with: neither closed nor discharged."""
        return self.filter(
            Q(decision__isnull=True) | Q(decision__in=[Decision.ADMITTED, Decision.WAITING]),
            discharged_on__isnull=True,
        )


class Enrolment(Walled):
    """One person's way through one programme, from first contact to discharge (inskrivning).

    The hub: consents, phases, what was recorded and the figures hang on it. Dates are facts;
    ``status`` follows from them.
    """

    #: Ärendenummer, or the key in a file that was read in.
    case_number = models.CharField(_("ärendenummer"), max_length=60)
    participant = WalledForeignKey(Participant, related_name="enrolments")
    programme = WalledForeignKey(Programme, related_name="enrolments")
    version = WalledForeignKey(ProgrammeVersion, related_name="enrolments")
    unit = WalledForeignKey(Unit, related_name="enrolments", null=True, blank=True)
    referred_by = WalledForeignKey(
        Organisation, related_name="referred", null=True, blank=True, verbose_name=_("remittent")
    )
    #: A key of the definition's ways in. Empty: not known, as for who came from a file.
    way_in = models.CharField(_("vägen in"), max_length=60, blank=True, default="", db_default="")
    applied_on = models.DateField(_("ansökan"), null=True, blank=True)
    #: First day on a referral group's agenda.
    raised_on = models.DateField(_("aktualiserad"), null=True, blank=True)
    decided_on = models.DateField(_("beslut"), null=True, blank=True)
    decision = models.CharField(
        _("beslutet"), max_length=10, choices=Decision, null=True, blank=True
    )
    refusal_reason = models.TextField(_("skäl till avslag"), blank=True)
    #: Keys of the definition's criteria and exclusions that a refusal rests on.
    refusal_criteria = ArrayField(
        models.CharField(max_length=60), default=list, db_default=[], blank=True, editable=False
    )
    started_on = models.DateField(_("inskriven"), null=True, blank=True)
    ended_on = models.DateField(_("avslutad"), null=True, blank=True)
    discharged_on = models.DateField(_("utskriven"), null=True, blank=True)
    #: A key of the definition's end reasons. Null: not recorded, which is not "no".
    end_reason = models.CharField(_("avslutsorsak"), max_length=40, null=True, blank=True)
    #: Counted without being a person to anyone: no consent to be followed up, or protected.
    anonymous = models.BooleanField(_("anonym"), default=False)
    #: Raised by every act on the record, so that a page shown before an act is known to be stale.
    revision = models.PositiveIntegerField(default=1, editable=False)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "case_number"], name="participants_enrolment_number"
            ),
            ExclusionConstraint(
                name="participants_enrolment_one_stay_at_a_time",
                index_type="GIST",
                expressions=[
                    (number_range("participant"), "&&"),
                    (number_range("programme"), "&&"),
                    (
                        Func(
                            "started_on",
                            last_day("ended_on", "discharged_on"),
                            value("[]"),
                            function="daterange",
                        ),
                        "&&",
                    ),
                ],
                condition=Q(started_on__isnull=False),
                violation_error_message=_(
                    "Personen är redan inskriven i insatsen under en del av tiden. "
                    "Avsluta den inskrivningen först, eller välj andra dagar."
                ),
            ),
            *(
                models.CheckConstraint(
                    name=f"participants_enrolment_{later}_after_{earlier}",
                    condition=Q(**{f"{earlier}__isnull": True})
                    | Q(**{f"{later}__isnull": True})
                    | Q(**{f"{later}__gte": F(earlier)}),
                    violation_error_message=message,
                )
                for earlier, later, message in DATE_ORDER
            ),
            models.CheckConstraint(
                name="participants_enrolment_starts_when_admitted",
                condition=Q(started_on__isnull=True) | Q(decision=Decision.ADMITTED),
                violation_error_message=_("Bara den som antagits kan skrivas in."),
            ),
            models.CheckConstraint(
                name="participants_enrolment_ends_when_started",
                condition=Q(ended_on__isnull=True) | Q(started_on__isnull=False),
                violation_error_message=_("Bara den som är inskriven kan avslutas."),
            ),
            models.CheckConstraint(
                name="participants_enrolment_discharged_when_started",
                condition=Q(discharged_on__isnull=True) | Q(started_on__isnull=False),
                violation_error_message=_("Bara den som varit inskriven kan skrivas ut."),
            ),
            models.CheckConstraint(
                name="participants_enrolment_reason_when_ended",
                condition=Q(end_reason__isnull=True)
                | Q(ended_on__isnull=False)
                | Q(discharged_on__isnull=False),
                violation_error_message=_("En avslutsorsak behöver ett avslutsdatum."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["association", "unit"],
                name="participants_enrolment_open",
                condition=Q(discharged_on__isnull=True),
            ),
            models.Index(
                fields=["association", "programme", "discharged_on"],
                name="participants_enrolment_out",
            ),
            models.Index(fields=["association", "participant"], name="participants_enrolment_who"),
        ]

    class Privacy:
        personal = {
            "way_in", "applied_on", "raised_on", "decided_on", "decision", "refusal_reason",
            "refusal_criteria", "started_on", "ended_on", "discharged_on", "end_reason",
            "anonymous",
        }  # fmt: skip
        identifies = {"case_number", "refusal_reason"}
        retention = "case"

    def __str__(self) -> str:
        return self.case_number

    @property
    def status(self) -> Status:
        """Where the person is on the road, from the facts alone."""
        if self.discharged_on:
            return Status.DISCHARGED
        if self.ended_on:
            return Status.ENDED
        if self.started_on:
            return Status.ONGOING
        if self.decision:
            return Status(self.decision)
        return Status.RAISED if self.raised_on else Status.APPLIED

    @property
    def listed_name(self) -> str:
        """Who it is about, as lists say it: one whose name they hide by the case's number."""
        person = self.participant
        return f"{person.listed_name} {self.case_number if person.protected else ''}".strip()


class OnEnrolment(models.QuerySet):
    """What hangs on an enrolment is visible when its enrolment is."""

    def visible_to(self, user: User, permission: Permission = Permission.CASE_READ):
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user, permission))


class ContactPersonQuerySet(OnEnrolment):
    def on(self, day: date) -> ContactPersonQuerySet:
        """Who followed on the day, first and last day included."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day), starts_on__lte=day)

    def from_now_on(self, day: date) -> ContactPersonQuerySet:
        """Who follows on the day, or is named to from a later one."""
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))

    def current(self) -> ContactPersonQuerySet:
        """Who follows from now on: not ended."""
        return self.filter(ends_on__isnull=True)


class ContactPerson(Walled):
    """Who follows a person, from a day to a day (kontaktperson, B1). Never overwritten."""

    enrolment = WalledForeignKey(Enrolment, related_name="contact_persons")
    #: Null for a name from a file that no account answers to.
    user = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("kontaktperson"),
    )
    name = models.CharField(_("namn"), max_length=120)
    starts_on = models.DateField(_("första dag"))
    ends_on = models.DateField(_("sista dag"), null=True, blank=True)
    #: Why somebody else took over, where the plan says one and the same throughout.
    because = models.TextField(_("skäl till bytet"), blank=True, db_default="")

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participants_contact_person_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Kontaktpersonen kan inte sluta innan den börjar."),
            ),
            one_at_a_time(
                "participants_contact_person_one_at_a_time",
                _("Någon annan är kontaktperson en del av tiden."),
            ),
        ]

    class Privacy:
        personal = {"user", "name", "starts_on", "ends_on", "because"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.starts_on}"


class ConsentForm(models.TextChoices):
    PAPER = "paper", _("På papper")
    DIGITAL = "digital", _("Med e-legitimation")
    SPOKEN = "spoken", _("Muntligt, antecknat")


class ConsentQuerySet(OnEnrolment):
    def in_force(self, day: date) -> ConsentQuerySet:
        """Consents that hold on the day. One withdrawn that day no longer does."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
            starts_on__lte=day,
        )

    def not_over(self, day: date) -> ConsentQuerySet:
        """Consents that hold on the day or on a later one."""
        return self.filter(
            Q(ends_on__isnull=True) | Q(ends_on__gte=day),
            Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day),
        )


class Consent(Walled):
    """What someone lets named parties tell each other, from a day to a day (samtycke, A8).

    It breaks secrecy between parties (OSL 10 kap. 1 §, 12 kap. 2 §); it is not the ground on which
    the municipality keeps its own file.
    """

    enrolment = WalledForeignKey(Enrolment, related_name="consents")
    #: Keys of the definition's kinds of information.
    information = ArrayField(models.CharField(max_length=40), verbose_name=_("uppgifter"))
    form = models.CharField(_("form"), max_length=10, choices=ConsentForm)
    starts_on = models.DateField(_("gäller från"))
    ends_on = models.DateField(_("gäller till"), null=True, blank=True)
    withdrawn_on = models.DateField(_("återtaget"), null=True, blank=True)

    objects = ConsentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="participants_consent_ends_on_or_after_start",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Samtycket kan inte sluta innan det börjar."),
            ),
            models.CheckConstraint(
                name="participants_consent_says_what",
                condition=Q(information__len__gt=0),
                violation_error_message=_("Ange vilka uppgifter samtycket gäller."),
            ),
        ]
        indexes = [
            models.Index(fields=["association", "enrolment"], name="participants_consent_of")
        ]

    class Privacy:
        personal = {"information", "form", "starts_on", "ends_on", "withdrawn_on"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.enrolment_id}: {self.starts_on}"


class ConsentParty(Walled):
    """One party that a consent names."""

    consent = WalledForeignKey(Consent, related_name="parties")
    organisation = WalledForeignKey(Organisation, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["association", "consent", "organisation"],
                name="participants_consent_party_once",
            )
        ]

    class Privacy:
        personal = {"organisation"}
        retention = "case"

    def __str__(self) -> str:
        return f"{self.consent_id}: {self.organisation_id}"
