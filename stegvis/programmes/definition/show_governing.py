"""How a programme is run and governed, in readable Swedish."""

from __future__ import annotations

from stegvis.programmes.definition import words
from stegvis.programmes.definition.governing import Cadence, Staff
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.saying import (
    Lines,
    and_,
    day,
    full_time,
    lower_first,
    moment,
    point,
    said,
)

PERIODS = {
    "month": "varje månad",
    "half_year": "varje halvår",
    "year": "varje år",
    "project": "för projektet som helhet",
}
COUNTED = {
    "enrolled": "inskrivna",
    "discharged": "utskrivna",
    "end_reason": "avslutsorsak",
    "livelihood": "försörjning",
    "occupation": "sysselsättning",
}
TIMES = {1: "en", 2: "två", 3: "tre", 4: "fyra", 5: "fem", 6: "sex"}
PER = {
    "week": "i veckan",
    "month": "i månaden",
    "term": "per termin",
    "half_year": "i halvåret",
    "year": "om året",
}
REVISED = {"plan": "Planen", "indicators": "Indikatorerna"}


def staff(d: ProgrammeDefinition) -> Lines:
    """The posts: how many, whose, and who carries people. And key people at the parties."""
    for each in d.staff:
        carry = "; följer deltagare" if each.carry_people else ""
        text = f" {each.text}" if each.text else ""
        said_of = f"{each.title}{_posts(each)}{_employer(d, each)}{carry}.{text}"
        yield from point(said_of, each.passage)
    if d.key_people:
        yield from ("", "Hos parterna:")
        for person in d.key_people:
            text = f" {person.text}" if person.text else ""
            yield from point(f"{person.title}.{text}", person.passage)


def _posts(staff: Staff) -> str:
    """: 1 heltid på 2 personer."""
    said = [full_time(staff.posts)] if staff.posts is not None else []
    if staff.people and staff.people != staff.posts:
        said.append(f"{staff.people} {'person' if staff.people == 1 else 'personer'}")
    return f": {' på '.join(said)}" if said else ""


def _employer(d: ProgrammeDefinition, staff: Staff) -> str:
    return f", anställd av {d.party(staff.employer).name}" if staff.employer else ""


def follow_ups(d: ProgrammeDefinition) -> Lines:
    """What is followed of the programme as a whole, national follow-up, evaluation."""
    for each in d.follow_ups:
        beside = f" tillsammans med {each.together_with}" if each.together_with else ""
        details = [
            moment(each.at) if each.at else "",
            f"av {d.called(each.by)}{beside}" if each.by else "",
            f"med {lower_first(each.method)}" if each.method else "",
            "metoden är inte framtagen" if each.to_be_developed else "",
            "bara för den egna kvaliteten" if each.own_quality_only else "",
        ]
        shown = ", ".join(filter(None, details))
        yield from point(f"{each.text} ({shown})" if shown else each.text, each.passage)
    if d.national_count:
        n = d.national_count
        counted = and_([COUNTED[each] for each in n.counted])
        yield ""
        head = f"Nationell uppföljning ({lower_first(n.system)}), av {d.called(n.by)}"
        yield from said(f"{head}: {counted}. {n.text}", n.passage)
    if d.evaluation:
        e = d.evaluation
        who = f" Beslutas av {d.called(e.decided_by)}." if e.decided_by else ""
        yield from said(f"Utvärdering {e.when}. {e.text}{who}", e.passage)


def reports(d: ProgrammeDefinition) -> Lines:
    """Each report: when, by whom, to whom, and what it contains."""
    for report in d.reports:
        when = moment(report.at) if report.at else PERIODS[report.period]
        by = f", av {d.called(report.by)}" if report.by else ""
        to = and_([d.called(role) for role in report.to])
        text = f" {report.text}" if report.text else ""
        yield ""
        yield from said(f"{report.title} {when}{by}, till {to}.{text}", report.passage)
        for content in report.contents:
            yield from point(content.text, content.passage)


def meetings(d: ProgrammeDefinition) -> Lines:
    """Each group that meets: how often, who is in it, what it always takes up."""
    for meeting in d.meetings:
        often = f", {_often(meeting.cadence)}" if meeting.cadence else ""
        convened = (
            f" Sammankallande är {d.called(meeting.convened_by)}." if meeting.convened_by else ""
        )
        yield ""
        yield from said(f"{meeting.title}{often}. {meeting.text}{convened}", meeting.passage)
        if meeting.members:
            yield from said(f"Med är: {'; '.join(meeting.members)}")
        for item in meeting.agenda:
            yield from point(item.text, item.passage)


