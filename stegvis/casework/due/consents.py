"""A consent to gather, or to renew before it ends (A8); and for how long consents hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Agreed, Facts, first_day_without
from stegvis.casework.due.things import Due, State, due_or_late
from stegvis.programmes.definition import ProgrammeDefinition

#: How long before a consent ends that a new one is asked for: a month's meeting has time to pass.
NOTICE = timedelta(days=30)


def given_consent(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """A consent to gather, or to renew before it ends. One taken back is the person's own word."""
    rule = d.consent
    if rule is None or f.anonymous or not (f.on_the_way_in or f.started_on):
        return
    in_force = any(consent.in_force(today) for consent in f.consents)
    ends = _ending(f.consents, today)
    state, due_on, title = State.DONE, None, _("Samtycke")
    why: str | Promise = rule.text
    if ends is not None:
        state, due_on, title = due_or_late(ends, today), ends, _("Förnya samtycket")
    elif not in_force and any(c.withdrawn_on for c in f.consents):
        state, why = State.NOT_POSSIBLE, _("Personen har tagit tillbaka sitt samtycke.")
    elif not in_force and not f.consents:
        due_on = f.meeting_on if f.on_the_way_in else None
        state, title = due_or_late(due_on, today), _("Hämta in samtycke")
    yield Due("consent", title, due_on, state, why, rule.passage, "casework:consent_new")


def _ending(consents: tuple[Agreed, ...], today: date) -> date | None:
    """The first last day of a party's consent within the notice, None when none ends.

    A party that the person has said no to since is not asked about again.
    """
    soon = today + NOTICE
    held = filter(None, (consent.held for consent in consents))
    if not any(days.last is not None and days.last <= soon for days in held):
        return None  # as it mostly is, and told without going through the parties
    ends = []
    for _parties, named in by_recipients(consents):
        last = consent_lasts(named, today)
        given = [consent.days.first for consent in named if consent.withdrawn_on is None]
        if last is None or not given:
            continue
        refused = any(c.withdrawn_on and c.withdrawn_on > max(given) for c in named)
        if last <= soon and not refused:
            ends.append(last)
    return min(ends, default=None)


# --- For how long consents hold -------------------------------------------------------------------


def by_recipients(consents: Sequence[Agreed]) -> list[tuple[list[str], list[Agreed]]]:
    """The parties and the consents that name them; parties that the same ones name, together.

    Mostly that is all of them, so that what follows is worked out once and not for each.
    """
    named: dict[str, list[int]] = {}
    for number, consent in enumerate(consents):
        for party in consent.parties:
            named.setdefault(party, []).append(number)
    together: dict[tuple[int, ...], list[str]] = {}
    for party, numbers in named.items():
        together.setdefault(tuple(numbers), []).append(party)
    return [(parties, [consents[n] for n in numbers]) for numbers, parties in together.items()]


def consent_lasts(consents: Iterable[Agreed], today: date) -> date | None:
    """The last day on which one or another of the consents holds without a break from today.

    A day that has passed when none holds today. None: there is no end, or none has ever held.
    """
    held = tuple(filter(None, (consent.held for consent in consents)))
    begun = [stretch.first for stretch in held if stretch.first <= today]
    if not begun:
        return None
    hole = first_day_without(held, today, min(begun))
    return hole - timedelta(days=1) if hole else None
