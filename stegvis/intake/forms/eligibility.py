"""What people say of the criteria, and what is recorded beside them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.once import Act, Once
from stegvis.intake.eligibility import Judged
from stegvis.intake.services.eligibility import Word
from stegvis.ui.forms import AnswerField, DateField, lines


class CriteriaForm(Act):
    """The team's own word on each criterion and exclusion that takes judgement."""

    mark_optional = False

    def __init__(self, *args: Any, rows: tuple[Judged, ...], role: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = rows
        for row in rows:
            own = next((one for one in row.said if one.role == role), None)
            self.fields[f"{row.key}_answer"] = AnswerField(
                label=row.text, initial=own.answer if own else None
            )
            self.fields[f"{row.key}_why"] = forms.CharField(
                label=_("Varför bedömer du det så?"),
                max_length=2000,
                required=False,
                widget=lines(2),
                initial=own.why if own else "",
            )

    @property
    def rows(self) -> Iterator[tuple[Judged, BoundField, BoundField]]:
        for row in self.asked:
            yield row, self[f"{row.key}_answer"], self[f"{row.key}_why"]

    @property
    def words(self) -> dict[str, Word]:
        """What is said, by key. Only of a valid form."""
        said = self.cleaned_data
        return {
            row.key: Word(said[f"{row.key}_answer"], said[f"{row.key}_why"]) for row in self.asked
        }


class ExemptionForm(Act):
    """Why a person is let in although a criterion is not met."""

    reason = forms.CharField(
        label=gettext_lazy("Varför görs undantaget?"),
        help_text=gettext_lazy("Skälet står bredvid villkoret överallt där det visas."),
        max_length=4000,
        widget=lines(4),
        error_messages={"required": gettext_lazy("Skriv skälet. Det står bredvid villkoret.")},
    )


class JointAssessmentForm(Once):
    """From when, to when, and where the information comes from."""

    starts_on = DateField(label=gettext_lazy("Första dag"))
    ends_on = DateField(
        label=gettext_lazy("Sista dag"),
        required=False,
        help_text=gettext_lazy("Lämna tomt om den pågår."),
    )
    source = forms.CharField(
        label=gettext_lazy("Varifrån kommer uppgiften?"),
        help_text=gettext_lazy("Till exempel: Försäkringskassans handläggare, samtal 3 mars."),
        max_length=300,
        error_messages={
            "required": gettext_lazy("Skriv vem som har sagt det, eller var det står.")
        },
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("starts_on"), cleaned.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Kartläggningen kan inte sluta innan den börjar."))
        return cleaned


class EndJointAssessmentForm(Once):
    """The last day of one that goes on."""

    ends_on = DateField(label=gettext_lazy("Sista dag"))
