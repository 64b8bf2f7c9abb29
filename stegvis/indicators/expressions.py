"""The expressions of an indicator: read, typed and refused before any database sees them.

An expression is one yes-or-no question about one row. It may use the fact's columns, the
parameters :from, :to and :as_of, and what stands in KINDS below. Everything else in SQL is
refused, so an expression can neither read another table nor run long.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition.reading import closest

Kind = Literal["text", "integer", "date", "boolean"]
#: The kind of a value; "interval" and "null" only come up within an expression.
Typed = Literal["text", "integer", "date", "boolean", "interval", "null"]

#: A node of sqlglot's tree. Its classes are not typed so that one signature would fit them all.
Node = Any

PARAMETERS = ("from", "to", "as_of")
LONGEST = 1000

#: A parameter, or a text that may hold something that looks like one.
_PARAMETER = re.compile(r"'(?:[^']|'')*'|(?<!:):(\w+)")
_UNITS = re.compile(r"(DAY|WEEK|MONTH|YEAR)S?")


@dataclass(frozen=True, slots=True)
class Expression:
    """An expression that may be run.

    `sql` is PostgreSQL with psycopg's named parameters (%(as_of)s), to stand where the fact's
    columns are in reach. It gives true, false, or null for not known.
    """

    text: str
    sql: str
    columns: frozenset[str]
    parameters: frozenset[str]


def read_expression(text: str, columns: Mapping[str, Kind]) -> Expression:
    """Check an expression against a fact's columns. Raises Refused with every fault in it."""
    tree = _parsed(text)
    check = _Check(columns)
    kind = check.kind(tree)
    if kind not in ("boolean", None):
        what = f"the answer is of kind {kind}, and it should be yes or no."
        check.fault(what, "Compare it with something, or write 'is not null'.")
    if check.faults:
        raise Refused(check.faults)
    return Expression(text, _sql(tree), frozenset(check.columns), frozenset(check.parameters))


def _parsed(text: str) -> Node:
    if len(text) > LONGEST:
        raise Refused(Fault("", f"is longer than {LONGEST} characters.", "Split the question."))
    readable = _PARAMETER.sub(lambda m: f":p_{m[1]}" if m[1] else m[0], text)
    try:
        trees = sqlglot.parse(readable, dialect="postgres")
    except (SqlglotError, RecursionError):
        what = f"'{text.strip()}' cannot be read as an expression."
        raise Refused(Fault("", what, "Write for instance: end_reason is not null.")) from None
    if len(trees) != 1 or trees[0] is None:
        what = f"'{text.strip()}' is not one expression."
        raise Refused(Fault("", what, "Write one question; join two with 'and' or 'or'."))
    return trees[0]


def _sql(tree: Node) -> str:
    tree = tree.copy()
    for node in tree.find_all(exp.Placeholder):
        node.set("this", str(node.this).removeprefix("p_"))
    for node in tree.find_all(exp.Literal):
        node.set("this", str(node.this).replace("%", "%%"))
    return tree.sql(dialect="postgres", comments=False)


