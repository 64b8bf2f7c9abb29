"""What the pages about one person share: opening the case, its head, its tabs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.acting import today_of
from stegvis.access.pages import Request, open_record
from stegvis.access.roles import Permission
from stegvis.casework.cases import Case, with_facts
from stegvis.casework.due import Due
from stegvis.casework.queries import consents, road
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.models import Enrolment

#: The parts of a case, each a page of its own: word and name of the address.
TABS: list[tuple[str | Promise, str]] = [
    (_("Översikt"), "case"),
    (_("Steg"), "phases"),
    (_("Försörjning och sysselsättning"), "observations"),
    (_("Samtycken"), "consents"),
    (_("Ansökan"), "application"),
    (_("Historik"), "history"),
    (_("Vem har läst"), "readers"),
]


@dataclass(frozen=True, slots=True)
class Tab:
    label: str | Promise
    url: str
    current: bool
    count: int | None = None


def open_case(request: Request, pk: int, permission: Permission = Permission.CASE_READ) -> Case:
    """The case with its facts and its plan, in two queries; or 404. The opening is logged."""
    today = today_of(request)
    rows = with_facts(Enrolment.objects.all(), today).select_related(
        "participant", "unit__organisation", "version", "programme", "referred_by"
    )
    # What lists of people leave unread.
    enrolment = open_record(request, rows.defer(None), permission, pk=pk)
    return Case(enrolment, enrolment.version.definition, today)


def about(request: Request, case: Case, current: str) -> dict[str, Any]:
    """What every page of a case is given: its head, the line of steps, the tabs."""
    pk = case.enrolment.pk
    return head(request, case) | {
        "line": road.line(case),
        "tabs": [
            Tab(label, reverse(f"casework:{name}", args=[pk]), name == current)
            for label, name in TABS
        ],
    }


def head(request: Request, case: Case) -> dict[str, Any]:
    """What the head that stays says of the person."""
    person, coming = case.enrolment.participant, case.next
    return {
        "case": case,
        "enrolment": case.enrolment,
        "person": person,
        "may_edit": request.user.may(Permission.CASE_EDIT),
        "number": _number(person.personal_number, case),
        "where": case.where,
        "chips": _chips(case),
        "next_url": page_of(coming, case) if coming else "",
    }


def page_of(item: Due, case: Case) -> str:
    """The page where something due is done."""
    return reverse(item.act, args=[case.enrolment.pk, *item.args])


def _number(digits: str | None, case: Case) -> str:
    return PersonalNumber(digits).formatted(case.today) if digits else ""


def _chips(case: Case) -> list[dict[str, str]]:
    """One chip for each party that a consent names; those that stand alike and badly share one."""
    if not consents.asked_for(case):
        return []
    url = reverse("casework:consents", args=[case.enrolment.pk])
    return [
        {"text": text, "kind": kind, "url": url}
        for text, kind in consents.in_short(consents.by_party(case), case.today)
    ]
