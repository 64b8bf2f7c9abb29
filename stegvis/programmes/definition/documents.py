"""A document of the folder: a letter's words, with names in braces that a case fills in.

`docs/how-to/document.md` tells how one is written. `letter.typ` beside them is how all look.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.reading import Document, closest, file_text, parse, shape_faults
from stegvis.programmes.definition.values import Part, Text

DOCUMENTS = "documents"
LAYOUT = "letter.typ"
#: What can stand in braces, and what a part can need.
NAMES = (
    "first_name", "programme", "unit", "number", "referrer", "day", "from_day", "reason", "instead",
    "departure", "call",
)  # fmt: skip
CRITERIA = "criteria"
IN_BRACES = re.compile(r"\{([^{}]*)\}")


class Paragraphs(Part):
    """A part of a document: a heading, sentences, a list. Left out when what it needs is empty."""

    heading: Text | None = None
    text: tuple[Text, ...] = ()
    items: Literal["criteria"] | None = None
    needs: Text | None = None


class Letter(Part):
    """A letter's words, to whom and about which decision."""

    title: Text
    to: Literal["person", "referrer"]
    about: Literal["admitted", "refused", "waiting"]
    closing: Text
    parts: tuple[Paragraphs, ...] = Field(min_length=1)


def read_letter(path: Path) -> Letter:
    """The letter of a file. Raises Refused with every fault, each at the file's path."""
    try:
        document = parse(file_text(path))
        if faults := [*shape_faults(Letter, document), *_unknown_names(document)]:
            raise Refused(faults)
    except Refused as refused:
        raise refused.at(str(path)) from None
    return Letter.model_validate(document)


def _unknown_names(document: Document) -> list[Fault]:
    """Names in braces that nothing fills in, and parts that need what there is none of."""
    found = []
    parts = document.get("parts")
    rows = [row for row in parts if isinstance(row, dict)] if isinstance(parts, list) else []
    written: list[tuple[str, Any, tuple[str, ...]]] = [("title", document.get("title"), NAMES)]
    for n, row in enumerate(rows, start=1):
        sentences = row.get("text")
        for sentence in sentences if isinstance(sentences, list) else ():
            written.append((f"parts[{n}].text", sentence, NAMES))
        if needs := row.get("needs"):
            written.append((f"parts[{n}].needs", f"{{{needs}}}", (*NAMES, CRITERIA)))
    for where, sentence, known in written:
        for name in IN_BRACES.findall(sentence) if isinstance(sentence, str) else ():
            if name not in known:
                found.append(
                    Fault(where, f"nothing is called {name!r}.", closest(name, list(known)))
                )
    return found
