"""A verdict on one person: what it says, everything that can be wrong with it, where it is written.

Every decision on an application reaches the enrolment through `onto_enrolment` and nowhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from stegvis.intake.eligibility import judged, why_not
from stegvis.intake.models import OTHER, MeetingItem, Outcome
from stegvis.intake.queries.around import grounds_of
from stegvis.intake.queries.arrivals import Arrival, arrival
from stegvis.intake.queries.meetings import group_at
from stegvis.participants.models import Consent, Decision, Enrolment
from stegvis.participants.queries import coverage
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.ui.human import in_full

Faults = dict[str, str]

#: What has to be said with each outcome besides the outcome itself.
NEEDS = {
    Outcome.ADMITTED: ("from_day",),
    Outcome.WAITING: ("reason",),
    Outcome.REFUSED: ("reason",),
    Outcome.END: ("from_day", "end_reason"),
}


@dataclass(frozen=True)
class Verdict:
    """A decision on one person, with what belongs to it.

    `criteria` are the keys of the definition's criteria and exclusions that a refusal rests on, or
    `OTHER` where it rests on something else, which the reason then says.
    """

    outcome: Outcome
    reason: str = ""
    criteria: tuple[str, ...] = ()
    from_day: date | None = None
    end_reason: str = ""
    after_support: str = ""


def outcomes_for(kind: str, definition: ProgrammeDefinition) -> dict[Outcome, str]:
    """What can be decided on such a matter, each in the plan's words where the plan has any."""
    if kind in (MeetingItem.Kind.EXIT, MeetingItem.Kind.FOLLOW_UP):
        order = (Outcome.END, Outcome.FOLLOW_UP, Outcome.STAY)
        if kind == MeetingItem.Kind.FOLLOW_UP:
            order = (Outcome.FOLLOW_UP, Outcome.STAY, Outcome.END)
        return {outcome: str(outcome.label) for outcome in order}
    said = definition.deciding.outcomes if definition.deciding else ()
    return {Outcome(one.decision): one.text for one in said}


# --- What can be wrong with it --------------------------------------------------------------------


def decided_already() -> ValidationError:
    """The refusal of one who comes to decide what has been decided."""
    return ValidationError(
        _("Det finns redan ett beslut. Öppna det och välj Rätta beslutet om något blev fel.")
    )


def refuse_verdict(
    item: MeetingItem, enrolment: Enrolment, verdict: Verdict, day: date, now: datetime
) -> None:
    """Everything that is wrong with the verdict, at once, by field. ``day`` is the decision's."""
    surveyed = arrival(enrolment, timezone.localdate(now))
    faults = {
        **_unsaid(verdict),
        **_groundless(enrolment.version.definition, verdict),
        **_wrong_days(enrolment, verdict, day),
        **_not_for_the_plan(item, surveyed, verdict),
    }
    if faults:
        raise ValidationError(faults)


def _unsaid(verdict: Verdict) -> Faults:
    sentences = {
        "from_day": _("Skriv från vilken dag."),
        "reason": _("Skriv skälet. Den som remitterade läser det."),
        "end_reason": _("Välj orsaken till avslutet."),
    }
    said = {"from_day": verdict.from_day, "reason": verdict.reason.strip()}
    said["end_reason"] = verdict.end_reason
    return {key: sentences[key] for key in NEEDS.get(verdict.outcome, ()) if not said[key]}


def _groundless(definition: ProgrammeDefinition, verdict: Verdict) -> Faults:
    """That a refusal does not say which criteria it rests on, or names what the plan has not."""
    grounds = grounds_of(definition)
    if verdict.outcome != Outcome.REFUSED or not grounds:
        return {}
    if not verdict.criteria:
        return {"criteria": _("Kryssa för det som beslutet vilar på, eller Annat skäl.")}
    if set(verdict.criteria) - set(grounds) - {OTHER}:
        return {"criteria": _("Planen har inte det villkoret. Ladda om sidan.")}
    return {}


def _wrong_days(enrolment: Enrolment, verdict: Verdict, day: date) -> Faults:
    if verdict.from_day is None:
        return {}
    if verdict.outcome == Outcome.ADMITTED and verdict.from_day < day:
        sentence = _("Personen kan inte tas in före beslutet, som är från %(day)s.")
        return {"from_day": sentence % {"day": in_full(day)}}
    started = enrolment.started_on
    if verdict.outcome == Outcome.END and started and verdict.from_day < started:
        return {"from_day": _("Avslutet kan inte vara före inskrivningen.")}
    return {}


