"""The first page: what the role one acts in has to do."""

from __future__ import annotations

from django.apps import apps
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from stegvis.access.models import User
from stegvis.access.roles import Role
from stegvis.casework.queries.proposals import something_waits

#: Each role's own first page, by the name of its address.
HOME = {
    Role.COACH: "casework:home",
    Role.HEAD_OF_UNIT: "casework:home",
    Role.REFERRER: "intake:home",
    Role.STEERING_GROUP: "indicators:goals",
    Role.ASSOCIATION: "indicators:goals",
    Role.PARTICIPANT: "casework:mine",
    Role.EVALUATOR: "access:extract",
    Role.ADMINISTRATOR: "access:staff",
    Role.LOG_REVIEWER: "casework:log",
}


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """On to the role's own page; to signing in, or the demonstration's door, for who is nobody."""
    if not request.user.is_authenticated:
        inside = apps.is_installed("stegvis.demo")
        return redirect("demo:door" if inside else "account_login")
    if role := request.user.acting_role:
        return redirect(_first_page(request.user, Role(role)))
    return render(request, "site/no_role.html")


def _first_page(user: User, role: Role) -> str:
    """A referrer whose party is asked something, or answered, begins there."""
    if role == Role.REFERRER and something_waits(user, timezone.localdate()):
        return "casework:proposals"
    return HOME[role]
