"""How every form looks: `FORM_RENDERER = "stegvis.ui.forms.Renderer"` in settings.

With it `{{ form }}`, `{% field form.name %}` and `{{ form.name }}` alone all come out in the same
dress, whichever app the form belongs to. A form that sets `mark_optional = False` (a search box, a
filter) is spared the word "frivilligt".
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.forms.boundfield import BoundField as DjangoBoundField
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

#: The years of days in a form. What is reckoned from them stays within a calendar's bounds.
YEARS = range(1900, 2101)
#: What each kind of control is called in FKUI. The first kind whose widget fits is the one.
KINDS: tuple[tuple[str, tuple[type[forms.Widget], ...], str], ...] = (
    # A group of checkboxes is, to Django, a kind of radio buttons: so it is asked for first.
    ("checkboxes", (forms.CheckboxSelectMultiple,), "checkbox__input"),
    ("radios", (forms.RadioSelect,), "radio-button__input"),
    ("checkbox", (forms.CheckboxInput,), "checkbox__input"),
    ("select", (forms.Select,), "select-field__select"),
    ("textarea", (forms.Textarea,), "textarea-field__textarea"),
    ("text", (forms.Widget,), "text-field__input"),
)


class BoundField(DjangoBoundField):
    """A field on a page: knows its kind and gives its control FKUI's class."""

    @property
    def kind(self) -> str:
        """Which of `KINDS` the widget is; the template field.html chooses by it."""
        return self._dress(self.field.widget)[0]

    @property
    def size(self) -> str:
        """How wide the control is drawn, so that its width says what is expected in it.

        Set by the kind of widget, or by `data-size` on it: date, number, short; for choices, side.
        """
        widget = self.field.widget
        if isinstance(widget, forms.DateInput | forms.TimeInput):
            return "date"
        if isinstance(widget, forms.NumberInput):
            return "number"
        return str(widget.attrs.get("data-size", ""))

    @property
    def anchor(self) -> str:
        """The id that a link to the field goes to: of a group of choices, the first one's."""
        grouped = self.kind in ("radios", "checkboxes")
        return f"{self.auto_id}_0" if grouped else self.id_for_label or self.auto_id

    @property
    def marked_optional(self) -> bool:
        """True when the label should say that the field may be left empty."""
        wanted = getattr(self.form, "mark_optional", True)
        unmarked = self.kind == "checkbox" or isinstance(self.field, AnswerField)
        return wanted and not self.field.required and not unmarked

    def build_widget_attrs(
        self, attrs: dict[str, Any], widget: forms.Widget | None = None
    ) -> dict[str, Any]:
        """Django's attributes, and the class the design system knows the control by."""
        widget = widget or self.field.widget
        built = super().build_widget_attrs(attrs, widget)
        if not widget.is_hidden:
            own = f"{widget.attrs.get('class', '')} {built.get('class', '')}".split()
            built["class"] = " ".join(dict.fromkeys([*own, self._dress(widget)[1]]))
        # A browser cuts what is pasted to fit, and says nothing. The field refuses it, and says.
        built["maxlength"] = False
        return built

    @staticmethod
    def _dress(widget: forms.Widget) -> tuple[str, str]:
        return next((kind, css) for kind, types, css in KINDS if isinstance(widget, types))


class Renderer(TemplatesSetting):
    """Django's renderer with our templates and our bound field."""

    form_template_name = "ui/form.html"
    field_template_name = "ui/field.html"
    bound_field_class = BoundField


class DateInput(forms.DateInput):
    """A date as the browser writes it, with the browser's own calendar."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    """A day. Takes 2026-03-12 and 20260312; refuses what is no day with a sentence that says so."""

    widget = DateInput
    input_formats = ("%Y-%m-%d", "%Y%m%d")
    default_error_messages = {
        "invalid": _(
            "Datumet går inte att läsa. Skriv år, månad och dag, till exempel 2026-03-12."
        ),
        "year": _("Året kan inte stämma. Skriv det med fyra siffror, till exempel 2026."),
    }

    def to_python(self, value: Any) -> date | None:
        """The day; None when none is given. Refuses one that nobody alive can mean."""
        day = super().to_python(value)
        if day is not None and day.year not in YEARS:
            raise forms.ValidationError(self.error_messages["year"], code="year")
        return day


def ask_for(field: forms.Field) -> None:
    """Let a field that is left empty say what to do, where nobody has written it a sentence."""
    if field.error_messages["required"] != forms.Field.default_error_messages["required"]:
        return
    if isinstance(field, forms.MultipleChoiceField | forms.ModelMultipleChoiceField):
        field.error_messages["required"] = _("Kryssa i minst ett av alternativen.")
    elif isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        field.error_messages["required"] = _("Välj ett av alternativen.")
    elif isinstance(field, forms.DateField):
        field.error_messages["required"] = _("Skriv vilken dag det gäller.")
    elif isinstance(field, forms.CharField):
        field.error_messages["required"] = _("Skriv något här.")


class AnswerWidget(forms.RadioSelect):
    """Yes, no and not answered, side by side."""

    CHOICES = (("true", _("Ja")), ("false", _("Nej")), ("unknown", _("Inte besvarad")))

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"data-size": "side", **(attrs or {})}, self.CHOICES)

    def format_value(self, value: Any) -> list[str]:
        """Which of the three is chosen: never none of them."""
        return [{True: "true", False: "false"}.get(value, "unknown")]


class AnswerField(forms.Field):
    """A question with three answers: yes, no, and not answered yet (True, False, None).

    What nobody has answered is never a no, so the third answer is there from the start. Anything
    but the three is refused.
    """

    widget = AnswerWidget
    default_error_messages = {"invalid": _("Välj Ja, Nej eller Inte besvarad.")}
    ANSWERS = {"true": True, "false": False, "unknown": None, "": None, None: None}

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"required": False, **kwargs})

    def to_python(self, value: str | None) -> bool | None:
        """The answer, or None when there is none."""
        if value not in self.ANSWERS:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return self.ANSWERS[value]

    def prepare_value(self, value: Any) -> bool | None:
        """An answer as the widget wants it, whether it came from a record or from a form."""
        return value if isinstance(value, bool) else self.ANSWERS.get(value)

    def validate(self, value: bool | None) -> None:
        """Refuse an unanswered question only where the form says that it must be answered."""
        if self.required and value is None:
            raise forms.ValidationError(_("Svara Ja eller Nej."), code="required")

    def has_changed(self, initial: bool | None, data: str | None) -> bool:
        """Whether the answer is another than before."""
        return initial is not self.ANSWERS.get(data)


def lines(rows: int = 3) -> forms.Textarea:
    """A box for free text, drawn with that many lines and growing with what is typed."""
    return forms.Textarea(attrs={"rows": rows})
