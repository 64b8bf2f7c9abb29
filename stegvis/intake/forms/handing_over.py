"""Handing an application over to the party that pays the person, and answering."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from stegvis.access.models import Organisation
from stegvis.access.once import Once
from stegvis.participants.models import ConsentForm as ConsentGiven
from stegvis.ui.forms import DateField, lines


class HandOverForm(Once):
    """To whom, and that the person has agreed."""

    to = forms.ModelChoiceField(
        Organisation.objects.none(),
        label=gettext_lazy("Vem försörjer personen i dag?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Välj den part som försörjer personen.")},
    )
    consent_on = DateField(
        label=gettext_lazy("När sa personen ja till att ansökan lämnas över?"),
        error_messages={"required": gettext_lazy("Skriv dagen. Utan ett ja lämnas inget över.")},
    )
    consent_form = forms.ChoiceField(
        label=gettext_lazy("Hur?"),
        choices=ConsentGiven.choices,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj hur personen sa ja.")},
    )

    def __init__(self, *args: Any, parties: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Any = self.fields["to"]
        choices.queryset = Organisation.objects.filter(
            pk__in=[party.pk for party in parties]
        ).order_by("name")


class RefuseHandOverForm(Once):
    """Why the application is not taken over."""

    refusal = forms.CharField(
        label=gettext_lazy("Varför tar ni inte över ansökan?"),
        help_text=gettext_lazy("Den som lämnade över den läser det."),
        max_length=2000,
        widget=lines(3),
        error_messages={"required": gettext_lazy("Skriv varför.")},
    )
