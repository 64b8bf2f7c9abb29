"""Att göra and Deltagare: the two pages a day begins with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import today_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.access.sealed import sealed, unsealed
from stegvis.casework.cases import Case
from stegvis.casework.due import Due
from stegvis.casework.queries import consents
from stegvis.casework.queries.home import home as waiting
from stegvis.casework.queries.lists import Wanted, caseload, found
from stegvis.participants.shown import people_shown

#: As much of a search as anybody types; the rest is not looked at.
LONGEST = 80


@needs(Permission.CASE_READ)
@require_safe
def home(request: Request) -> HttpResponse:
    """What there is to do: late, today, the coming week, later."""
    today = today_of(request)
    context = {
        "home": waiting(request.user, today),
        "may_edit": request.user.may(Permission.CASE_EDIT),
    }
    return render(request, "casework/home.html", context)


@needs(Permission.CASE_READ)
@require_http_methods(["GET", "HEAD", "POST"])
def people(request: Request) -> HttpResponse:
    """The people one follows, or the unit's; or those a search finds.

    What is searched for is sent, and then stands in the address as nobody can read it.
    """
    if request.method == "POST":
        sought = request.POST.get("sok", "")[:LONGEST].replace("\0", "").strip()
        query = f"?{urlencode({'sok': sealed(sought)})}" if sought else ""
        return redirect(f"{reverse('casework:caseload')}{query}")
    today = today_of(request)
    text = unsealed(request.GET.get("sok", ""))
    wanted = _wanted(request)
    page = None if text else caseload(request.user, wanted, today, request.GET.get("page"))
    shown: list[Case] = found(request.user, text, today) if page is None else list(page)
    people_shown(request, "casework:caseload", [case.enrolment for case in shown])
    url_of = _case_urls()
    context = {
        "rows": [_row(case, request, url_of) for case in shown],
        "page": page,
        "text": text,
        "wanted": wanted,
    }
    return render(request, "casework/caseload.html", context)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list: what of a case it takes to know what to do."""

    url: str
    name: str
    number: str
    where: str
    time_left: str
    own: bool
    contact: str
    next: Due | None
    late: int
    consent: str
    consent_kind: str


def _case_urls() -> Callable[[int], str]:
    """The address of a case by its number. To look one up for each row is a fifth of the table."""
    before, after = reverse("casework:case", args=[0]).rsplit("0", 1)
    return lambda number: f"{before}{number}{after}"


def _row(case: Case, request: Request, url_of: Callable[[int], str]) -> Row:
    # Of a closed case nothing is shared, so nothing is missing.
    over = case.facts.turned_away or case.facts.discharged_on
    stand = None if over or not consents.asked_for(case) else consents.weakest(case)
    return Row(
        url=url_of(case.enrolment.pk),
        name=case.name,
        number=case.enrolment.case_number,
        where=case.where,
        time_left=case.time_left,
        own=case.followed_by(request.user),
        contact=case.contact.name if case.contact else "",
        next=case.next,
        late=case.late,
        consent=stand.alone(case.today) if stand else "",
        consent_kind=stand.kind if stand else "neutral",
    )


def _wanted(request: Request) -> Wanted:
    """Those who follow people themselves begin with their own, others with the unit's."""
    follows = request.user.may(Permission.CASE_EDIT)
    whose = request.GET.get("vilka") or ("mina" if follows else "enheten")
    return Wanted(unit=whose != "mina", closed=request.GET.get("visa") == "avslutade")
