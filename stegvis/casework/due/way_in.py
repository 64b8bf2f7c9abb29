"""What is due on the way in: the preparation, the first meeting, the admission."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Facts
from stegvis.casework.due.things import Due, State, due_or_late
from stegvis.programmes.definition import ProgrammeDefinition


def preparation(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Each thing that is to be in place before the person is raised, as far as a person says so.

    What can be computed is not asked for; consent has a line of its own.
    """
    if d.preparation is None or not f.on_the_way_in:
        return
    for item in d.preparation.items:
        if item.kind != "attested":
            continue
        done = item.key in f.ready
        yield Due(
            key=f"preparation:{item.key}",
            title=format_lazy(_("Förarbete: {what}"), what=item.text),
            due_on=None if done else f.meeting_on,
            state=State.DONE if done else due_or_late(f.meeting_on, today),
            why=_why_not_ready(item.key in f.not_ready, d.preparation.text),
            passage=item.passage,
            act="intake:preparation",
        )


def _why_not_ready(asked: bool, text: str) -> str | Promise:
    return text if asked else format_lazy(_("Ingen har svarat på det än. {plan}"), plan=text)


def first_meeting(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Where the team, or the parties, meet the person first: book, hold, decide, one at a time."""
    rule = d.deciding
    if rule is None or rule.way == "referral_group" or not f.on_the_way_in or f.decision:
        return
    day = None if f.own_meeting_decided else f.own_meeting_on
    if day is None:
        key, title, act = "meeting:book", _("Boka mötet"), "intake:book"
    elif not f.own_meeting_held:
        key, title, act = "meeting:hold", _("Håll mötet och anteckna det"), "intake:hold"
    else:
        heads = rule.decided_by == "head_of_unit"
        act = "intake:arrival" if heads else "intake:decide"
        key, title = "meeting:decide", _("Besluta efter mötet")
    due_on = day if key == "meeting:hold" else None
    yield Due(key, title, due_on, due_or_late(due_on, today), rule.text, rule.passage, act)


def admission(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Who has been taken in is enrolled, from the day that was decided."""
    if f.decision != "admitted" or f.started_on is not None:
        return
    yield Due(
        key="admit",
        title=_("Skriv in"),
        due_on=f.admit_from,
        state=due_or_late(f.admit_from, today),
        why=_("Beslutet att ta in personen är fattat."),
        passage=d.deciding.passage if d.deciding else d.target_group.passage,
        act="casework:admit",
    )
