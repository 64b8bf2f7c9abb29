"""How the server's own log is written: what happened and where in the program, never to whom.

An exception's words can hold anything: a database that refuses a row says the row. So they are
left out, but for those that speak of the program alone.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Iterator
from typing import Any

#: Exceptions whose words are names in the program.
OF_THE_PROGRAM = (AttributeError, ImportError, NameError)


class Line(logging.Formatter):
    """One line, and under it the way through the program to what failed and what it came from."""

    def formatException(self, ei: Any) -> str:  # noqa: N802 - the name that logging calls
        return "\n".join(_told(each) for each in reversed(list(_chain(ei[1]))))


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    """The exception and what each came from, the outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def _told(error: BaseException) -> str:
    way = "".join(traceback.format_tb(error.__traceback__))
    return f"{way}{type(error).__module__}.{type(error).__qualname__}{_more(error)}"


def _more(error: BaseException) -> str:
    """What else may be told: the words of a fault in the program, a constraint by its name."""
    if isinstance(error, OF_THE_PROGRAM):
        return f": {error}"
    diagnosis = getattr(error, "diag", None)
    what = diagnosis and (diagnosis.constraint_name or diagnosis.table_name or diagnosis.sqlstate)
    return f": {what}" if what else ""
