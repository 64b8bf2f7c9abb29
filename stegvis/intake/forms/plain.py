"""What every form of the way in begins with."""

from __future__ import annotations

from django import forms

from stegvis.access.once import Once


class Act(Once):
    """A form taken once, for the record as the page showed it."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)


def lines(rows: int = 3) -> forms.Textarea:
    """A box for free text, drawn with that many lines and growing with what is typed."""
    return forms.Textarea(attrs={"rows": rows})
