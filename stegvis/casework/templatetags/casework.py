"""What the pages of the work with people say again and again."""

from __future__ import annotations

from django import template

from stegvis.casework import rules

register = template.Library()


@register.filter
def cited(passage: str) -> str:
    """Where in the plan: "avsnitt 8", which a line never ends in the middle of."""
    return rules.cited(passage).replace(" ", "\u00a0", 1)
