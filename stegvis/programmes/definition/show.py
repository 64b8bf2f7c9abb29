"""A plan in readable Swedish, for someone who knows the plan and wants to recognise it."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from decimal import Decimal

from stegvis.programmes.definition import running, show_governing, show_work, words
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.moments import Length
from stegvis.programmes.definition.parts import Measure, Phase, Unit
from stegvis.programmes.definition.requirements import Requirement
from stegvis.programmes.definition.saying import (
    TOGETHER,
    Lines,
    day,
    figure_title,
    full_time,
    goal_value,
    length,
    lower_first,
    moment,
    number,
)
from stegvis.programmes.definition.saying import and_ as _and
from stegvis.programmes.definition.saying import cited as _cited
from stegvis.programmes.definition.saying import kept as _kept
from stegvis.programmes.definition.saying import point as _point
from stegvis.programmes.definition.saying import said as _said

WIDTH = 80

CADENCE = {"monthly": "varje månad", "when_needed": "vid behov"}
PER = {"unit": "i varje enhet", "programme": "gemensam för alla enheter"}
WAYS = {
    "referral_group": "remittentgruppen",
    "team": "teamet",
    "joint_planning": "mötet om gemensam planering",
}
WHEN = {"queue": "Vid kö", "always": "Alltid"}
KINDS = {"attested": "intygas", "computed": "avgörs av det som är registrerat"}
REGIMES = {"social_services": "Socialtjänst", "published_data": "Publicerade data, utan personer"}
BEFORE = {"raising": "innan ärendet tas upp", "admission": "innan personen tas in"}


def show(definition: ProgrammeDefinition) -> str:
    """The whole plan as text, at most 80 columns wide, each rule with its passage in brackets."""
    title = f"{definition.title}, version {definition.version}"
    parts = [underlined(title, "=", about(definition))]
    parts += [underlined(heading, "-", lines) for heading, lines in sections(definition)]
    return "\n\n".join(parts) + "\n"


def sections(definition: ProgrammeDefinition) -> list[tuple[str, list[str]]]:
    """The plan's sections with anything in them: heading, and lines that are not broken.

    A line that begins with "- " or "1. " is a point of a list; an empty one parts what stands
    before from what comes after. A space that is not to be broken is a no-break space.
    """
    found = [(heading, list(section(definition))) for heading, section in SECTIONS]
    return [(heading, lines) for heading, lines in found if lines]


def underlined(heading: str, mark: str, lines: Iterable[str]) -> str:
    """A heading with its lines below it, broken into rows."""
    return "\n".join(
        [heading, mark * len(heading), *(row for line in lines for row in _rows(line))]
    )


def _rows(line: str) -> list[str]:
    """A line broken into rows of at most 80 columns; the rest of a point stands under its text."""
    point = re.match(r"(?:- |\d+\. )?", line)
    assert point is not None
    rows = textwrap.wrap(
        TOGETHER.sub(_kept(" "), line[point.end() :]),
        WIDTH,
        initial_indent=point.group(),
        subsequent_indent=" " * point.end(),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return [row.replace(_kept(" "), " ") for row in rows] or [""]


# The sections


def about(d: ProgrammeDefinition) -> Lines:
    """What stands before the first section: whose plan it is, and from when."""
    until = f"till {day(d.valid_to)}" if d.valid_to else "tills vidare"
    yield from _said(f"{d.association}. Gäller från {day(d.valid_from)}, {until}")
    yield from _said(f"Efter {d.plan.title}, {day(d.plan.dated)}")
    yield from _said("Inom hakparentes står var i planen det står")


def _purpose(d: ProgrammeDefinition) -> Lines:
    yield from _said(d.purpose.text, d.purpose.passage)
    if d.method:
        yield from _said(f"Metod: {d.method.name}. {d.method.text}", d.method.passage)


def _who(d: ProgrammeDefinition) -> Lines:
    yield from _said(d.target_group.text, d.target_group.passage)
    if d.criteria:
        yield from ("", "För att kunna delta:")
        yield from _requirements(d.criteria)
    if d.exclusions:
        yield from ("", "Kan inte delta:")
        yield from _requirements(d.exclusions)
    if d.exceptions:
        who = f"Undantag beslutas av {d.called(d.exceptions.decided_by)}"
        yield from _said(f"{d.exceptions.text} {who}", d.exceptions.passage)
    if d.priority:
        yield ""
        yield from _said(f"{WHEN[d.priority.when]}: {d.priority.text}", d.priority.passage)


def _requirements(requirements: tuple[Requirement, ...]) -> Lines:
    for requirement in requirements:
        yield from _point(f"{requirement.text} ({KINDS[requirement.kind]})", requirement.passage)


def _parties(d: ProgrammeDefinition) -> Lines:
    for party in d.parties:
        yield from _point(party.name, party.passage)


def _units(d: ProgrammeDefinition) -> Lines:
    for unit in d.units:
        yield from _point(f"{unit.name}{_posts(unit)}", unit.passage)
    posts = d.posts_on(d.valid_from)
    if d.capacity:
        text = d.capacity.text or f"Omkring {d.capacity.people_per_post} personer per heltid"
        if posts and d.capacity.people_per_post and d.capacity.places is None:
            places = number((posts * d.capacity.people_per_post).quantize(Decimal(1)))
            text += f": {number(posts)} heltider och plats för {places} när versionen börjar gälla"
        yield from _said(text, d.capacity.passage)


def _posts(unit: Unit) -> str:
    if unit.posts is None:
        return ""
    changes = "".join(f", {number(c.posts)} från {day(c.from_)}" for c in unit.changes)
    return f": {full_time(unit.posts)}{changes}"


def _way_in(d: ProgrammeDefinition) -> Lines:
    for way in d.ways_in:
        phone = f" Telefon: {way.phone}." if way.phone else ""
        yield from _point(f"{way.text}{phone}", way.passage)


def _preparation(d: ProgrammeDefinition) -> Lines:
    if not d.preparation:
        return
    yield from _said(d.preparation.text, d.preparation.passage)
    yield from _requirements(d.preparation.items)
    if d.preparation.helped_by:
        helpers = _and([d.called(role) for role in d.preparation.helped_by])
        yield from _said(f"Den som behöver får stöd av {helpers}", d.preparation.passage)
    if d.preparation.not_ready:
        yield from _said(d.preparation.not_ready, d.preparation.passage)


def _consent(d: ProgrammeDefinition) -> Lines:
    if not d.consent:
        return
    c = d.consent
    who = f"Inhämtas av {d.called(c.gathered_by)}, {BEFORE[c.required_before]}"
    yield from _said(f"{c.text} {who}", c.passage)
    yield "Det omfattar:"
    for information in c.information:
        opens = _and([words.SECTIONS[section] for section in information.opens])
        shown = f" (visar i ansökan: {opens})" if opens else ""
        yield from _point(f"{information.text}{shown}", information.passage)
    yield from _said(f"Mellan {_and([d.party(key).name for key in c.parties])}", c.passage)
    yield from _said(f"Gäller {length(c.length)} om inget annat sägs")
    for text in (c.otherwise, c.withdrawn):
        if text:
            yield from _said(text, c.passage)


def _deciding(d: ProgrammeDefinition) -> Lines:
    if not d.deciding:
        return
    g = d.deciding
    yield from _said(g.text, g.passage)
    how = f"Beslutar gör {WAYS[g.way]}, {CADENCE[g.cadence]}, {PER[g.per]}"
    yield from _said(f"{how}. Sammankallande är {d.called(g.convened_by)}", g.passage)
    if g.decided_by:
        yield from _said(f"Beslutet antecknas av {d.called(g.decided_by)}", g.passage)
    if g.disagreement:
        yield from _said(f"Vid oenighet beslutar {d.called(g.disagreement)}", g.passage)
    if g.refusal_in_writing:
        to = f" till {_and([d.called(role) for role in g.refusal_to])}" if g.refusal_to else ""
        yield from _said(f"Avslag ges skriftligt{to}", g.passage)
    if g.authority:
        yield from _said(g.authority, g.passage)
    yield from ("", "Med på mötet:")
    for member in g.members:
        yield from _point(member.title, member.passage)
    if g.agenda:
        yield from ("", "På dagordningen:")
        for item in g.agenda:
            yield from _point(item.text, item.passage)
    yield from ("", "Besluten:")
    for outcome in g.outcomes:
        yield from _point(outcome.text, outcome.passage)


def _road(d: ProgrammeDefinition) -> Lines:
    if d.contact_person:
        c = d.contact_person
        same = ", en och samma hela tiden" if c.same_throughout else ""
        since = moment(c.since).removeprefix("vid ")
        text = f"Kontaktperson: {c.title} från {since}{same}. {c.text}"
        yield from _said(text, c.passage)
    for place, phase in enumerate(d.phases, start=1):
        text = _cited(f"{phase.title}{_lasts(phase)}. {phase.text}", phase.passage)
        yield f"{place}. {text}"
        for track in phase.tracks:
            yield from _point(f"Samtidigt: {track.title}. {track.text}", track.passage)
        if phase.meeting:
            yield from _point(f"Innan steget lämnas: {phase.meeting}", phase.passage)


def _lasts(phase: Phase) -> str:
    """(3 månader till 10 månader; går att hoppa över): nothing where the plan says none of it."""
    least, most = phase.at_least, phase.at_most
    said = []
    if least and most:
        said.append(f"{length(least)} till {length(most)}")
    elif least:
        said.append(f"minst {length(least)}")
    elif most:
        said.append(f"högst {length(most)}")
    if phase.before_start:
        said.append("före inskrivningen")
    if phase.optional:
        said.append("går att hoppa över")
    if phase.was:
        said.append(f"har ersatt {_and(list(phase.was))}")
    return f" ({'; '.join(said)})" if said else ""


def _stay(d: ProgrammeDefinition) -> Lines:
    limit = f"Högst {length(d.stay.limit)}" if d.stay.limit else "Ingen gräns i tid"
    yield from _said(f"{limit}. {d.stay.text}", d.stay.passage)
    if d.stay.extension:
        e = d.stay.extension
        text = f"Kan förlängas {length(e.length)}: {e.when}. Beslutas av {d.called(e.decided_by)}"
        told = f", som redovisar för {d.called(e.reported_to)}" if e.reported_to else ""
        yield from _said(text + told, d.stay.passage)


def _end(d: ProgrammeDefinition) -> Lines:
    for rule in d.discharge:
        named = [d.end_reasons[reason].lower() for reason in rule.when if reason != "otherwise"]
        who = f"Den som slutat {_and(named, 'eller')}" if named else "Alla andra"
        if len(d.discharge) == 1:
            who = "Alla"
        when = "samma dag" if rule.after == Length() else f"{length(rule.after)} efter avslutet"
        yield from _point(f"{who} skrivs ut {when}", rule.passage)
    for paper in d.exit_papers:
        aim = "Målet är att ha med sig" if paper.aim else "Har med sig"
        yield from _point(f"{aim}: {lower_first(paper.title)}", paper.passage)
    known = _and([title.lower() for title in words.END_REASONS.values()])
    yield from _said(f"Avslutsorsaker: {known}")
    for own in d.own_end_reasons:
        counted = words.END_REASONS[own.counts_as].lower()
        yield from _point(f"{own.title}, räknas som: {counted}", own.passage)


def _measures(d: ProgrammeDefinition) -> Lines:
    for measure in d.all_measures:
        yield from _point(_measure(d, measure), measure.passage)
    if d.occupations:
        kinds = _and([words.OCCUPATIONS[kind].lower() for kind in d.occupations.kinds])
        yield from _said(f"Sysselsättning: {kinds}", d.occupations.passage)
    if d.livelihoods:
        kinds = _and([kind.title.lower() for kind in d.livelihoods.kinds])
        yield from _said(f"Försörjning: {kinds}", d.livelihoods.passage)
        if not d.livelihoods.verified:
            yield from _said(f"Att kontrollera. {d.livelihoods.source}")


def _measure(d: ProgrammeDefinition, measure: Measure) -> str:
    what = _and([words.MEASURED[kind] for kind in measure.what])
    who = f", av {d.called(measure.by)}" if measure.by else ""
    how = f", {words.REACHED_BY[measure.reached_by]}" if measure.reached_by else ""
    method = f" ({lower_first(measure.method)})" if measure.method else ""
    return (
        f"{what.capitalize()} {moment(measure.at)}{who}{how}: {lower_first(measure.text)}{method}"
    )


def _goals(d: ProgrammeDefinition) -> Lines:
    for goal in d.goals:
        yield from _point(
            f"{goal_value(goal)}: {lower_first(goal.text)} ({goal.indicator})", goal.passage
        )
    if d.figures:
        yield from ("", "Följs också, utan mål:")
        for figure in d.figures:
            named = figure_title(figure.indicator)
            text = f"{named} ({figure.indicator})" if named else figure.indicator
            yield from _point(text, figure.passage)
        yield ""
    for shown in d.shown_by:
        yield from _said(f"Talen visas efter {words.BREAKDOWNS[shown.by]}", shown.passage)
    for refused in d.not_compared:
        text = f"Tal jämförs inte efter {words.BREAKDOWNS[refused.by]}: ”{refused.text}”"
        yield f"{text} {_kept(f'[{refused.passage}]')}"


def _law(d: ProgrammeDefinition) -> Lines:
    yield from _said(REGIMES[d.law.regime], d.law.passage)
    for statute in d.law.statutes:
        yield from _point(statute)
    if d.law.documentation:
        yield from _said(d.law.documentation, d.law.passage)


def _readings(d: ProgrammeDefinition) -> Lines:
    for reading in d.readings:
        yield from _point(reading.text, reading.passage)


def _later(d: ProgrammeDefinition) -> Lines:
    declared = [name for table, name in running.DECLARES.items() if getattr(d, table)]
    if declared:
        yield from _said(f"Beskrivs ovan men sköts ännu inte härifrån: {_and(declared)}")
    for later in d.later:
        when = f" ({moment(later.at)})" if later.at else ""
        yield from _point(f"{later.what}{when}", later.passage)


SECTIONS: tuple[tuple[str, Callable[[ProgrammeDefinition], Lines]], ...] = (
    ("Syfte och metod", _purpose),
    ("Vem som kan delta", _who),
    ("Parter", _parties),
    ("Enheter och platser", _units),
    ("Personal", show_governing.staff),
    ("Vägen in", _way_in),
    ("Förarbete", _preparation),
    ("Samtycke", _consent),
    ("Beslut om vem som tas in", _deciding),
    ("Arbetet med var och en", _road),
    ("Planen för var och en", show_work.plan),
    ("Aktiviteter", show_work.activities),
    ("Arbetsplatser", show_work.workplaces),
    ("Tid", _stay),
    ("Avslut och utskrivning", _end),
    ("Stöd efteråt", show_work.after_support),
    ("Vad som följs hos var och en", _measures),
    ("Mål och tal", _goals),
    ("Vad som följs av insatsen", show_governing.follow_ups),
    ("Rapporter", show_governing.reports),
    ("Möten", show_governing.meetings),
    ("Avvikelser", show_governing.deviations),
    ("Pengar", show_governing.money),
    ("Projektets aktiviteter", show_governing.tasks),
    ("Planen ändras", show_governing.revisions),
    ("Lagen", _law),
    ("Så är planen läst", _readings),
    ("Lovat i planen, sköts ännu inte härifrån", _later),
)
