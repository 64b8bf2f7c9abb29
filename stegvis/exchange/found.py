"""What was found wrong with a cohort: file, row, column and sentence of each fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

from django.utils.translation import gettext as _

from stegvis.lib.faults import Fault, Refused


@dataclass(frozen=True)
class Found:
    """One fault and its place. Row 1 is the header; rows count as they do in a spreadsheet."""

    file: str
    row: int | None
    column: str | None
    what: str
    instead: str = ""

    @property
    def where(self) -> str:
        """The place in words, as far as it is known."""
        if self.row is None:
            return self.file
        if self.column is None:
            return _("%(file)s, rad %(row)s") % {"file": self.file, "row": self.row}
        place = {"file": self.file, "row": self.row, "column": self.column}
        return _("%(file)s, rad %(row)s, kolumn ”%(column)s”") % place

    @property
    def fault(self) -> Fault:
        return Fault(self.where, self.what, self.instead)


@dataclass
class Findings:
    """Every fault found so far, and of which files it cannot be said what they hold."""

    files: tuple[str, ...] = ()
    found: list[Found] = field(default_factory=list)
    #: Names of sheets whose keys could not be read, so that nothing is said to be missing there.
    unread: set[str] = field(default_factory=set)

    def add(
        self, file: str, row: int | None, column: str | None, what: str, instead: str = ""
    ) -> None:
        self.found.append(Found(file, row, column, what, instead))

    def in_order(self) -> list[Found]:
        """Each fault once: by file, then row, then as they were found."""
        order = {file: number for number, file in enumerate(self.files)}
        return sorted(
            dict.fromkeys(self.found), key=lambda f: (order.get(f.file, -1), f.file, f.row or 0)
        )


class CohortRefused(Refused):
    """A cohort was refused and nothing of it was kept.

    ``found`` has every fault with its place, ``read`` how many rows each file had.
    """

    def __init__(self, found: Iterable[Found], read: Mapping[str, int] | None = None) -> None:
        self.found = tuple(found)
        self.read = dict(read or {})
        super().__init__(
            (each.fault for each in self.found),
            rest=_("Rätta det och läs in igen. Ingenting har sparats."),
        )


def closest(word: str, known: Iterable[str], shown: Iterable[str] | None = None) -> str:
    """What may have been meant, or else what there is to choose among: all, or those shown."""
    by_look = {choice.casefold(): choice for choice in sorted(known)}
    near = get_close_matches(word.casefold(), by_look, n=1, cutoff=0.6)
    if near:
        return _("Menar du ”%(near)s”?") % {"near": by_look[near[0]]}
    choices = sorted(set(by_look.values() if shown is None else shown))
    if not choices:
        return _("Lämna cellen tom.")
    return _("Välj bland: %(choices)s.") % {"choices": ", ".join(choices)}
