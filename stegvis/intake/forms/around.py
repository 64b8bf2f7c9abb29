"""What the meeting around one person, and the decision after it, are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.once import Act
from stegvis.intake.forms.meeting import AttendanceForm, DecisionForm, PresentField
from stegvis.intake.groups import Group
from stegvis.intake.models import PlannedStep
from stegvis.intake.queries.meetings import SeatAt
from stegvis.intake.services.around import Agreed
from stegvis.ui.forms import DateField, lines

#: Empty rows of a joint plan that a page shows beyond those that are filled in.
EMPTY_ROWS = 3


class TimeInput(forms.TimeInput):
    """An hour as the browser writes it."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


class BookForm(Act):
    """When and where the meeting is."""

    on = DateField(label=gettext_lazy("Vilken dag?"))
    at = forms.TimeField(label=gettext_lazy("Klockan"), required=False, widget=TimeInput)
    place = forms.CharField(
        label=gettext_lazy("Var?"),
        required=False,
        max_length=120,
        help_text=gettext_lazy(
            "Den som remitterade ser dag och plats, och personen på sin egen sida."
        ),
    )


class HoldForm(AttendanceForm):
    """Who was there, what is to be remembered, and the plan where one is made together."""

    notes = forms.CharField(
        label=gettext_lazy("Kort anteckning"),
        help_text=gettext_lazy("Bara det som behövs för beslutet. Läses i enheten."),
        required=False,
        max_length=2000,
        widget=lines(4),
    )

    def __init__(
        self, *args: Any, seats: list[SeatAt], steps: Sequence[PlannedStep] | None, **kwargs: Any
    ) -> None:
        super().__init__(*args, seats=seats, usual={}, **kwargs)
        self.seats = seats
        for one in seats:  # the person's own seat is no party's, and nobody fills it for them
            if one.seat.organisation is None:
                self.fields[f"{one.seat.key}_present"] = PresentField(
                    label=one.seat.title,
                    initial=one.attendance.present if one.attendance else None,
                )
        self.planned = None if steps is None else len(steps) + EMPTY_ROWS
        for place in range(self.planned or 0):
            row = steps[place] if steps and place < len(steps) else None
            self._add_row(place, row)

    def _add_row(self, place: int, row: PlannedStep | None) -> None:
        self.fields[f"what_{place}"] = forms.CharField(
            label=_("Vad ska göras?"), required=False, max_length=300, initial=row and row.what
        )
        self.fields[f"who_{place}"] = forms.CharField(
            label=_("Vem gör det?"), required=False, max_length=120, initial=row and row.who
        )
        self.fields[f"by_{place}"] = DateField(
            label=_("Senast"), required=False, initial=row and row.by_on
        )

    @property
    def rows(self) -> Iterator[tuple[BoundField, BoundField | None, BoundField | None]]:  # type: ignore[override]
        for one in self.seats:
            key = one.seat.key
            if one.seat.organisation:
                yield self[f"{key}_present"], self[f"{key}_name"], self[f"{key}_substitute"]
            else:
                yield self[f"{key}_present"], None, None

    @property
    def plan_rows(self) -> list[tuple[BoundField, BoundField, BoundField]]:
        """The rows of the joint plan. Empty where none is made."""
        return [
            (self[f"what_{n}"], self[f"who_{n}"], self[f"by_{n}"]) for n in range(self.planned or 0)
        ]

    def clean(self) -> dict[str, Any]:
        """A row of the plan says what and who, or is left empty."""
        cleaned = super().clean() or self.cleaned_data
        for n in range(self.planned or 0):
            what, who = cleaned.get(f"what_{n}"), cleaned.get(f"who_{n}")
            if what and not who:
                self.add_error(f"who_{n}", _("Skriv vem som gör det."))
            if not what and (who or cleaned.get(f"by_{n}")):
                self.add_error(f"what_{n}", _("Skriv vad som ska göras, eller töm raden."))
        return cleaned

    @property
    def seen(self) -> dict[str, Any]:
        """Who was there, by seat. Only of a valid form."""
        said = self.cleaned_data
        for one in self.seats:
            said.setdefault(f"{one.seat.key}_name", "")
            said.setdefault(f"{one.seat.key}_substitute", False)
        return super().seen

    @property
    def steps(self) -> list[Agreed]:
        """The plan. Only of a valid form."""
        said = self.cleaned_data
        return [
            Agreed(said[f"what_{n}"], said[f"who_{n}"], said[f"by_{n}"])
            for n in range(self.planned or 0)
            if said[f"what_{n}"]
        ]


class AroundDecisionForm(DecisionForm):
    """What the team, or the parties together, decide about someone they have met."""

    departure = forms.CharField(
        label=gettext_lazy("Varför beslutar ni ändå?"),
        required=False,
        max_length=2000,
        widget=lines(2),
    )

    def __init__(self, *args: Any, group: Group, departures: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        who = _("Vad beslutar ni tillsammans?") if group.plans else _("Vad beslutar teamet?")
        self.fields["outcome"].label = who
        self.fields["outcome"].error_messages["required"] = _("Välj vad ni beslutar.")
        self.fields["reason"].help_text = _(
            "Behövs när personen inte får en plats eller får vänta. Den som remitterade läser det. "
            "Beskedet till personen skriver du sedan, med egna ord."
        )
        if departures or group.plans:
            said = " ".join([*departures, _("Skälet sparas med beslutet.")])
            self.fields["departure"].help_text = said
        else:
            del self.fields["departure"]


class LetterForm(Act):
    """What is told in writing: the reason in the words of each, what instead, and whom to call."""

    to_person = forms.CharField(
        label=gettext_lazy("Skälet, till personen"),
        help_text=gettext_lazy("Skriv enkelt och vänligt, som du skulle säga det."),
        required=False,
        max_length=4000,
        widget=lines(5),
    )
    to_referrer = forms.CharField(
        label=gettext_lazy("Skälet, till den som remitterade"),
        help_text=gettext_lazy("Villkoren som avslaget vilar på står redan i brevet."),
        required=False,
        max_length=4000,
        widget=lines(4),
    )
    instead = forms.CharField(
        label=gettext_lazy("Vad kan göras i stället, eller vad händer nu?"),
        required=False,
        max_length=2000,
        widget=lines(3),
    )
    call = forms.CharField(
        label=gettext_lazy("Vem svarar på frågor?"),
        help_text=gettext_lazy("Namn och telefonnummer."),
        max_length=200,
        error_messages={"required": gettext_lazy("Skriv vem man kan ringa.")},
    )

    def __init__(self, *args: Any, kinds: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for to in ("person", "referrer"):
            if to not in kinds:
                del self.fields[f"to_{to}"]
