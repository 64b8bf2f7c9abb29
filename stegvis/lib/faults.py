"""How bad input is told: where, what, what instead, and what happened to the rest.

A reader of input collects every `Fault` it finds and raises one `Refused` with all of them, so
that the person who has to mend a file or a form does it once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong with what came in.

    `where` points as exactly as it can (file, row and column, or the path of a key); it is empty
    when the one who reads does not know and the caller will say, with `at`. `what` is a sentence
    that says what is wrong, `instead` one that says what would do.
    """

    where: str
    what: str
    instead: str = ""

    def __str__(self) -> str:
        """The fault as it is shown: `where: what`, and what instead indented below."""
        line = f"{self.where}: {self.what}" if self.where else self.what
        return f"{line}\n    {self.instead}" if self.instead else line

    @property
    def sentence(self) -> str:
        """What and what instead on one line, for a form where the field says where."""
        return f"{self.what} {self.instead}".rstrip()

    def at(self, where: str) -> Fault:
        """The same fault, placed: `where` goes before whatever place it already has."""
        return replace(self, where=f"{where}: {self.where}" if self.where else where)


class Refused(Exception):  # noqa: N818 - it is what happened, and callers read it so
    """Input was refused and nothing of it was kept. Carries every fault that was found.

    `rest` says what happened to what was not at fault ("Ingenting har sparats.").
    """

    def __init__(self, faults: Iterable[Fault] | Fault, *, rest: str = "") -> None:
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        self.rest = rest
        if not self.faults:
            raise ValueError("a refusal without a fault tells nobody anything")
        super().__init__(self.faults)

    def __str__(self) -> str:
        """Every fault, one after the other, and last what happened to the rest."""
        lines = [str(fault) for fault in self.faults]
        return "\n".join([*lines, self.rest] if self.rest else lines)

    def at(self, where: str) -> Refused:
        """The same refusal with every fault placed at `where`."""
        return Refused([fault.at(where) for fault in self.faults], rest=self.rest)
