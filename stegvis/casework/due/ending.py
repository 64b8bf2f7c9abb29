"""An end that is agreed or decided and not yet registered, and the discharge that follows (B13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Facts
from stegvis.casework.due.things import Due, State, due_or_late, spoken_day
from stegvis.programmes.definition import ProgrammeDefinition


def agreed_end(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """An end that a party proposed and the unit approved is then registered."""
    if f.agreed_end is None or not f.taking_part:
        return
    yield Due(
        key="agreed_end",
        title=_("Avsluta, som ni kommit överens om"),
        due_on=f.agreed_end,
        state=due_or_late(f.agreed_end, today),
        why=_("En part föreslog att insatsen avslutas, och förslaget är godkänt."),
        passage=d.discharge[0].passage,
        act="casework:end",
    )


def decided_end(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """What the referral group has decided but nobody has registered."""
    if f.end_from is None or not f.taking_part:
        return
    yield Due(
        key="end",
        title=_("Avsluta"),
        due_on=f.end_from,
        state=due_or_late(f.end_from, today),
        why=_("Remittentgruppen har beslutat att insatsen avslutas."),
        passage=d.deciding.passage if d.deciding else d.discharge[0].passage,
        act="casework:end",
    )


def discharge(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """The day follows from why and when the person left (B13). Without the reason, none does."""
    if f.ended_on is None:
        return
    if f.end_reason not in d.end_reasons:
        yield from _reason_missing(d)
        return
    day, rule = d.discharge_on(f.end_reason, f.ended_on), d.discharge_rule(f.end_reason)
    yield Due(
        key="discharge",
        title=_("Skriv ut"),
        due_on=day,
        state=due_or_late(day, today),
        why=format_lazy(
            _("{reason} den {day}"),
            reason=_(d.end_reasons[f.end_reason]),
            day=spoken_day(f.ended_on),
        ),
        passage=rule.passage,
        act="casework:discharge",
    )


def _reason_missing(d: ProgrammeDefinition) -> Iterator[Due]:
    why = _("Utan avslutsorsak går det inte att säga när personen ska skrivas ut.")
    passage = d.discharge[0].passage
    ask = _("Ange avslutsorsak")
    yield Due("end_reason", ask, None, State.DUE, why, passage, "casework:end_correct")
    yield Due(
        "discharge", _("Skriv ut"), None, State.NOT_POSSIBLE, why, passage, "casework:end_correct"
    )
