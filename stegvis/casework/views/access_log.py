"""The log of who opened which record, for the one who reviews it (lag 2001:454, 10 §)."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from stegvis.access.acting import status_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.access.sealed import sealed, unsealed
from stegvis.audit import log
from stegvis.casework import forms
from stegvis.casework.events import Event
from stegvis.casework.queries.openings import LogFilter, log_page

#: What is typed freely, and may be a name whatever the field is called.
TYPED = ("who", "case_number")


@needs(Permission.LOG_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def access_log(request: Request) -> HttpResponse:
    """Openings and lists by day, who and case number. Never a participant's name.

    What is asked for is sent, and what was typed then stands in the address as nobody can read it.
    """
    if request.method == "POST":
        return redirect(f"{reverse('casework:log')}?{_address(request)}".rstrip("?"))
    asked = request.GET.copy()
    for name in asked.keys() & set(TYPED):
        asked[name] = unsealed(request.GET.get(name, ""))
    form = forms.LogForm(asked or None)
    wanted = LogFilter(**form.cleaned_data) if form.is_bound and form.is_valid() else LogFilter()
    rows, page = log_page(wanted, request.GET.get("page"))
    sentences = log.sentences()
    log.record(Event.LOG_READ, by=request.user, page=page.number, narrowed=wanted != LogFilter())
    context = {
        "form": form,
        "rows": [(row, sentences.get(row.event, row.event)) for row in rows],
        "page": page,
        "narrowed": wanted != LogFilter(),
    }
    return render(request, "casework/access_log.html", context, status=status_of(form))


def _address(request: Request) -> str:
    asked = {name: request.POST.get(name, "").strip() for name in forms.LogForm.base_fields}
    return urlencode({n: sealed(said) if n in TYPED else said for n, said in asked.items() if said})
