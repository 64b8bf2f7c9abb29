"""A document on paper: an accessible PDF (PDF/UA-1) from a layout and what it says."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import typst

#: How typst says that the fonts have no sign for a text.
NO_SIGN = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


class Unprintable(Exception):  # noqa: N818 - it is what the text is
    """A text that the fonts have no sign for, such as a smiling face. `text` is that text."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__(text)


def pdf(layout: Path, *, dated: int, **said: Mapping[str, Any]) -> bytes:
    """The PDF that the layout makes of what is said: each name of `said` is an input, as JSON.

    `dated` is the moment in the file, in seconds since 1970. The same layout, words and moment give
    the same bytes. The fonts are those that come with typst: a machine's own would make another
    document of it. What they have no sign for raises `Unprintable`: a box in its place could not be
    read aloud.
    """
    try:
        made = typst.compile(
            str(layout),
            format="pdf",
            ignore_system_fonts=True,
            pdf_standards=["ua-1"],
            sys_inputs={n: json.dumps(words, ensure_ascii=False) for n, words in said.items()},
            timestamp=dated,
        )
    except typst.TypstError as error:
        if found := NO_SIGN.search(str(error)):
            text = ESCAPED.sub(lambda code: chr(int(code[1], 16)), found["text"])
            raise Unprintable(text) from None
        raise
    assert isinstance(made, bytes)
    return made
