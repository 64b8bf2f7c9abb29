"""What keys, rows and values of a definition are called in Swedish where two versions differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from types import ModuleType
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel

from stegvis.programmes.definition import saying, show_governing, show_work, words
from stegvis.programmes.definition import show as shown
from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.parts import (
    Discharge,
    Figure,
    Goal,
    Measure,
    NotCompared,
    PostsChange,
    ShownBy,
)
from stegvis.programmes.definition.requirements import Condition
from stegvis.programmes.definition.saying import lower_first

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


def called(name: str) -> str:
    """What a key is called; by its own name where nobody has given it another."""
    return NAMES.get(name, name.rstrip("_").replace("_", " ").capitalize())


#: Fields that make one value together: the fields, how it is said, what it is called.
TOGETHER: dict[type[BaseModel], tuple[tuple[tuple[str, ...], Callable[[Any], str], str], ...]] = {
    Goal: ((("at_least", "at_most"), lambda goal: lower_first(saying.goal_value(goal)), "Målet"),),
}


def _discharged(row: Discharge) -> str:
    reasons = [lower_first(words.END_REASONS.get(reason, "av annat skäl")) for reason in row.when]
    return f"Den som slutat {saying.and_(reasons, 'eller')}"


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


@cache
def words_for(model: type[BaseModel], name: str) -> Mapping[str, str]:
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


def plain(value: Any) -> str:
    """A value that has its words in itself: a day, a length, a number, yes or no."""
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


def bare(text: str) -> str:
    """Without the full stop, to stand within another sentence."""
    return text.rstrip(".")


def short(text: str) -> str:
    """At most 50 characters, the last of them a sign that there was more."""
    return text if len(text) <= 50 else f"{text[:47].rstrip()}…"


def upper_first(text: str) -> str:
    """With a capital first, and the rest as it is."""
    return text[:1].upper() + text[1:]
