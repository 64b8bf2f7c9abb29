"""How far a command has come: one line on a terminal, written over and then taken away."""

from __future__ import annotations

import sys
import time


class Line:
    """A line that shows first when something has taken longer than a second.

    Nothing is written where no person looks on, as when the command's output goes to a file.
    """

    PATIENCE = 1.0

    def __init__(self) -> None:
        self.began, self.shown = time.monotonic(), False

    @property
    def passed(self) -> float:
        """Seconds since it began."""
        return time.monotonic() - self.began

    @property
    def wanted(self) -> bool:
        """Whether somebody looks on and has waited long enough."""
        return sys.stderr.isatty() and self.passed >= self.PATIENCE

    def say(self, text: str) -> None:
        """Write the text over what was said before."""
        self.shown = True
        print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)

    def end(self) -> None:
        """Leave a clean line behind."""
        if self.shown:
            print("\r\033[K", end="", file=sys.stderr, flush=True)
