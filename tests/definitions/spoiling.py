"""Any value at any place of a document: what properties of reading are tried on."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: A place in a document, step by step from the top, and what is put there.
Spoilt = tuple[tuple, Any]

unhurried = settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow])

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12) | st.dates()
    | st.datetimes() | st.decimals()
    | st.sampled_from(["start", "work", "otherwise", "consent", "coach", "week"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip


def places(document: Any, path: tuple = ()) -> list[tuple]:
    """Every place in a document that a value can be put."""
    steps = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for step, value in steps:
        found.append((*path, step))
        if isinstance(value, dict | list):
            found += places(value, (*path, step))
    return found


def put(document: Any, spoilt: Iterable[Spoilt]) -> None:
    """Put the values where they go. A place that an earlier one has taken away is passed over."""
    for path, value in spoilt:
        held: Any = document
        for step in path[:-1]:
            held = held[step] if _reaches(held, step) else None
        if _reaches(held, path[-1]):
            held[path[-1]] = value


def _reaches(held: Any, step: Any) -> bool:
    if isinstance(held, dict):
        return step in held
    return isinstance(held, list) and isinstance(step, int) and step < len(held)
