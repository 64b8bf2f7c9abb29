"""What `stegvis definitions check` and `stegvis definitions show` do. They need no database."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TextIO

from stegvis.indicators.checking import check
from stegvis.lib.faults import Refused
from stegvis.programmes.definition.folder import load
from stegvis.programmes.definition.show import show


def check_definitions(paths: Sequence[str], out: TextIO) -> int:
    """Print every fault of the folders and files named. 0 when there is none, 1 when there is."""
    faults = check([Path(path) for path in paths])
    for fault in faults:
        print(fault, file=out)
    if faults:
        number = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        print(f"{number}. Nothing was changed.", file=out)
        return 1
    print("No faults.", file=out)
    return 0


def show_definition(programme: str, version: str | None, out: TextIO) -> int:
    """Print a plan in Swedish. 0 when shown, 2 when there is no such plan or it is at fault."""
    try:
        definition = load(programme, version)
    except Refused as refused:
        print(refused, file=out)
        return 2
    out.write(show(definition))
    return 0
