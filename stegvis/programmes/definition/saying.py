"""How the values of a definition are said in Swedish: days, lengths of time, numbers, points."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from stegvis.lib.faults import Refused
from stegvis.programmes.definition import words
from stegvis.programmes.definition.folder import definitions_folder
from stegvis.programmes.definition.moments import ANCHORS, Length, Moment
from stegvis.programmes.definition.parts import Goal
from stegvis.programmes.definition.reading import file_text, parse

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

IN_SWEDISH = {"day": "dag", "week": "vecka", "month": "månad", "year": "år"}
PLURALS = {"dag": "dagar", "vecka": "veckor", "månad": "månader", "år": "år"}
AT = dict(
    zip(ANCHORS, ("ansökan", "beslutet", "inskrivningen", "avslutet", "utskrivningen"), strict=True)
)

#: A space within a number, or before what it counts: 3 860 000, 35 %.
TOGETHER = re.compile(r"(?<=[0-9]) (?=[0-9]{3}\b|%|kronor)")

Lines = Iterator[str]


def day(value: date) -> str:
    """10 januari 2023."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def number(value: Decimal) -> str:
    """0,75: without needless noughts, with a comma."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def full_time(posts: Decimal) -> str:
    """1,25 heltid; 5 heltider."""
    return f"{number(posts)} {'heltid' if posts < 2 else 'heltider'}"


def length(value: Length) -> str:
    """3 månader; 'genast' for at once."""
    if not value.months and not value.days:
        return "genast"
    count, unit = str(value).split()
    word = IN_SWEDISH[unit.removesuffix("s")]
    return f"{count} {word if count == '1' else PLURALS[word]}"


def moment(value: Moment) -> str:
    """6 månader efter avslutet; varje oktober; när det ändras."""
    if value.text == "change":
        return "när det ändras"
    if value.recurs:
        return f"varje {MONTHS[value.month - 1] if value.month else 'månad'}"
    if value.shift == Length():
        return f"vid {AT[value.anchor]}"
    return f"{length(value.shift)} {'före' if value.back else 'efter'} {AT[value.anchor]}"


def goal_value(goal: Goal) -> str:
    """Minst 35 %; 'utan siffra' when the plan gives none."""
    if goal.value is None:
        return "Utan siffra"
    bound = "Minst" if goal.op == ">=" else "Högst"
    if goal.op == ">=" and goal.value == 1:
        return "100 %"
    percent = goal.value * 100
    return f"{bound} {number(percent)} %" if goal.value <= 1 else f"{bound} {number(goal.value)}"


def cited(text: str, passage: str | None) -> str:
    """A sentence with its full stop, and the passage it rests on in brackets."""
    text = text if text.endswith("?") else f"{text.rstrip('.')}."
    return f"{text} {kept(f'[{passage}]')}" if passage else text


def kept(text: str) -> str:
    """The text with spaces that no line is broken at."""
    return text.replace(" ", "\u00a0")


def point(text: str, passage: str | None = None) -> Lines:
    """A sentence as one of several under a heading."""
    yield f"- {cited(text, passage)}"


def said(text: str, passage: str | None = None) -> Lines:
    """A sentence as a line of its own."""
    yield cited(text, passage)


def and_(texts: list[str], word: str = "och") -> str:
    """a, b och c. Empty of none."""
    if len(texts) < 2:
        return "".join(texts)
    return f"{', '.join(texts[:-1])} {word} {texts[-1]}"


def lower_first(text: str) -> str:
    """The text as it stands within a sentence; what begins with capitals alone, SUS, is kept."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def figure_title(figure: str) -> str:
    """What a figure is called: by its file, else by the list of those that plans ask for."""
    base, _, item = figure.partition(".")
    title = _titles(definitions_folder()).get(base) or words.FIGURES.get(base, "")
    return f"{title}, fråga {item}" if item and title else title


@cache
def _titles(folder: Path) -> dict[str, str]:
    """The title of each indicator there is a file for; what cannot be read has none."""
    titles = {}
    for path in folder.glob("indicators/*.toml"):
        try:
            title = parse(file_text(path)).get("title")
        except Refused:
            continue
        if isinstance(title, str):
            titles[path.stem] = title
    return titles
