"""The door: one press, and one is somebody in the demonstration."""

from __future__ import annotations

from django.contrib.auth import login, logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from stegvis.access import sessions, wall
from stegvis.access.models import User
from stegvis.demo.cast import DOORS


@login_not_required
@require_safe
def door(request: HttpRequest) -> HttpResponse:
    """Whom one can become, and what to try as them."""
    return render(request, "demo/door.html", {"doors": DOORS})


@login_not_required
@require_POST
def step_in(request: HttpRequest) -> HttpResponse:
    """Become the one whose role was pressed. 404 for a role without a door."""
    chosen = next((door.who for door in DOORS if door.role == request.POST.get("role")), None)
    if chosen is None:
        raise Http404
    logout(request)
    with wall.outside():  # whoever presses may have been in another association
        user = User.objects.get(email=chosen.email, is_demo=True)
        login(request, user, backend="stegvis.access.backends.Backend")
    sessions.begin(request.session)
    return redirect("/")
