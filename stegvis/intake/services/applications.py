"""Writing, sending and taking back an application (A6, A8)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.access.models import Organisation, User
from stegvis.access.once import Stale, fresh
from stegvis.access.roles import Permission
from stegvis.access.services import require
from stegvis.audit import log
from stegvis.intake.events import Event
from stegvis.intake.groups import Group, group_of
from stegvis.intake.models import Application, HandOver, MeetingItem, Outcome, ReferralMeeting
from stegvis.intake.ways import must_hand_over, opening_for, way_of
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants import services as participants
from stegvis.participants.models import Decision, Enrolment
from stegvis.programmes.definition.parts import WayIn
from stegvis.programmes.models import ProgrammeVersion


@dataclass(frozen=True)
class Stated:
    """Who the person is, as the referrer says. The number, or the day of birth, is known."""

    personal_number: PersonalNumber | None
    birth_date: date | None
    given_name: str
    family_name: str
    sex: str
    municipality: str
    #: A key of the definition's livelihoods. Empty where it was not asked, or is not known.
    livelihood: str = ""

    def as_written(self) -> dict[str, str]:
        """For the application: what was stated, which need not be what is on file."""
        number, born = self.personal_number, self.birth_date
        return {
            "personal_number": number.digits if number else "",
            "birth_date": born.isoformat() if born else "",
            "given_name": self.given_name,
            "family_name": self.family_name,
            "sex": self.sex,
            "municipality": self.municipality,
            "livelihood": self.livelihood,
        }


@dataclass(frozen=True)
class Given:
    """The consent that the person has given: to whom, about what, how and for how long."""

    parties: Sequence[Organisation]
    information: Sequence[str]
    form: str
    starts_on: date
    ends_on: date


# --- The draft ------------------------------------------------------------------------------------


@transaction.atomic
def begin_application(*, by: User, group: Group, organisation: Organisation) -> Application:
    """A new draft, for a person to a unit, by a way that the plan opens to the user.

    Refused where the plan has no such way.
    """
    seated = by.units_by_party_with(Permission.APPLICATION_WRITE).get(organisation.pk, set())
    if group.unit.pk not in seated:
        raise PermissionDenied
    opening = opening_for(by, group, organisation)
    if opening is None:
        raise ValidationError(
            _("%(party)s kan inte ansöka till %(programme)s. Planen säger vem som kan, och hur.")
            % {"party": organisation.name, "programme": group.programme.title}
        )

    application = Application(
        association_id=group.unit.association_id,
        programme=group.programme,
        unit=group.unit,
        organisation=organisation,
        way_in=opening.way.key,
        written_by=by,
    )
    application.full_clean()
    application.save()

    log.record(Event.APPLICATION_BEGUN, by=by, on=application)
    return application


@transaction.atomic
def save_draft(
    *,
    by: User,
    application: Application,
    typed: Mapping[str, list[str]],
    now: datetime,
    revision: int | None = None,
    page: uuid.UUID | None = None,
) -> Application:
    """Keep what has been typed, as it was typed, whether or not it is valid.

    Refuses ``Stale`` when another page has saved since ``revision`` was shown. The same ``page``
    may save again over its own, since it cannot know whether a lost answer was saved.
    """
    held = _own_draft(by, application)
    if page is None or held.saved_from != page:
        fresh(held, revision)

    held.typed = {name: [_storable(text) for text in said] for name, said in typed.items()}
    held.saved_at, held.saved_from = now, page
    held.revision += 1
    held.save(update_fields=["typed", "saved_at", "saved_from", "revision"])
    return held


def _storable(text: str) -> str:
    """Without the one character that the database cannot keep, and that nobody types."""
    return text.replace("\x00", "")


def _own_draft(by: User, application: Application) -> Application:
    """The user's own draft, locked. ``Stale`` when it has been sent meanwhile."""
    require(by, Permission.APPLICATION_WRITE, application)
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if held.sent_at:
        raise Stale
    if HandOver.objects.filter(application=held).open(timezone.localdate()).exists():
        raise ValidationError(
            _("Ansökan väntar på svar av den part som den lämnats till. Till dess ändras den inte.")
        )
    return held


