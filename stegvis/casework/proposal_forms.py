"""The shape of what is proposed, answered, and told of afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.models import Organisation
from stegvis.access.once import Act, Once
from stegvis.casework.cases import Case
from stegvis.casework.forms import CaseForm
from stegvis.casework.models import (
    FROM_A_PARTY,
    TO_A_PARTY,
    ExtensionReport,
    ProposalKind,
    ReportedReason,
)
from stegvis.lib.dates import working_day_from
from stegvis.ui.forms import DateField, lines

#: The time somebody is given to answer unless another day is chosen.
TO_ANSWER = timedelta(days=14)

#: What each kind is called where it is chosen.
CHOICES = {
    ProposalKind.FOLLOW_UP: gettext_lazy("Att personen tas upp till uppföljning i gruppen"),
    ProposalKind.END: gettext_lazy("Att insatsen avslutas"),
    ProposalKind.DATE: gettext_lazy("Att sista dagen ändras"),
    ProposalKind.RENEW_CONSENT: gettext_lazy("Att parten förnyar sitt samtycke med personen"),
    ProposalKind.ATTEND: gettext_lazy("Att parten deltar i ett möte"),
}


def _kinds(wanted: Iterable[ProposalKind]) -> list[tuple[str, Any]]:
    return [(kind.value, CHOICES[kind]) for kind in ProposalKind if kind in wanted]


class ExtensionForm(CaseForm):
    condition = forms.BooleanField(required=False)
    reason = forms.CharField(
        label=gettext_lazy("Varför behövs förlängningen?"), max_length=2000, widget=lines(5),
        required=False,
    )  # fmt: skip

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case)
        rule = case.definition.stay.extension
        when = rule.when.rstrip(".") if rule else ""
        self.fields["condition"].label = _("Det stämmer: %(when)s") % {
            "when": when[:1].lower() + when[1:]
        }
        self.fields["reason"].required = True


class AskForm(CaseForm):
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad frågan gäller"),
        choices=_kinds(TO_A_PARTY),
        widget=forms.RadioSelect,
    )
    party = forms.ModelChoiceField(
        label=gettext_lazy("Vilken part"), queryset=Organisation.objects.none(), empty_label=None
    )
    day = DateField(label=gettext_lazy("Mötesdag"), required=False)
    reason = forms.CharField(label=gettext_lazy("Varför"), max_length=2000, widget=lines(4))
    lapses_on = DateField(label=gettext_lazy("Svar senast"))

    def __init__(self, data: Any = None, *, case: Case, parties: Any) -> None:
        super().__init__(data, case=case, initial={"lapses_on": _in_time(case.today)})
        self.fields["party"].queryset = parties  # type: ignore[attr-defined]


class ProposeForm(Once):
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad ni föreslår"),
        choices=_kinds(FROM_A_PARTY),
        widget=forms.RadioSelect,
    )
    day = DateField(
        label=gettext_lazy("Vilken dag"),
        required=False,
        help_text=gettext_lazy(
            "Sista dagen i insatsen, om ni föreslår ett avslut eller en ändring."
        ),
    )
    reason = forms.CharField(label=gettext_lazy("Varför"), max_length=2000, widget=lines(4))
    lapses_on = DateField(label=gettext_lazy("Svar senast"))

    def __init__(self, data: Any = None, *, today: date, group: bool) -> None:
        """``group``: whether one meets that can take people up."""
        super().__init__(data, initial={"lapses_on": _in_time(today)})
        kinds = FROM_A_PARTY if group else FROM_A_PARTY - {ProposalKind.FOLLOW_UP}
        self.fields["kind"].choices = _kinds(kinds)  # type: ignore[attr-defined]


def _in_time(today: date) -> date:
    return working_day_from(today + TO_ANSWER)


class AnswerForm(Act):
    approve = forms.TypedChoiceField(
        label=gettext_lazy("Svar"),
        choices=[("yes", gettext_lazy("Godkänn")), ("no", gettext_lazy("Avslå"))],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Skäl"),
        max_length=2000,
        widget=lines(4),
        required=False,
        help_text=gettext_lazy("Behövs när förslaget avslås."),
    )


class DecideForm(AnswerForm):
    """The answer to a proposal to extend: reasoned either way, and what instead."""

    instead = forms.CharField(
        label=gettext_lazy("Vad som gäller i stället"),
        max_length=2000,
        widget=lines(3),
        required=False,
        help_text=gettext_lazy("Behövs när förlängningen avslås."),
    )

    def __init__(self, data: Any = None, **more: Any) -> None:
        super().__init__(data, **more)
        self.fields["approve"].label = _("Förlängs vistelsen?")
        self.fields["reason"].required, self.fields["reason"].help_text = True, ""


class ReportForm(CaseForm):
    category = forms.ChoiceField(
        label=gettext_lazy("Slag av skäl"),
        choices=ReportedReason.choices,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Motivering till styrgruppen"),
        max_length=1000,
        widget=lines(5),
        help_text=gettext_lazy(
            "Ingen person får kunna kännas igen: inget namn, ingen arbetsplats, inga uppgifter om "
            "hälsa eller familj."
        ),
    )


class SeenForm(Once):
    reports = forms.ModelMultipleChoiceField(
        queryset=ExtensionReport.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    seen_on = DateField(label=gettext_lazy("Mötet då de gicks igenom"))

    def __init__(self, data: Any = None, *, rows: Any, today: date) -> None:
        super().__init__(data, initial={"seen_on": today})
        self.fields["reports"].queryset = rows  # type: ignore[attr-defined]
        self.fields["reports"].label = _("Vilka som gåtts igenom")


# --- What is noted of a phase --------------------------------------------------------------------


class MeetingForm(CaseForm):
    met_on = DateField(label=gettext_lazy("Mötet hölls"))
    plan_updated = forms.BooleanField(
        label=gettext_lazy("Den individuella planen är uppdaterad"), required=False
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case, initial={"met_on": case.today})


class ExplainForm(CaseForm):
    because = forms.CharField(
        label=gettext_lazy("Varför lämnades steget tidigare?"), max_length=1000, widget=lines(3)
    )


class TrackForm(CaseForm):
    key = forms.ChoiceField(label=gettext_lazy("Spår"), widget=forms.RadioSelect)
    starts_on = DateField(label=gettext_lazy("Från och med"))

    def __init__(self, data: Any = None, *, case: Case, choices: list[tuple[str, str]]) -> None:
        super().__init__(data, case=case, initial={"starts_on": case.today})
        self.fields["key"].choices = choices  # type: ignore[attr-defined]


class EndTrackForm(CaseForm):
    ends_on = DateField(label=gettext_lazy("Sista dag"))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case, initial={"ends_on": case.today})
