"""Who someone is. What they may do comes from memberships, never from Django's own permissions."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings

from stegvis.access.models import User


class Backend(AuthenticationBackend):
    """Password sign-in through allauth.

    Accounts of the demonstration have no password, and nobody is one of them where the
    demonstration is not installed, whatever an old session says.
    """

    def user_can_authenticate(self, user: Any) -> bool:
        return user.is_active and not user.is_demo

    def get_user(self, user_id: int) -> User | None:
        user = User.objects.filter(pk=user_id, is_active=True).first()
        return None if user and user.is_demo and not settings.DEMO else user
