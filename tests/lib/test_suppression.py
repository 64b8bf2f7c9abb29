"""Small groups stay hidden, also from one who subtracts."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stegvis.lib.suppression import Hidden, hidden

SIZES = st.dictionaries(st.sampled_from("abcde"), st.integers(0, 9), min_size=1, max_size=4)
MIN_CELLS = st.integers(2, 6)


def of(sizes, min_cell=5):
    """What is hidden of one breakdown and its total, as (total, sorted keys)."""
    answer = hidden(sum(sizes.values()), {"by": sizes}, min_cell)
    return answer.total, "".join(sorted(answer.parts["by"]))


def ways(total, parts, least):
    """Every way to divide a total into so many parts, none below the least."""
    if parts == 0:
        return [()] if total == 0 else []
    return [
        (first, *rest)
        for first in range(least, total + 1)
        for rest in ways(total - first, parts - 1, least)
    ]


def readings(sizes, min_cell):
    """Every table that agrees with what a reader sees and knows of this one."""
    total = sum(sizes.values())
    answer = hidden(total, {"by": sizes}, min_cell)
    secret = sorted(answer.parts["by"])
    shown = sum(size for key, size in sizes.items() if key not in secret)
    least = 1 if shown else 0  # with a filled part in sight, the empty ones are in sight too
    for possible in range(1, min_cell) if answer.total else [total]:
        for values in ways(possible - shown, len(secret), least):
            if any(0 < value < min_cell for value in values):
                yield dict(zip(secret, values, strict=True)) | {"total": possible}


@pytest.mark.parametrize(
    ("sizes", "total", "parts"),
    [
        ({"a": 30, "b": 46}, False, ""),
        ({"a": 1, "b": 3}, True, "ab"),
        ({"a": 1, "b": 4}, False, "ab"),
        ({"a": 3, "b": 40, "c": 50}, False, "ab"),
        ({"a": 1, "b": 1, "c": 40, "d": 50}, False, "abc"),
        ({"a": 2, "b": 3, "c": 50}, False, "ab"),
        ({"a": 3, "b": 40, "c": 40}, False, "ab"),
        ({"a": 0, "b": 40}, False, ""),
        ({"a": 0, "b": 3, "c": 40, "d": 50}, False, "bc"),
        ({"a": 0, "b": 3, "c": 40}, False, "abc"),
        ({"a": 3, "b": 0}, True, "ab"),
        ({"a": 0, "b": 0}, False, ""),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9}, False, "abcdef"),
        ({"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "f": 9, "g": 9}, False, "abcdef"),
    ],
)
def test_a_small_part_takes_the_smallest_other_with_it(sizes, total, parts):
    assert of(sizes) == (total, parts)


def test_every_breakdown_of_a_group_is_protected_and_the_total_is_decided_once():
    answer = hidden(20, {"sex": {"man": 8, "woman": 12}, "unit": {"x": 2, "y": 5, "z": 13}}, 5)

    assert answer == Hidden(False, {"sex": frozenset(), "unit": frozenset({"x", "y"})})
    assert hidden(4, {}, 5) == Hidden(True, {})
    assert hidden(0, {"sex": {"man": 0, "woman": 0}}, 5) == Hidden(False, {"sex": frozenset()})


@pytest.mark.parametrize("sizes", [{"a": 3}, {"a": 5, "b": 1}, {"a": 6, "b": -1}])
def test_parts_that_are_not_the_total_are_refused(sizes):
    with pytest.raises(ValueError, match="by sex do not add up to 5"):
        hidden(5, {"sex": sizes}, 5)


@given(SIZES, st.integers(0, 1))
def test_a_limit_of_one_hides_nothing(sizes, min_cell):
    assert of(sizes, min_cell) == (False, "")


@given(SIZES, MIN_CELLS)
def test_every_small_group_is_hidden_and_a_table_of_large_ones_is_shown_whole(sizes, min_cell):
    total, parts = of(sizes, min_cell)
    small = {key for key, size in sizes.items() if 0 < size < min_cell}

    assert small <= set(parts)
    assert total == (0 < sum(sizes.values()) < min_cell)
    assert small or not parts


@given(SIZES, MIN_CELLS)
def test_the_order_the_parts_come_in_decides_nothing(sizes, min_cell):
    assert of(dict(reversed(sizes.items())), min_cell) == of(sizes, min_cell)


@given(SIZES, MIN_CELLS)
def test_what_is_hidden_is_together_too_large_to_be_a_small_group(sizes, min_cell):
    total, parts = of(sizes, min_cell)

    assert not parts or total or sum(sizes[key] for key in parts) >= min_cell


@settings(max_examples=300)
@given(SIZES, st.integers(3, 6))
@example({"a": 1, "b": 1, "c": 1, "d": 1}, 4)
@example({"a": 1, "b": 1, "c": 1, "d": 0}, 3)
def test_no_hidden_group_can_be_worked_out_from_what_is_shown(sizes, min_cell):
    total, parts = of(sizes, min_cell)
    possible = list(readings(sizes, min_cell)) if parts else []

    for key in [*parts, "total"] if total else parts:
        assert len({reading[key] for reading in possible}) > 1, (key, possible)
