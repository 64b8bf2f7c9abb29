"""What the gallery shows: every component with content like that of real pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.translation import gettext_lazy as _

from stegvis.ui.forms import AnswerField, DateField

TODAY = date(2026, 3, 11)


class ExampleForm(forms.Form):
    """One field of every kind."""

    name = forms.CharField(label=_("Namn"), max_length=80)
    number = forms.CharField(
        label=_("Personnummer"),
        help_text=_("Tolv siffror, till exempel 19900101-2385."),
        widget=forms.TextInput(attrs={"data-size": "short", "inputmode": "numeric"}),
    )
    starts_on = DateField(label=_("Första dag"))
    party = forms.ChoiceField(
        label=_("Remitterande part"),
        choices=[("", _("Välj part")), ("fk", "Försäkringskassan"), ("af", "Arbetsförmedlingen")],
    )
    percent = forms.IntegerField(label=_("Omfattning i procent"), min_value=1, max_value=100)
    about = forms.CharField(
        label=_("Vad har personen fått hjälp med hittills?"),
        help_text=_("Skriv bara det som samtycket omfattar."),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    motivated = AnswerField(label=_("Är personen motiverad att arbeta?"))
    route = forms.ChoiceField(
        label=_("Beslut"),
        choices=[("in", _("Skrivs in")), ("wait", _("Väntar")), ("no", _("Avslag"))],
        widget=forms.RadioSelect,
    )
    parties = forms.MultipleChoiceField(
        label=_("Samtycket gäller"),
        choices=[
            ("fk", "Försäkringskassan"),
            ("af", "Arbetsförmedlingen"),
            ("region", _("Regionen")),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    agreed = forms.BooleanField(label=_("Personen har själv gett sitt samtycke"))


WRONG = {"number": "19900230-1234", "percent": "140", "motivated": "unknown", "parties": ["fk"]}

CASES = [
    ("Samira Holm", "Jobbsökning", date(2026, 3, 9), "late", _("Samtycke går ut"), 214),
    ("Jonas Ek", "Yrkesprofil", date(2026, 3, 11), "warn", _("Möte i referensgruppen"), 61),
    ("Mariam Ali Vestergård", "Stöd på arbetsplatsen", date(2026, 3, 12), "ok", _("I fas"), 402),
    ("Leif Oskarsson", "Överenskommelse", date(2026, 4, 2), "neutral", _("Väntar på beslut"), 8),
]
COLUMNS = ("name", "step", "due_on", "state", "word", "days")

STEPS = [
    {"label": _("Överenskommelse"), "on": date(2025, 9, 1)},
    {"label": _("Yrkesprofil"), "on": date(2025, 10, 20)},
    {"label": _("Jobbsökning"), "on": date(2026, 1, 12)},
    {"label": _("Arbetsgivaren"), "on": None},
    {"label": _("Stöd i arbetet"), "on": None},
]

TABS = [
    {"label": _("Översikt"), "url": "#oversikt", "current": True, "count": None},
    {"label": _("Plan"), "url": "#plan", "current": False, "count": None},
    {
        "label": _("Försörjning och sysselsättning"),
        "url": "#forsorjning",
        "current": False,
        "count": 4,
    },
    {"label": _("Samtycken"), "url": "#samtycken", "current": False, "count": 2},
]


def context() -> dict[str, Any]:
    """Everything the gallery needs, on a day that is always the same."""
    return {
        "today": TODAY,
        "days": [date(2026, 3, d) for d in (9, 10, 11, 12, 15, 29)] + [date(2025, 12, 1)],
        "cases": [dict(zip(COLUMNS, case, strict=True)) for case in CASES],
        "steps_example": STEPS,
        "tabs_example": TABS,
        "form": ExampleForm(initial={"starts_on": TODAY}),
        "wrong": ExampleForm(WRONG, auto_id="wrong_%s"),
        "saved_at": datetime(2026, 3, 11, 10, 42, tzinfo=ZoneInfo("Europe/Stockholm")),
        "page": Paginator(range(95), 20).page(2),
    }
