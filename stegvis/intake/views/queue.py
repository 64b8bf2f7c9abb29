"""The queue: for the unit its people in order, for those who govern counts alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from stegvis.access.acting import today_of
from stegvis.access.models import Unit
from stegvis.access.pages import Request, needs
from stegvis.access.queries import at_work
from stegvis.access.roles import Permission, Role
from stegvis.intake import queries, waits
from stegvis.intake.groups import Group
from stegvis.intake.queries.queue import Queue, shown, undecided
from stegvis.intake.queries.queue_counts import last_month_end
from stegvis.intake.queue import Place
from stegvis.participants.models import Enrolment
from stegvis.participants.shown import people_shown
from stegvis.programmes.definition import governing

P = Permission
#: How many people a page lists.
PAGE = 50


@dataclass(frozen=True)
class PlaceRow:
    """A line of the queue. Without `enrolment` it is someone the user may not open."""

    place: Place
    enrolment: Enrolment | None
    wait: str
    middle: str


@needs(P.CASE_READ, P.FIGURE_READ)
@require_safe
def queue(request: Request) -> HttpResponse:
    """Who waits for a place and why in that order; to those who see no people, how many."""
    return _people(request) if request.user.may(P.CASE_READ) else _counts(request)


def _people(request: Request) -> HttpResponse:
    today = today_of(request)
    found = queries.my_queues(request.user, today)
    if not found:
        return render(request, "intake/queue_none.html")
    chosen = _chosen(found, request.GET.get("ko", ""))
    page = Paginator(chosen.line, PAGE).get_page(request.GET.get("page"))
    aside = list(chosen.aside)[:PAGE]
    numbers = [place.standing.enrolment for place in page] + [one.enrolment for one in aside]
    people = shown(request.user, numbers)
    people_shown(request, "intake:queue", people.values())
    rows = [_row(chosen, place, people.get(place.standing.enrolment)) for place in page]
    first = people.get(chosen.line[0].standing.enrolment) if chosen.line else None
    context = {
        "queues": found,
        "chosen": chosen,
        "places": chosen.places,
        "group": chosen.group,
        "lead": _lead(chosen),
        "next_is": first,
        "rows": rows,
        "page": page,
        "unseen": sum(row.enrolment is None for row in rows),
        "aside": [(people[one.enrolment], one) for one in aside if one.enrolment in people],
        "ground": waits.ground(chosen) if any(row.middle for row in rows) else "",
        "undecided": undecided(request.user, chosen.group),
        "posts": _posts(chosen.group),
        "key_people": chosen.group.definition.key_people,
        "staff": _staff(chosen.group.unit, today),
        "meets": chosen.group.meets and request.user.may(P.MEETING_TAKE_PART),
    }
    return render(request, "intake/queue.html", context)


def _chosen(found: Sequence[Queue], key: str) -> Queue:
    """The queue asked for; else the first that anybody stands in; else the first."""
    named = [one for one in found if one.group.key == key]
    return (named or [one for one in found if one.line] or list(found))[0]


def _row(chosen: Queue, place: Place, enrolment: Enrolment | None) -> PlaceRow:
    wait = chosen.wait(place)
    words = waits.forecast_words(wait, chosen.places)
    return PlaceRow(place, enrolment, words, waits.middle_words(wait))


def _lead(chosen: Queue) -> str:
    """What the queue is like and what to do next, in a sentence or two."""
    waiting, free = len(chosen.line), chosen.places.free
    if not waiting:
        return _("Ingen väntar på plats.")
    people = ngettext("%(n)s person väntar", "%(n)s personer väntar", waiting) % {"n": waiting}
    if free is None:
        return _("%(people)s. Planen säger inte hur många platser det finns.") % {"people": people}
    if free <= 0:
        return _(
            "%(people)s och alla platser är upptagna. "
            "När någon slutar kommer den in som står först."
        ) % {"people": people}
    places = ngettext("%(n)s plats är ledig", "%(n)s platser är lediga", free) % {"n": free}
    return _("%(people)s och %(places)s. Ta in i den ordning som står här.") % {
        "people": people,
        "places": places,
    }


def _posts(group: Group) -> list[tuple[governing.Staff, str]]:
    """The plan's posts of the unit, each with the party that employs it."""
    definition = group.definition
    return [
        (row, definition.party(row.employer).name if row.employer else "")
        for row in definition.staff_in(group.unit.key)
    ]


def _staff(unit: Unit, today: date) -> list[tuple[str, str, list[str]]]:
    """Who works with the unit's people, and is each party's way in: role, employer and names."""
    together: dict[tuple[str, str], list[str]] = {}
    for held in at_work(unit, today):
        together.setdefault((held.role, held.organisation.name), []).append(held.user.name)
    order = [Role.COACH, Role.HEAD_OF_UNIT, Role.REFERRER]
    rows = sorted(together.items(), key=lambda row: (order.index(Role(row[0][0])), row[0][1]))
    return [(str(Role(role).label), employer, names) for (role, employer), names in rows]


def _counts(request: Request) -> HttpResponse:
    day = last_month_end(today_of(request))
    context = {"programmes": queries.queue_counts(day), "day": day}
    return render(request, "intake/queue_counts.html", context)
