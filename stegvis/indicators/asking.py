"""What `stegvis figures` is asked: words from a command line, made into a question and answered."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches

from django.utils.translation import gettext as _

from stegvis.access import wall
from stegvis.access.models import Association
from stegvis.indicators.calculator import figures
from stegvis.indicators.figure import Figures
from stegvis.indicators.printing import as_csv, as_json, as_text
from stegvis.indicators.protection import MIN_CELL
from stegvis.lib.dates import Period, parse_date
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.models import Programme

FORMATS: dict[str, Callable[[Figures], str]] = {"json": as_json, "csv": as_csv, "text": as_text}


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, as it was typed."""

    programme: str
    first: str
    last: str
    association: str | None = None
    as_of: str | None = None
    by: str = ""
    min_cell: int = MIN_CELL
    format: str = "text"


def answer(question: Question, today: date) -> str:
    """The figures asked for, as text in the format asked for. Raises Refused with every fault."""
    period, as_of = _days(question, today)
    by = list(dict.fromkeys(name.strip() for name in question.by.split(",") if name.strip()))
    if question.min_cell < 0:
        raise Refused(Fault("--min-cell", _("Antalet kan inte vara mindre än noll.")))
    with wall.inside(_association(question.association)):
        found = figures(
            _programme(question.programme),
            period,
            as_of=as_of,
            by=by,
            min_cell=question.min_cell,
        )
    return FORMATS[question.format](found)


def _days(question: Question, today: date) -> tuple[Period, date]:
    """The period and the day figures stand as of. Raises Refused with every fault of the three."""
    faults: list[Fault] = []

    def read(where: str, text: str) -> date:
        try:
            return parse_date(text)
        except Refused as refused:
            faults.extend(fault.at(where) for fault in refused.faults)
            return today

    first, last = read("--from", question.first), read("--to", question.last)
    as_of = today if question.as_of is None else read("--as-of", question.as_of)
    if not faults and last < first:
        what = _("%(last)s kommer före %(first)s.") % {"last": last, "first": first}
        faults.append(Fault("--to", what, _("En period är första till sista dag.")))
    if faults:
        raise Refused(faults)
    return Period(first, last), as_of


def _association(name: str | None) -> Association:
    """The association of that name, or the only one there is. Raises Refused."""
    known = {each.name: each for each in Association.objects.order_by("name")}
    if name is None and len(known) == 1:
        return next(iter(known.values()))
    if name in known:
        return known[name]
    if not known:
        raise Refused(Fault("--association", _("Det finns inget förbund här än.")))
    if name is None:
        what = _("Det finns flera förbund här.")
        raise Refused(Fault("--association", what, _("Välj bland: %s.") % ", ".join(known)))
    what = _("Förbundet ”%s” finns inte här.") % name
    raise Refused(Fault("--association", what, _closest(name, known)))


def _programme(key: str) -> Programme:
    """The association's programme with this key. Raises Refused."""
    known = {each.key: each for each in Programme.objects.order_by("key")}
    if key in known:
        return known[key]
    what = _("Förbundet har ingen insats ”%s”.") % key
    instead = _closest(key, known) if known else _("Publicera den först.")
    raise Refused(Fault(key, what, instead))


def _closest(word: str, known: Iterable[str]) -> str:
    """What may have been meant, or else what there is to choose among."""
    choices = list(known)
    if near := get_close_matches(word, choices, n=1, cutoff=0.6):
        return _("Menar du ”%(near)s”?") % {"near": near[0]}
    return _("Välj bland: %s.") % ", ".join(choices)
