"""What is due for one person: derived from the definition and the recorded facts.

``due`` is a pure function and the only derivation there is; what lists are ordered by
(``stegvis.casework.stored``) is a copy of what it said. What has not been recorded is neither done
nor a no: it stays due, and what cannot be said without it is ``not_possible``. The plan's own
sentence and passage follow each thing to the page, so that nobody has to trust the machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import Promise, lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from stegvis.lib.dates import add_months, working_day_from, working_day_until
from stegvis.lib.moving import MovingDay, Watch, still
from stegvis.programmes.definition import Length, ProgrammeDefinition, words
from stegvis.programmes.definition.parts import Measure, Phase

#: How long before a consent ends that a new one is asked for: a month's meeting has time to pass.
NOTICE = timedelta(days=30)
#: How long before a stay runs out that it is ended or extended: time for the person and the
#: parties to plan what comes after, and for a decision.
STAY_NOTICE = timedelta(weeks=8)
#: How long before the longest time in a phase that moving on is asked for.
PHASE_NOTICE = timedelta(weeks=4)
#: Whose work this list is. What the association or the person does is not due here.
STAFF = ("coach", "head_of_unit")


class State(StrEnum):
    LATE = "late"
    DUE = "due"
    NOT_POSSIBLE = "not_possible"
    DONE = "done"


#: What is late comes first.
PLACE = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do about one person.

    ``due_on`` is None for what is to be done as soon as it can be. ``act`` names the page where it
    is done; the page takes the enrolment's number and ``args``. The sentences are put together when
    they are shown: a list of people shows few of them.
    """

    key: str
    title: str | Promise
    due_on: date | None
    state: State
    why: str | Promise
    passage: str
    act: str
    args: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody has something to do."""
        return self.state in (State.LATE, State.DUE)

    @property
    def kind(self) -> str:
        """What sort of thing it is, whatever it is about: ``measure`` of ``measure:exit``."""
        return self.key.partition(":")[0]


#: What each kind of thing is called, where lists are narrowed to one.
KINDS: dict[str, str | Promise] = {
    "preparation": _("Förarbete"),
    "consent": _("Samtycke"),
    "admit": _("Inskrivning"),
    "contact_person": _("Kontaktperson"),
    "phase": _("Steg i metoden"),
    "meeting": _("Första mötet"),
    "phase_longest": _("Tid i steget"),
    "phase_short": _("Kort tid i steget"),
    "phase_meeting": _("Möte innan steget lämnas"),
    "tracks": _("Spår i steget"),
    "measure": _("Registrering"),
    "stay": _("Vistelsens slut"),
    "agreed_end": _("Överenskommet avslut"),
    "end": _("Avslut"),
    "end_reason": _("Avslutsorsak"),
    "discharge": _("Utskrivning"),
}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days from the first to the last, both included. Without a last day: until further notice."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True, slots=True)
class Agreed:
    """A consent: to which parties, for which days, and the day it was taken back."""

    parties: frozenset[str]
    days: Stretch
    withdrawn_on: date | None = None

    @property
    def held(self) -> Stretch | None:
        """The days it held, up to the one before it was taken back. None when it never did."""
        if self.withdrawn_on is None:
            return self.days
        last = self.withdrawn_on - timedelta(days=1)
        if self.days.last is not None:
            last = min(last, self.days.last)
        return Stretch(self.days.first, last) if last >= self.days.first else None

    def in_force(self, day: date) -> bool:
        """Whether it holds on the day. One taken back that day no longer does."""
        return self.held is not None and self.held.covers(day)


@dataclass(frozen=True, slots=True)
class Step:
    """A stretch in one phase: which row and phase, and what is known of how it was left."""

    number: int
    key: str
    days: Stretch
    met_on: date | None = None
    #: Whether somebody has said why it was left sooner than the plan says.
    explained: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is recorded about one enrolment, as far as anything can be due from it."""

    applied_on: date | None = None
    decided_on: date | None = None
    decision: str | None = None
    started_on: date | None = None
    ended_on: date | None = None
    end_reason: str | None = None
    discharged_on: date | None = None
    anonymous: bool = False
    #: The referral group's next meeting, and from when it has decided that the person starts, ends.
    meeting_on: date | None = None
    admit_from: date | None = None
    #: The last meeting around the person alone: its day, and whether it was held and decided after.
    own_meeting_on: date | None = None
    own_meeting_held: bool = False
    own_meeting_decided: bool = False
    end_from: date | None = None
    #: Keys of the preparation that are in place, and that somebody has said are not yet.
    ready: frozenset[str] = frozenset()
    not_ready: frozenset[str] = frozenset()
    consents: tuple[Agreed, ...] = ()
    contact_persons: tuple[Stretch, ...] = ()
    phases: tuple[Stretch, ...] = ()
    #: What has been recorded at which occasion: ("livelihood", "exit").
    recorded: frozenset[tuple[str, str]] = frozenset()
    #: The same stretches as `phases`, with what is known of each.
    steps: tuple[Step, ...] = ()
    #: Phase and key of the tracks that go on.
    tracks: frozenset[tuple[str, str]] = frozenset()
    #: The days added to the stay, and the last day of a proposal to add some.
    extension: Stretch | None = None
    extension_asked: date | None = None
    #: The last day that a party has proposed and the unit agreed to.
    agreed_end: date | None = None

    @property
    def on_the_way_in(self) -> bool:
        """Applied for and neither started nor turned away."""
        return self.started_on is None and self.decision in (None, "waiting", "admitted")

    @property
    def taking_part(self) -> bool:
        return self.started_on is not None and self.ended_on is None and self.discharged_on is None

    @property
    def turned_away(self) -> bool:
        """Refused, or withdrawn before anything began."""
        return self.decision in ("refused", "withdrawn")


