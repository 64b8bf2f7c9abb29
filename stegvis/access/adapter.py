"""How allauth behaves here."""

from __future__ import annotations

import base64
import hashlib
import time
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from stegvis.access import held, sessions
from stegvis.access.events import Event
from stegvis.access.middleware import SESSION_KEY, step_inside
from stegvis.access.models import User
from stegvis.audit import log


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nobody signs up. Signing in and out is logged."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "E-postadressen och lösenordet hör inte ihop. Skriv dem igen, eller be administratören "
            "om en ny länk för att välja lösenord."
        ),
        "enter_current_password": _("Lösenordet är inte ditt nuvarande. Skriv det igen."),
        "incorrect_password": _("Lösenordet stämmer inte. Skriv det igen."),
        "too_many_login_attempts": _("För många försök. Vänta fem minuter och försök sedan igen."),
        "rate_limited": _("För många försök. Vänta en stund och försök sedan igen."),
        "account_inactive": _("Kontot är avstängt. Administratören kan öppna det."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        sessions.begin(request.session)
        step_inside(request, user)
        held.forget_old(user)
        log.record(Event.SIGNED_IN, by=user, association=request.session.get(SESSION_KEY))

    def logout(self, request: HttpRequest) -> None:
        user: Any = request.user
        log.record(Event.SIGNED_OUT, by=user, association=request.session.get(SESSION_KEY))
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Logged without what was typed; with the account's number when the address has one."""
        user = User.objects.filter(email=credentials.get("email", "")).first()
        known: dict[str, Any] = {"user": user.pk} if user else {}
        log.record(Event.SIGN_IN_FAILED, by=None, **known)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever signed in some minutes ago has shown who they are."""
        records = get_authentication_records(self.request, self.request.user)
        latest = max((record["at"] for record in records), default=0)
        if time.time() - latest < REAUTHENTICATION_TIMEOUT:
            return False
        return super().is_reauthentication_required(app=app, **kwargs)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors are kept encrypted: a backup of the database alone opens no account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _(
            "Koden stämmer inte. Vänta på nästa kod i appen och skriv den, eller kontrollera att "
            "telefonens klocka går rätt."
        ),
    }

    @cached_property
    def _box(self) -> Fernet:
        key = hashlib.sha256(b"stegvis second factor " + settings.SECRET_KEY.encode()).digest()
        return Fernet(base64.urlsafe_b64encode(key))

    def encrypt(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return self._box.decrypt(encrypted_text.encode()).decode()
