"""Who follows a person (B1), and what the plan says of the phase they are in (B4, B6, B7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.casework.due.facts import Facts, Step, dates_of, first_day_without
from stegvis.casework.due.things import Due, State, due_or_late, spoken_day
from stegvis.lib.dates import working_day_until
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.parts import Phase

#: How long before the longest time in a phase that moving on is asked for.
PHASE_NOTICE = timedelta(weeks=4)


def contact_person(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Somebody follows the person every day from the day the plan says (B1)."""
    rule = d.contact_person
    since = rule.since.on(dates_of(d, f)) if rule else None
    if rule is None or since is None:
        return
    hole = first_day_without(f.contact_persons, max(since, today), since)
    yield Due(
        key="contact_person",
        title=_("Utse kontaktperson") if hole else _("Kontaktperson"),
        due_on=hole or since,
        state=due_or_late(hole, today) if hole else State.DONE,
        why=rule.text,
        passage=rule.passage,
        act="casework:contact_person",
    )


def in_a_phase(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Who takes part stands in one of the method's phases."""
    if not d.phases or not f.taking_part or f.started_on is None:
        return
    hole = first_day_without(f.phases, max(f.started_on, today), f.started_on)
    if hole and hole > today:  # a phase that is to end is not a phase that is missing
        hole = None
    name = d.method.name if d.method else d.title
    yield Due(
        key="phase",
        title=format_lazy(_("Ange steg i {method}"), method=name) if hole else _("Steg"),
        due_on=hole or f.started_on,
        state=due_or_late(hole, today) if hole else State.DONE,
        why=_("Personen är inskriven men står inte på något steg.") if hole else d.phases[0].text,
        passage=d.phases[0].passage,
        act="casework:phase",
    )


# --- In a phase -----------------------------------------------------------------------------------


def time_in_phase(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """What the plan says of the time in a phase, its meeting and its tracks (B6, B7)."""
    phases = {phase.key: phase for phase in d.phases}
    if not f.taking_part:
        return
    for step in f.steps:
        phase = phases.get(step.key)
        if phase is None:
            continue
        if step.days.covers(today):
            yield from _longest(phase, step, today)
            yield from _phase_meeting(phase, step, today)
            yield from _tracks(phase, step, f, today)
        elif left_short(phase, step):
            yield Due(
                key=f"phase_short:{step.number}",
                title=format_lazy(_("Skriv varför ”{step}” blev kort"), step=phase.title),
                due_on=None,
                state=State.DUE,
                why=_("Steget lämnades tidigare än planen säger, och skälet saknas."),
                passage=phase.passage,
                act="casework:phase_reason",
                args=(str(step.number),),
            )


def left_short(phase: Phase, step: Step) -> bool:
    """Whether the step was left before the plan's shortest time, and nobody has said why."""
    shortest, last = phase.shortest(step.days.first), step.days.last
    return bool(shortest and last and last < shortest and not step.explained)


def _longest(phase: Phase, step: Step, today: date) -> Iterator[Due]:
    longest = phase.longest(step.days.first)
    if longest is None or longest > today + PHASE_NOTICE:
        return
    due_on = max(working_day_until(longest), step.days.first)
    yield Due(
        key="phase_longest",
        title=format_lazy(_("Gå vidare från ”{step}”"), step=phase.title),
        due_on=due_on,
        state=due_or_late(due_on, today),
        why=format_lazy(
            _("Planens längsta tid i steget går ut den {day}."), day=spoken_day(longest)
        ),
        passage=phase.passage,
        act="casework:phase",
    )


def _phase_meeting(phase: Phase, step: Step, today: date) -> Iterator[Due]:
    if phase.meeting is None:
        return
    yield Due(
        key="phase_meeting",
        title=_("Mötet innan steget lämnas")
        if step.met_on
        else _("Håll mötet innan steget lämnas"),
        due_on=step.met_on,
        state=State.DONE if step.met_on else State.DUE,
        why=phase.meeting,
        passage=phase.passage,
        act="casework:phase_meeting",
    )


def _tracks(phase: Phase, step: Step, f: Facts, today: date) -> Iterator[Due]:
    if not phase.tracks:
        return
    goes_on = any(where == phase.key for where, _key in f.tracks)
    yield Due(
        key="tracks",
        title=format_lazy(_("Spåren i ”{step}”"), step=phase.title)
        if goes_on
        else format_lazy(_("Ange vad som pågår i ”{step}”"), step=phase.title),
        due_on=step.days.first,
        state=State.DONE if goes_on else due_or_late(step.days.first, today),
        why=phase.text,
        passage=phase.tracks[0].passage,
        act="casework:tracks",
    )
