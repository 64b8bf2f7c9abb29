"""The log of who opened which record, for the one who reviews it (lag 2001:454, 10 §)."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from stegvis.access.acting import status_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.audit import log
from stegvis.casework import forms
from stegvis.casework.events import Event
from stegvis.casework.queries.openings import LogFilter, log_page


@needs(Permission.LOG_REVIEW)
@require_safe
def access_log(request: Request) -> HttpResponse:
    """Openings and lists by day, who and case number. Never a participant's name."""
    form = forms.LogForm(request.GET or None)
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
