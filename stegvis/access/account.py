"""Addresses of signing in. allauth knows them by these names, so they have no prefix.

Only what is used is here: nobody signs up, and there is no mail to send a link with. A new link to
choose a password comes from the administrator.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as account
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import path, re_path, reverse_lazy

from stegvis.access import views

View = Callable[..., HttpResponse]


class SetUpFactor(totp.ActivateTOTPView):
    """Who has just shown the first code of a new factor has passed it."""

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        record_authentication(self.request, self.request.user, method="mfa", type="totp")
        return response


class ChangePhone(totp.DeactivateTOTPView):
    """Who removes a factor sets up the next one at once."""

    success_url = reverse_lazy("mfa_activate_totp")


def ours(view: View) -> View:
    """allauth's view with our answer to a form at fault, and not for the demonstration's accounts.

    A form at fault is 422, so that pages with and without JavaScript treat it alike.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if getattr(request.user, "is_demo", False) and view is not account.logout:
            raise Http404
        response = view(request, *args, **kwargs)
        form = (getattr(response, "context_data", None) or {}).get("form")
        if form is not None and form.errors and response.status_code == 200:
            response.status_code = 422
        return response

    return answer


def public(view: View) -> View:
    return login_not_required(ours(view))


urlpatterns = [
    path("", views.account, name="mfa_index"),
    path("logga-in/", public(account.login), name="account_login"),
    path("logga-in/kod/", public(mfa.authenticate), name="mfa_authenticate"),
    path("logga-ut/", public(account.logout), name="account_logout"),
    path("avstangt/", public(account.account_inactive), name="account_inactive"),
    path("bekrafta/", ours(account.reauthenticate), name="account_reauthenticate"),
    path("bekrafta/kod/", ours(mfa.reauthenticate), name="mfa_reauthenticate"),
    path("losenord/", ours(account.password_change), name="account_change_password"),
    path(
        "losenord/klart/",
        public(account.password_reset_from_key_done),
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^losenord/valj/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        public(account.password_reset_from_key),
        name="account_reset_password_from_key",
    ),
    path("kod/", ours(SetUpFactor.as_view()), name="mfa_activate_totp"),
    path("kod/ta-bort/", ours(ChangePhone.as_view()), name="mfa_deactivate_totp"),
    path("reservkoder/", ours(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path(
        "reservkoder/nya/", ours(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"
    ),
    path(
        "reservkoder/fil/", ours(codes.download_recovery_codes), name="mfa_download_recovery_codes"
    ),
]
