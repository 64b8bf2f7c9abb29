"""Moving the people of one's units to the version of the plan that is in force."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from stegvis.access.acting import act_once, found, posted, status_of, today_of
from stegvis.access.once import Once
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.casework import services
from stegvis.casework.queries.moving import movable_by, moves, newer_for
from stegvis.participants.shown import people_shown
from stegvis.programmes.models import Programme, ProgrammeVersion

#: How many people a page lists.
PAGE = 40
#: What is sent for each person that is chosen: the number, and the revision that the page showed.
CHOSEN = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


class People(forms.MultipleChoiceField):
    """The people who are chosen, as boxes that the page draws itself."""

    def valid_value(self, value: str) -> bool:
        return CHOSEN.fullmatch(value) is not None


class MoveForm(Once):
    """Whom to move, or everybody, to the version that the page told about."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=20)
    everybody = forms.BooleanField(required=False)
    person = People(
        required=False,
        error_messages={"invalid_choice": _("Välj bland dem som står i listan.")},
    )

    def __init__(self, data: Any, *, version: ProgrammeVersion) -> None:
        super().__init__(data, initial={"version": version.version})
        self.in_force = version

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("version") not in (None, self.in_force.version):
            raise ValidationError(
                _(
                    "En nyare version har börjat gälla sedan du öppnade sidan. Ingen är flyttad. "
                    "Läs vad den ändrar och välj igen."
                ),
                code="stale",
            )
        if not (said.get("everybody") or said.get("person") or "person" in self.errors):
            raise ValidationError(_("Ingen är vald. Kryssa för dem som ska flyttas."))
        return said

    @property
    def chosen(self) -> dict[int, int | None] | None:
        """Number to revision; None for everybody. Only of a valid form."""
        if self.cleaned_data["everybody"]:
            return None
        pairs = (value.split("-") for value in self.cleaned_data["person"])
        return {int(number): int(revision) for number, revision in pairs}


@needs(Permission.VERSION_MOVE)
@require_http_methods(["GET", "POST"])
def move(request: Request, key: str) -> HttpResponse:
    """The people under older versions, with what changes for each; and the act of moving them."""
    today = today_of(request)
    programme = found(Programme.objects.all(), key=key)
    version = newer_for(programme, today)
    if version is None:
        raise Http404
    form = MoveForm(posted(request), version=version)

    def act() -> HttpResponse:
        done = services.move_people(
            by=request.user, version=version, chosen=form.chosen, today=today
        )
        _tell(request, done, version)
        return redirect("casework:move", key)

    if answer := act_once(request, form, act):
        return answer
    movable = movable_by(request.user, version)
    page = Paginator(movable.only("pk"), PAGE).get_page(request.GET.get("page"))
    shown = moves(movable.filter(pk__in=[row.pk for row in page]), version, today)
    people_shown(request, "casework:move", [each.case.enrolment for each in shown])
    context = {
        "programme": programme,
        "version": version,
        "former": sorted({each.version for each in shown}),
        "form": form,
        "page": page,
        "moves": shown,
        "possible": any(each.possible for each in shown),
        "left_out": _left_out(request, [each.case.enrolment.pk for each in shown]),
    }
    return render(request, "casework/move.html", context, status=status_of(form))


def _left_out(request: Request, shown: list[int]) -> set[int]:
    """Whose boxes the user has emptied. Before anything is sent every box is ticked."""
    if request.method != "POST":
        return set()
    ticked = {value.partition("-")[0] for value in request.POST.getlist("person")}
    return {number for number in shown if str(number) not in ticked}


def _tell(request: Request, done: services.Moved, version: ProgrammeVersion) -> None:
    if done.moved:
        sentence = ngettext(
            "%(n)s person står nu under version %(version)s.",
            "%(n)s personer står nu under version %(version)s.",
            len(done.moved),
        )
        messages.success(request, sentence % {"n": len(done.moved), "version": version.version})
    if done.refused:
        sentence = ngettext(
            "%(n)s person flyttades inte och står kvar nedan, med skälet eller med det som "
            "någon har ändrat sedan du öppnade sidan.",
            "%(n)s personer flyttades inte och står kvar nedan, med skälet eller med det som "
            "någon har ändrat sedan du öppnade sidan.",
            len(done.refused),
        )
        messages.warning(request, sentence % {"n": len(done.refused)})
