"""Wilson's interval against published numbers, and what holds for every share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.lib.statistics import wilson


@st.composite
def shares(draw):
    known = draw(st.integers(1, 100_000))
    return draw(st.integers(0, known)), known


@pytest.mark.parametrize(
    ("counts", "known", "places", "interval"),
    [
        (34, 88, 4, (0.2914, 0.4908)),
        (22, 46, 3, (0.341, 0.619)),  # SEED trial, Supported Employment (Sveinsdottir et al. 2020)
        (3, 37, 3, (0.028, 0.213)),  # and its controls
        (216, 307, 3, (0.650, 0.752)),  # four IPS trials pooled (Bond, Campbell, Drake 2012)
        (91, 374, 3, (0.203, 0.289)),  # and their controls
        (81, 263, 4, (0.2553, 0.3662)),  # Newcombe 1998, Statistics in Medicine 17:857-872
        (15, 148, 4, (0.0624, 0.1605)),
        (0, 20, 4, (0.0, 0.1611)),
        (1, 29, 4, (0.0061, 0.1718)),
    ],
)
def test_published_intervals_are_reproduced(counts, known, places, interval):
    low, high = wilson(counts, known)

    assert (round(low, places), round(high, places)) == interval


def test_nothing_known_has_no_interval():
    assert wilson(0, 0) is None


@pytest.mark.parametrize(("counts", "known"), [(5, 4), (-1, 4), (0, -1)])
def test_what_is_not_a_part_is_refused(counts, known):
    with pytest.raises(ValueError, match="is not a share"):
        wilson(counts, known)


@given(shares())
def test_the_share_lies_within_its_interval_and_the_interval_within_0_and_1(share):
    counts, known = share
    low, high = wilson(counts, known)

    assert 0 <= low <= counts / known <= high <= 1
    assert (low == 0) == (counts == 0)
    assert (high == 1) == (counts == known)


@given(shares())
def test_yes_and_no_mirror_each_other(share):
    counts, known = share
    low, high = wilson(counts, known)

    assert wilson(known - counts, known) == pytest.approx((1 - high, 1 - low))


@given(shares(), st.integers(2, 50))
def test_more_people_with_the_same_share_make_it_surer(share, times):
    counts, known = share
    (low, high), (closer, nearer) = wilson(counts, known), wilson(times * counts, times * known)

    assert nearer - closer < high - low
