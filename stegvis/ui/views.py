"""The theme, the gallery, and the pages that say that something went wrong."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from stegvis.ui import examples
from stegvis.ui.context import THEME_COOKIE, THEMES

YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember the theme for a year and go back to the page it was chosen on."""
    chosen = request.POST.get("theme", "")
    if chosen not in THEMES:
        return render(request, "400.html", status=400)
    response = HttpResponseRedirect(_way_back(request))
    secure = settings.SESSION_COOKIE_SECURE
    response.set_cookie(THEME_COOKIE, chosen, YEAR, secure=secure, httponly=True, samesite="Lax")
    return response


def _way_back(request: HttpRequest) -> str:
    """The page named in the form, if it is one of ours; otherwise the first page."""
    to = request.POST.get("next", "")
    hosts, https = {request.get_host()}, request.is_secure()
    return to if url_has_allowed_host_and_scheme(to, hosts, require_https=https) else "/"


@login_not_required
@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with example content."""
    return render(request, "ui/gallery.html", examples.context())


def conflict(request: HttpRequest, what: str = "") -> HttpResponse:
    """409: the page was old, or two did the same. `what` says what has happened meanwhile."""
    return render(request, "409.html", {"what": what}, status=409)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours sends, or one that is larger than any page needs."""
    context = {"too_large": isinstance(exception, RequestDataTooBig)}
    return render(request, "400.html", context, status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: may see the page's record but not do this. Says the reason that was given."""
    what = str(exception) if isinstance(exception, PermissionDenied) else ""
    return render(request, "403.html", {"what": what}, status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such page, or not for this reader; which of the two is not told."""
    return render(request, "404.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is not this browser's, most often after signing in again."""
    return render(request, "403_csrf.html", status=403)
