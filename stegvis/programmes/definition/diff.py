"""What one version of a plan says that another does not, in Swedish, under the headings of `show`.

The walk (`diff_walk`) follows the model, so a table that is added to it is compared without a line
here. What `show` has words for is said with them; the rest are in `diff_words`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from stegvis.programmes.definition import show as shown
from stegvis.programmes.definition.diff_walk import Lines, Walk
from stegvis.programmes.definition.diff_words import called, upper_first
from stegvis.programmes.definition.model import ProgrammeDefinition

#: Where what stands under none of the sections is told.
ABOUT = "Om planen"

#: What is said of two versions that nothing tells apart.
SAME = "Ingenting skiljer dem åt."


def diff(old: ProgrammeDefinition, new: ProgrammeDefinition) -> str:
    """What changes from one version to another as text, at most 80 columns wide."""
    title = f"{new.title}: från version {old.version} till version {new.version}"
    if old.key != new.key:
        title = f"Från {old.title} {old.version} till {new.title} {new.version}"
    found = changes(old, new)
    opening = [] if found else [SAME]
    parts = [shown.underlined(title, "=", opening)]
    parts += [shown.underlined(heading, "-", lines) for heading, lines in found]
    return "\n\n".join(parts) + "\n"


def changes(old: ProgrammeDefinition, new: ProgrammeDefinition) -> list[tuple[str, list[str]]]:
    """Headings with what differs under each, as points. Empty when the two say the same.

    The name of the version is left out: whoever compares two knows what they are called.
    """
    walk = Walk(old, new)
    headings = _headings(old, new)
    found: dict[str, list[str]] = {heading: [] for heading in headings.values()}
    for name in ProgrammeDefinition.model_fields:
        if name != "version":
            heading, call = headings[name], f"{called(name)}: "
            lines = walk.field(ProgrammeDefinition, name, getattr(old, name), getattr(new, name))
            if heading.startswith(called(name)):  # the heading has said what it is about
                lines = (upper_first(line.removeprefix(call)) for line in lines)
            found[heading] += [f"- {upper_first(line)}" for line in lines]
    return [(heading, lines) for heading, lines in found.items() if lines]


# --- Under which heading --------------------------------------------------------------------------


class _Read:
    """A definition that remembers what of it was looked at."""

    def __init__(self, definition: ProgrammeDefinition) -> None:
        self.definition, self.names = definition, set[str]()

    def __getattr__(self, name: str) -> Any:
        self.names.add(name)
        return getattr(self.definition, name)


def _headings(*versions: ProgrammeDefinition) -> dict[str, str]:
    """The heading of each table of the plan: that of the first section that `show` tells it in."""
    about = {"key", "version", "title"}
    found = dict.fromkeys(about, ABOUT)
    sections: Sequence[tuple[str, Callable[[ProgrammeDefinition], Lines]]] = (
        (ABOUT, shown.about), *shown.SECTIONS,
    )  # fmt: skip
    for heading, section in sections:
        for version in versions:
            read = _Read(version)
            list(section(cast(ProgrammeDefinition, read)))
            for name in read.names:
                found.setdefault(name, heading)
    order = [heading for heading, _section in sections]
    named = {name: found.get(name, ABOUT) for name in ProgrammeDefinition.model_fields}
    return dict(sorted(named.items(), key=lambda pair: order.index(pair[1])))