def due(definition: ProgrammeDefinition, facts: Facts, today: date) -> list[Due]:
    """Everything due, to come, done and not possible for a person; what is late first, then by day.

    Of one who is discharged only what the plan places after the discharge; of one who was turned
    away nothing. No key comes twice.
    """
    if facts.turned_away:
        return []
    parts = (_measures,) if facts.discharged_on else PARTS
    found = [item for part in parts for item in part(definition, facts, today)]
    # What is to be done as soon as it can be comes before what has a later day.
    return sorted(found, key=lambda item: (PLACE[item.state], item.due_on or date.min))


def next_due(items: Iterable[Due]) -> Due | None:
    """The first thing anybody has to do, None when there is none."""
    return next((item for item in items if item.open), None)


def _state(due_on: date | None, today: date) -> State:
    """Due, or late. It follows from the two days wherever it is shown, so it is not watched."""
    return State.LATE if due_on is not None and due_on < still(today) else State.DUE


# --- For how long it holds ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Derived:
    """What is due on a day, and the first later day on which that may be something else.

    Until then the same facts give the same things, but for late and due, which follow from
    ``due_on``. ``changes_on`` is None when no day to come changes anything by itself.
    """

    items: list[Due]
    changes_on: date | None


def derived(definition: ProgrammeDefinition, facts: Facts, today: date) -> Derived:
    """`due`, and for how long it holds. Nothing says which days matter: `today` notes them."""
    watch = Watch(today)
    items = due(definition, facts, MovingDay(today, watch))
    if any(isinstance(item.due_on, MovingDay) for item in items):
        watch.tomorrow()
    # The next meeting is the next one from today on: once its day is over it is another.
    if facts.meeting_on is not None and facts.on_the_way_in:
        watch.turn(facts.meeting_on.toordinal() + 1)
    return Derived(items, watch.turns_on)


def silent(definition: ProgrammeDefinition, facts: Facts) -> bool:
    """Whether nothing is due or will be, as far as the decision and the discharge alone tell.

    Most of those in a programme that has run for years. A discharged person is silent when the
    plan asks the staff nothing that is counted on from one of the person's days.
    """
    if facts.turned_away:
        return True
    asked = (measure.at for measure in definition.measures if measure.by in STAFF)
    return facts.discharged_on is not None and not any(
        moment.recurs or moment.shift != Length() for moment in asked
    )


# --- The way in --------------------------------------------------------------------------------


def _preparation(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
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
            state=State.DONE if done else _state(f.meeting_on, today),
            why=_why_not_ready(item.key in f.not_ready, d.preparation.text),
            passage=item.passage,
            act="intake:preparation",
        )


def _why_not_ready(asked: bool, text: str) -> str | Promise:
    return text if asked else format_lazy(_("Ingen har svarat på det än. {plan}"), plan=text)


