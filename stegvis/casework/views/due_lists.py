"""What is due for a team and in a programme: a list, or counts for who opens nobody's record."""

from __future__ import annotations

from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from stegvis.access.acting import today_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.casework.queries import due_lists
from stegvis.casework.queries.due_lists import Choice, DueList, Row, Wanted
from stegvis.casework.views.opening import page_of
from stegvis.participants.shown import people_shown
from stegvis.programmes.models import Programme

P = Permission
#: As much of a kind's name as is looked at.
LONGEST = 60


@needs(P.CASE_READ)
@require_safe
def team(request: Request) -> HttpResponse:
    """Everything due for those of one's units, whatever the programme."""
    return _list(request, "casework:team_due")


@needs(P.CASE_READ, P.FIGURE_READ)
@require_safe
def programme(request: Request, key: str) -> HttpResponse:
    """Everything due in a programme: for those one may open; for who opens nobody, counts."""
    chosen = get_object_or_404(Programme, key=key)
    if request.user.may(P.CASE_READ):
        return _list(request, "casework:programme_due", chosen)
    waiting = due_lists.waiting(chosen, today_of(request))
    return render(request, "casework/due_counts.html", {"programme": chosen, "waiting": waiting})


def _list(request: Request, name: str, programme: Programme | None = None) -> HttpResponse:
    wanted, today = _wanted(request.GET), today_of(request)
    found = due_lists.due_list(request.user, wanted, today, request.GET.get("page"), programme)
    shown = {row.case.enrolment.pk: row.case.enrolment for row in found.rows}
    people_shown(request, name, shown.values())
    may_edit = request.user.may(P.CASE_EDIT)
    context = {
        "programme": programme,
        "list": found,
        "rows": [(row, _page_for(row, may_edit)) for row in found.rows],
        "may_edit": may_edit,
        "links": _links(found),
    }
    return render(request, "casework/due_list.html", context)


def _page_for(row: Row, may_edit: bool) -> str:
    """Where the thing is done; the case, for whoever may not do it and for what is done."""
    if may_edit and row.item.open:
        return page_of(row.item, row.case)
    return reverse("casework:case", args=[row.case.enrolment.pk])


def _wanted(asked: QueryDict) -> Wanted:
    """What the address asks for; what it says that is not known is as if it said nothing."""
    stands = asked.get("visa", "")
    return Wanted(
        stands=stands if stands in due_lists.STANDS else due_lists.OPEN,
        kind=asked.get("slag", "")[:LONGEST],
        mine=asked.get("vilka") == "mina",
    )


def _links(found: DueList) -> dict[str, list[tuple[str, str, bool]]]:
    """The ways to narrow the list: what each is called, its address, whether it is chosen."""
    wanted = found.wanted

    def address(**other: str) -> str:
        chosen = {
            "visa": wanted.stands if wanted.stands != due_lists.OPEN else "",
            "slag": wanted.kind,
            "vilka": "mina" if wanted.mine else "",
        } | other
        query = QueryDict(mutable=True)
        query.update({name: value for name, value in chosen.items() if value})
        return f"?{query.urlencode()}"

    return {
        "stands": [(_told(each), address(visa=each.key), each.chosen) for each in found.stands],
        "kinds": [(_told(each), address(slag=each.key), each.chosen) for each in found.kinds],
        "all_kinds": [("", address(slag=""), not wanted.kind)],
        "whose": [
            ("mina", address(vilka="mina"), wanted.mine),
            ("alla", address(vilka=""), not wanted.mine),
        ],
    }


def _told(choice: Choice) -> str:
    return str(choice.name) if choice.count is None else f"{choice.name} ({choice.count})"
