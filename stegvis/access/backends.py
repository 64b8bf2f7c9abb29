"""Who someone is. What they may do comes from memberships, never from Django's own permissions."""

from allauth.account.auth_backends import AuthenticationBackend

from stegvis.access.models import User


class Backend(AuthenticationBackend):
    """Password sign-in through allauth. Accounts of the demonstration have no password."""

    def get_user(self, user_id: int) -> User | None:
        return User.objects.filter(pk=user_id, is_active=True).first()
