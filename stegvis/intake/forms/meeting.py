"""What the referral group's meetings are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.once import Act, Once
from stegvis.intake.groups import Seat
from stegvis.intake.models import OTHER, MeetingItem, Outcome
from stegvis.intake.queries.around import grounds_of
from stegvis.intake.queries.meetings import Planned, Proposal, SeatAt
from stegvis.intake.services.meetings import Seen
from stegvis.intake.services.verdicts import Verdict, outcomes_for
from stegvis.participants.models import Enrolment
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.ui.forms import AnswerField, DateField, lines


class PlanForm(Once):
    """Which group meets, and when."""

    group = forms.ChoiceField(label=gettext_lazy("Vilken grupp?"), widget=forms.RadioSelect)
    on = DateField(label=gettext_lazy("Vilken dag?"))

    def __init__(self, *args: Any, planned: list[Planned], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.groups = {one.group.key: one.group for one in planned}
        self.fields["group"].choices = [  # type: ignore[attr-defined]
            (key, f"{group.programme.title}, {group.unit.name}")
            for key, group in self.groups.items()
        ]
        if len(planned) == 1:
            self.fields["group"].initial = planned[0].group.key
            self.fields["group"].widget = forms.HiddenInput()


class DayForm(Act):
    """Another day for a meeting."""

    on = DateField(label=gettext_lazy("Ny dag"))


class RaiseForm(Act):
    """Those to bring up, of the ones proposed. Who is prepared is ticked from the start."""

    people = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Ta upp"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, *args: Any, ready: list[Proposal], unready: list[Proposal], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.ready, self.unready = ready, unready
        numbers = [proposal.arrival.enrolment.pk for proposal in (*ready, *unready)]
        self.fields["people"].choices = [(n, str(n)) for n in numbers]  # type: ignore[attr-defined]
        self.fields["people"].error_messages["required"] = _("Kryssa för minst en person.")

    def is_ticked(self, number: int) -> bool:
        """Whether the page shows the person as ticked: as it was sent, else who is prepared."""
        if self.is_bound:
            return str(number) in (self["people"].value() or [])
        return number in {proposal.arrival.enrolment.pk for proposal in self.ready}

    @property
    def choices(self) -> Iterator[tuple[Proposal, bool]]:
        """Every proposal and whether it is ticked, those that are prepared first."""
        for proposal in (*self.ready, *self.unready):
            yield proposal, self.is_ticked(proposal.arrival.enrolment.pk)


class TakeUpForm(Act):
    """Someone who takes part: to be followed up, or to leave."""

    person = forms.TypedChoiceField(
        label=gettext_lazy("Vem?"),
        coerce=int,
        error_messages={"required": gettext_lazy("Välj vem det gäller.")},
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Vad gäller det?"),
        choices=[(k.value, k.label) for k in (MeetingItem.Kind.FOLLOW_UP, MeetingItem.Kind.EXIT)],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj vad det gäller.")},
    )
    about = forms.CharField(
        label=gettext_lazy("Varför tas det upp?"),
        help_text=gettext_lazy("Parterna läser det här. Skriv inte mer än de behöver veta."),
        max_length=2000,
        widget=lines(3),
        error_messages={
            "required": gettext_lazy("Skriv varför, så att parterna kan förbereda sig.")
        },
    )

    def __init__(self, *args: Any, people: Iterable[Enrolment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {enrolment.pk: enrolment for enrolment in people}
        names = [(pk, row.listed_name) for pk, row in self.people.items()]
        self.fields["person"].choices = [("", _("Välj person")), *names]  # type: ignore[attr-defined]


class PresentField(AnswerField):
    """There, away, or not said."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        words = {"true": _("På plats"), "false": _("Frånvarande"), "unknown": _("Inte antecknat")}
        self.widget.choices = list(words.items())


