"""Which numbers of a table have to be hidden so that small groups of people stay hidden.

A group is hidden when it has people but fewer than `min_cell`. That is not enough: with the total
and the other parts shown, a single hidden part is their difference. So more parts are hidden,
smallest first, until what is hidden could be divided in several ways.

The reader is taken to know every shown number, that all are whole and not negative, that parts
add up to the total, and how large `min_cell` is. It does not protect against one who compares
tables of different periods, nor one who also works out which parts this rule would have hidden.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

#: Groups smaller than this are hidden unless something else is asked for. docs/decisions/0032.
MIN_CELL = 5


@dataclass(frozen=True, slots=True)
class Hidden:
    """What to hide of one table: its total or not, and of each breakdown the keys of the parts.

    A part that is not among them is shown, also when it is empty.
    """

    total: bool
    parts: Mapping[str, frozenset[str]]


def hidden(total: int, breakdowns: Mapping[str, Mapping[str, int]], min_cell: int) -> Hidden:
    """What to hide of a group of `total` people and the ways it is divided.

    `breakdowns` gives for each breakdown (sex, unit) the size of each part. The total is hidden
    when it is itself too small, whatever it is divided by, so that two tables of the same group
    agree about it. `min_cell` 0 or 1 hides nothing, and 2 hides little: a group known to be below
    it is one person.

    ValueError when a size is negative or the parts of a breakdown do not add up to the total: a
    part for those of whom the answer is not known belongs in the breakdown.
    """
    for name, sizes in breakdowns.items():
        if min(sizes.values(), default=0) < 0 or sum(sizes.values()) != total:
            raise ValueError(f"the parts by {name} do not add up to {total}: {dict(sizes)}")
    parts = {name: _hidden_parts(sizes, min_cell) for name, sizes in breakdowns.items()}
    return Hidden(total=0 < total < min_cell, parts=parts)


def _hidden_parts(sizes: Mapping[str, int], min_cell: int) -> frozenset[str]:
    """The parts of one breakdown to hide.

    Empty parts are shown and cover for nobody, until no other part is left to show: then all are
    hidden, for a row of hidden parts known not to be empty may have only one way to add up.
    """
    filled = sorted((key for key in sizes if sizes[key]), key=lambda key: (sizes[key], key))
    count = sum(sizes[key] < min_cell for key in filled)
    while 0 < count < len(filled) and not _covered(
        [sizes[key] for key in filled[:count]], min_cell
    ):
        count += 1
    return frozenset(sizes if 0 < count == len(filled) else filled[:count])


def _covered(sizes: list[int], min_cell: int) -> bool:
    """Whether hidden parts, none of them empty, protect each other when their sum is known.

    One part is its own sum; parts of one person each add up in one way only; and a sum below
    `min_cell` is itself a group too small to show.
    """
    return len(sizes) > 1 and sum(sizes) > len(sizes) and sum(sizes) >= min_cell