@transaction.atomic
def delete_draft(*, by: User, application: Application) -> None:
    """Remove a draft and all that was typed in it. What has been sent is withdrawn instead."""
    held = _own_draft(by, application)

    log.record(Event.DRAFT_DELETED, by=by, on=held)
    held.hand_overs.all().delete()
    held.delete()


# --- Sending --------------------------------------------------------------------------------------


def consent_faults(group: Group, given: Given | None, today: date) -> dict[str, str]:
    """What keeps this consent from letting the application be received, by field (A8)."""
    rules, receiver = group.definition.consent, group.unit.organisation
    faults: dict[str, str] = {}
    if rules is None:
        return faults
    if given is None:
        return {"consent_parties": _("Ansökan kan inte skickas utan samtycke.")}
    if receiver not in given.parties:
        faults["consent_parties"] = _(
            "Samtycket omfattar inte %(party)s, som tar emot ansökan. Be personen om ett samtycke "
            "som gör det och kryssa i %(party)s här. Spara utkastet så länge."
        ) % {"party": receiver.name}
    if given.starts_on > today:
        faults["consent_starts_on"] = _(
            "Samtycket gäller inte än. Skicka ansökan från den dag det gäller, eller skriv dagen "
            "då personen lämnade det."
        )
    if given.ends_on < max(given.starts_on, today):
        faults["consent_ends_on"] = _(
            "Samtycket gäller inte längre. Be personen om ett nytt och skriv dess sista dag."
        )
    elif given.ends_on > (latest := rules.length.after(given.starts_on)):
        faults["consent_ends_on"] = _(
            "Ett samtycke gäller högst till %(day)s, räknat från dess första dag."
        ) % {"day": latest.isoformat()}
    return faults


def took_part_faults(way: WayIn | None, on: date | None, how: str, today: date) -> dict[str, str]:
    """What keeps an application that is to be made with the person from being sent, by field."""
    if way is None or not way.together_with_person:
        return {}
    faults = {}
    if on is None:
        faults["took_part_on"] = _(
            "Skriv när personen var med och sa ja till ansökan. Utan personen kan den inte skickas."
        )
    elif on > today:
        faults["took_part_on"] = _("Dagen har inte varit än. Skicka ansökan när ni har talats vid.")
    if not how:
        faults["took_part_how"] = _("Välj hur personen var med.")
    return faults


@transaction.atomic
def send_application(
    *,
    by: User,
    application: Application,
    stated: Stated,
    need: str,
    goal: str,
    earlier: str,
    criteria: Mapping[str, Mapping[str, object]],
    given: Given | None,
    now: datetime,
    took_part_on: date | None = None,
    took_part_how: str = "",
    revision: int | None = None,
    page: uuid.UUID | None = None,
) -> Application:
    """Send a draft: person, enrolment and consent are made, all or none of them.

    The person is found by personal number, or made; the answer is the same. Refused without a
    consent that names the receiving party today, without the person where the way in asks for
    them, by a party that is to hand it over, and when the person is on the way in already.
    """
    held = _own_draft(by, application)
    if page is None or held.saved_from != page:
        fresh(held, revision)
    today = timezone.localdate(now)
    group = group_of(held.unit, version_for(held, today))
    way = way_of(group.definition, held.way_in)
    if must_hand_over(group, way, held.organisation):
        raise ValidationError(
            _("Ansökan skickas av den part som försörjer personen. Lämna över den dit.")
        )
    faults = consent_faults(group, given, today)
    if faults := faults | took_part_faults(way, took_part_on, took_part_how, today):
        raise ValidationError(faults)

    enrolment = _open_case(by, held, stated, group, today)
    if given is not None:
        participants.record_consent(
            by=by, enrolment=enrolment, parties=given.parties, information=given.information,
            form=given.form, starts_on=given.starts_on, ends_on=given.ends_on,
        )  # fmt: skip
    held.enrolment, held.sent_at, held.typed = enrolment, now, {}
    held.stated, held.criteria = stated.as_written(), {k: dict(v) for k, v in criteria.items()}
    held.took_part_on, held.took_part_how = took_part_on, took_part_how
    held.need, held.goal, held.earlier = need.strip(), goal.strip(), earlier.strip()
    held.revision += 1
    held.full_clean()
    held.save()

    log.record(Event.APPLICATION_SENT, by=by, on=held, unit=held.unit_id)
    return held


