"""Whatever a file holds, reading it gives a definition or one refusal, and never anything else."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from typing import TypeVar

from hypothesis import given
from hypothesis import strategies as st

from stegvis.indicators import definition as indicators
from stegvis.indicators.expressions import read_expression
from stegvis.lib.faults import Refused
from stegvis.programmes.definition import document_faults, read
from stegvis.programmes.definition.folder import definitions_folder
from stegvis.programmes.definition.reading import parse
from stegvis.programmes.definition.show import show
from tests.definitions.spoiling import places, put, unhurried, values

FOLDER = definitions_folder()
HOGLANDET = (FOLDER / "programmes" / "se-hoglandet-2023.toml").read_text(encoding="utf-8")
INDICATOR = (FOLDER / "indicators" / "work_gained.toml").read_text(encoding="utf-8")
COLUMNS = indicators.fact("enrolment").kinds


T = TypeVar("T")


def given_or_refused(read: Callable[[], T]) -> T | None:
    """What reading gives; None when it was refused. Any other exception is the test's failure."""
    try:
        return read()
    except Refused as refused:
        told = refused.faults
    assert told
    assert all(fault.what for fault in told)
    return None


def read_or_refused(source: str) -> None:
    definition = given_or_refused(lambda: read(source))

    assert definition is None or show(definition)


@given(st.text())
@unhurried
def test_any_text(source):
    read_or_refused(source)


@given(st.binary())
@unhurried
def test_any_bytes_that_are_text(content):
    read_or_refused(content.decode("utf-8", errors="replace"))


lines = st.integers(0, HOGLANDET.count("\n"))


@given(lines, st.sampled_from(["drop", "double", "swap", "cut"]), st.text(max_size=8))
@unhurried
def test_the_plan_with_a_line_lost_doubled_or_spoilt(place, how, noise):
    held = HOGLANDET.split("\n")
    spoilt = {
        "drop": [],
        "double": [held[place]] * 2,
        "swap": [noise],
        "cut": [held[place][: len(held[place]) // 2] + noise],
    }[how]

    read_or_refused("\n".join([*held[:place], *spoilt, *held[place + 1 :]]))


PLACES = places(tomllib.loads(HOGLANDET))


@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
@unhurried
def test_the_plan_with_any_value_anywhere(spoilt):
    document = parse(HOGLANDET)
    put(document, spoilt)

    faults = document_faults(document)

    assert all(fault.what for fault in faults)


@given(st.text(max_size=60))
@unhurried
def test_any_expression(text):
    expression = given_or_refused(lambda: read_expression(text, COLUMNS))

    assert expression is None or expression.columns <= set(COLUMNS)


TOKENS = """
    age sex ended_on in_work_after :as_of :from and or not = <> < is null true ( ) , 'x' 1
    interval '6_months' + - between in coalesce date '2023-01-01' select from ; -- /* */ ::
    case when then end $1 ? % [ ] . " ' cast array exists union now()
"""


@given(st.lists(st.sampled_from(TOKENS.split()), max_size=14))
@unhurried
def test_any_row_of_words_of_an_expression(words):
    text = " ".join(words).replace("_months", " months")
    expression = given_or_refused(lambda: read_expression(text, COLUMNS))

    assert expression is None or ";" not in expression.sql
    assert expression is None or "select" not in expression.sql.lower()


@given(st.integers(0, INDICATOR.count("\n")), st.text(max_size=12))
@unhurried
def test_an_indicator_with_a_line_spoilt(place, noise):
    held = INDICATOR.split("\n")
    source = "\n".join([*held[:place], noise, *held[place + 1 :]])
    indicator = given_or_refused(lambda: indicators.indicator_from(source, key="x"))

    assert indicator is None or indicator.expression("about").sql
