"""What breakdowns and their groups are called."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from stegvis.participants.models import Sex
from stegvis.programmes.definition import ProgrammeDefinition

BREAKDOWNS = {
    "sex": gettext_lazy("Kön"),
    "unit": gettext_lazy("Enhet"),
    "municipality": gettext_lazy("Hemkommun"),
    "age": gettext_lazy("Ålder vid start"),
}

#: Groups of people, where the word for one of them would read oddly.
SEXES = {
    Sex.WOMAN: gettext_lazy("Kvinnor"),
    Sex.MAN: gettext_lazy("Män"),
    Sex.OTHER: gettext_lazy("Annat"),
    Sex.UNKNOWN: gettext_lazy("Uppgift saknas"),
}
AGES = {
    "-29": gettext_lazy("29 år och yngre"),
    "30-44": gettext_lazy("30–44 år"),
    "45-59": gettext_lazy("45–59 år"),
    "60-": gettext_lazy("60 år och äldre"),
}


def breakdown_label(name: str) -> str:
    """What figures are split by, as a heading."""
    return str(BREAKDOWNS[name])


def group_label(name: str, key: str, definition: ProgrammeDefinition | None = None) -> str:
    """What a group is called. Units by their names where the definition is at hand."""
    fixed: dict[str, object] = {"sex": SEXES, "age": AGES}.get(name, {})  # type: ignore[assignment]
    if key in fixed:
        return str(fixed[key])
    if key == "unknown":
        return _("Uppgift saknas")
    units = {unit.key: unit.name for unit in definition.units} if definition else {}
    return units.get(key, key) if name == "unit" else key
