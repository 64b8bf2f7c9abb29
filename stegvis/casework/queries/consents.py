"""Consents as a page shows them: to whom, for how long, and what somebody would lose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from stegvis.casework.cases import Case
from stegvis.casework.due.consents import NOTICE, by_recipients, consent_lasts
from stegvis.casework.due.facts import Agreed
from stegvis.participants.models import Consent
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.ui.human import spoken


class Standing(StrEnum):
    """How a consent stands on a day, the best first."""

    IN_FORCE = "in_force"
    ENDING = "ending"
    TO_COME = "to_come"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    NONE = "none"


#: The best comes first.
PLACE = {standing: place for place, standing in enumerate(Standing)}

SAID = {
    Standing.IN_FORCE: _("gäller"),
    Standing.ENDING: _("går ut %(day)s"),
    Standing.TO_COME: _("från %(day)s"),
    Standing.ENDED: _("gick ut %(day)s"),
    Standing.WITHDRAWN: _("återtaget %(day)s"),
    Standing.NONE: _("saknas"),
}

#: What sign each stands with.
KIND = {
    Standing.IN_FORCE: "ok",
    Standing.ENDING: "warn",
    Standing.TO_COME: "info",
    Standing.ENDED: "late",
    Standing.WITHDRAWN: "late",
    Standing.NONE: "warn",
}


@dataclass(frozen=True, slots=True)
class Stand:
    """How it stands, and the day that belongs to it: last, first, or the day it was taken back."""

    standing: Standing
    day: date | None = None
    party: str = ""

    @property
    def kind(self) -> str:
        return KIND[self.standing]

    def said(self, today: date) -> str:
        """The few words of a chip: to whom, and the day where the day is news."""
        known = self.standing == Standing.IN_FORCE
        if not self.party:
            return self.alone(today)
        return self.party if known else f"{self.party}: {self.state(today)}"

    def alone(self, today: date) -> str:
        """How it stands, where the party is told elsewhere or not at all: "Gäller"."""
        state = self.state(today)
        return state[:1].upper() + state[1:]

    def state(self, today: date) -> str:
        """How it stands: "gäller", "går ut 9 april"."""
        sentence = str(SAID[self.standing])
        # The day is put into words where it is said: of most consents it is not.
        if self.day is None or "%(day)s" not in sentence:
            return sentence
        return sentence % {"day": spoken(self.day, today)}


def standing(agreed: Agreed, today: date) -> Stand:
    """How one consent stands."""
    if agreed.withdrawn_on is not None and agreed.withdrawn_on <= today:
        return Stand(Standing.WITHDRAWN, agreed.withdrawn_on)
    if agreed.days.first > today:
        return Stand(Standing.TO_COME, agreed.days.first)
    last = agreed.days.last
    if last is not None and last < today:
        return Stand(Standing.ENDED, last)
    ending = last is not None and last <= today + NOTICE
    return Stand(Standing.ENDING if ending else Standing.IN_FORCE, last)


def best(consents: Iterable[Agreed], today: date) -> Stand:
    """How several stand together: while one holds, to the end of the last without a break."""
    given = list(consents)
    if any(agreed.in_force(today) for agreed in given):
        last = consent_lasts(given, today)
        ending = last is not None and last <= today + NOTICE
        return Stand(Standing.ENDING if ending else Standing.IN_FORCE, last)
    stands = [standing(agreed, today) for agreed in given]
    return min(
        stands,
        key=lambda stand: (PLACE[stand.standing], -(stand.day or date.max).toordinal()),
        default=Stand(Standing.NONE),
    )


def by_party(case: Case) -> list[Stand]:
    """How it stands for each party that any consent names, by name."""
    found = []
    for parties, agreed in by_recipients([row.agreed for row in case.consents]):
        stand = best(agreed, case.today)
        found += [Stand(stand.standing, stand.day, party) for party in parties]
    return sorted(found, key=lambda stand: stand.party)


def weakest(case: Case) -> Stand:
    """How it stands with the party that has least, whichever it is: what a list of people shows.

    Of several that stand alike, the one whose day comes first.
    """
    groups = by_recipients([row.agreed for row in case.consents])
    stands = [best(agreed, case.today) for _parties, agreed in groups]
    return min(stands, key=_least, default=Stand(Standing.NONE))


def _least(stand: Stand) -> tuple[int, date]:
    return -PLACE[stand.standing], stand.day or date.max


def in_short(stands: list[Stand], today: date) -> list[tuple[str, str]]:
    """Text and sign of a few chips: a party each while it holds, else together with those alike."""
    if not stands:
        stands = [Stand(Standing.NONE)]
    alike: dict[tuple[Standing, date | None], list[Stand]] = {}
    for stand in stands:
        alike.setdefault((stand.standing, stand.day), []).append(stand)
    chips = []
    for (state, _day), those in alike.items():
        if state == Standing.IN_FORCE or len(those) == 1:
            chips += [(stand.said(today), stand.kind) for stand in those]
        else:
            said = _("%(n)s parter: %(state)s") % {"n": len(those), "state": those[0].state(today)}
            chips.append((str(said), those[0].kind))
    return chips


def asked_for(case: Case) -> bool:
    """Whether the plan wants a consent of this person at all."""
    return case.definition.consent is not None and not case.enrolment.anonymous


# --- One consent, whole ------------------------------------------------------------------------


@dataclass(frozen=True)
class Given:
    """A consent with its words, and how it stands today."""

    consent: Consent
    stand: Stand
    parties: list[str]
    information: list[str]
    #: How it stands, in the words of a chip.
    said: str

    @property
    def can_be_withdrawn(self) -> bool:
        return self.stand.standing in (Standing.IN_FORCE, Standing.ENDING, Standing.TO_COME)


def consents_of(case: Case) -> list[Given]:
    """Every consent in the case, the latest first. Two queries."""
    rows = Consent.objects.filter(enrolment=case.enrolment.pk).order_by("-starts_on", "-pk")
    agreed = {row.pk: row.agreed for row in case.consents}
    return [
        given_by(row, agreed[row.pk], case.definition, case.today)
        for row in rows.prefetch_related("parties__organisation")
        if row.pk in agreed
    ]


def given_by(row: Consent, agreed: Agreed, definition: ProgrammeDefinition, today: date) -> Given:
    """One consent in the plan's words. Its parties have been fetched with it."""
    texts = {
        kind.key: kind.text
        for kind in (definition.consent.information if definition.consent else ())
    }
    stand = standing(agreed, today)
    return Given(
        row,
        stand,
        sorted(party.organisation.name for party in row.parties.all()),
        [texts.get(key, key) for key in row.information],
        stand.said(today),
    )


@dataclass(frozen=True, slots=True)
class Loss:
    """What a party no longer may know when a consent is taken back."""

    party: str
    information: list[str]


def losses(taken: Given, others: Iterable[Given]) -> list[Loss]:
    """Who loses what: each party of the consent, less what another one in force still gives it."""
    kept: dict[str, set[str]] = {}
    for other in others:
        if other.consent.pk != taken.consent.pk and other.stand.standing in (
            Standing.IN_FORCE,
            Standing.ENDING,
        ):
            for party in other.parties:
                kept.setdefault(party, set()).update(other.information)
    lost = [
        Loss(party, [text for text in taken.information if text not in kept.get(party, set())])
        for party in taken.parties
    ]
    return [loss for loss in lost if loss.information]