def _meeting(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
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
    yield Due(key, title, due_on, _state(due_on, today), rule.text, rule.passage, act)


def _admission(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    if f.decision != "admitted" or f.started_on is not None:
        return
    yield Due(
        key="admit",
        title=_("Skriv in"),
        due_on=f.admit_from,
        state=_state(f.admit_from, today),
        why=_("Beslutet att ta in personen är fattat."),
        passage=d.deciding.passage if d.deciding else d.target_group.passage,
        act="casework:admit",
    )


# --- Consent -----------------------------------------------------------------------------------


def _consent(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """A consent to gather, or to renew before it ends. One taken back is the person's own word."""
    rule = d.consent
    if rule is None or f.anonymous or not (f.on_the_way_in or f.started_on):
        return
    in_force = any(consent.in_force(today) for consent in f.consents)
    ends = _ending(f.consents, today)
    state, due_on, title = State.DONE, None, _("Samtycke")
    why: str | Promise = rule.text
    if ends is not None:
        state, due_on, title = _state(ends, today), ends, _("Förnya samtycket")
    elif not in_force and any(c.withdrawn_on for c in f.consents):
        state, why = State.NOT_POSSIBLE, _("Personen har tagit tillbaka sitt samtycke.")
    elif not in_force and not f.consents:
        due_on = f.meeting_on if f.on_the_way_in else None
        state, title = _state(due_on, today), _("Hämta in samtycke")
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


# --- Who follows, and where on the road --------------------------------------------------------


def _contact_person(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """Somebody follows the person every day from the day the plan says (B1)."""
    rule = d.contact_person
    since = rule.since.on(_dates(d, f)) if rule else None
    if rule is None or since is None:
        return
    hole = first_day_without(f.contact_persons, max(since, today), since)
    yield Due(
        key="contact_person",
        title=_("Utse kontaktperson") if hole else _("Kontaktperson"),
        due_on=hole or since,
        state=_state(hole, today) if hole else State.DONE,
        why=rule.text,
        passage=rule.passage,
        act="casework:contact_person",
    )


def _phase(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
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
        state=_state(hole, today) if hole else State.DONE,
        why=_("Personen är inskriven men står inte på något steg.") if hole else d.phases[0].text,
        passage=d.phases[0].passage,
        act="casework:phase",
    )


def first_day_without(stretches: tuple[Stretch, ...], day: date, since: date) -> date | None:
    """The first day from ``day`` on that nothing covers, None when there is no such day.

    When ``day`` itself is bare, the first bare day before it, from ``since`` on: that is how long
    it has been missing.
    """
    if not any(stretch.covers(day) for stretch in stretches):
        ended = [s.last for s in stretches if s.last is not None and s.last < day]
        return max([since, *(last + timedelta(days=1) for last in ended)])
    while (covering := [s for s in stretches if s.covers(day)]) != []:
        if any(s.last is None for s in covering):
            return None
        day = max(s.last for s in covering if s.last) + timedelta(days=1)
    return day


# --- How long --------------------------------------------------------------------------------


def stay_ends(d: ProgrammeDefinition, f: Facts) -> date | None:
    """The last day of the stay, as it has been extended. None without a limit, or before it."""
    if f.started_on is None:
        return None
    if f.extension is not None:
        return f.extension.last
    return d.stay.last_day(f.started_on)


def _stay(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """The stay is ended or extended before it runs out (B9), on the last day the office is open."""
    last = stay_ends(d, f)
    if last is None or not f.taking_part or last > today + STAY_NOTICE:
        return
    extension = d.stay.extension if f.extension is None else None
    title, act = _("Avsluta: vistelsen går ut"), "casework:end"
    why = format_lazy(
        _("Vistelsen går ut den {day}. {plan}"), day=spoken_day(last), plan=d.stay.text
    )
    if extension:
        title, act = _("Avsluta eller ansök om förlängning"), "casework:extension"
        if f.extension_asked is not None and f.extension_asked >= today:
            title = _("Invänta beslutet om förlängning")
    due_on = max(working_day_until(last), f.started_on or last)
    yield Due("stay", title, due_on, _state(due_on, today), why, d.stay.passage, act)


def _phase_time(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
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
        state=_state(due_on, today),
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
        state=State.DONE if goes_on else _state(step.days.first, today),
        why=phase.text,
        passage=phase.tracks[0].passage,
        act="casework:tracks",
    )


def _agreed_end(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """An end that a party proposed and the unit approved is then registered."""
    if f.agreed_end is None or not f.taking_part:
        return
    yield Due(
        key="agreed_end",
        title=_("Avsluta, som ni kommit överens om"),
        due_on=f.agreed_end,
        state=_state(f.agreed_end, today),
        why=_("En part föreslog att insatsen avslutas, och förslaget är godkänt."),
        passage=d.discharge[0].passage,
        act="casework:end",
    )


def report_by(decided_on: date) -> date:
    """The last day to tell the steering group of an extension: a month, and then an office day.

    The plans say "i efterhand" and no time (V20 §5, V23 §4); the steering group is reported to
    each month.
    """
    return working_day_from(add_months(decided_on, 1))


# --- What is recorded, and the end -------------------------------------------------------------


def _measures(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """What the plan wants recorded at an occasion, from the day its occasion comes."""
    asked: dict[tuple[str, date], list[Measure]] = {}
    for measure, day in d.measures_due(_dates(d, f)):
        over = f.discharged_on is not None and day <= f.discharged_on
        if measure.by in STAFF and not over:
            asked.setdefault((measure.occasion, day), []).append(measure)
    for (occasion, day), measures in asked.items():
        wanted = [what for measure in measures for what in measure.what]
        missing = [what for what in wanted if not _is_recorded(what, occasion, f)]
        yield Due(
            key=f"measure:{occasion}",
            title=_measure_title(occasion, missing or wanted, done=not missing),
            due_on=day,
            state=_state(day, today) if missing else State.DONE,
            why=measures[0].text,
            passage=measures[0].passage,
            **_page_of(occasion),
        )


def _is_recorded(what: str, occasion: str, f: Facts) -> bool:
    # A cohort read in calls what held directly before the start "before"; the answer is the same.
    same = {occasion, "before"} if occasion == "start" else {occasion}
    return any((what, each) in f.recorded for each in same)


def _measure_title(occasion: str, what: Sequence[str], *, done: bool) -> Promise:
    named = [_(words.MEASURED[each]) for each in what]
    both = _("{one} och {other}")
    return format_lazy(
        _("Registrerat: {what} {occasion}") if done else _("Registrera {what} {occasion}"),
        what=named[0] if len(named) == 1 else format_lazy(both, one=named[0], other=named[1]),
        occasion=_(words.OCCASIONS[occasion]),
    )


def _page_of(occasion: str) -> dict[str, Any]:
    """The discharge asks what is measured at it, so both are done on one page."""
    if occasion == "discharge":
        return {"act": "casework:discharge"}
    return {"act": "casework:observe", "args": (occasion,)}


def _end(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
    """What the referral group has decided but nobody has registered."""
    if f.end_from is None or not f.taking_part:
        return
    yield Due(
        key="end",
        title=_("Avsluta"),
        due_on=f.end_from,
        state=_state(f.end_from, today),
        why=_("Remittentgruppen har beslutat att insatsen avslutas."),
        passage=d.deciding.passage if d.deciding else d.discharge[0].passage,
        act="casework:end",
    )


def _discharge(d: ProgrammeDefinition, f: Facts, today: date) -> Iterator[Due]:
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
        state=_state(day, today),
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


spoken_day = lazy(lambda day: date_format(day, "j F Y"), str)


def _dates(d: ProgrammeDefinition, f: Facts) -> dict[str, date | None]:
    """The person's dates as moments are counted from them; the discharge as planned until it is."""
    discharge = f.discharged_on
    if discharge is None and f.ended_on and f.end_reason in d.end_reasons:
        discharge = d.discharge_on(f.end_reason, f.ended_on)
    return {
        "applied": f.applied_on,
        "decided": f.decided_on,
        "start": f.started_on,
        "exit": f.ended_on,
        "discharge": discharge,
    }


#: In the order that things of one day stand.
PARTS = (
    _preparation, _consent, _meeting, _admission, _contact_person, _phase, _phase_time, _stay,
    _agreed_end, _end, _discharge, _measures,
)  # fmt: skip
