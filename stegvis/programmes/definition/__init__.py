"""A programme's plan, read from a file in definitions/ and shown, checked and asked.

    definition = read(Path("definitions/programmes/se-hoglandet-2023.toml"))
    definition.discharge_on("work", date(2023, 11, 30))     # 29 February 2024

Plain Python: nothing here knows of the database.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.consistency import consistency_faults
from stegvis.programmes.definition.model import ProgrammeDefinition
from stegvis.programmes.definition.moments import Length, Moment
from stegvis.programmes.definition.promised import promise_faults
from stegvis.programmes.definition.reading import Document, file_text, in_order, parse, shape_faults

__all__ = [
    "Length",
    "Moment",
    "ProgrammeDefinition",
    "document_faults",
    "fingerprint",
    "read",
    "read_text",
]


def read(source: Path | str) -> ProgrammeDefinition:
    """A programme's definition from a file (a Path) or from its text (a str).

    Raises Refused with every fault of it; from a file, each fault begins with the file's path.
    """
    if isinstance(source, str):
        return read_text(source)
    try:
        return read_text(file_text(source))
    except Refused as refused:
        raise refused.at(str(source)) from None


def read_text(source: str, *, where: str = "") -> ProgrammeDefinition:
    """A programme's definition from its text. Raises Refused; each fault begins with `where`."""
    try:
        document = parse(source)
        if faults := document_faults(document):
            raise Refused(faults)
    except Refused as refused:
        raise (refused.at(where) if where else refused) from None
    return ProgrammeDefinition.model_validate(document)


def document_faults(document: Document) -> list[Fault]:
    """Every fault of one programme's document by itself, each once, by place."""
    faults = shape_faults(ProgrammeDefinition, document)
    return in_order([*faults, *consistency_faults(document), *promise_faults(document)])


def fingerprint(source: str) -> str:
    """What tells two sources apart: SHA-256 of the text, whatever its line ends."""
    return hashlib.sha256(source.replace("\r\n", "\n").encode()).hexdigest()
