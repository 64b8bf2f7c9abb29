"""The page of goals, and the people behind a figure."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from stegvis.access.acting import today_of
from stegvis.access.events import Event
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.audit import log
from stegvis.indicators import catalogue, queries
from stegvis.indicators.calculator import figures, in_force
from stegvis.indicators.cards import board, goals_address, people_address
from stegvis.indicators.definition import Indicator
from stegvis.indicators.forms import Asked, DaysForm, YearForm
from stegvis.lib.dates import Period
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition.saying import goal_value
from stegvis.programmes.models import Programme, ProgrammeVersion

#: How many people a page lists.
PAGE = 50


@needs(Permission.FIGURE_READ)
@require_safe
def goals(request: Request, programme: str | None = None) -> HttpResponse:
    """A programme's figures against its goals: counts, never people, small groups hidden.

    Who may open people sees figures among them, for any days; those of the whole programme by whole
    years, as everybody else.
    """
    known = queries.programmes()
    if not known and programme is None:
        return render(request, "indicators/no_programme.html")
    chosen = chosen_programme(known, programme)
    published = queries.versions(chosen)
    form = period_form(request, published)
    opens = request.user.may(Permission.FIGURE_OPEN)
    context: dict[str, Any] = {
        "programme": chosen,
        "programmes": known,
        "form": form,
        "opens": opens,
        "views": _views(request, chosen, published) if opens else [],
        "whole": isinstance(form, YearForm),
        "reads_plan": request.user.may(Permission.DEFINITION_READ),
    }
    if form.refused():
        return render(request, "indicators/goals.html", context, status=422)
    context |= _shown(request, chosen, published, form)
    return render(request, "indicators/goals.html", context)


def _shown(
    request: Request,
    programme: Programme,
    published: list[ProgrammeVersion],
    form: YearForm | DaysForm,
) -> dict[str, Any]:
    """The figures; women and men apart always (E14), then what else the plan shows them by."""
    asked = form.asked()
    version = in_force(published, asked.period.last)
    by = ["sex", *(rule.by for rule in version.definition.shown_by if rule.by != "sex")]
    may_open = request.user.may(Permission.FIGURE_OPEN)
    mine = queries.opened(request.user, programme) if may_open else None
    if isinstance(form, YearForm):
        found = figures(programme, asked.period, as_of=asked.as_of, by=by, opened=mine)
        opens = None
    else:
        found = figures(
            programme, asked.period, as_of=asked.as_of, by=by, among=mine, unprotected=True
        )
        opens = asked
    return {
        "asked": asked,
        "version": version,
        "figures": found,
        "board": board(found, version.definition, opens),
        "declared": [
            (goal_value(goal), goal) for goal in catalogue.only_declared(version.definition)
        ],
    }


def _views(
    request: Request, programme: Programme, published: list[ProgrammeVersion]
) -> list[dict[str, Any]]:
    """The two ways to look for who may open people: among those, or at the whole programme."""
    url = reverse("indicators:programme_goals", args=[programme.key])
    first, whole = published[0].valid_from, "year" in request.GET
    year = YearForm(
        QueryDict(), first_year=first.year, today=today_of(request), over=_over(request, published)
    ).first_shown
    return [
        {"label": _("De jag får öppna"), "url": url, "current": not whole},
        {"label": _("Hela insatsen"), "url": f"{url}?year={year}", "current": whole},
    ]


@needs(Permission.FIGURE_OPEN)
@require_safe
def people(request: Request, programme: str, indicator: str) -> HttpResponse:
    """The people behind a figure, as far as one may open their records. The showing is logged."""
    chosen = chosen_programme(queries.programmes(), programme)
    published = queries.versions(chosen)
    form = period_form(request, published, beside=("part", "page"))
    part = request.GET.get("part", "about")
    if form.refused() or part not in queries.PARTS:
        raise Http404
    asked = form.asked()
    followed = catalogue.followed(in_force(published, asked.period.last).definition)
    measure = next((each for each in followed if each.key == indicator), None)
    if measure is None:
        raise Http404
    behind = queries.behind(request.user, chosen, published, measure, asked)
    page = Paginator(queries.part_of(behind, part), PAGE).get_page(request.GET.get("page"))
    shown = queries.records(list(page.object_list))
    _log_showing(request, chosen, measure, part, [enrolment for _answer, enrolment in shown])
    context = {
        "programme": chosen,
        "indicator": measure,
        "asked": asked,
        "back": goals_address(programme, asked),
        "tabs": _tabs(chosen, measure, asked, behind, part),
        "page": page,
        "shown": shown,
        "behind": behind,
    }
    return render(request, "indicators/people.html", context)


def _log_showing(
    request: Request,
    programme: Programme,
    indicator: Indicator,
    part: str,
    enrolments: list[Enrolment],
) -> None:
    """Keep who was shown, so that each can be told who has seen them."""
    if not enrolments:
        return
    log.record(
        Event.LIST_SHOWN,
        by=request.user,
        on=programme,
        page="indicators:people",
        indicator=indicator.key,
        part=part,
        enrolments=[enrolment.pk for enrolment in enrolments],
    )


def _tabs(
    programme: Programme,
    indicator: Indicator,
    asked: Asked,
    behind: list[queries.Answer],
    current: str,
) -> list[dict[str, Any]]:
    """One per part of those concerned; a count has no answers to part them by."""
    return [
        {
            "label": label,
            "url": people_address(programme.key, indicator.key, asked, part),
            "current": part == current,
            "count": len(queries.part_of(behind, part)),
        }
        for part, label in queries.PARTS.items()
        if indicator.unit == "share" or part == "about"
    ]


def chosen_programme(known: list[Programme], key: str | None) -> Programme:
    """The programme with this key, or the first one. 404 when it is not there."""
    for each in known:
        if key in (None, each.key):
            return each
    raise Http404


def period_form(
    request: Request, published: list[ProgrammeVersion], beside: tuple[str, ...] = ()
) -> YearForm | DaysForm:
    """Any days for those who may see people, whole years for all others, and for the whole."""
    any_days = request.user.may(Permission.FIGURE_OPEN) and "year" not in request.GET
    kind = DaysForm if any_days else YearForm
    return kind(
        request.GET,
        first_year=published[0].valid_from.year,
        today=today_of(request),
        beside=beside,
        over=_over(request, published),
    )


def _over(request: Request, published: list[ProgrammeVersion]) -> Period | None:
    """The days of a plan that has ended; None while it runs."""
    first, last = published[0].valid_from, published[-1].definition.valid_to
    return Period(first, last) if last and last < today_of(request) else None