def _often(cadence: Cadence) -> str:
    """Två gånger per termin; en till två gånger om året."""
    times = TIMES.get(cadence.times, str(cadence.times))
    if cadence.up_to:
        times = f"{times} till {TIMES.get(cadence.up_to, cadence.up_to)}"
    once = cadence.times == 1 and not cadence.up_to
    return f"{times} {'gång' if once else 'gånger'} {PER[cadence.per]}"


def deviations(d: ProgrammeDefinition) -> Lines:
    """Who reports them, who handles them, where those of structure go."""
    if d.deviations is None:
        return
    v = d.deviations
    yield from said(f"{v.text} De hanteras av {d.called(v.handled_by)}", v.passage)
    if v.structural_to:
        yield from said(f"De som beror på strukturen går vidare till {v.structural_to}", v.passage)
    if v.standing_item:
        yield from said("Hinder är en stående punkt på dagordningen", v.passage)


def money(d: ProgrammeDefinition) -> Lines:
    """What is paid, what it covers, the budget, the certificate, next year's need."""
    if d.money:
        m = d.money
        sentences = [
            m.text,
            f"{kronor(m.sek_per_post)} per heltid och år." if m.sek_per_post else "",
            f"Omkring {kronor(m.about_sek_per_year)} om året." if m.about_sek_per_year else "",
            f"Pengarna får bara användas till {lower_first(m.covers)}" if m.covers else "",
            m.others_pay or "",
            f"Beslutas av {d.called(m.decided_by)}." if m.decided_by else "",
        ]
        yield from said(" ".join(filter(None, sentences)), m.passage)
        yield from _budget(d)
    if d.certificate:
        c = d.certificate
        yield ""
        yield from said(c.text, c.passage)
        yield f"{d.called(c.by).capitalize()} intygar:"
        for each in c.certifies:
            yield from point(each, c.passage)
    if d.resource_needs:
        r = d.resource_needs
        who = and_([d.called(role) for role in r.presented_by])
        yield ""
        yield from said(f"Behovet läggs fram {r.presented} av {who}. {r.text}", r.passage)
    if d.posts_over_time:
        yield ""
        yield from said(d.posts_over_time.text, d.posts_over_time.passage)


def _budget(d: ProgrammeDefinition) -> Lines:
    budget = d.money.budget if d.money else None
    if budget is None:
        return
    years = ", ".join(f"{each.year}: {kronor(each.sek)}" for each in budget.years)
    yield from said(f"Budget: {kronor(budget.total_sek)} ({years})", budget.passage)
    for kind in budget.kinds:
        years = ", ".join(f"{each.year}: {kronor(each.sek)}" for each in kind.years)
        shown = f" ({years})" if years else ""
        yield from point(f"{words.COSTS[kind.kind]}: {kronor(kind.total_sek)}{shown}", kind.passage)
    yield "Rad för rad:"
    for line in budget.lines:
        yield from point(f"{line.text}: {kronor(line.sek)}", line.passage)


def kronor(sek: int) -> str:
    """465 000 kronor."""
    return f"{sek:,} kronor".replace(",", " ")


def tasks(d: ProgrammeDefinition) -> Lines:
    """The rows of the project's activity plan."""
    for task in d.tasks:
        days = ""
        if task.first_day and task.last_day:
            days = f": {day(task.first_day)} till {day(task.last_day)}"
        goes_on = (
            ", därefter löpande" if task.goes_on and days else ": löpande" if task.goes_on else ""
        )
        by = f", av {d.called(task.by)}" if task.by else ""
        text = f". {task.text}" if task.text else ""
        yield from point(f"{task.title}{days}{goes_on}{by}{text}", task.passage)


def revisions(d: ProgrammeDefinition) -> Lines:
    """How the plan and its indicators are gone through again."""
    for each in d.revisions:
        who = f", av {d.called(each.decided_by)}" if each.decided_by else ""
        yield from point(
            f"{REVISED[each.what]} varje {words.SPANS[each.every]}{who}. {each.text}", each.passage
        )
