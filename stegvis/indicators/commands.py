"""What `stegvis definitions check` and `stegvis definitions show` do. They need no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from stegvis.indicators.checking import checked
from stegvis.lib.faults import Refused
from stegvis.programmes.definition.folder import load, load_named
from stegvis.programmes.definition.show import show

#: What stands above each kind of remark. A remark is no fault, and does not change the answer.
LEFT_OPEN = "What the plans leave open:"
NOT_RUN = "Declared, and not run yet:"
#: What stands above the faults, to part them from the remarks.
FAULTS = "Faults:"


def check_definitions(paths: Sequence[str], out: TextIO) -> int:
    """Print every fault of the folders and files named, and apart from them every remark.

    0 when there is no fault, 1 when there is; remarks do not change that.
    """
    found = checked([Path(path) for path in paths])
    for heading, remarks in ((LEFT_OPEN, found.left_open), (NOT_RUN, found.not_run)):
        if remarks:
            print(heading, *remarks, "", sep="\n", file=out)
    remarked = len(found.left_open) + len(found.not_run)
    if found.faults:
        print(*([FAULTS] if remarked else []), *found.faults, sep="\n", file=out)
    beside = f" {_number(remarked, 'remark')}." if remarked else ""
    if found.faults:
        print(f"{_number(len(found.faults), 'fault')}.{beside} Nothing was changed.", file=out)
        return 1
    print(f"No faults.{beside}", file=out)
    return 0


def _number(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"


def show_definition(programme: str, version: str | None, out: TextIO) -> int:
    """Print a plan in Swedish. 0 when shown, 2 when there is no such plan or it is at fault."""
    try:
        definition = load(programme, version) if version else load_named(programme)
    except Refused as refused:
        print(refused, file=out)
        return 2
    out.write(show(definition))
    return 0
