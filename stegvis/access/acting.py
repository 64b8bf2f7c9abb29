"""How a page takes a form: once, with every refusal beside what it is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models
from django.http import Http404, HttpResponse
from django.utils import timezone

from stegvis.access.once import Stale, taken_once
from stegvis.access.pages import Request

Row = TypeVar("Row", bound=models.Model)


def today_of(request: Request) -> date:
    """The day the page is about: today, unless the demonstration has set another."""
    return getattr(request, "today", None) or timezone.localdate()


def posted(request: Request):
    """The form's data when it was sent, None when the page is only shown."""
    return request.POST if request.method == "POST" else None


def act_once(
    request: Request,
    form: forms.Form,
    act: Callable[[], HttpResponse],
    row: models.Model | None = None,
) -> HttpResponse | None:
    """The answer to a form that was taken. None when it was refused; the form then says why.

    ``row`` is what the form's ``revision`` is about.
    """
    if not form.is_valid():
        return None
    try:
        return taken_once(request, form.cleaned_data["once"], act)
    except ValidationError as refusal:
        refuse(form, refusal, row)
        return None


def refuse(form: forms.Form, refusal: ValidationError, row: models.Model | None = None) -> None:
    """Put a refusal on the form, each fault at its field where the form has it.

    After ``Stale`` the form knows the revision that holds now, so that it can be sent again once
    its writer has seen what was changed.
    """
    if isinstance(refusal, Stale) and row is not None:
        revisions = type(row)._default_manager.filter(pk=row.pk)
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["revision"] = revisions.values_list("revision", flat=True).get()  # type: ignore[index]
    if not hasattr(refusal, "error_dict"):
        form.add_error(None, refusal)
        return
    for name, faults in refusal.error_dict.items():
        known = name in form.fields and name != NON_FIELD_ERRORS
        form.add_error(name if known else None, faults)


def status_of(*shown: forms.Form | None) -> int:
    """200 for a page that is shown, 422 for what was refused, 409 where somebody came before."""
    refused = [form for form in shown if form is not None and form.is_bound and form.errors]
    if any(form.has_error(NON_FIELD_ERRORS, "stale") for form in refused):
        return 409
    return 422 if refused else 200


def found(rows: models.QuerySet[Row], **where: object) -> Row:
    """The one row, or 404."""
    row = rows.filter(**where).first()
    if row is None:
        raise Http404
    return row
