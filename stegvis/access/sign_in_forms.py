"""allauth's forms in our words. What they check is allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django import forms
from django.utils.translation import gettext_lazy as _

from stegvis.access.events import Event
from stegvis.audit import log

LONG_ENOUGH = _(
    "Minst tolv tecken. Fyra ord som inte hör ihop är lätta att minnas och svåra att gissa."
)


def _say(form: forms.Form, name: str, label: Any, help_text: Any = "") -> None:
    """Give a field its label and help, and no second label inside the box."""
    field = form.fields[name]
    field.label, field.help_text = label, help_text
    field.widget.attrs.pop("placeholder", None)


class SignIn(account.LoginForm):
    mark_optional = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "login", _("E-post"))
        _say(self, "password", _("Lösenord"))
        self.fields["login"].widget.attrs["autocomplete"] = "username"


class ChangePassword(account.ChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "oldpassword", _("Nuvarande lösenord"))
        _say(self, "password1", _("Nytt lösenord"), LONG_ENOUGH)
        _say(self, "password2", _("Nytt lösenord igen"))


class ChoosePassword(account.ResetPasswordKeyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password1", _("Lösenord"), LONG_ENOUGH)
        _say(self, "password2", _("Samma lösenord igen"))


class Confirm(account.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "password", _("Lösenord"))


class Code(mfa.AuthenticateForm):
    """The second factor at sign-in. A code that is not right is logged, without the code."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kod"), _("Sex siffror ur appen, eller en reservkod."))

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except forms.ValidationError:
            log.record(Event.SIGN_IN_FAILED, by=None, user=self.user.pk, factor="code")
            raise


class ConfirmByCode(mfa.ReauthenticateForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kod"), _("Sex siffror ur appen, eller en reservkod."))


class SetUpFactor(totp.ActivateTOTPForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, "code", _("Kod"), _("De sex siffror som appen visar nu."))
        self.fields["code"].widget.attrs["inputmode"] = "numeric"
