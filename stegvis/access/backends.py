"""Who someone is. What they may do comes from memberships, never from Django's own permissions."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.http import HttpRequest

from stegvis.access.models import User


class Backend(AuthenticationBackend):
    """Password sign-in through allauth.

    Accounts of the demonstration have no password, and nobody is one of them where the
    demonstration is not installed, whatever an old session says.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        # Not by ``user_can_authenticate``: allauth lets in whoever that refuses and is active.
        user: Any = super().authenticate(request, **credentials)
        return None if user and user.is_demo else user

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        return None if user and user.is_demo and not settings.DEMO else user
