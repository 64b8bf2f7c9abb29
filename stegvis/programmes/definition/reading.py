"""Reading a definition file strictly: every fault of it at once, or the whole of it.

Also used for indicator files. Nothing here knows what the file is about.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.moments import Length, Moment, ReadingError

Document = dict[str, Any]
Place = tuple[str | int, ...]

TOO_DEEP = Fault(
    "",
    "tables within tables, deeper than can be read.",
    "No definition goes deeper than four levels.",
)
#: A key of more names than tables go deep: a.b.c, with names bare or quoted.
DEEP = re.compile(r"""(?<![\w-])(?:(?:[\w-]+|"[^"\n]*"|'[^'\n]*')[ \t]*\.[ \t]*){40}""")
#: How many faults of a file are told. Whoever has more has another file than this in mind.
MOST = 400


def file_text(source: Path) -> str:
    """The text of a file. Raises Refused when it is not there or not UTF-8."""
    try:
        return source.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        what = f"byte {error.start} is not UTF-8."
        raise Refused(Fault("", what, "Save the file as UTF-8.")) from None
    except OSError as error:
        what = f"cannot be read: {error.strerror or error}."
        raise Refused(Fault("", what, "Name a file that is there.")) from None


def parse(text: str) -> Document:
    """The TOML document as plain values, numbers with a point as Decimal. Raises Refused."""
    if DEEP.search(text):  # which would be read, and take an hour over it
        raise Refused(TOO_DEEP)
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (ValueError, ArithmeticError) as error:
        what = f"not TOML: {error}."
        raise Refused(Fault("", what, "Mend that place; what follows it was not read.")) from None
    except RecursionError:
        raise Refused(TOO_DEEP) from None


def shape_faults(model: type[BaseModel], document: Document) -> list[Fault]:
    """What does not fit the model: unknown keys, missing ones, values that cannot be read."""
    try:
        model.model_validate(document)
    except ValidationError as error:
        details = [one for one in error.errors(include_url=False) if not _follows(one)]
        faults = [_fault(model, detail) for detail in details[:MOST]]
        if left := len(details) - len(faults):
            what = f"{left} more places do not fit what a file of this kind may say."
            faults.append(Fault("", what, "Mend those that are told, then check again."))
        return faults
    return []


def _follows(detail: ErrorDetails) -> bool:
    """Whether it only follows from another fault: a list is called short of rows at fault."""
    return detail["type"] == "too_short" and len(detail["input"]) >= detail["ctx"]["min_length"]


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Each fault once, by its place, with the tenth row of a list after the second."""
    numbers = re.compile("([0-9]+)")

    def place(fault: Fault) -> tuple[list[str | int], Fault]:
        steps = numbers.split(fault.where)
        return [int(step) if step.isdecimal() else step for step in steps], fault

    return sorted(set(faults), key=place)


def said(place: Place) -> str:
    """A place as it is written for a reader: discharge[1].after."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return "".join(steps).removeprefix(".")


def closest(word: object, known: Iterator[str] | list[str] | Mapping[str, Any]) -> str:
    """'Did you mean …' when something known is near, else the list of what is known."""
    choices = sorted(known)
    near = get_close_matches(str(word), choices, n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else f"Known: {', '.join(choices)}."


def _fault(model: type[BaseModel], detail: ErrorDetails) -> Fault:
    place = tuple(detail["loc"])
    what, instead = _sentences(model, place, detail)
    return Fault(said(place), what, instead)


def _sentences(model: type[BaseModel], place: Place, detail: ErrorDetails) -> tuple[str, str]:
    value, context = detail["input"], detail.get("ctx", {})
    match detail["type"]:
        case "extra_forbidden":
            return f"'{place[-1]}' is not a key here.", closest(
                place[-1], keys_at(model, place[:-1])
            )
        case "missing":
            return "is missing.", _example(model, place)
        case "literal_error":
            choices = list(choices_at(model, place))
            return f"{_short(value)} is not one of the words here.", closest(value, choices)
        case "value_error" if isinstance(context.get("error"), ReadingError):
            return context["error"].what, context["error"].instead
        case kind:
            return _TYPES.get(kind, lambda _: _plain(detail))(value), _example(model, place)


def _plain(detail: ErrorDetails) -> str:
    return f"{_short(detail['input'])}: {detail['msg'][0].lower()}{detail['msg'][1:]}."


_TYPES = {
    "string_type": lambda value: f"{_short(value)} is not a text.",
    "string_too_short": lambda value: "is empty.",
    "int_type": lambda value: f"{_short(value)} is not a whole number.",
    "bool_type": lambda value: f"{_short(value)} is neither true nor false.",
    "date_type": lambda value: f"{_short(value)} is not a date.",
    "tuple_type": lambda value: f"{_short(value)} is not a list.",
    "model_type": lambda value: f"{_short(value)} is not a table.",
    "too_short": lambda value: "is empty, and at least one is needed.",
    "string_pattern_mismatch": lambda value: f"{_short(value)} is not a name that can be used.",
}


def _short(value: object) -> str:
    text = str(value) if isinstance(value, Decimal) else repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"


def _example(model: type[BaseModel], place: Place) -> str:
    """How such a value is written: the field's own example, or one that fits its kind."""
    annotation, examples = _at(model, place)
    if examples:
        return f"Write for instance {place[-1]} = {_toml(examples[0])}."
    inner = _inner(annotation)
    if isinstance(inner, type) and issubclass(inner, BaseModel):
        needed = [name for name, field in _fields(inner).items() if field.is_required()]
        name = said(tuple(step for step in place if isinstance(step, str)))
        name = f"[[{name}]]" if get_origin(annotation) is tuple else f"[{name}]"
        return f"Write {name} with at least {', '.join(needed)}."
    if choices := list(choices_at(model, place)):
        return f"Write one of {', '.join(choices)}."
    return _HOW.get(inner, "")


_HOW: dict[Any, str] = {
    str: "Write it within quotation marks.",
    bool: "Write true or false.",
    int: "Write a whole number, without quotation marks.",
    Decimal: "Write a number with a point: 0.75.",
    Length: "Write 'at once', '14 days' or '3 months'.",
    Moment: "Write 'start', 'exit', 'exit + 6 months' or 'every October'.",
}


def _toml(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value)


def keys_at(model: type[BaseModel], place: Place) -> list[str]:
    """The keys that may stand in the table at a place."""
    inner = _inner(_at(model, place)[0])
    is_table = isinstance(inner, type) and issubclass(inner, BaseModel)
    return list(_fields(inner)) if is_table else []


def choices_at(model: type[BaseModel], place: Place) -> Iterator[str]:
    """The words that may stand at a place."""
    stack = [_at(model, place)[0]]
    while stack:
        for argument in get_args(stack.pop()):
            if isinstance(argument, str):
                yield argument
            else:
                stack.append(argument)


def _at(model: type[BaseModel], place: Place) -> tuple[Any, list[Any]]:
    """The annotation at a place, with the examples given there."""
    annotation: Any = model
    examples: list[Any] = []
    for step in place:
        if isinstance(step, int):
            continue
        field = _fields(_inner(annotation)).get(step)
        if field is None:
            return None, []
        annotation, examples = field.annotation, list(field.examples or [])
    return annotation, examples


def _fields(model: Any) -> dict[str, Any]:
    fields = getattr(model, "model_fields", {})
    return {field.alias or name: field for name, field in fields.items()}


def _inner(annotation: Any) -> Any:
    """What a list holds, or what may be left out: the type within."""
    while get_origin(annotation) in (tuple, Union, UnionType, Annotated):
        annotation = get_args(annotation)[0]
    return annotation
