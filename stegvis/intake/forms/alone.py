"""The public form: what a person who applies alone writes, and what keeps machines out.

Works without script and without a session. The page it is sent from is signed, so that it is known
when it was shown, and that it is sent once.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.access.models import Unit
from stegvis.access.once import Once
from stegvis.intake.queries.alone import Door
from stegvis.intake.services.alone import Sent
from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber
from stegvis.ui.forms import lines

#: Nobody reads and fills in the page faster than this many seconds.
AT_LEAST = 4
#: How old a page may be, in seconds: somebody may need the day.
AT_MOST = 24 * 60 * 60

pages = signing.TimestampSigner(salt="stegvis.intake.alone.page")


def new_page() -> str:
    """What a page carries that has just been shown."""
    return pages.sign(uuid.uuid4().hex)


class NotTooLong(MaxLengthValidator):
    """A limit that says how much there is, and what to do."""

    def __call__(self, value: str) -> None:
        if len(value) > self.limit_value:
            raise ValidationError(
                _("Skriv högst %(most)s tecken. Nu är det %(now)s. Korta texten och skicka igen.")
                % {"most": number_format(self.limit_value), "now": number_format(len(value))}
            )


def text(most: int, **options: Any) -> forms.CharField:
    """A text of at most so many characters."""
    return forms.CharField(validators=[NotTooLong(most)], **options)


def _line(size: str = "", **attrs: str) -> forms.TextInput:
    return forms.TextInput(attrs=({"data-size": size} if size else {}) | attrs)


class AloneForm(forms.Form):
    """Who, how to reach them, and what they want to say. No more than is needed to call back."""

    page = forms.CharField(widget=forms.HiddenInput, required=False)
    unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=gettext_lazy("Var vill du delta?"),
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": gettext_lazy("Välj var du vill delta.")},
    )
    given_name = text(
        80,
        label=gettext_lazy("Förnamn"),
        widget=_line(autocomplete="given-name"),
        error_messages={"required": gettext_lazy("Skriv ditt förnamn.")},
    )
    family_name = text(
        80,
        label=gettext_lazy("Efternamn"),
        widget=_line(autocomplete="family-name"),
        error_messages={"required": gettext_lazy("Skriv ditt efternamn.")},
    )
    phone = text(
        40,
        label=gettext_lazy("Telefon"),
        help_text=gettext_lazy("Helst. Annars skriver du din e-postadress."),
        required=False,
        widget=_line("short", autocomplete="tel", inputmode="tel"),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-post"),
        required=False,
        max_length=None,
        validators=[NotTooLong(254)],
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": gettext_lazy("Adressen går inte att läsa. Skriv den som namn@exempel.se.")
        },
    )
    municipality = text(
        60,
        label=gettext_lazy("Kommun där du är folkbokförd"),
        required=False,
        widget=_line("short"),
    )
    personal_number = text(
        40,
        label=gettext_lazy("Personnummer"),
        help_text=gettext_lazy("Du kan vänta med det tills vi talas vid."),
        required=False,
        widget=_line("short", autocomplete="off", inputmode="numeric"),
    )
    about = text(
        2000,
        label=gettext_lazy("Vad vill du ha hjälp med?"),
        help_text=gettext_lazy("Skriv så kort du vill. Du behöver inte berätta om din hälsa här."),
        required=False,
        widget=lines(5),
    )
    #: Not shown to people. Whatever fills in every field fills in this one.
    homepage = forms.CharField(
        label=gettext_lazy("Lämna det här fältet tomt"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    def __init__(self, data: Any = None, *, door: Door, today: date, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.today = today
        self.token: uuid.UUID | None = None
        field: Any = self.fields["unit"]
        if len(door.units) == 1:
            del self.fields["unit"]
            self.only_unit: Unit | None = door.units[0]
        else:
            self.only_unit = None
            field.queryset = Unit.objects.filter(pk__in=[unit.pk for unit in door.units])
        self.initial.setdefault("page", new_page())

    def clean_personal_number(self) -> str:
        """Read as any number is. Whose it is, is asked nowhere."""
        said = self.cleaned_data["personal_number"].strip()
        if not said:
            return ""
        try:
            return PersonalNumber.parse(said, self.today).digits
        except Refused as refused:
            sentences = [str(fault.sentence) for fault in refused.faults]
            sentences.append(_("Du kan också lämna det tomt."))
            raise ValidationError(" ".join(sentences)) from refused

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        reachable = {"phone", "email"} & set(self.errors)
        if not reachable and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Skriv ett telefonnummer eller en e-postadress."))
        if cleaned.get("homepage"):
            self._empty("homepage", "")
            self.add_error(
                None,
                _(
                    "Ett fält som ska vara tomt var ifyllt. Ibland gör webbläsaren det av sig "
                    "själv. Vi har tömt det. Tryck på Skicka igen."
                ),
            )
        self._check_page(str(self.data.get("page", "")))
        return cleaned

    def _check_page(self, page: str) -> None:
        try:
            self.token = uuid.UUID(pages.unsign(page, max_age=AT_MOST))
        except (signing.BadSignature, ValueError):
            self._empty("page", new_page())
            self.add_error(
                None, _("Sidan hade legat framme för länge. Läs igenom och tryck på Skicka igen.")
            )
            return
        try:
            pages.unsign(page, max_age=AT_LEAST)
        except signing.SignatureExpired:
            return
        if self.errors:  # what else is wrong takes its time to put right
            return
        self.add_error(
            None, _("Det gick så fort att vi inte hann med. Vänta några sekunder och skicka igen.")
        )

    def _empty(self, name: str, value: str) -> None:
        """Let the page that is shown again carry another value than what was sent."""
        self.data = self.data.copy()  # type: ignore[attr-defined]
        self.data[name] = value  # type: ignore[index]

    @property
    def sent(self) -> Sent:
        """What was written. Only of a valid form, as what follows."""
        said = self.cleaned_data
        names = [name for name in Sent.__dataclass_fields__ if name in said]
        return Sent(**{name: said[name].strip() for name in names})

    @property
    def chosen_unit(self) -> Unit:
        return self.only_unit or self.cleaned_data["unit"]


class SetAsideForm(Once):
    """Why what a person sent is not registered."""

    reason = forms.CharField(
        label=gettext_lazy("Varför läggs ansökan åt sidan?"),
        help_text=gettext_lazy("Till exempel: personen ångrade sig, eller går redan en annan väg."),
        max_length=2000,
        widget=lines(3),
        error_messages={"required": gettext_lazy("Skriv varför.")},
    )
