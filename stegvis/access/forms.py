"""Forms of the administrator's pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import Organisation, Unit
from stegvis.access.once import Once
from stegvis.access.roles import Role
from stegvis.ui.forms import DateField

#: A participant's account hangs on a person and is not given by an administrator.
GIVEN = [(role.value, role.label) for role in Role if role != Role.PARTICIPANT]


class GiveRole(Once):
    """A role: at which party, in which unit, from a day, and to a day if that is known."""

    role = forms.ChoiceField(
        label=_("Roll"),
        choices=[("", _("Välj")), *GIVEN],
        error_messages={"required": _("Välj en roll.")},
    )
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=_("Part"),
        empty_label=_("Välj"),
        error_messages={"required": _("Välj den part som personen arbetar hos.")},
        help_text=_("Den part som personen arbetar hos eller företräder."),
    )
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("Enhet"),
        required=False,
        empty_label=_("Ingen"),
        help_text=_("Behövs för handledare, enhetschef och remittent."),
    )
    starts_on = DateField(label=_("Från och med"))
    ends_on = DateField(label=_("Till och med"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: dict[str, Any] = self.fields
        choices["organisation"].queryset = Organisation.objects.order_by("name")
        choices["unit"].queryset = Unit.objects.order_by("name")
        self.fields["starts_on"].initial = today

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class NewAccount(GiveRole):
    """A new colleague: who, and the first role."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=120,
        error_messages={"required": _("Skriv för- och efternamn.")},
    )
    email = forms.EmailField(
        label=_("E-post"),
        max_length=254,
        help_text=_("Adressen i arbetet. Den används för att logga in."),
        error_messages={"required": _("Skriv personens e-postadress.")},
    )
    field_order = ("name", "email", "role", "organisation", "unit", "starts_on", "ends_on")


class EndRole(Once):
    """The last day of a role."""

    ends_on = DateField(label=_("Sista dag"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["ends_on"].initial = today


class NewLink(Once):
    """Nothing to fill in: the press is the act."""
