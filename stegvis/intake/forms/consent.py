"""The fields of a consent, wherever one is recorded."""

from __future__ import annotations

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from stegvis.intake.groups import Group
from stegvis.intake.services.applications import Given
from stegvis.participants.models import ConsentForm as ConsentGiven
from stegvis.ui.forms import DateField

FIELDS = (
    "consent_parties",
    "consent_information",
    "consent_form",
    "consent_starts_on",
    "consent_ends_on",
)


def consent_fields(group: Group, today: date) -> dict[str, forms.Field]:
    """One field for each thing that a consent says, as the definition asks for it.

    Nothing is ticked from the start: it is what the person has agreed to. The days suggest a
    consent from today that lasts as long as the definition lets it.
    """
    rules = group.definition.consent
    assert rules
    return {
        "consent_parties": forms.MultipleChoiceField(
            label=_("Vilka parter får ta del av uppgifterna?"),
            help_text=_parties_help(group),
            choices=[(str(party.pk), party.name) for party in group.consent_parties],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Kryssa i de parter som personen har nämnt.")},
        ),
        "consent_information": forms.MultipleChoiceField(
            label=_("Vilka uppgifter gäller samtycket?"),
            choices=[(kind.key, kind.text) for kind in rules.information],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": _("Kryssa i de uppgifter som personen har sagt ja till.")},
        ),
        "consent_form": forms.ChoiceField(
            label=_("Hur lämnades samtycket?"),
            choices=ConsentGiven.choices,
            widget=forms.RadioSelect,
            error_messages={"required": _("Välj hur personen lämnade sitt samtycke.")},
        ),
        "consent_starts_on": DateField(label=_("Gäller från"), initial=today),
        "consent_ends_on": DateField(
            label=_("Gäller till och med"), initial=rules.length.after(today)
        ),
    }


def _parties_help(group: Group) -> str:
    receiver = group.unit.organisation.name
    if not group.seated_parties:
        return _("%(party)s tar emot ansökan.") % {"party": receiver}
    if group.meets_person:
        return _(
            "%(party)s tar emot ansökan. Samtycket behöver omfatta alla parter som ska vara med "
            "på mötet."
        ) % {"party": receiver}
    return _(
        "%(party)s tar emot ansökan. Personen kan tas upp i remittentgruppen när samtycket "
        "omfattar alla parter som sitter där."
    ) % {"party": receiver}


def given(group: Group, cleaned: dict) -> Given | None:
    """The consent that the fields describe; None unless all of them could be read."""
    if any(name not in cleaned for name in FIELDS):
        return None
    chosen = set(cleaned["consent_parties"])
    return Given(
        parties=[party for party in group.consent_parties if str(party.pk) in chosen],
        information=cleaned["consent_information"],
        form=cleaned["consent_form"],
        starts_on=cleaned["consent_starts_on"],
        ends_on=cleaned["consent_ends_on"],
    )
