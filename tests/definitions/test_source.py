"""Finding the line of a fault in a definition's text, and changing one value in it."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.lib.faults import Refused
from stegvis.programmes.definition.folder import programmes
from stegvis.programmes.definition.reading import parse
from stegvis.programmes.definition.source import line_of, lines_of, with_value
from tests.definitions.spoiling import unhurried

TEXT = '''\
key = "steg-in"   # en kommentar med [hakar] och = tecken
title = """
[inte_en_tabell]
x = 1
"""

[stay]
limit = "12 months"

[[units]]
key = "norra"
changes = [
    { from = 2024-01-01, posts = 1.5 },
    { from = 2025-01-01, posts = 2 },
]

[[units]]
key = 'söd"ra'

[[units.changes]]
from = 2024-01-01

[[units.changes]]
from = 2025-01-01
'''


@pytest.mark.parametrize(
    ("where", "line"),
    [
        ("key", 1),
        ("title", 2),
        ("stay", 7),
        ("stay.limit", 8),
        ("stay.passage", 7),
        ("units[0].key", 11),
        ("units[0].changes[1].posts", 12),
        ("units[0].passage", 10),
        ("units[1].key", 18),
        ("units[1].changes[0].from", 21),
        ("units[1].changes[1].from", 24),
        ("units[1].changes[1].posts", 23),
        ("inte_en_tabell.x", None),
        ("purpose", None),
        ("", None),
        ("en fil: key", None),
    ],
)
def test_the_line_of_a_place(where, line):
    assert line_of(TEXT, where) == line


def test_the_line_of_what_is_not_toml_is_the_readers_own():
    with pytest.raises(Refused) as refused:
        parse('key = "a"\ntitle = oj\n')

    [fault] = refused.value.faults
    assert line_of("", fault.where, fault.what) == 2


@pytest.mark.parametrize("path", programmes().values(), ids=lambda path: path.stem)
def test_every_key_of_the_shipped_plans_has_its_line(path):
    source = path.read_text(encoding="utf-8")
    rows = source.split("\n")
    found = {line.place: line for line in lines_of(source)}

    def walk(value, place):
        for key, held in value.items():
            here = f"{place}.{key}".removeprefix(".")
            lists = isinstance(held, list) and held and isinstance(held[0], dict)
            if lists and here not in found:
                for number, each in enumerate(held):
                    assert f"{here}[{number}]" in found
                    walk(each, f"{here}[{number}]")
            else:
                assert key in rows[found[here].first - 1]
                if isinstance(held, dict) and found[here].header:
                    walk(held, here)

    walk(tomllib.loads(source), "")


@given(
    st.text(max_size=30),
    st.sampled_from(["key", "valid_from", "stay.limit", "units[1].key", "units[0].posts"]),
)
@unhurried
def test_a_value_is_changed_and_nothing_else(value, place):
    changed = with_value(TEXT, place, value)

    was, stands = tomllib.loads(TEXT), tomllib.loads(changed)
    *steps, last = place.replace("]", "").replace("[", ".").split(".")
    before, after = was, stands
    for step in steps:
        before = before[int(step) if step.isdecimal() else step]
        after = after[int(step) if step.isdecimal() else step]
    assert after.pop(last) == value
    before.pop(last, None)
    assert was == stands


def test_dates_and_numbers_are_written_as_toml_writes_them():
    text = with_value(with_value(TEXT, "valid_from", date(2027, 1, 1)), "x", Decimal("0.35"))

    assert tomllib.loads(text)["valid_from"] == date(2027, 1, 1)
    assert tomllib.loads(text)["x"] == 0.35
    assert with_value(TEXT, "capacity.places", 3) == TEXT


@given(st.text(), st.text(max_size=20))
@unhurried
def test_whatever_the_text_is_it_is_read_to_its_end(source, where):
    line = line_of(source, where)

    assert line is None or 1 <= line <= source.count("\n") + 1
    assert isinstance(with_value(source, "key", "a"), str)
