"""The application, asked as the programme's definition asks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.once import Act, Once
from stegvis.intake.eligibility import answered_by_people, asks_about
from stegvis.intake.forms.consent import FIELDS as CONSENT
from stegvis.intake.forms.consent import consent_fields, given
from stegvis.intake.groups import Group
from stegvis.intake.models import TookPart
from stegvis.intake.services.applications import (
    Given,
    Stated,
    consent_faults,
    took_part_faults,
)
from stegvis.intake.ways import Opening
from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.participants.models import Sex
from stegvis.programmes.definition.parts import WayIn
from stegvis.programmes.definition.requirements import Requirement
from stegvis.ui.forms import AnswerField, DateField, lines

#: Carried by the page, and no part of what somebody typed.
MACHINERY = {"once", "revision"}


class BeginForm(Once):
    """Which programme, in which unit, for which of one's parties."""

    place = forms.ChoiceField(
        label=gettext_lazy("Vart gäller ansökan?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj vart ansökan gäller.")},
    )

    def __init__(self, *args: Any, places: dict[str, Opening], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places
        several_parties = len({one.organisation.pk for one in places.values()}) > 1
        self.fields["place"].choices = [  # type: ignore[attr-defined]
            (key, _place_name(one, several_parties)) for key, one in places.items()
        ]
        if len(places) == 1:
            self.fields["place"].initial = next(iter(places))
            self.fields["place"].widget = forms.HiddenInput()

    @property
    def chosen(self) -> Opening:
        return self.places[self.cleaned_data["place"]]


def _place_name(opening: Opening, several_parties: bool) -> str:
    name = f"{opening.group.programme.title}, {opening.group.unit.name}"
    if not several_parties:
        return name
    return _("%(place)s, för %(party)s") % {"place": name, "party": opening.organisation.name}


class ApplicationForm(Act):
    """The whole application on one page. Bound to be sent; unbound to be shown as it was typed."""

    personal_number = forms.CharField(
        label=gettext_lazy("Personnummer eller samordningsnummer"),
        help_text=gettext_lazy("Tio eller tolv siffror: ÅÅÅÅMMDD-NNNN."),
        required=False,
        max_length=40,
        widget=forms.TextInput(
            attrs={"data-size": "short", "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    birth_date = DateField(
        label=gettext_lazy("Födelsedag"),
        help_text=gettext_lazy("Bara för den som saknar svenskt nummer."),
        required=False,
    )
    given_name = forms.CharField(
        label=gettext_lazy("Förnamn"),
        max_length=80,
        error_messages={"required": gettext_lazy("Skriv personens förnamn.")},
    )
    family_name = forms.CharField(
        label=gettext_lazy("Efternamn"),
        max_length=80,
        error_messages={"required": gettext_lazy("Skriv personens efternamn.")},
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("Kön"),
        choices=Sex.choices,
        widget=forms.RadioSelect(attrs={"data-size": "side"}),
        error_messages={"required": gettext_lazy("Välj ett av alternativen.")},
    )
    municipality = forms.CharField(
        label=gettext_lazy("Hemkommun"),
        max_length=60,
        widget=forms.TextInput(attrs={"list": "kommuner", "autocomplete": "off"}),
        error_messages={"required": gettext_lazy("Skriv kommunen där personen bor.")},
    )
    need = forms.CharField(
        label=gettext_lazy("Varför behöver personen samordnat stöd?"),
        help_text=gettext_lazy("Vilka parter behövs, och vad har inte räckt var för sig?"),
        max_length=8000,
        widget=lines(5),
        error_messages={"required": gettext_lazy("Skriv varför, om så bara i korthet.")},
    )
    earlier = forms.CharField(
        label=gettext_lazy("Vilka insatser har personen deltagit i tidigare?"),
        help_text=gettext_lazy(
            "Skriv det du känner till, eller lämna tomt. De andra parterna fyller på."
        ),
        max_length=8000,
        required=False,
        widget=lines(3),
    )
    goal = forms.CharField(
        label=gettext_lazy("Vad är målet med att delta?"),
        help_text=gettext_lazy("Gärna med personens egna ord."),
        max_length=8000,
        widget=lines(3),
        error_messages={"required": gettext_lazy("Skriv vad personen vill nå.")},
    )

    took_part_on = DateField(label=gettext_lazy("När var personen med?"), required=False)
    took_part_how = forms.ChoiceField(
        label=gettext_lazy("Hur var personen med och sa ja till ansökan?"),
        choices=TookPart.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    livelihood = forms.ChoiceField(
        label=gettext_lazy("Vad lever personen på?"),
        help_text=gettext_lazy("Planen låter vissa gå före, och det avgörs av svaret."),
        required=False,
    )

    #: Hardly anything may be left out for good; what may says so itself.
    mark_optional = False
    PERSON = ("personal_number", "birth_date", "given_name", "family_name", "sex", "municipality")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        group: Group,
        today: date,
        way: WayIn | None = None,
        typed: Mapping[str, list[str]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, **kwargs)
        self.group, self.today, self.way = group, today, way
        unit = next(u for u in group.definition.units if u.key == group.unit.key)
        self.fields["municipality"].initial = unit.municipality or ""
        for row in self._asked():
            self.fields[f"{row.key}_answer"] = AnswerField(label=row.text)
            self.fields[f"{row.key}_why"] = forms.CharField(
                label=_("Varför bedömer du det så?"),
                max_length=2000,
                required=False,
                widget=lines(1),
            )
        if not (way and way.together_with_person):
            del self.fields["took_part_on"], self.fields["took_part_how"]
        self._offer_livelihoods()
        if group.definition.consent:
            self.fields.update(consent_fields(group, today))
        self._show(typed or {})

    def _asked(self) -> list[Requirement]:
        """What the referrer answers: computed criteria answer themselves."""
        return list(answered_by_people(self.group.definition))

    def _offer_livelihoods(self) -> None:
        """What the person lives on is asked where a rule of the plan rests on it."""
        definition = self.group.definition
        if not (definition.livelihoods and asks_about(definition, "livelihood")):
            del self.fields["livelihood"]
            return
        kinds = [(kind.key, kind.title) for kind in definition.livelihoods.kinds]
        choices: Any = self.fields["livelihood"]
        choices.choices = [("", _("Vet inte")), *kinds]

    # -- What was typed ----------------------------------------------------------------------------

    def _show(self, typed: Mapping[str, list[str]]) -> None:
        """Let the page show what was typed, as it was typed, where anything was saved at all."""
        if not typed:
            return
        for name, field in self.fields.items():
            if isinstance(field, forms.MultipleChoiceField):
                self.initial[name] = typed.get(name, [])
            elif name in typed and name not in MACHINERY:
                self.initial[name] = typed[name][-1] if typed[name] else ""

    def typed(self, data: QueryDict) -> dict[str, list[str]]:
        """What was typed in the fields of this form, valid or not."""
        names = [n for n in self.fields if n in data and n not in MACHINERY]
        return {n: [text.replace("\0", "") for text in data.getlist(n)] for n in names}

    # -- The parts of the page ---------------------------------------------------------------------

    @property
    def criteria(self) -> Iterator[tuple[BoundField, BoundField]]:
        """Each criterion's question and why, those of the exclusions left out."""
        return self._questions(self.group.definition.criteria)

    @property
    def exclusions(self) -> Iterator[tuple[BoundField, BoundField]]:
        return self._questions(self.group.definition.exclusions)

    def _questions(self, rows: tuple[Requirement, ...]) -> Iterator[tuple[BoundField, BoundField]]:
        answered = self._asked()
        for row in rows:
            if row in answered:
                yield self[f"{row.key}_answer"], self[f"{row.key}_why"]

    @property
    def computed(self) -> list[str]:
        """Criteria that follow from what is recorded, such as the consent."""
        answered = self._asked()
        return [row.text for row in self.group.definition.criteria if row not in answered]

    @property
    def consent(self) -> list[BoundField]:
        return [self[name] for name in CONSENT if name in self.fields]

    # -- Reading it --------------------------------------------------------------------------------

    def clean_personal_number(self) -> PersonalNumber | None:
        text = self.cleaned_data["personal_number"].strip()
        if not text:
            return None
        try:
            return PersonalNumber.parse(text, self.today)
        except Refused as refused:
            raise ValidationError([fault.sentence for fault in refused.faults]) from refused

    def clean_birth_date(self) -> date | None:
        born = self.cleaned_data["birth_date"]
        if born and born > self.today:
            raise ValidationError(_("Födelsedagen har inte varit än."))
        return born

    def clean_municipality(self) -> str:
        """The name as the definition spells it, when it is one of its municipalities."""
        said = self.cleaned_data["municipality"].strip()
        known = {name.casefold(): name for name in self.group.definition.municipalities}
        return known.get(said.casefold(), said)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        unnamed = not {"personal_number", "birth_date"} & set(self.errors)
        if unnamed and not cleaned.get("personal_number") and not cleaned.get("birth_date"):
            self.add_error(
                "personal_number",
                _("Skriv personnumret. Har personen inget svenskt nummer, skriv födelsedagen."),
            )
        consent = self.given
        if consent is not None:
            for name, sentence in consent_faults(self.group, consent, self.today).items():
                self.add_error(name, sentence)
        on, how = cleaned.get("took_part_on"), cleaned.get("took_part_how", "")
        for name, sentence in took_part_faults(self.way, on, how, self.today).items():
            if name not in self.errors:
                self.add_error(name, sentence)
        return cleaned

    @property
    def stated(self) -> Stated:
        """Who the person is. Only of a valid form, as what follows."""
        said = {name: self.cleaned_data[name] for name in self.PERSON}
        return Stated(**said, livelihood=self.cleaned_data.get("livelihood", ""))

    @property
    def given(self) -> Given | None:
        return given(self.group, self.cleaned_data) if self.group.definition.consent else None

    @property
    def answers(self) -> dict[str, dict[str, object]]:
        """Per criterion: yes, no or None for not answered, and why."""
        return {
            row.key: {
                "answer": self.cleaned_data[f"{row.key}_answer"],
                "why": self.cleaned_data[f"{row.key}_why"].strip(),
            }
            for row in self._asked()
        }
