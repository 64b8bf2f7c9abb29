"""Definitions as they are read: what one figure counts, what a programme's plan says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from stegvis.access.acting import today_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.indicators import catalogue, queries
from stegvis.indicators.calculator import in_force
from stegvis.indicators.definition import Column, Example, Indicator, fact
from stegvis.indicators.views.figures import chosen_programme
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.diff import changes
from stegvis.programmes.definition.show import sections
from stegvis.programmes.models import ProgrammeDraft, ProgrammeVersion
from stegvis.programmes.queries import version_named

#: The three questions, as they are asked of each person.
QUESTIONS: dict[str, Promise | str] = {
    "about": _("Vem frågan gäller"),
    "known": _("När svaret är känt"),
    "counts": _("När svaret är ja"),
}

#: The days that a question may name.
DAYS = {
    "from": _("Periodens första dag"),
    "to": _("Periodens sista dag"),
    "as_of": _("Dagen som talet gäller, som det stod då"),
}

#: A line of a plan: what begins a point, the text, and the passage in brackets.
LINE = re.compile(r"(?P<point>- |\d+\. )?(?P<text>.*?)(?: \[(?P<passage>[^\]]+)\])?")


@dataclass
class Block:
    """A paragraph of a plan, or a list of points: each a text with its passage.

    `start` is the number that a numbered list begins with: it goes on after what stands between.
    """

    kind: str
    lines: list[tuple[str, str]]
    start: int = 1


def blocks(lines: Iterable[str]) -> list[Block]:
    """The lines of a section as paragraphs ("p") and lists ("ul", "ol")."""
    found: list[Block] = []
    for line in lines:
        match = LINE.fullmatch(line)
        assert match is not None
        kind = {"-": "ul", None: "p"}.get(match["point"] and match["point"][0], "ol")
        said = (match["text"], match["passage"] or "")
        if not line:
            continue
        if kind != "p" and found and found[-1].kind == kind:
            found[-1].lines.append(said)
        else:
            number = int(match["point"][:-2]) if kind == "ol" else 1
            found.append(Block(kind, [said], number))
    return found


@dataclass(frozen=True)
class Worked:
    """An example as a table: the columns that its rows use, and the rows."""

    example: Example
    columns: Mapping[str, Column]

    @property
    def heads(self) -> list[str]:
        return [self.columns[name].text for name in self._used]

    @property
    def rows(self) -> list[list[tuple[str, Any]]]:
        """For each row its values with the heads they stand under. None: not recorded."""
        return [
            [(self.columns[name].text, row.get(name)) for name in self._used]
            for row in self.example.rows
        ]

    @property
    def _used(self) -> list[str]:
        return [name for name in self.columns if any(name in row for row in self.example.rows)]


@needs(Permission.FIGURE_READ, Permission.DEFINITION_READ)
@require_safe
def indicator(request: Request, key: str) -> HttpResponse:
    """How one figure is counted, from its file: three questions and worked examples."""
    measure = catalogue.indicators().get(key)
    if measure is None:
        raise Http404
    columns = fact(measure.fact).columns
    context = {
        "indicator": measure,
        "dated_by": columns[measure.dated_by],
        "questions": [
            {"title": title, "asked": getattr(measure, name)} for name, title in QUESTIONS.items()
        ],
        "used": _words(measure, columns),
        "worked": [Worked(example, columns) for example in measure.example],
    }
    return render(request, "indicators/indicator.html", context)


def _words(indicator: Indicator, columns: Mapping[str, Column]) -> dict[str, str]:
    """What each word of the three questions stands for: columns of the fact, and days."""
    asked = [indicator.expression(name) for name in ("about", "known", "counts")]
    names = sorted({name for each in asked for name in each.columns})
    days = sorted({name for each in asked for name in each.parameters})
    return {name: columns[name].text for name in names} | {
        f":{name}": str(DAYS[name]) for name in days
    }


@needs(Permission.DEFINITION_READ)
@require_safe
def programmes(request: Request) -> HttpResponse:
    """The association's programmes, each with the version that is in force."""
    writes = request.user.may(Permission.DEFINITION_PUBLISH)
    today = today_of(request)
    context = {
        "programmes": [
            (each, in_force(queries.versions(each), today)) for each in queries.programmes()
        ],
        "writes": writes,
        "drafts": ProgrammeDraft.objects.visible_to(request.user).order_by("-pk") if writes else [],
    }
    return render(request, "indicators/programmes.html", context)


@needs(Permission.DEFINITION_READ)
@require_safe
def programme(request: Request, key: str) -> HttpResponse:
    """A programme's plan as the system reads it: the version in force, or the one asked for."""
    chosen = chosen_programme(queries.programmes(), key)
    published = queries.versions(chosen)
    asked = request.GET.get("version", in_force(published, today_of(request)).version)
    version = version_named(published, asked)
    if version is None:
        raise Http404
    context = {
        "programme": chosen,
        "version": version,
        "spans": spans(published),
        "newest": published[-1] if len(published) > 1 else None,
        "moves": request.user.may(Permission.VERSION_MOVE),
        "sections": [
            {"id": slugify(heading), "heading": heading, "blocks": blocks(lines)}
            for heading, lines in sections(version.definition)
        ],
        "indicators": catalogue.followed(version.definition),
    }
    return render(request, "indicators/programme.html", context)


@dataclass(frozen=True)
class Span:
    """A version and its days; `last` is None for the one that holds until further notice."""

    version: ProgrammeVersion
    first: date
    last: date | None
    #: The version before it, which it can be compared with.
    former: ProgrammeVersion | None


def spans(published: Sequence[ProgrammeVersion]) -> list[Span]:
    """The versions, the latest first: each holds until its own end, or the next one begins."""
    found = []
    for number, version in enumerate(published):
        later = published[number + 1] if number + 1 < len(published) else None
        last = version.definition.valid_to
        if last is None and later is not None:
            last = later.valid_from - timedelta(days=1)
        former = published[number - 1] if number else None
        found.append(Span(version, version.valid_from, last, former))
    return found[::-1]


@needs(Permission.DEFINITION_READ)
@require_safe
def compare(request: Request, key: str, before: str, after: str) -> HttpResponse:
    """What one published version says that another does not; and both, section by section."""
    chosen = chosen_programme(queries.programmes(), key)
    published = queries.versions(chosen)
    old, new = version_named(published, before), version_named(published, after)
    if old is None or new is None:
        raise Http404
    context = {
        "programme": chosen,
        "old": old,
        "new": new,
        "versions": published,
        "changes": [
            (head, blocks(lines)) for head, lines in changes(old.definition, new.definition)
        ],
        "beside": beside(old.definition, new.definition),
    }
    return render(request, "indicators/compare.html", context)


def beside(
    old: ProgrammeDefinition, new: ProgrammeDefinition
) -> list[tuple[str, list[Block], list[Block]]]:
    """Each section of the two plans that is not the same in both, with what it says in each."""
    was, stands = dict(sections(old)), dict(sections(new))
    return [
        (head, blocks(was.get(head, [])), blocks(stands.get(head, [])))
        for head in dict.fromkeys([*stands, *was])
        if was.get(head) != stands.get(head)
    ]