def version_for(application: Application, today: date) -> ProgrammeVersion:
    """The version that a person comes in under today."""
    versions = ProgrammeVersion.objects.filter(programme=application.programme_id)
    version = versions.in_force(today).select_related("programme").first()
    if version is None:
        raise ValidationError(
            _("%(programme)s tar inte emot ansökningar i dag: ingen plan gäller.")
            % {"programme": application.programme.title}
        )
    return version


def _open_case(
    by: User, application: Application, stated: Stated, group: Group, today: date
) -> Enrolment:
    person = participants.find_or_make_participant(
        by=by,
        association_id=application.association_id,
        personal_number=stated.personal_number,
        given_name=stated.given_name,
        family_name=stated.family_name,
        sex=stated.sex,
        municipality=stated.municipality,
        birth_date=stated.birth_date,
    )
    if person.protected:
        # The same words as for who is on the way in already: neither is told to the referrer.
        raise participants.cannot_be_received()
    way = way_of(group.definition, application.way_in)
    return participants.open_enrolment(
        by=by,
        participant=person,
        programme=group.programme,
        version=group.version,
        unit=application.unit,
        # Who applied alone was referred by nobody.
        referred_by=None if way and way.who == "person" else application.organisation,
        way_in=application.way_in,
        applied_on=today,
    )


# --- After it was sent ----------------------------------------------------------------------------


@transaction.atomic
def withdraw_application(*, by: User, application: Application, now: datetime) -> Application:
    """Take back what was sent, before the person is taken in or turned away; after that refused.

    What stood on an agenda is withdrawn there too, and a meeting booked around the person is called
    off.
    """
    require(by, Permission.APPLICATION_WRITE, application)
    held = Application.objects.select_for_update(of=("self",)).get(pk=application.pk)
    if held.enrolment is None:
        raise ValidationError(_("Ansökan är inte skickad. Ta bort utkastet i stället."))
    enrolment = participants.hold(held.enrolment)
    if enrolment.decision not in (None, Decision.WAITING):
        raise ValidationError(
            _("Det finns redan ett beslut. Tala med coachen om något har ändrats.")
        )

    enrolment.decision, enrolment.decided_on = Decision.WITHDRAWN, timezone.localdate(now)
    enrolment.full_clean()
    enrolment.save()
    undecided = MeetingItem.objects.undecided().filter(enrolment=enrolment)
    undecided.update(outcome=Outcome.WITHDRAWN, recorded_by=by, recorded_at=now)
    ReferralMeeting.objects.open().filter(around=enrolment).update(cancelled_at=now)
    held.read_decision, held.read_decided_on = enrolment.decision, enrolment.decided_on
    held.save(update_fields=["read_decision", "read_decided_on"])

    log.record(Event.APPLICATION_WITHDRAWN, by=by, on=held)
    return held


@transaction.atomic
def mark_decision_read(*, by: User, application: Application) -> None:
    """Remember that the one who wrote has seen the decision that holds now."""
    require(by, Permission.APPLICATION_WRITE, application)
    if not application.unread:
        return

    application.read_decision = application.case.decision
    application.read_decided_on = application.case.decided_on
    application.save(update_fields=["read_decision", "read_decided_on"])

    log.record(Event.DECISION_READ, by=by, on=application)
