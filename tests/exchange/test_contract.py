"""What docs/how-to/import.md promises of the files is what is read."""

from __future__ import annotations

import re

from stegvis.exchange.cohort import NOT_YET, SHEETS
from tests.repository import ROOT

#: `file` | **column** (word, word), column …
ROW = re.compile(r"^\| `(\w+)` \| (.+) \|$", re.MULTILINE)
COLUMN = re.compile(r"(\*\*)?(\w+)(?:\*\*)?(?: \(([^)]+)\))?(?:, |$)")


def promised():
    """Each file of the page: its columns in order, whether each has to be there, and its words."""
    text = (ROOT / "docs/how-to/import.md").read_text(encoding="utf-8")
    return {
        file: {name: (bool(bold), words) for bold, name, words in COLUMN.findall(columns)}
        for file, columns in ROW.findall(text)
    }


def test_the_page_lists_the_files_and_columns_that_are_read():
    assert {file: list(columns) for file, columns in promised().items()} == {
        name: [column.name for column in sheet.columns] for name, sheet in SHEETS.items()
    }


def test_the_columns_in_bold_are_those_that_have_to_be_there():
    for file, columns in promised().items():
        bold = {name for name, (bold, _words) in columns.items() if bold}
        assert bold == {column.name for column in SHEETS[file].columns if column.required}


def test_the_words_on_the_page_are_those_that_a_cell_may_say():
    for file, columns in promised().items():
        for name, (_bold, words) in columns.items():
            column = SHEETS[file].named[name]
            if column.choices:
                assert tuple(words.split(", ")) == column.choices
            if column.kind == "yes_no":
                assert words == "yes, no"


def test_the_page_says_which_files_have_no_place_yet():
    text = (ROOT / "docs/how-to/import.md").read_text(encoding="utf-8")

    assert "`answers` and `deviations` have no place" in text
    assert NOT_YET == ("answers", "deviations")
