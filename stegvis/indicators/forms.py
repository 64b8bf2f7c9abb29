"""Which period figures are shown for.

Figures among the people one may open are shown for any days. Figures of a whole programme are shown
for whole calendar years, the running one up to the last month that has ended: periods that do not
overlap cannot be subtracted from each other until one person is left.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.lib.dates import Period
from stegvis.ui.forms import DateField


@dataclass(frozen=True, slots=True)
class Asked:
    """A period, and the day figures stand as of."""

    period: Period
    as_of: date


class PeriodForm(forms.Form):
    """Base of the two: shown with what holds when nothing is chosen, and refuses what it lacks."""

    mark_optional = False

    def __init__(
        self,
        data: QueryDict,
        *,
        first_year: int,
        today: date,
        beside: Collection[str] = (),
        over: Period | None = None,
    ) -> None:
        """`beside` are what else the page may be asked for; `over` the days of a plan that has
        ended, which is then what is shown first.
        """
        self.today, self.over = today, over
        self.first_year = first_year
        super().__init__(data if set(data) & set(self.base_fields) else None)
        self.unknown = sorted(set(data) - set(self.fields) - set(beside))

    def refused(self) -> bool:
        """Whether what was chosen cannot be shown; the form then says why."""
        if self.unknown:
            self.is_bound, self.data = True, self.data or self.initial_data()
            what = _("Här går det inte att välja ”%s”.") % ", ".join(self.unknown)
            self.add_error(None, what)
        return self.is_bound and not self.is_valid()

    def initial_data(self) -> dict[str, Any]:
        return {name: self.get_initial_for_field(f, name) for name, f in self.fields.items()}


class YearForm(PeriodForm):
    """A whole calendar year; the running one as of the last month end."""

    year = forms.TypedChoiceField(label=gettext_lazy("År"), coerce=int)

    def __init__(self, data: QueryDict, **known: Any) -> None:
        super().__init__(data, **known)
        self.until = self.today.replace(day=1) - timedelta(days=1)
        years = range(self.until.year, min(self.first_year, self.until.year) - 1, -1)
        field = self.fields["year"]
        field.choices = [(year, str(year)) for year in years]  # type: ignore[attr-defined]
        self.first_shown = _last_whole(self.over) if self.over else self.until.year
        field.initial = self.first_shown

    def asked(self) -> Asked:
        """The year chosen, or the one that the last ended month is in, or an ended plan's."""
        year = self.cleaned_data["year"] if self.is_bound else self.first_shown
        whole = Period.year(year)
        return Asked(Period(whole.first, min(whole.last, self.until)), self.until)


def _last_whole(days: Period) -> int:
    """The last calendar year that the days fill, or that they end in where they fill none."""
    year = days.last.year
    whole = Period.year(year).last == days.last
    return year if whole or days.first.year == year else year - 1


class DaysForm(PeriodForm):
    """Any days, as they stood on any day since."""

    first = DateField(label=gettext_lazy("Från och med"))
    last = DateField(label=gettext_lazy("Till och med"))
    as_of = DateField(
        label=gettext_lazy("Som det stod"),
        required=False,
        help_text=gettext_lazy("I dag, om inget anges."),
    )

    def __init__(self, data: QueryDict, **known: Any) -> None:
        super().__init__(data, **known)
        self.first_shown = self.over or Period.year(self.today.year)
        self.fields["first"].initial = self.first_shown.first
        self.fields["last"].initial = self.first_shown.last

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        first, last, as_of = (given.get(name) for name in ("first", "last", "as_of"))
        if first and first > self.today:
            self.add_error("first", _("Perioden har inte börjat än."))
        if first and last and last < first:
            self.add_error("last", _("Sista dagen kan inte vara före den första."))
        if as_of and first and as_of < first:
            self.add_error("as_of", _("Dagen kan inte vara före periodens första."))
        if as_of and as_of > self.today:
            self.add_error("as_of", _("Den dagen har inte varit än."))
        return given

    def asked(self) -> Asked:
        """The days chosen, or this calendar year, or the plan's own days, as of today."""
        if not self.is_bound:
            return Asked(self.first_shown, self.today)
        given = self.cleaned_data
        return Asked(Period(given["first"], given["last"]), given["as_of"] or self.today)