class _Check:
    """Walks an expression once, gathering what it uses and what is wrong with it."""

    def __init__(self, columns: Mapping[str, Kind]) -> None:
        self.known = columns
        self.columns: set[str] = set()
        self.parameters: set[str] = set()
        self.faults: list[Fault] = []

    def fault(self, what: str, instead: str) -> None:
        """Note a fault. Gives None, which stands for a kind that is not worth asking about."""
        self.faults.append(Fault("", what, instead))

    def kind(self, node: Node) -> Typed | None:
        """The kind of what a node gives; None when it is at fault, which is then noted."""
        rule = KINDS.get(type(node))
        if rule is not None:
            return rule(self, node)
        what = f"'{_shown(node)}' is not allowed here."
        instead = "Allowed are columns, :from, :to and :as_of, and, or, not, =, <>, <, <=, >, >=,"
        self.fault(what, f"{instead} + and - with interval, between, in, is null, coalesce.")
        return None

    # What stands for a value

    def column(self, node: Node) -> Typed | None:
        name = node.name
        if node.table or node.this.quoted:
            self.fault(f"'{_shown(node)}' is not a plain column.", f"Write {name.lower()}.")
        elif name not in self.known:
            self.fault(f"'{name}' is not a column of the fact.", closest(name, self.known))
        else:
            self.columns.add(name)
            return self.known[name]
        return None

    def parameter(self, node: Node) -> Typed | None:
        name = str(node.this or "").removeprefix("p_")
        if name not in PARAMETERS:
            instead = closest(name, list(PARAMETERS)).replace("Known: ", "Known, after a colon: ")
            self.fault(f"'{_shown(node)}' is not a parameter.", instead)
            return None
        self.parameters.add(name)
        return "date"

    def literal(self, node: Node) -> Typed | None:
        if node.is_string:
            return "text"
        if node.is_int:
            return "integer"
        self.fault(f"{_shown(node)} is not a whole number.", "All columns are whole numbers.")
        return None

    def day(self, node: Node) -> Typed | None:
        """date '2023-01-01', and no other cast."""
        text = node.this.name if isinstance(node.this, exp.Literal) else ""
        try:
            if node.to.this != exp.DataType.Type.DATE:
                raise ValueError
            date.fromisoformat(text)
        except ValueError:
            self.fault(f"'{_shown(node)}' is not a day.", "Write date '2023-01-01'.")
            return None
        return "date"

    def interval(self, node: Node) -> Typed | None:
        number = node.this.name if isinstance(node.this, exp.Literal) else ""
        unit = node.unit.name.upper() if node.unit is not None else ""
        if not re.fullmatch(r"[0-9]{1,4}", number) or not _UNITS.fullmatch(unit):
            what = f"'{_shown(node)}' is not a length of time."
            self.fault(what, "Write interval '6 months', of days, weeks, months or years.")
            return None
        return "interval"

    def coalesce(self, node: Node) -> Typed | None:
        return self.same([node.this, *node.expressions], node)

    # What asks something of a value

    def both(self, node: Node) -> Typed:
        self.yes_or_no(node.left)
        self.yes_or_no(node.right)
        return "boolean"

    def negated(self, node: Node) -> Typed:
        self.yes_or_no(node.this)
        return "boolean"

    def yes_or_no(self, node: Node) -> None:
        if self.kind(node) not in ("boolean", None):
            what = f"'{_shown(node)}' is not a question of yes or no."
            self.fault(what, "Compare it with something, or write 'is not null'.")

    def compared(self, node: Node) -> Typed:
        if isinstance(node.left, exp.Null) or isinstance(node.right, exp.Null):
            what = f"'{_shown(node)}' is never true, whatever stands there."
            self.fault(what, "Write 'is null' or 'is not null'.")
        self.same([node.left, node.right], node)
        return "boolean"

    def between(self, node: Node) -> Typed:
        self.same([node.this, node.args["low"], node.args["high"]], node)
        if node.args.get("symmetric"):
            self.fault("'symmetric' is not allowed here.", "Write the smaller bound first.")
        return "boolean"

    def among(self, node: Node) -> Typed:
        listed = all(isinstance(value, exp.Literal) for value in node.expressions)
        if not node.expressions or not listed or node.args.get("query"):
            what = f"'{_shown(node)}' has no list of values."
            self.fault(what, "Write for instance: end_reason in ('work', 'study').")
            return "boolean"
        self.same([node.this, *node.expressions], node)
        return "boolean"

    def is_null_or_so(self, node: Node) -> Typed:
        if isinstance(node.expression, exp.Boolean):
            self.yes_or_no(node.this)
        elif isinstance(node.expression, exp.Null):
            self.kind(node.this)
        else:
            self.fault(f"'{_shown(node)}' cannot be asked.", "Write 'is null' or 'is true'.")
        return "boolean"

    def same(self, nodes: list[Node], whole: Node) -> Typed | None:
        """The kind the nodes share, a null aside; a fault when they are of different kinds."""
        kinds = [kind for kind in map(self.kind, nodes) if kind is not None and kind != "null"]
        if len(set(kinds)) > 1:
            what = f"'{_shown(whole)}' compares {' with '.join(dict.fromkeys(kinds))}."
            hint = "Compare what is of the same kind; a day is written date '2023-01-01'."
            self.fault(what, hint)
            return None
        return kinds[0] if len(kinds) == len(nodes) else None

    def shifted(self, node: Node) -> Typed | None:
        kinds = (self.kind(node.left), self.kind(node.right))
        if None in kinds:
            return None
        gives = SUMS.get((type(node), *kinds))
        if gives is None:
            what = f"'{_shown(node)}' cannot be reckoned: {kinds[0]} and {kinds[1]}."
            self.fault(what, "Add an interval to a day, or take one day from another.")
        return gives


SUMS: dict[tuple[object, ...], Typed] = {
    (exp.Add, "date", "interval"): "date",
    (exp.Sub, "date", "interval"): "date",
    (exp.Sub, "date", "date"): "integer",
    (exp.Add, "integer", "integer"): "integer",
    (exp.Sub, "integer", "integer"): "integer",
}

#: Everything an expression may be made of.
KINDS: dict[type, Callable[[_Check, Node], Typed | None]] = {
    exp.Paren: lambda check, node: check.kind(node.this),
    exp.Boolean: lambda check, node: "boolean",
    exp.Null: lambda check, node: "null",
    exp.Column: _Check.column,
    exp.Placeholder: _Check.parameter,
    exp.Literal: _Check.literal,
    exp.Cast: _Check.day,
    exp.Interval: _Check.interval,
    exp.Coalesce: _Check.coalesce,
    exp.And: _Check.both,
    exp.Or: _Check.both,
    exp.Not: _Check.negated,
    exp.Is: _Check.is_null_or_so,
    exp.Between: _Check.between,
    exp.In: _Check.among,
    exp.Add: _Check.shifted,
    exp.Sub: _Check.shifted,
    **dict.fromkeys(
        (
            exp.EQ, exp.NEQ, exp.LT, exp.LTE, exp.GT, exp.GTE,
            exp.NullSafeEQ, exp.NullSafeNEQ,
        ),
        _Check.compared,
    ),
}  # fmt: skip


def _shown(node: Node) -> str:
    sql = node.sql(dialect="postgres", comments=False)
    shown = re.sub(r"%\((?:p_)?(\w+)\)s", r":\1", sql)
    return shown if len(shown) <= 60 else f"{shown[:57]}…"