class AttendanceForm(Act):
    """Who was there, seat by seat."""

    mark_optional = False

    def __init__(
        self, *args: Any, seats: list[SeatAt], usual: dict[str, list[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = [one for one in seats if one.seat.organisation]
        for one in self.seats:
            key, said = one.seat.key, one.attendance
            names = ", ".join(usual.get(key, []))
            self.fields[f"{key}_present"] = PresentField(
                label=one.seat.title, initial=said.present if said else None
            )
            self.fields[f"{key}_name"] = forms.CharField(
                label=_("Vem?"),
                required=False,
                max_length=120,
                initial=said.name if said else "",
                help_text=_("I gruppen: %(names)s.") % {"names": names} if names else "",
            )
            self.fields[f"{key}_substitute"] = forms.BooleanField(
                label=_("Kom som ersättare"),
                required=False,
                initial=said.substitute if said else False,
            )

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField, BoundField]]:
        for one in self.seats:
            key = one.seat.key
            yield self[f"{key}_present"], self[f"{key}_name"], self[f"{key}_substitute"]

    @property
    def seen(self) -> dict[str, Seen]:
        """Who was there, by seat. Only of a valid form."""
        return {
            one.seat.key: Seen(
                present=self.cleaned_data[f"{one.seat.key}_present"],
                name=self.cleaned_data[f"{one.seat.key}_name"],
                substitute=self.cleaned_data[f"{one.seat.key}_substitute"],
            )
            for one in self.seats
        }


class DecisionForm(Act):
    """What was decided about one person, in the plan's words."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("Vad beslutar gruppen?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Välj vad gruppen beslutar.")},
    )
    from_day = DateField(label=gettext_lazy("Från och med"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Skäl"), required=False, max_length=4000, widget=lines(3)
    )
    end_reason = forms.ChoiceField(label=gettext_lazy("Orsak till avslutet"), required=False)
    after_support = forms.CharField(
        label=gettext_lazy("Hur ser efterstödet ut?"),
        required=False,
        max_length=4000,
        widget=lines(2),
    )
    criteria = forms.MultipleChoiceField(
        label=gettext_lazy("Vad vilar avslaget på?"),
        help_text=gettext_lazy("Behövs när personen inte tas in. Den som remitterade läser det."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    mark_optional = False
    field_order = ("outcome", "from_day", "criteria", "reason")

    def __init__(
        self, *args: Any, kind: str, definition: ProgrammeDefinition, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        possible = outcomes_for(kind, definition)
        self._offer_grounds(definition if Outcome.REFUSED in possible else None)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (outcome.value, text) for outcome, text in possible.items()
        ]
        if Outcome.END in possible:
            reasons = [("", _("Välj orsak")), *definition.end_reasons.items()]
            self.fields["end_reason"].choices = reasons  # type: ignore[attr-defined]
            self.fields["from_day"].help_text = _("Avslutets dag, eller dagen för uppföljningen.")
        else:
            del self.fields["end_reason"], self.fields["after_support"]
            self.fields["from_day"].help_text = _("Behövs när personen tas in.")
            self.fields["reason"].help_text = _(
                "Behövs när personen inte tas in eller får vänta. Den som remitterade läser det."
            )

    def _offer_grounds(self, definition: ProgrammeDefinition | None) -> None:
        """What a refusal can rest on. Not asked where none can be made, or no criteria are."""
        grounds = grounds_of(definition) if definition else {}
        if grounds:
            choices = [*grounds.items(), (OTHER, _("Annat skäl, som står nedan"))]
            self.fields["criteria"].choices = choices  # type: ignore[attr-defined]
        else:
            del self.fields["criteria"]

    @property
    def verdict(self) -> Verdict:
        """The decision. Only of a valid form."""
        said = self.cleaned_data
        return Verdict(
            outcome=Outcome(said["outcome"]),
            reason=said["reason"],
            criteria=tuple(said.get("criteria", ())),
            from_day=said["from_day"],
            end_reason=said.get("end_reason", ""),
            after_support=said.get("after_support", ""),
        )


class SettleForm(DecisionForm):
    """What the head of unit decides where the group could not agree."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = _("Vad beslutar du?")
        self.fields["outcome"].error_messages["required"] = _("Välj vad du beslutar.")
        self.fields["reason"].required = True
        self.fields["reason"].help_text = _("De som möttes och den som remitterade läser det.")
        self.fields["reason"].error_messages["required"] = _("Skriv skälet: gruppen läser det.")


class CorrectionForm(DecisionForm):
    """The decision as it should have been, and what was wrong."""

    why = forms.CharField(
        label=gettext_lazy("Varför rättas beslutet?"),
        help_text=gettext_lazy("Syns i ärendet tillsammans med ditt namn."),
        max_length=2000,
        widget=lines(2),
        error_messages={"required": gettext_lazy("Skriv vad som var fel.")},
    )


class PositionsForm(Act):
    """What each seat wants when the group does not agree, and why."""

    def __init__(
        self,
        *args: Any,
        seats: tuple[Seat, ...],
        kind: str,
        definition: ProgrammeDefinition,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.seats = seats
        wants = [(o.value, text) for o, text in outcomes_for(kind, definition).items()]
        for seat in seats:
            self.fields[f"{seat.key}_wants"] = forms.ChoiceField(
                label=_("Vill att"),
                choices=[("", _("Har inte sagt något")), *wants],
                required=False,
            )
            self.fields[f"{seat.key}_reason"] = forms.CharField(
                label=_("Därför"), required=False, max_length=4000, widget=lines(2)
            )

    mark_optional = False

    @property
    def rows(self) -> Iterator[tuple[Seat, BoundField, BoundField]]:
        for seat in self.seats:
            yield seat, self[f"{seat.key}_wants"], self[f"{seat.key}_reason"]

    def clean(self) -> dict[str, Any]:
        """A reason belongs to somebody who wants something."""
        cleaned = super().clean() or self.cleaned_data
        for seat in self.seats:
            wants = cleaned.get(f"{seat.key}_wants")
            if cleaned.get(f"{seat.key}_reason") and not wants:
                fault = ValidationError(_("Välj vad %(who)s vill.") % {"who": seat.title})
                self.add_error(f"{seat.key}_wants", fault)
        return cleaned

    @property
    def positions(self) -> dict[str, tuple[Outcome, str]]:
        """What each seat that said something wants, and why. Only of a valid form."""
        said = self.cleaned_data
        return {
            seat.key: (Outcome(said[f"{seat.key}_wants"]), said[f"{seat.key}_reason"])
            for seat in self.seats
            if said[f"{seat.key}_wants"]
        }
