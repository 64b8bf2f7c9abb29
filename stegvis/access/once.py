"""A form is taken once, however many times it is sent, and never over what someone else changed."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from django import forms
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Receipt
from stegvis.access.pages import Request


class Once(forms.Form):
    """Base of every form that does something: carries a token that is new with each page."""

    once = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class Act(Once):
    """A form taken once, for the record as the page showed it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


def taken_once(request: Request, token: uuid.UUID, act: Callable[[], HttpResponse]) -> HttpResponse:
    """Do ``act`` unless the same form was taken before; then answer as it was answered.

    A second click waits for the first to finish, since both add the same receipt.
    """
    with transaction.atomic():  # a refusal by ``act`` takes the receipt back
        receipt, first = Receipt.objects.get_or_create(
            token=token,
            association_id=request.session["association"],
            defaults={"user": request.user},
        )
        if not first:
            return HttpResponseRedirect(receipt.answer or request.path)
        response = act()
        receipt.answer = response.headers.get("Location", request.path)
        receipt.save(update_fields=["answer"])
        return response


def answered_before(request: Request) -> HttpResponse | None:
    """The answer that the form being sent got when it was taken; None when it has not been.

    For an act after which its page is gone: a second click finds the first one's answer.
    """
    try:
        token = uuid.UUID(request.POST.get("once", ""))
    except ValueError:
        return None
    receipt = Receipt.objects.filter(token=token, user=request.user).exclude(answer="").first()
    return HttpResponseRedirect(receipt.answer) if receipt else None


class Stale(ValidationError):  # noqa: N818 - says what the page is
    """The record has been changed since the page was shown."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Någon annan har ändrat i ärendet sedan du öppnade sidan. Inget av ditt är sparat. "
                "Läs vad som ändrats, se över det du skrivit nedan och spara igen."
            ),
            code="stale",
        )


def fresh(row: models.Model, revision: int | None) -> None:
    """Refuse with Stale when the page showed an older ``revision`` of the locked row."""
    if revision is not None and revision != row.revision:  # type: ignore[attr-defined]
        raise Stale
