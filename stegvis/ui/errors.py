"""The faults of a form, gathered for the top of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class FormFault:
    """One fault: which field (its label and the id to go to; empty for the form as a whole)."""

    message: str
    label: str = ""
    anchor: str = ""

    @property
    def name(self) -> str:
        """The label as it stands before the message; one that asks has its own sign already."""
        return self.label if self.label.endswith("?") or not self.label else f"{self.label}:"


def faults(*forms: Any) -> list[FormFault]:
    """Every fault of the forms and formsets, in the order of their fields."""
    return [fault for form in forms if form is not None for fault in _of(form)]


def _of(form: Any) -> Iterator[FormFault]:
    if hasattr(form, "management_form"):
        yield from (FormFault(message) for message in form.non_form_errors())
        yield from faults(*form.forms)
        return
    yield from (FormFault(message) for message in form.non_field_errors())
    for bound in form:
        anchor = getattr(bound, "anchor", bound.id_for_label)
        for message in bound.errors:
            yield FormFault(message, str(bound.label), "" if bound.is_hidden else anchor)