def _not_for_the_plan(item: MeetingItem, surveyed: Arrival, verdict: Verdict) -> Faults:
    """What the plan keeps from being decided about this person."""
    definition = surveyed.group.definition
    if verdict.outcome not in outcomes_for(item.kind, definition):
        return {"outcome": _("Det beslutet går inte att fatta här.")}
    if verdict.end_reason and verdict.end_reason not in definition.end_reasons:
        return {"end_reason": _("Insatsen känner inte den avslutsorsaken.")}
    if item.meeting.around_id:
        return _not_yet_in(surveyed, verdict) or _unmet(surveyed, verdict)
    # To take back an application is for the person and the party, and needs no consent.
    if verdict.outcome != Outcome.WITHDRAWN and (fault := unheard_of(item)):
        return {"outcome": fault}
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    if surveyed.lacking:
        return {"outcome": _not_ready(surveyed)}
    return _unmet(surveyed, verdict)


def _unmet(surveyed: Arrival, verdict: Verdict) -> Faults:
    """Every criterion known not to be met, where the person would be taken in all the same."""
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    unmet = why_not(judged(surveyed.enrolment, surveyed.today))
    return {"outcome": unmet} if unmet else {}


def _not_yet_in(surveyed: Arrival, verdict: Verdict) -> Faults:
    """What keeps someone whom the team has met from being taken in. To say no needs no consent."""
    if verdict.outcome != Outcome.ADMITTED:
        return {}
    if surveyed.group.definition.consent and not _agreed_to(surveyed):
        return {"outcome": _("Personen kan inte tas in än: samtycke saknas. Registrera det först.")}
    return {"outcome": _not_ready(surveyed)} if surveyed.lacking else {}


def _agreed_to(surveyed: Arrival) -> bool:
    """Whether a consent holds today, and names each party that sits for itself."""
    assert surveyed.today
    given = Consent.objects.in_force(surveyed.today).filter(enrolment=surveyed.enrolment)
    return surveyed.consented and given.exists()


def unheard_of(item: MeetingItem) -> str:
    """That someone at the meeting might not hear of the person that day (A8). Empty: all might."""
    known = coverage([item.enrolment_id], item.meeting.on)
    seats = group_at(item.meeting).without_consent(item.enrolment_id, known)
    if not seats:
        return ""
    return _(
        "Samtycket omfattar inte %(parties)s på mötesdagen, så personen kan inte tas upp. Ta bort "
        "personen från dagordningen."
    ) % {"parties": ", ".join(seat.title for seat in seats)}


def _not_ready(surveyed: Arrival) -> str:
    preparation = surveyed.group.definition.preparation
    lacking = "; ".join(ready.text for ready in surveyed.lacking)
    sentence = _(
        "Personen kan inte tas in än. Det här är inte klart: %(lacking)s. Välj att personen "
        "väntar, eller anteckna först att det är klart."
    ) % {"lacking": lacking}
    plan = preparation.not_ready if preparation else None
    return f"{sentence} {plan}" if plan else sentence


# --- Where it is written --------------------------------------------------------------------------


def write_verdict(item: MeetingItem, verdict: Verdict) -> None:
    """Put the verdict on the item: as the group's, or as what settled its disagreement."""
    if item.outcome == Outcome.DISAGREE:
        item.settled, item.settled_reason = verdict.outcome, verdict.reason.strip()
    else:
        item.outcome, item.reason = verdict.outcome, verdict.reason.strip()
    item.criteria = _grounds(verdict)
    item.from_day = verdict.from_day
    ends = verdict.outcome == Outcome.END
    item.end_reason = verdict.end_reason if ends else ""
    item.after_support = verdict.after_support.strip() if ends else ""


def _grounds(verdict: Verdict) -> list[str]:
    """What a refusal rests on; of any other decision, nothing."""
    return list(verdict.criteria) if verdict.outcome == Outcome.REFUSED else []


def onto_enrolment(enrolment: Enrolment, verdict: Verdict, day: date) -> None:
    """Let a decision on an application hold for the enrolment, from the day it was made."""
    if verdict.outcome in Decision.values:
        enrolment.decision, enrolment.decided_on = verdict.outcome.value, day
        refused = verdict.outcome == Outcome.REFUSED
        enrolment.refusal_reason = verdict.reason.strip() if refused else ""
        enrolment.refusal_criteria = _grounds(verdict)
        if verdict.outcome == Outcome.ADMITTED:
            # From here on the parties work with the person, where no group has taken them up.
            enrolment.raised_on = enrolment.raised_on or day
        enrolment.full_clean()
        enrolment.save()
    else:
        enrolment.save(update_fields=["revision"])
