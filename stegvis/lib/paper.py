"""A document on paper: an accessible PDF (PDF/UA-1) from a layout and what it says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst


def pdf(layout: Path, *, dated: int, **said: Mapping[str, Any]) -> bytes:
    """The PDF that the layout makes of what is said: each name of `said` is an input, as JSON.

    `dated` is the moment in the file, in seconds since 1970. The same layout, words and moment give
    the same bytes. The fonts are those that come with typst: a machine's own would make another
    document of it. A layout that cannot be made accessible raises `typst.TypstError`.
    """
    made = typst.compile(
        str(layout),
        format="pdf",
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        sys_inputs={name: json.dumps(words, ensure_ascii=False) for name, words in said.items()},
        timestamp=dated,
    )
    assert isinstance(made, bytes)
    return made
