"""What one version of a plan says that another does not, in Swedish, under the headings of `show`.

The walk follows the model, so a table that is added to it is compared without a line here: rows
are matched by what tells them apart, and whatever differs is told, down to the last value. What
`show` has words for is said with them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any, Literal, cast, get_args, get_origin

from pydantic import BaseModel

from stegvis.programmes.definition import saying, show_governing, show_work, words
from stegvis.programmes.definition import show as shown
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.parts import (
    Discharge,
    Figure,
    Goal,
    Measure,
    NotCompared,
    PostsChange,
    ShownBy,
    Stay,
)
from stegvis.programmes.definition.requirements import Condition

#: Where what stands under none of the sections is told.
ABOUT = "Om planen"

#: What tells the rows of a list apart: the first of these that does in both versions.
TOLD_APART_BY: tuple[tuple[str, ...], ...] = (
    ("key",), ("indicator",), ("role",), ("decision",), ("from_",), ("fact",), ("about",),
    ("occasion", "what"), ("when",), ("by",), ("party", "role"), ("title",), ("text",),
)  # fmt: skip

#: What a row is called, the first of these that it has.
CALLED = ("title", "name", "text", "what", "indicator", "by", "key")

#: What a key of the file is called. One that is missing here is called by its own name.
NAMES = {
    "about": "Gäller", "after": "Tid till utskrivning", "agenda": "Dagordningen", "among": "Bland",
    "association": "Förbund", "at": "När", "at_least": "Minst", "at_most": "Högst",
    "attested_by": "Intygas av", "authority": "Myndighetens beslut",
    "before_start": "Före inskrivningen", "by": "Av",
    "cadence": "Hur ofta", "capacity": "Platser", "changes": "Ändring av tjänster",
    "condition": "Villkoret", "conditions": "Villkoren", "consent": "Samtycke",
    "contact_person": "Kontaktperson", "convened_by": "Sammankallande",
    "counts_as": "Räknas som", "dated": "Planens dag", "deciding": "Beslut",
    "decided_by": "Beslutas av", "decision": "Beslutet", "disagreement": "Vid oenighet beslutar",
    "documentation": "Dokumentation", "exceptions": "Undantag", "extension": "Förlängning",
    "fact": "Uppgift", "from_": "Från", "gathered_by": "Inhämtas av",
    "helped_by": "Stöd ges av", "indicator": "Tal", "information": "Uppgift", "items": "Punkt",
    "key": "Nyckel", "kind": "Slag", "kinds": "Slag", "law": "Lagen", "length": "Längd",
    "limit": "Längsta tid", "livelihoods": "Försörjning", "members": "Med i gruppen",
    "method": "Metod", "municipality": "Kommun", "name": "Namn",
    "not_ready": "Den som inte är redo",
    "occasion": "Tillfälle", "occupations": "Sysselsättning", "opens": "Visar i ansökan",
    "otherwise": "Annat utbyte", "outcomes": "Beslut", "parties": "Parter", "party": "Part",
    "people_per_post": "Personer per heltid", "per": "Gemensamt för", "places": "Platser",
    "plan": "Planen", "posts": "Heltidstjänster", "preparation": "Förarbete",
    "priority": "Företräde", "public": "Offentligt betald", "purpose": "Syfte",
    "refusal_in_writing": "Skriftligt avslag", "refusal_to": "Avslag ges till",
    "regime": "Regelverk", "reported_to": "Redovisas för", "required_before": "Krävs",
    "role": "Roll", "same_throughout": "En och samma hela tiden", "since": "Från och med",
    "source": "Källa", "statutes": "Lagar", "stay": "Tid", "target_group": "Målgrupp",
    "text": "Texten", "through": "Genom", "title": "Benämning",
    "together_with_person": "Tillsammans med personen", "valid_from": "Gäller från",
    "valid_to": "Gäller till", "verified": "Kontrollerad", "was": "Steg förut",
    "way": "Beslutar gör", "what": "Vad", "when": "När", "who": "Vem",
    "withdrawn": "Återtaget samtycke",
    # The work, the governing and the money.
    "about_sek_per_year": "Kronor om året", "activities": "Aktiviteter",
    "after_support": "Efterstöd", "aim": "Mål", "all_measures": "Mätningar",
    "analysed": "Arbetsplatsanalys", "budget": "Budget", "carry_people": "Följer deltagare",
    "certificate": "Intyg", "certifies": "Intygar", "contact": "Kontakt", "contents": "Innehåll",
    "counted": "Räknas", "covers": "Ersätter", "criteria": "Villkor", "decided_at_latest":
    "Beslutas senast", "deviations": "Avvikelser", "discharge": "Utskrivning",
    "employer": "Arbetsgivare", "evaluation": "Utvärdering", "every": "Varje",
    "exclusions": "Hinder", "exit_papers": "Papper vid avslut", "figures": "Tal",
    "first_day": "Första dag", "first_month": "Första månad", "follow_ups": "Uppföljning",
    "followed_by": "Följs av", "followed_up": "Följs upp", "form": "Form", "goals": "Mål",
    "goes_on": "Fortlöpande", "handled_by": "Hanteras av", "individual_plan": "Individuell plan",
    "individual_team": "Individteam", "key_people": "Nyckelpersoner", "ladder": "Trappa",
    "last_day": "Sista dag", "last_month": "Sista månad", "later": "Senare", "lines": "Rader",
    "longer": "Längre", "made_by": "Görs av", "meeting": "Möte", "meetings": "Möten",
    "money": "Pengar", "national_count": "Nationell räkning", "needs_consent": "Kräver samtycke",
    "not_compared": "Jämförs inte", "optional": "Går att hoppa över", "others_pay": "Andra betalar",
    "own_end_reasons": "Avslutsorsaker", "own_quality_only": "Bara för egen kvalitet",
    "people": "Personer", "period": "Period", "phase": "Steg", "phases": "Stegen",
    "posts_over_time": "Tjänster över tid", "presented": "Redovisas",
    "presented_by": "Redovisas av", "reached_by": "Nås", "readings": "Läsningar",
    "reported_by": "Rapporteras av", "reports": "Rapporter", "resource_needs": "Behov av resurser",
    "revisions": "Revidering", "roles": "Roller", "schedule": "Tidsplan", "sek": "Kronor",
    "sek_per_post": "Kronor per heltid", "shared_with": "Delas med", "shown_by": "Visas efter",
    "staff": "Bemanning", "standing_item": "Stående punkt", "structural_to": "Strukturella till",
    "support_to": "Stöd till", "survey": "Enkät", "system": "System", "tapering": "Trappas ned",
    "tasks": "Aktivitetsplan", "times": "Gånger", "to": "Till", "to_be_developed": "Ska utvecklas",
    "together_with": "Tillsammans med", "total_sek": "Kronor i allt", "tracks": "Spår",
    "unit": "Enhet", "units": "Enheter", "up_to": "Högst", "updated_before": "Uppdateras före",
    "version": "Version", "ways_in": "Vägar in", "workplaces": "Arbetsplatser", "year": "År",
    "years": "År för år",
}  # fmt: skip

#: Words that `show` says in sentences of its own and not from a table.
ALSO: tuple[Mapping[str, str], ...] = (
    {"party": "en part", "person": "personen själv", "team": "teamet"},
    {"paying_party": "den part som betalar personens försörjning"},
    {"by_phone": "per telefon"},
)

#: Facts that a condition is about.
FACTS = {
    "age": "ålder", "municipality": "kommun", "livelihood": "försörjning", "consent": "samtycke",
    "joint_assessment": "gemensam kartläggning",
}  # fmt: skip

#: What a row is called whose list does not stand alone under its heading.
LISTS = {
    "criteria": "Villkor för att delta", "exclusions": "Hinder för att delta",
    "members": "Plats i gruppen", "agenda": "Punkt på dagordningen", "outcomes": "Beslut",
    "changes": "Ändring av tjänster", "items": "Förarbete", "conditions": "Villkor",
    "information": "Uppgift", "kinds": "Slag", "own_end_reasons": "Avslutsorsak",
    "goals": "Mål",
}  # fmt: skip

Lines = Iterator[str]


def diff(old: ProgrammeDefinition, new: ProgrammeDefinition) -> str:
    """What changes from one version to another as text, at most 80 columns wide."""
    title = f"{new.title}: från version {old.version} till version {new.version}"
    if old.key != new.key:
        title = f"Från {old.title} {old.version} till {new.title} {new.version}"
    found = changes(old, new)
    opening = [] if found else [SAME]
    parts = [shown._underlined(title, "=", opening)]
    parts += [shown._underlined(heading, "-", lines) for heading, lines in found]
    return "\n\n".join(parts) + "\n"


#: What is said of two versions that nothing tells apart.
SAME = "Ingenting skiljer dem åt."


def changes(old: ProgrammeDefinition, new: ProgrammeDefinition) -> list[tuple[str, list[str]]]:
    """Headings with what differs under each, as points. Empty when the two say the same.

    The name of the version is left out: whoever compares two knows what they are called.
    """
    walk = _Walk(old, new)
    headings = _headings(old, new)
    found: dict[str, list[str]] = {heading: [] for heading in headings.values()}
    for name in ProgrammeDefinition.model_fields:
        if name != "version":
            heading, call = headings[name], f"{_called(name)}: "
            lines = walk.field(ProgrammeDefinition, name, getattr(old, name), getattr(new, name))
            if heading.startswith(_called(name)):  # the heading has said what it is about
                lines = (_upper_first(line.removeprefix(call)) for line in lines)
            found[heading] += [f"- {_upper_first(line)}" for line in lines]
    return [(heading, lines) for heading, lines in found.items() if lines]


# --- Under which heading --------------------------------------------------------------------------


class _Read:
    """A definition that remembers what of it was looked at."""

    def __init__(self, definition: ProgrammeDefinition) -> None:
        self.definition, self.names = definition, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self.definition, name)


def _headings(*versions: ProgrammeDefinition) -> dict[str, str]:
    """The heading of each table of the plan: that of the first section that `show` tells it in."""
    about = {"key", "version", "title"}
    found = dict.fromkeys(about, ABOUT)
    sections: Sequence[tuple[str, Callable[[ProgrammeDefinition], Lines]]] = (
        (ABOUT, shown._about), *shown.SECTIONS,
    )  # fmt: skip
    for heading, section in sections:
        for version in versions:
            read = _Read(version)
            list(section(cast(ProgrammeDefinition, read)))
            for name in read.names:
                found.setdefault(name, heading)
    order = [heading for heading, _section in sections]
    named = {name: found.get(name, ABOUT) for name in ProgrammeDefinition.model_fields}
    return dict(sorted(named.items(), key=lambda pair: order.index(pair[1])))


# --- The walk -------------------------------------------------------------------------------------


class _Walk:
    """From the whole down to each value, with what stands above it said before it."""

    def __init__(self, old: ProgrammeDefinition, new: ProgrammeDefinition) -> None:
        self.roles = {str(each.role): each.name for each in new.roles}
        self.phases = {phase.key: f"”{phase.title}”" for phase in (*old.phases, *new.phases)}
        self.parties = {party.key: party.name for party in (*old.parties, *new.parties)}

    def field(
        self, model: type[BaseModel], name: str, old: Any, new: Any, before: str = ""
    ) -> Lines:
        """What differs in one field of a table."""
        if old == new:
            return
        if _rows(old) or _rows(new):
            yield from self._list(name, old or (), new or (), before)
        elif isinstance(old, BaseModel) and isinstance(new, BaseModel):
            yield from self.table(old, new, f"{before}{_called(name)}: ")
        elif isinstance(old, BaseModel) or isinstance(new, BaseModel):
            yield self._table_comes_or_goes(_called(name), old, new, before)
        elif isinstance(old, tuple) and isinstance(new, tuple):
            yield from self._values(model, name, old, new, before)
        else:
            yield self._value(model, name, old, new, before)

    def table(self, old: BaseModel, new: BaseModel, before: str) -> Lines:
        """What differs between two tables, each line with the passage it rests on."""
        cited = _passage(old, new)
        named = _named_by(new)
        together = TOGETHER.get(type(new), ())
        found: list[str] = []
        for names, said, call in together:
            if any(getattr(old, name) != getattr(new, name) for name in names):
                found.append(_instead(before + call.lower(), said(old), said(new)))
        covered = {name for names, _said, _call in together for name in names}
        for name in type(new).model_fields:
            was, stands = getattr(old, name, None), getattr(new, name)
            if name == named and was != stands and was and before == f"{self.title(new)}: ":
                found.append(f"”{_bare(was)}” lyder nu ”{_bare(stands)}”.")
            elif name not in covered and name != "passage":
                found += self.field(type(new), name, was, stands, before)
        if not found and getattr(old, "passage", None) != getattr(new, "passage", None):
            found.append(f"{before}står på ett annat ställe i planen.")
        for line in found:
            yield line if line.endswith("]") or not cited else f"{line} [{cited}]"

    def _list(
        self, name: str, old: Sequence[BaseModel], new: Sequence[BaseModel], before: str
    ) -> Lines:
        """Rows that have come, gone and changed; and a new order, where there is one."""
        call = LISTS.get(name, "")
        told_apart = _told_apart(old, new)
        was = {told_apart(row): row for row in old}
        stands = {told_apart(row): row for row in new}
        for identity, row in was.items():
            if identity not in stands:
                yield self._row(f"{before}{call} som utgår" if call else f"{before}utgår", row)
        for identity, row in stands.items():
            if identity in was:
                yield from self.table(was[identity], row, f"{before}{self.title(row)}: ")
            else:
                goes = f"{before}{call} som tillkommer" if call else f"{before}tillkommer"
                yield self._row(goes, row)
        kept = [identity for identity in stands if identity in was]
        if kept != [identity for identity in was if identity in stands]:
            order = ", ".join(_short(self.title(row)) for row in stands.values())
            yield f"{before}{_called(name).lower()} står i en annan ordning: {order}."

    def _table_comes_or_goes(self, call: str, old: Any, new: Any, before: str) -> str:
        return self._row(
            f"{before}{call} " + ("tillkommer" if old is None else "utgår"),
            new if old is None else old,
        )

    def _row(self, what: str, row: BaseModel) -> str:
        """A whole row: what it is called, and all else that it says."""
        title = self.title(row)
        said = list(self._content(row, title))
        cited = getattr(row, "passage", None)
        text = f"{what}: {_bare(title)}" + (f" ({'; '.join(said)})" if said else "")
        return f"{text}. [{_kept(cited)}]" if cited else f"{text}."

    def _content(self, row: BaseModel, title: str) -> Iterator[str]:
        covered = {"passage", "key", *COVERED.get(type(row), ())} | {
            name for names, _said, _call in TOGETHER.get(type(row), ()) for name in names
        }
        for _names, value_of, call in TOGETHER.get(type(row), ()):
            yield f"{call.lower()} {value_of(row)}"
        for name, info in type(row).model_fields.items():
            value = getattr(row, name)
            if name in covered or value == info.get_default(call_default_factory=True):
                continue
            if (said := _bare(self.said(type(row), name, value))) and said not in title:
                begins = ":" if said[0].isupper() and len(said) > 20 else ""
                yield f"{_called(name).lower()}{begins} {said}"

    def _values(
        self, model: type[BaseModel], name: str, old: tuple, new: tuple, before: str
    ) -> Lines:
        """A list of plain values: which have come and gone."""
        call = _called(name).lower()
        come = [value for value in new if value not in old]
        gone = [value for value in old if value not in new]
        if come:
            yield f"{before}{call}: {self.said(model, name, tuple(come))} tillkommer."
        if gone:
            yield f"{before}{call}: {self.said(model, name, tuple(gone))} utgår."
        if not come and not gone:
            yield f"{before}{call} står i en annan ordning: {self.said(model, name, new)}."

    def _value(self, model: type[BaseModel], name: str, old: Any, new: Any, before: str) -> str:
        call = f"{before}{_called(name).lower()}"
        if _unsaid(model, name, old):
            return f"{call} tillkommer: {_bare(self.said(model, name, new))}."
        if _unsaid(model, name, new):
            return f"{call} utgår: {_bare(self.said(model, name, old))}."
        return _instead(call, self.said(model, name, old), self.said(model, name, new))

    # How things are said

    def title(self, row: BaseModel) -> str:
        """What a row is called in a sentence."""
        if named := TITLES.get(type(row)):
            return named(row)
        for name in CALLED:
            value = getattr(row, name, None)
            if value:
                return _bare(self.said(type(row), name, value))
        return _bare(", ".join(self._content(row, "")))

    def said(self, model: type[BaseModel], name: str, value: Any) -> str:
        """One value as a sentence says it."""
        if isinstance(value, tuple):
            return saying.and_([self.said(model, name, each) for each in value])
        if isinstance(value, BaseModel):
            return f"{self.title(value)}"
        if value is None:
            return "ingen gräns" if (model, name) == (Stay, "limit") else "inget"
        if isinstance(value, str):
            if name in ("party", "parties"):
                return self.parties.get(value, value)
            if name in ("phase", "updated_before", "was"):
                return self.phases.get(value, value)
            table = _words(model, name)
            return self.roles.get(value, table[value]) if value in table else value
        if isinstance(value, int) and not isinstance(value, bool) and "sek" in name:
            return show_governing.kronor(value)
        return _plain(value)


def _plain(value: Any) -> str:
    match value:
        case bool():
            return "ja" if value else "nej"
        case date():
            return saying.day(value)
        case Decimal():
            return saying.number(value)
        case Length():
            return saying.length(value)
        case Moment():
            return saying.moment(value)
        case _:
            return str(value)


def _unsaid(model: type[BaseModel], name: str, value: Any) -> bool:
    """Whether nothing stands there. No limit of the stay is something a plan says."""
    return value is None and (model, name) != (Stay, "limit")


def _rows(value: Any) -> list[BaseModel]:
    listed = value if isinstance(value, tuple) else ()
    return [row for row in listed if isinstance(row, BaseModel)]


def _told_apart(old: Sequence[BaseModel], new: Sequence[BaseModel]) -> Callable[[BaseModel], Any]:
    """What tells the rows apart in both versions; their whole content when nothing less does."""
    for names in TOLD_APART_BY:
        if not all(name in type(row).model_fields for row in (*old, *new) for name in names):
            continue

        def told(row: BaseModel, names: tuple[str, ...] = names) -> Any:
            return tuple(getattr(row, name) for name in names)

        if all(len({told(row) for row in rows}) == len(rows) for rows in (old, new)):
            return told
    return lambda row: row.model_dump_json()


def _passage(old: BaseModel, new: BaseModel) -> str:
    was, stands = getattr(old, "passage", None), getattr(new, "passage", None)
    if stands == was:
        return _kept(stands or "")
    return _kept(f"{stands or 'ingen'}, förut {was or 'ingen'}")


def _instead(call: str, old: str, new: str) -> str:
    """Both in one sentence; long texts each whole within quotation marks."""
    if len(old) + len(new) > 60:
        return f"{call} ”{_bare(new)}” i stället för ”{_bare(old)}”."
    return f"{call} {_bare(new)} i stället för {_bare(old)}."


def _named_by(row: BaseModel) -> str | None:
    """The field that a row is called by, where it is a text of its own."""
    if type(row) in TITLES:
        return None
    return next((name for name in ("title", "name", "text") if getattr(row, name, None)), None)


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]


def _called(name: str) -> str:
    return NAMES.get(name, name.rstrip("_").replace("_", " ").capitalize())


def _bare(text: str) -> str:
    return text.rstrip(".")


def _short(text: str) -> str:
    return text if len(text) <= 50 else f"{text[:47].rstrip()}…"


def _kept(text: str) -> str:
    return re.sub(" ", "\u00a0", text)


@cache
def _words(model: type[BaseModel], name: str) -> Mapping[str, str]:
    """The words for a field whose values are fixed: the smallest table that has all of them."""
    choices = set(_choices(model.model_fields[name].annotation))
    tables: list[Mapping[str, str]] = [
        table
        for table in (*_tables(shown, show_work, show_governing, words), *ALSO)
        if isinstance(table, dict) and choices and choices <= table.keys() | {"otherwise"}
    ]
    found = min(tables, key=len, default={})
    return {**found, "otherwise": "alla andra"} if "otherwise" in choices else found


def _tables(*modules: ModuleType) -> list[Any]:
    return [value for module in modules for value in vars(module).values()]


def _choices(annotation: Any) -> Iterator[str]:
    for argument in get_args(annotation):
        if get_origin(annotation) is Literal:
            yield argument
        else:
            yield from _choices(argument)


#: Fields that make one value together: the fields, how it is said, what it is called.
TOGETHER: dict[type[BaseModel], tuple[tuple[tuple[str, ...], Callable[[Any], str], str], ...]] = {
    Goal: ((("at_least", "at_most"), lambda goal: _(saying.goal_value(goal)), "Målet"),),
}


def _discharged(row: Discharge) -> str:
    reasons = [_(words.END_REASONS.get(reason, "av annat skäl")) for reason in row.when]
    return f"Den som slutat {saying.and_(reasons, 'eller')}"


def _(text: str) -> str:
    return saying.lower_first(text)


def _condition(row: Condition) -> str:
    """Ålder minst 18 och högst 29; samtycke."""
    bounds = [
        f"{word} {bound}"
        for word, bound in (("minst", row.at_least), ("högst", row.at_most))
        if bound is not None
    ]
    among = f"bland {', '.join(row.among)}" if row.among else ""
    return " ".join(filter(None, [FACTS.get(row.fact, row.fact), saying.and_(bounds), among]))


def _measure(row: Measure) -> str:
    what = saying.and_([words.MEASURED[kind] for kind in row.what]).capitalize()
    return f"{what} {saying.moment(row.at)}"


#: What rows are called that have no word of their own.
TITLES: dict[type[BaseModel], Callable[[Any], str]] = {
    Measure: _measure,
    PostsChange: lambda row: f"från {saying.day(row.from_)}",
    Discharge: _discharged,
    Condition: _condition,
    Figure: lambda row: f"Talet {row.indicator}",
    ShownBy: lambda row: f"Talen visas efter {words.BREAKDOWNS[row.by]}",
    NotCompared: lambda row: f"Tal jämförs inte efter {words.BREAKDOWNS[row.by]}",
}

#: What of a row its title has said already.
COVERED: dict[type[BaseModel], tuple[str, ...]] = {
    Measure: ("what", "occasion", "at"),
    PostsChange: ("from_",),
    Discharge: ("when",),
    Condition: ("fact", "at_least", "at_most", "among"),
    ShownBy: ("by",),
    NotCompared: ("by",),
    Figure: ("indicator",),
}
