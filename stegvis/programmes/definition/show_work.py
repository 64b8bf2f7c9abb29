"""The work with each person, in readable Swedish: plan, activities, workplaces, support after."""

from __future__ import annotations

from stegvis.programmes.definition import words
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.saying import (
    Lines,
    and_,
    length,
    lower_first,
    moment,
    point,
    said,
)

FORMS = {"single": "enskilt", "group": "i grupp"}
SUPPORTED = {"person": "personen", "employer": "arbetsgivaren", "colleagues": "arbetskamraterna"}


def plan(d: ProgrammeDefinition) -> Lines:
    """The written plan, and the meetings around one person."""
    if d.individual_plan:
        p = d.individual_plan
        person = d.called("participant").removesuffix(" själv")
        together = f" och {person} tillsammans" if p.together_with_person else ""
        shared = and_([d.party(key).name for key in p.shared_with])
        phases = and_([f"”{lower_first(d.phase(key).title)}”" for key in p.updated_before])
        sentences = [
            f"{p.title}, som görs av {d.called(p.made_by)}{together}. {p.text}",
            f"Den innehåller {and_(list(p.contents))}." if p.contents else "",
            f"Den följs upp {moment(p.followed_up)}." if p.followed_up else "",
            f"Den delas med {shared}." if shared else "",
            f"Den uppdateras före {phases}." if phases else "",
        ]
        yield from said(" ".join(filter(None, sentences)), p.passage)
    if d.individual_team:
        t = d.individual_team
        yield from said(f"{t.title}. {t.text}", t.passage)
        if t.parties:
            parties = and_([d.party(key).name for key in t.parties])
            covered = ", om samtycket omfattar dem" if t.needs_consent else ""
            yield from said(f"Med kan dessa vara{covered}: {parties}", t.passage)


def activities(d: ProgrammeDefinition) -> Lines:
    """What is offered, alone or in group."""
    for each in d.activities:
        form = f", {and_([FORMS[form] for form in each.form], 'eller')}" if each.form else ""
        phase = f", under ”{lower_first(d.phase(each.phase).title)}”" if each.phase else ""
        text = f". {each.text}" if each.text else ""
        yield from point(f"{each.title}{form}{phase}{text}", each.passage)


def workplaces(d: ProgrammeDefinition) -> Lines:
    """What is arranged with employers."""
    if d.workplaces is None:
        return
    w = d.workplaces
    supported = and_([SUPPORTED[to] for to in w.support_to])
    sentences = [
        w.text,
        f"Ordnas: {and_([words.PLACEMENTS[kind] for kind in w.kinds])}.",
        "Arbetsplatsen analyseras först." if w.analysed else "",
        f"Stödet går till {supported}." if supported else "",
        w.tapering or "",
    ]
    yield from said(" ".join(filter(None, sentences)), w.passage)


def after_support(d: ProgrammeDefinition) -> Lines:
    """Support when the person has a job: to whom, how long, how often."""
    if d.after_support is None:
        return
    a = d.after_support
    to = and_([SUPPORTED[each] for each in a.to])
    bounds = [
        f"{word} {length(bound)}"
        for word, bound in (("minst", a.at_least), ("högst", a.at_most))
        if bound
    ]
    sentences = [
        f"{a.title} till {to}, av {d.called(a.by)}. {a.text}",
        f"Det pågår {and_(bounds)}." if bounds else "",
        a.longer or "",
    ]
    yield from said(" ".join(filter(None, sentences)), a.passage)
    for row in a.schedule:
        last = f"–{row.last_month}" if row.last_month != row.first_month else ""
        often = ""
        if row.times and row.per:
            times = "en gång" if row.times == 1 else f"{row.times} gånger"
            often = f", {times} per {words.SPANS[row.per]}"
        contact = words.CONTACTS[row.contact]
        yield from point(
            f"Månad {row.first_month}{last}: {contact}{often}. {row.text}", row.passage
        )
