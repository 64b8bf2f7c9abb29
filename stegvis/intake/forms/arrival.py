"""What a unit records about someone on the way in: preparation and consent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.once import Act, Once
from stegvis.intake.forms.consent import consent_fields, given
from stegvis.intake.groups import Group
from stegvis.intake.preparing import Ready
from stegvis.intake.services.applications import Given
from stegvis.intake.services.preparation import Told
from stegvis.ui.forms import AnswerField, DateField, lines


class ReadyField(AnswerField):
    """Done, not yet, or not answered."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words = {"true": _("Klart"), "false": _("Inte ännu"), "unknown": _("Inte besvarat")}
        self.widget.choices = list(words.items())


class PreparationForm(Act):
    """Each attested thing of the preparation: its state, the day, and a note."""

    mark_optional = False

    def __init__(
        self, *args: Any, preparation: tuple[Ready, ...], today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.asked = [ready for ready in preparation if not ready.computed]
        for ready in self.asked:
            self.fields[f"{ready.key}_answer"] = ReadyField(label=ready.text, initial=ready.done)
            self.fields[f"{ready.key}_on"] = DateField(
                label=_("Dag"), required=False, initial=ready.on or today
            )
            self.fields[f"{ready.key}_note"] = forms.CharField(
                label=_("Anteckning"),
                required=False,
                max_length=2000,
                widget=lines(2),
                initial=ready.note,
            )

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        for ready in self.asked:
            yield (
                self[f"{ready.key}_answer"],
                self[f"{ready.key}_on"],
                self[f"{ready.key}_note"],
            )

    @property
    def answers(self) -> dict[str, Told]:
        """What was answered, by key. Only of a valid form."""
        return {
            ready.key: Told(
                done=self.cleaned_data[f"{ready.key}_answer"],
                on=self.cleaned_data[f"{ready.key}_on"],
                note=self.cleaned_data[f"{ready.key}_note"],
            )
            for ready in self.asked
        }


class ConsentForm(Once):
    """A new consent for someone on the way in or taking part."""

    def __init__(self, *args: Any, group: Group, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.group = group
        self.fields.update(consent_fields(group, today))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("consent_starts_on"), cleaned.get("consent_ends_on")
        rules = self.group.definition.consent
        if first and last and last < first:
            self.add_error("consent_ends_on", _("Samtycket kan inte sluta innan det börjar."))
        elif first and last and rules and last > rules.length.after(first):
            latest = rules.length.after(first).isoformat()
            self.add_error(
                "consent_ends_on",
                _("Ett samtycke gäller högst till %(day)s, räknat från dess första dag.")
                % {"day": latest},
            )
        return cleaned

    @property
    def given(self) -> Given:
        """The consent. Only of a valid form."""
        consent = given(self.group, self.cleaned_data)
        assert consent
        return consent


class WithdrawConsentForm(Once):
    """From which day the person takes the consent back."""

    on = DateField(label=gettext_lazy("Återtaget den"))
