"""Reading a cell: the text that is kept for it, or the fault that says why not."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import partial

from django.utils.translation import gettext as _

from stegvis.exchange.cohort import Column, Sheet
from stegvis.exchange.found import closest
from stegvis.exchange.vocabulary import Vocabulary
from stegvis.lib.dates import parse_date
from stegvis.lib.faults import Fault, Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.programmes.definition import words

#: From a cell's text, spaces around it dropped and something left, to what is kept.
#: Raises Refused with one fault, without a place.
Read = Callable[[str], str]

#: No date that a cohort has lies outside these years; a year mistyped does.
YEARS = range(1900, 2101)
LATER_OCCASION = re.compile(r"(?:month|after)_[1-9][0-9]?")
YES_OR_NO = {"yes": "t", "no": "f"}
#: The longest key: that of a person or an enrolment.
LONGEST_KEY = 60


def reader(sheet: Sheet, column: Column, words: Vocabulary, today: date) -> Read:
    """How the cells of a column are read."""
    match column.kind:
        case "key":
            return partial(_text, LONGEST_KEY)
        case "text":
            return partial(_text, _longest(sheet, column))
        case "date":
            return _date
        case "year":
            return partial(_year, today.year)
        case "percent":
            return _percent
        case "personal_number":
            return lambda cell: PersonalNumber.parse(cell, today).digits
        case "occasion":
            return _occasion
        case "staff":
            return partial(_staff, words.staff)
        case "livelihood" if not words.livelihoods:
            return partial(_text, _longest(sheet, column))
        case _:
            return partial(_choice, _choices(column, words))


def _longest(sheet: Sheet, column: Column) -> int | None:
    """How long a text the model keeps; None when any length will do."""
    return getattr(sheet.model._meta.get_field(column.column), "max_length", None)


def _choices(column: Column, words: Vocabulary) -> Mapping[str, str]:
    """What a column with a list of words may say, and what is kept for each."""
    match column.kind:
        case "yes_no":
            return YES_OR_NO
        case "unit":
            return {name: str(number) for name, number in words.units.items()}
        case "party":
            return {name: str(number) for name, number in words.parties.items()}
        case "version":
            return {version.version: str(version.pk) for version in words.versions}
        case "end_reason":
            return dict(zip(words.end_reasons, words.end_reasons, strict=True))
        case "livelihood":
            return dict(zip(words.livelihoods, words.livelihoods, strict=True))
        case _:
            return dict(zip(column.choices, column.choices, strict=True))


def _choice(choices: Mapping[str, str], cell: str) -> str:
    kept = choices.get(cell)
    if kept is None:
        kept = {name.casefold(): value for name, value in choices.items()}.get(cell.casefold())
    if kept is None:
        once = {value: name for name, value in choices.items()}  # of several names the last
        instead = closest(cell, choices, once.values())
        raise _refused(_("”%(cell)s” kan inte stå här."), cell, instead)
    return kept


def _text(longest: int | None, cell: str) -> str:
    if "\0" in cell:
        what = _("Cellen har ett tecken som inte är text.")
        raise _refused(what, "", _("Skriv om cellen."))
    if longest and len(cell) > longest:
        what = _("Texten har %(length)s tecken och får ha %(longest)s.")
        raise Refused(Fault("", what % {"length": len(cell), "longest": longest}, _("Korta den.")))
    return _for_copy(cell)


def _for_copy(cell: str) -> str:
    """The text as COPY wants it: its separators written out."""
    if "\\" not in cell and cell.isprintable():
        return cell
    return cell.translate({92: "\\\\", 9: "\\t", 10: "\\n", 13: "\\r"})


def _date(cell: str) -> str:
    day = parse_date(cell)
    if day.year not in YEARS:
        what = _("%(cell)s går inte att läsa, året kan inte stämma.")
        raise _refused(what, cell, _("Skriv året med fyra siffror, till exempel 2023."))
    return day.isoformat()


def _year(this_year: int, cell: str) -> str:
    if not re.fullmatch("[0-9]{4}", cell) or not YEARS[0] <= int(cell) <= this_year:
        instead = _("Skriv ett år från %(first)s till %(last)s.")
        what = _("”%(cell)s” är inte ett födelseår.")
        raise _refused(what, cell, instead % {"first": YEARS[0], "last": this_year})
    return cell


def _percent(cell: str) -> str:
    if not re.fullmatch("[0-9]{1,3}", cell) or int(cell) > 100:
        what = _("”%(cell)s” är inte en omfattning i procent.")
        raise _refused(what, cell, _("Skriv ett heltal från 0 till 100; halvtid är 50."))
    return cell


def _occasion(cell: str) -> str:
    if cell in words.OCCASIONS or LATER_OCCASION.fullmatch(cell):
        return cell
    raise _refused(_("”%(cell)s” är inte ett tillfälle."), cell, closest(cell, words.OCCASIONS))


def _staff(addresses: frozenset[str], cell: str) -> str:
    """A name, which is kept as it is, or the address of an account in the association."""
    if "@" in cell and cell.lower() not in addresses:
        what = _("Ingen här har kontot ”%(cell)s”.")
        raise _refused(what, cell, _("Skriv namnet i stället, eller rätta adressen."))
    return _text(120, cell.lower() if "@" in cell else cell)


def _refused(what: str, cell: str, instead: str) -> Refused:
    shown = cell if len(cell) <= 60 else f"{cell[:57]}…"
    return Refused(Fault("", what % {"cell": shown}, instead))
