"""How every act's page is shown, and how its form is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.http import require_http_methods

from stegvis.access.acting import act_once, status_of
from stegvis.access.pages import Request
from stegvis.access.roles import Permission
from stegvis.audit import log
from stegvis.audit.models import Entry
from stegvis.casework import forms, rules
from stegvis.casework.cases import Case
from stegvis.casework.models import Livelihood, Occupation
from stegvis.casework.queries import openings
from stegvis.casework.services.observing import DURING, Share
from stegvis.casework.views.opening import head

EDIT = Permission.CASE_EDIT
both = require_http_methods(["GET", "POST"])

#: Where an act leads unless it says otherwise.
CASE, LIST = "casework:case", "casework:caseload"


class Rule(Protocol):
    """Something the plan says in words, and where."""

    @property
    def text(self) -> str: ...

    @property
    def passage(self) -> str: ...


@dataclass(frozen=True)
class Page:
    """What an act's page says: what it is, what its button does, and the plan's words for it."""

    title: str | Promise
    button: str | Promise
    lead: str | Promise = ""
    rule: Rule | None = None
    #: What there is to know before acting.
    notes: tuple[str, ...] = ()
    danger: bool = False
    template: str = "casework/act.html"

    @property
    def cited(self) -> str:
        return rules.cited(self.rule.passage) if self.rule else ""


def taken(
    request: Request, case: Case, form: forms.CaseForm, do: Callable[[], str], to: str = CASE
) -> HttpResponse | None:
    """The answer to a form that was taken; None when it was not sent, or was refused.

    ``do`` acts and returns the sentence that tells what was done.
    """

    def act() -> HttpResponse:
        messages.success(request, do())
        number = () if to == LIST else (case.enrolment.pk,)
        return redirect(to, *number)

    return act_once(request, form, act, case.enrolment) if request.method == "POST" else None


def show(
    request: Request,
    case: Case,
    form: forms.CaseForm,
    page: Page,
    back: str = CASE,
    **more: Any,
) -> HttpResponse:
    """The act's page: 200 before it is sent, 422 when it was refused, 409 when it was old."""
    status = status_of(form)
    context = head(request, case) | {
        "form": form,
        "act": page,
        "back": reverse(back, args=[case.enrolment.pk]),
        "meanwhile": meanwhile(case) if status == 409 else [],
    }
    return render(request, page.template, context | more, status=status)


def meanwhile(case: Case) -> list[tuple[Entry, str, str]]:
    """The latest acts on the case: each entry, its sentence, and who did it."""
    sentences = log.sentences()
    acts = Entry.objects.filter(enrolment=case.enrolment.pk).exclude(event__startswith="access.")
    rows = list(acts.order_by("-at", "-pk")[:5])
    people = openings.Staff({row.actor for row in rows if row.actor})
    return [(row, str(sentences.get(row.event, row.event)), people.name(row.actor)) for row in rows]


def stands(case: Case, occasion: str, day: date) -> dict[str, list[Share]]:
    """What is recorded at an occasion already, for a form that puts it right.

    Of what changes on the way, what was recorded as of that day.
    """
    found: dict[str, list[Share]] = {}
    for what, model in (("livelihood", Livelihood), ("occupation", Occupation)):
        rows = model.objects.filter(enrolment=case.enrolment.pk, occasion=occasion)
        rows = rows.filter(on=day) if occasion == DURING else rows
        found[what] = [Share(row.kind, row.percent) for row in rows.order_by("pk")]
    return found
