"""The shape of what is typed about a person who takes part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.models import Membership, User
from stegvis.access.once import Act, Once
from stegvis.casework.cases import Case
from stegvis.casework.services.observing import Observed, Share
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.words import OCCUPATIONS
from stegvis.ui.forms import DateField, ask_for, lines

#: How many kinds can be given at once. Two stand open; the rest is a press away.
LIVELIHOODS = 4
OCCUPATIONS_AT_ONCE = 3


class CaseForm(Act):
    """A form about one case, for the record as the page showed it."""

    def __init__(
        self, data: Any = None, *, case: Case, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial={"revision": case.enrolment.revision} | (initial or {}))
        self.case = case
        for field in self.fields.values():
            ask_for(field)

    @property
    def act(self) -> dict[str, Any]:
        """What the service is called with. Only of a valid form."""
        return {
            name: value for name, value in self.cleaned_data.items() if name not in self.not_sent
        }

    not_sent: frozenset[str] = frozenset({"once"})


def colleagues(case: Case) -> QuerySet[User]:
    """Those in the unit with the role that the plan gives a contact person, today."""
    rule = case.definition.contact_person
    rows = Membership.objects.in_force(case.today).filter(
        unit=case.enrolment.unit_id, role=rule.role if rule else "coach"
    )
    return User.objects.filter(pk__in=rows.values("user")).order_by("name", "pk")


def _person_field(case: Case) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        label=_("Kontaktperson"), queryset=colleagues(case), empty_label=_("Välj")
    )


# --- Livelihood and occupation -------------------------------------------------------------------


class ObservedForm(CaseForm):
    """Rows of kind and share of full time, for what the person lives on and for what they do.

    Rows that are left empty are not recorded, which is not the same as nothing.
    """

    #: Which of the two are asked about.
    asks: tuple[str, ...] = ("livelihood", "occupation")

    def __init__(
        self,
        data: Any = None,
        *,
        case: Case,
        stands: Mapping[str, list[Share]] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, case=case, **kwargs)
        stands = stands or {}
        self.counts = {"livelihood": LIVELIHOODS, "occupation": OCCUPATIONS_AT_ONCE}
        for what in self.asks:
            self._add(what, _choices(what, case.definition), stands.get(what, []))

    def _add(self, what: str, choices: list[tuple[str, str]], stands: list[Share]) -> None:
        label = {
            "livelihood": _("Slag av försörjning"),
            "occupation": _("Slag av sysselsättning"),
        }[what]
        self.counts[what] = max(self.counts[what], len(stands) + 1)
        for number in range(self.counts[what]):
            share = stands[number] if number < len(stands) else None
            self.fields[f"{what}_{number}"] = forms.ChoiceField(
                label=label,
                required=False,
                choices=[("", _("Inte registrerat")), *choices],
                initial=share.kind if share else "",
            )
            self.fields[f"{what}_{number}_percent"] = forms.IntegerField(
                label=_("Procent"),
                required=False,
                min_value=1,
                max_value=100,
                initial=share.percent if share else None,
                error_messages={"invalid": _("Skriv ett helt tal mellan 1 och 100.")},
            )

    def rows(self, what: str) -> list[tuple[BoundField, BoundField]]:
        """Kind and share, one pair for each row of the form."""
        if what not in self.asks:
            return []
        return [
            (self[f"{what}_{number}"], self[f"{what}_{number}_percent"])
            for number in range(self.counts[what])
        ]

    @property
    def livelihoods(self) -> list[tuple[BoundField, BoundField]]:
        return self.rows("livelihood")

    @property
    def occupations(self) -> list[tuple[BoundField, BoundField]]:
        return self.rows("occupation")

    @property
    def plain_fields(self) -> Iterator[BoundField]:
        """The other fields, in their order."""
        for bound in self:
            if not bound.is_hidden and not bound.name.startswith(("livelihood_", "occupation_")):
                yield bound

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for what in self.asks:
            for number in range(self.counts[what]):
                self._complete(f"{what}_{number}", cleaned)
        return cleaned

    def _complete(self, name: str, cleaned: dict[str, Any]) -> None:
        if cleaned.get(f"{name}_percent") and not cleaned.get(name):
            self.add_error(name, _("Välj vad procenttalet gäller."))

    @property
    def act(self) -> dict[str, Any]:
        plain = {
            k: v for k, v in super().act.items() if not k.startswith(("livelihood_", "occupation_"))
        }
        return plain | {
            "observed": Observed(self._shares("livelihood"), self._shares("occupation"))
        }

    def _shares(self, what: str) -> tuple[Share, ...]:
        named = (
            (self.cleaned_data.get(f"{what}_{n}"), self.cleaned_data.get(f"{what}_{n}_percent"))
            for n in range(self.counts[what] if what in self.asks else 0)
        )
        return tuple(Share(kind, percent) for kind, percent in named if kind)


def _choices(what: str, definition: ProgrammeDefinition) -> list[tuple[str, str]]:
    """The kinds that the plan has, with what it calls them."""
    if what == "livelihood":
        kinds = definition.livelihoods.kinds if definition.livelihoods else ()
        return [(kind.key, kind.title) for kind in kinds]
    keys = definition.occupations.kinds if definition.occupations else ()
    return [(key, _(OCCUPATIONS[key])) for key in keys]


def asked_at(definition: ProgrammeDefinition, occasion: str) -> tuple[str, ...]:
    """Which of livelihood and occupation the plan asks about at an occasion."""
    wanted = {what for measure in definition.measures_at(occasion) for what in measure.what}
    return tuple(what for what in ("livelihood", "occupation") if what in wanted)


# --- The acts ------------------------------------------------------------------------------------


class AdmitForm(ObservedForm):
    started_on = DateField(label=gettext_lazy("Första dag"))

    def __init__(self, data: Any = None, *, case: Case, user: User) -> None:
        self.asks = asked_at(case.definition, "start")
        facts, contact = case.facts, case.contact
        first = max(filter(None, [facts.decided_on, facts.admit_from]), default=case.today)
        phases = case.definition.phases_ahead
        initial = {
            "started_on": min(first, case.today),
            "contact_person": contact.user if contact else user.pk,
            "phase": phases[0].key if phases else "",
        }
        super().__init__(data, case=case, initial=initial)
        self.fields["contact_person"] = _person_field(case)
        if phases:
            self.fields["phase"] = forms.ChoiceField(
                label=_("Första steget"),
                required=False,
                choices=[("", _("Inte än")), *((phase.key, phase.title) for phase in phases)],
            )


class ContactForm(CaseForm):
    starts_on = DateField(label=gettext_lazy("Från och med"))
    gap = forms.BooleanField(
        label=gettext_lazy("Det stämmer: ingen följde personen under de dagarna"),
        required=False,
        widget=forms.HiddenInput,
    )
    because = forms.CharField(
        label=gettext_lazy("Varför byts kontaktpersonen?"),
        max_length=1000,
        widget=lines(3),
        required=False,
    )
    field_order = ("user", "starts_on", "because", "gap")

    def __init__(self, data: Any = None, *, case: Case) -> None:
        super().__init__(data, case=case, initial={"starts_on": case.today})
        self.fields["user"] = _person_field(case)
        rule = case.definition.contact_person
        if not (case.contact and rule and rule.same_throughout):
            del self.fields["because"]
        self.order_fields(self.field_order)

    def ask_about_gap(self) -> None:
        """Show the question that a refused gap raises."""
        self.fields["gap"].widget = forms.CheckboxInput()


class PhaseForm(CaseForm):
    key = forms.ChoiceField(label=gettext_lazy("Steg"), widget=forms.RadioSelect)
    starts_on = DateField(label=gettext_lazy("Från och med"))
    because = forms.CharField(
        label=gettext_lazy("Varför lämnas steget nu?"),
        max_length=1000,
        widget=forms.HiddenInput,
        required=False,
    )

    def __init__(
        self, data: Any = None, *, case: Case, initial: dict[str, Any] | None = None
    ) -> None:
        suggested = {"starts_on": case.today, "key": _next_phase(case)}
        super().__init__(data, case=case, initial=suggested | (initial or {}))
        self.fields["key"].choices = [  # type: ignore[attr-defined]
            (phase.key, phase.title) for phase in case.definition.phases_ahead
        ]

    def ask_why(self) -> None:
        """Show the question that a phase left too soon raises."""
        self.fields["because"].widget = lines(3)


def _next_phase(case: Case) -> str | None:
    """The step after the one the person stands on; the first for one who stands on none."""
    keys = [phase.key for phase in case.definition.phases_ahead]
    if case.phase is None:
        return keys[0] if keys and not case.phases else None
    after = keys.index(case.phase.key) + 1 if case.phase.key in keys else len(keys)
    return keys[after] if after < len(keys) else None


class ObserveForm(ObservedForm):
    on = DateField(label=gettext_lazy("Som det var den"))

    def __init__(
        self, data: Any = None, *, case: Case, asks: tuple[str, ...], on: date, **kwargs: Any
    ) -> None:
        self.asks = asks
        super().__init__(data, case=case, initial={"on": on}, **kwargs)


def _reasons(definition: ProgrammeDefinition) -> list[tuple[str, str]]:
    return [(key, _(title)) for key, title in definition.end_reasons.items()]


class EndForm(ObservedForm):
    end_reason = forms.ChoiceField(label=gettext_lazy("Avslutsorsak"))
    ended_on = DateField(label=gettext_lazy("Sista dag"))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        self.asks = asked_at(case.definition, "exit")
        initial = {
            "ended_on": min(case.facts.end_from or case.today, case.today),
            "end_reason": case.ruling.get("end_reason") or "",
        }
        super().__init__(data, case=case, initial=initial)
        self.fields["end_reason"].choices = [("", _("Välj")), *_reasons(case.definition)]  # type: ignore[attr-defined]


class CorrectEndForm(CaseForm):
    end_reason = forms.ChoiceField(label=gettext_lazy("Avslutsorsak"))
    ended_on = DateField(label=gettext_lazy("Sista dag"))
    because = forms.CharField(
        label=gettext_lazy("Varför rättas det?"), max_length=1000, widget=lines(3)
    )

    def __init__(self, data: Any = None, *, case: Case) -> None:
        initial = {"ended_on": case.enrolment.ended_on, "end_reason": case.enrolment.end_reason}
        super().__init__(data, case=case, initial=initial)
        self.fields["end_reason"].choices = [("", _("Välj")), *_reasons(case.definition)]  # type: ignore[attr-defined]


class UndoEndForm(CaseForm):
    because = forms.CharField(
        label=gettext_lazy("Varför var avslutet fel?"), max_length=1000, widget=lines(3)
    )
    keep_observed = forms.TypedChoiceField(
        label=gettext_lazy("Försörjning och sysselsättning som registrerades vid avslutet"),
        choices=[
            ("yes", gettext_lazy("Stämmer för den dagen och ska stå kvar")),
            ("no", gettext_lazy("Stämmer inte och ska bort")),
        ],
        coerce=lambda answer: answer == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )


class DischargeForm(ObservedForm):
    end_reason = forms.ChoiceField(label=gettext_lazy("Avslutsorsak"))
    discharged_on = DateField(label=gettext_lazy("Utskriven den"))

    def __init__(self, data: Any = None, *, case: Case) -> None:
        self.asks = asked_at(case.definition, "discharge")
        due = next((item.due_on for item in case.due if item.key == "discharge"), None)
        initial = {
            "discharged_on": due or case.today,
            "end_reason": case.enrolment.end_reason or "",
        }
        super().__init__(data, case=case, initial=initial)
        self.fields["end_reason"].choices = _reasons(case.definition)  # type: ignore[attr-defined]


class ProtectedForm(CaseForm):
    """Only a button: what it does follows from how it stands."""


class WithdrawForm(Once):
    """Only a button."""


class LogForm(forms.Form):
    """Which part of the log is wanted."""

    mark_optional = False
    who = forms.CharField(label=gettext_lazy("Vem"), required=False, max_length=120)
    case_number = forms.CharField(label=gettext_lazy("Ärendenummer"), required=False, max_length=60)
    first = DateField(label=gettext_lazy("Från och med"), required=False)
    last = DateField(label=gettext_lazy("Till och med"), required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and last < first:
            raise ValidationError({"last": _("Den sista dagen kan inte vara före den första.")})
        return cleaned
