"""Ladders and surveys: what a measure asks with, each a file of its own.

    definitions/ladders/processtrappan.toml
    definitions/surveys/nns_deltagare.toml

The wording of a survey is its owner's. It is shown as it stands and never changed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field

from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.consistency import rows, same_in_rows
from stegvis.programmes.definition.reading import (
    Document,
    closest,
    file_text,
    in_order,
    parse,
    shape_faults,
)
from stegvis.programmes.definition.values import Flag, Key, Part, Text, Whole

LADDERS = "ladders"
SURVEYS = "surveys"


class Step(Part):
    step: Annotated[Whole, Field(ge=0, le=100)]
    title: Text
    text: Text | None = None


class Ladder(Part):
    """Steps towards work, the lowest first. `verified` is whether its owner has settled them."""

    title: Text
    source: Text
    verified: Flag
    steps: tuple[Step, ...] = Field(min_length=2)


class Scale(Part):
    """Answers in order, the lowest first. The upper `positive` of them count as a good answer."""

    key: Key
    answers: tuple[Text, ...] = Field(min_length=2)
    positive: Annotated[Whole, Field(ge=1)]


class Item(Part):
    """A statement or question, in the instrument's own words."""

    number: Annotated[Whole, Field(ge=1, le=99)]
    text: Text
    scale: Key


class About(Part):
    """A question about who answers, with the answers to choose among."""

    key: Key
    text: Text
    answers: tuple[Text, ...] = Field(min_length=2)


class Survey(Part):
    """A questionnaire. Any item may be skipped where `may_skip`; without items it has no wording."""

    title: Text
    owner: Text
    source: Text
    licence: Text
    may_skip: Flag = True
    intro: Text | None = None
    about: tuple[About, ...] = ()
    scales: tuple[Scale, ...] = ()
    items: tuple[Item, ...] = ()


def ladder_faults(path: Path) -> list[Fault]:
    """Every fault of a ladder's file."""
    return _faults(path, Ladder, _steps_rise)


def survey_faults(path: Path) -> list[Fault]:
    """Every fault of a survey's file."""
    return _faults(path, Survey, _items_can_be_answered)


def left_open(path: Path) -> Iterator[Fault]:
    """What a ladder or survey without faults leaves open."""
    document = parse(file_text(path))
    if path.parent.name == LADDERS and not document["verified"]:
        what = "its steps are not settled by who owns it."
        yield Fault(f"{path}: verified", what, "Compare them with the owner's own, and write true.")
    if path.parent.name == SURVEYS and not document.get("items"):
        what = "has no questions: the plan names it without wording."
        yield Fault(f"{path}: items", what, "Choose an instrument, and write its own words.")


def _faults(path: Path, model: type[Part], check: object) -> list[Fault]:
    try:
        document = parse(file_text(path))
    except Refused as refused:
        return list(refused.at(str(path)).faults)
    faults = [*shape_faults(model, document), *check(document)]  # type: ignore[operator]
    return [fault.at(str(path)) for fault in in_order(faults)]


def _steps_rise(document: Document) -> Iterator[Fault]:
    before: int | None = None
    for place, row in rows(document, "steps"):
        step = row.get("step")
        if type(step) is int:
            if before is not None and step <= before:
                what = f"step {step} does not come after {before}."
                yield Fault(
                    f"{place}.step", what, "Write the steps from the lowest to the highest."
                )
            before = step


def _items_can_be_answered(document: Document) -> Iterator[Fault]:
    scales = [row["key"] for _, row in rows(document, "scales") if isinstance(row.get("key"), str)]
    yield from same_in_rows(document, "scales", "key")
    yield from same_in_rows(document, "about", "key")
    yield from same_in_rows(document, "items", "number")
    for place, row in rows(document, "items"):
        scale = row.get("scale")
        if isinstance(scale, str) and scale not in scales:
            what = f"{scale!r} is not among the scales."
            yield Fault(f"{place}.scale", what, closest(scale, scales) if scales else "Write it.")
    for place, row in rows(document, "scales"):
        answers, positive = row.get("answers"), row.get("positive")
        if not isinstance(answers, list):
            continue
        if type(positive) is int and positive >= len(answers):
            what = f"{positive} of {len(answers)} answers cannot all be the upper ones."
            yield Fault(f"{place}.positive", what, "Write how many of them count as good.")
        if len({str(answer) for answer in answers}) < len(answers):
            yield Fault(f"{place}.answers", "an answer stands twice.", "Take one of them out.")
