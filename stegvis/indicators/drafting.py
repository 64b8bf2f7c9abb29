"""A draft of a plan as its page shows it: its faults with their lines, and the plan it would be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import cached_property

from stegvis.indicators.publishing import faults_against
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition import ProgrammeDefinition, read_text
from stegvis.programmes.definition.diff import changes
from stegvis.programmes.definition.folder import programmes
from stegvis.programmes.definition.reading import file_text
from stegvis.programmes.definition.show import sections
from stegvis.programmes.definition.source import line_of
from stegvis.programmes.models import ProgrammeVersion
from stegvis.programmes.queries import published

#: How many faults a page tells. Who mends them is told the rest.
SHOWN = 60


@dataclass(frozen=True)
class Place:
    """A fault, the line it is about, and what stands there."""

    fault: Fault
    line: int | None
    text: str


@dataclass(frozen=True)
class Reading:
    """A text as far as it can be read, in the association stepped into."""

    source: str

    @cached_property
    def definition(self) -> ProgrammeDefinition | None:
        """The plan, None while a fault of the text itself stands in the way."""
        try:
            return read_text(self.source)
        except (Refused, RecursionError):
            return None

    @cached_property
    def faults(self) -> list[Fault]:
        return faults_against(self.source)

    @property
    def shown(self) -> Iterator[Place]:
        """The first faults, those whose line is known in the order of the text."""
        rows = self.source.split("\n")
        found = []
        for fault in self.faults[:SHOWN]:
            line = line_of(self.source, fault.where, fault.what)
            text = rows[line - 1].strip() if line and line <= len(rows) else ""
            found.append(Place(fault, line, text if len(text) <= 80 else f"{text[:77]}…"))
        return iter(sorted(found, key=lambda place: place.line or 0))

    @property
    def more(self) -> int:
        return max(0, len(self.faults) - SHOWN)

    @property
    def sections(self) -> list[tuple[str, list[str]]]:
        return sections(self.definition) if self.definition else []

    @cached_property
    def former(self) -> ProgrammeVersion | None:
        """The published version that this one would come after."""
        if self.definition is None:
            return None
        earlier = [
            version
            for version in published(self.definition.key)
            if version.valid_from < self.definition.valid_from
        ]
        return earlier[-1] if earlier else None

    @property
    def changes(self) -> list[tuple[str, list[str]]]:
        """What is different from the version it comes after."""
        if self.definition is None or self.former is None:
            return []
        return changes(self.former.definition, self.definition)


def originals() -> dict[str, tuple[str, str]]:
    """What a draft can be copied from, by a key for the form: its name, and its text.

    The association's own published versions first, then the shipped files that are not among them.
    """
    found: dict[str, tuple[str, str]] = {}
    rows = ProgrammeVersion.objects.select_related("programme")
    for version in rows.order_by("programme__title", "-valid_from"):
        name = f"{version.programme.key} {version.version}"
        found[name] = (f"{version.programme.title} {version.version}", version.source)
    for (key, number), path in programmes().items():
        if f"{key} {number}" not in found:
            try:
                text = file_text(path)
                found[f"{key} {number}"] = (f"{read_text(text).title} {number}", text)
            except Refused:
                continue
    return found
