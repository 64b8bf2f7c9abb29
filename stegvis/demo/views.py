"""The door: one press, and one is somebody in the demonstration."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_POST, require_safe

from stegvis.access import sessions, wall
from stegvis.access.models import User
from stegvis.demo.associations import ASSOCIATIONS, cast_named
from stegvis.demo.cast import Cast


@login_not_required
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Whom one can become, and what to try as them."""
    return render(
        request,
        "demo/door.html",
        {"casts": [(shown.cast, _form(shown.cast)) for shown in ASSOCIATIONS]},
    )


def _form(cast: Cast) -> str:
    """Where a person applies alone; empty where the plan lets nobody."""
    if not cast.applied_to_alone:
        return ""
    return reverse("intake:alone", args=[slugify(cast.association), cast.applied_to_alone])


@login_not_required
@require_POST
def step_in(request: HttpRequest) -> HttpResponse:
    """Become the one whose role was pressed, where it was. 404 where no door leads there."""
    cast = cast_named(request.POST.get("where"))
    chosen = cast.door(request.POST.get("role")) if cast else None
    if chosen is None:
        raise Http404
    logout(request)
    with wall.outside():  # whoever presses may have been in another association
        user = User.objects.get(email=chosen.who.email, is_demo=True)
        login(request, user, backend="stegvis.access.backends.Backend")
    sessions.begin(request.session)
    return redirect("/")
