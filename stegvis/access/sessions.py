"""How long one is signed in, and that one is wholly so: with both factors, and not asleep."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse

from stegvis.access import held

#: In the session: when one signed in, and when one last did something. Seconds since 1970.
SIGNED_IN_AT, ACTIVE_AT = "signed_in_at", "active_at"
#: In the session: the page to go on to when the second factor has been set up.
GOING_TO = "going_to"
#: How often a sign of life is written down, in seconds.
NOTED_EVERY = 60

#: What one may open before the second factor is set up.
BEFORE_FACTOR = {
    "account_logout", "account_reauthenticate", "mfa_activate_totp", "mfa_view_recovery_codes",
    "mfa_download_recovery_codes", "set_language", "ui:theme", "health", "home",
    "demo:door", "demo:step_in",
}  # fmt: skip


def begin(session: SessionBase, now: float | None = None) -> None:
    """Note that somebody has signed in now."""
    session[SIGNED_IN_AT] = session[ACTIVE_AT] = int(now or time.time())


def has_ended(session: SessionBase, now: float) -> bool:
    """Whether one has been away too long, or signed in too long ago. A session that does not say
    when it began has ended.
    """
    idle, age = now - session.get(ACTIVE_AT, 0), now - session.get(SIGNED_IN_AT, 0)
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_COOKIE_AGE


def has_passed(request: HttpRequest) -> bool:
    """Whether the one signed in has shown a second factor in this session.

    Accounts of the demonstration have none: whoever is let in through the door is let in.
    """
    user: Any = request.user
    records = get_authentication_records(request, user)
    return user.is_demo or any(record["method"] == "mfa" for record in records)


def ends_when_idle(get_response: Callable[[HttpRequest], HttpResponse]):
    """Signs out who has been away; a form that was on its way is held for when they are back."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            now = time.time()
            if has_ended(request.session, now):
                return _sign_out(request)
            if now - request.session[ACTIVE_AT] > NOTED_EVERY:
                request.session[ACTIVE_AT] = int(now)
        return get_response(request)

    return respond


def _sign_out(request: HttpRequest) -> HttpResponse:
    user: Any = request.user
    was_held = not _by_script(request) and held.hold(request)
    logout(request)
    if user.is_demo and not _by_script(request):
        return redirect("/")  # through the door again: there is no password to sign in with
    return sign_in_first(request, reverse("access:held") if was_held else None)


def sign_in_first(request: HttpRequest, then: str | None = None) -> HttpResponse:
    """To the sign-in page, and from there back; 401 for a script, which keeps what was typed."""
    if _by_script(request):
        return HttpResponse(status=401)
    query = urlencode({"next": then or _way_back(request)})
    return HttpResponseRedirect(f"{reverse(settings.LOGIN_URL)}?{query}")


def _by_script(request: HttpRequest) -> bool:
    """Whether htmx or autosave asks: they would swap the sign-in page in over what was typed."""
    return request.headers.get("HX-Request") == "true" or "X-Autosave" in request.headers


def _way_back(request: HttpRequest) -> str:
    """The page itself, or for what was sent the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    page = urlsplit(request.headers.get("Referer", ""))
    return page.path if page.netloc == request.get_host() else "/"


class SignedIn(LoginRequiredMiddleware):
    """Every page needs somebody signed in, except those marked ``login_not_required``."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        return sign_in_first(request)


class SecondFactor:
    """Whoever has signed in without a second factor sets one up before anything else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if not request.user.is_authenticated or has_passed(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in BEFORE_FACTOR:
            return None
        if is_mfa_enabled(request.user):  # set up elsewhere meanwhile: show it here as well
            logout(request)
            return sign_in_first(request)
        if request.method == "GET":
            request.session[GOING_TO] = request.get_full_path()
        return redirect("mfa_activate_totp")
