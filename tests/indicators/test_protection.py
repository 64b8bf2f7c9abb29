"""Small groups stay hidden, also from one who subtracts."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.indicators.catalogue import indicator
from stegvis.indicators.figure import Figure, Group
from stegvis.indicators.protection import protected, tidied

D6 = indicator("work_or_study_at_discharge")
GROUP = st.tuples(st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)).map(
    lambda n: (max(n), sorted(n)[1], min(n))
)


def figure(**sexes):
    """A figure from the counts of each sex."""
    whole = [sum(counts[n] for counts in sexes.values()) for n in range(3)]
    return Figure(D6, None, Group(*whole), {"sex": {k: Group(*v) for k, v in sexes.items()}})


def hidden(figure):
    return {key for key, group in figure.by["sex"].items() if group.suppressed}


def test_a_group_of_four_is_hidden_together_with_the_one_that_would_give_it_away():
    shown = protected(figure(woman=(30, 28, 9), man=(4, 4, 1)), 5)

    assert hidden(shown) == {"woman", "man"}
    assert shown.all.about == 34


def test_nothing_is_hidden_where_every_group_is_large_enough():
    whole = figure(woman=(30, 28, 9), man=(5, 5, 0))

    assert protected(whole, 5) == whole


def test_a_share_of_three_known_is_hidden_however_many_were_asked():
    shown = protected(figure(woman=(30, 3, 2), man=(40, 35, 9)), 5)

    assert hidden(shown) == {"woman", "man"}


def test_a_hidden_group_has_no_number_left():
    shown = protected(figure(woman=(2, 2, 1), man=(1, 1, 0)), 5)

    groups = [shown.all, *shown.by["sex"].values()]
    assert all(group.suppressed for group in groups)
    assert {(g.about, g.known, g.counts, g.value, g.low, g.high) for g in groups} == {(None,) * 6}
    assert shown.met is None


def test_who_takes_away_those_they_may_open_is_left_with_no_small_group():
    opened = figure(woman=(20, 20, 9), man=(20, 20, 9))

    shown = protected(figure(woman=(28, 28, 9), man=(21, 21, 10)), 5, opened)

    assert hidden(shown) == {"woman", "man"}
    assert shown.all.about == 49
    assert protected(figure(woman=(20, 20, 9), man=(23, 23, 9)), 5, opened).all.suppressed
    assert not hidden(protected(opened, 5, opened))


@given(*[st.dictionaries(st.sampled_from(["woman", "man", "other"]), GROUP, min_size=2)] * 2)
@settings(max_examples=200)
def test_no_shown_number_less_ones_own_is_about_fewer_than_five(mine, theirs):
    keys = mine.keys() | theirs.keys()
    own, others = ({k: side.get(k, (0, 0, 0)) for k in keys} for side in (mine, theirs))
    both = {k: tuple(a + b for a, b in zip(own[k], others[k], strict=True)) for k in keys}

    shown = protected(figure(**both), 5, figure(**own))

    for key, group in shown.by["sex"].items():
        assert group.suppressed or not any(0 < n < 5 for n in others[key][:2])
    whole = [sum(counts[n] for counts in others.values()) for n in range(2)]
    assert shown.all.suppressed or not any(0 < n < 5 for n in whole)


def test_zero_hides_nothing():
    whole = figure(woman=(1, 1, 1), man=(2, 2, 1))

    assert protected(whole, 0) == whole


def test_an_empty_group_that_need_not_be_there_is_left_out_only_where_that_tells_nothing():
    shown = tidied(protected(figure(woman=(9, 9, 9), man=(8, 8, 8), other=(0, 0, 0)), 5))
    all_hidden = tidied(protected(figure(woman=(1, 1, 1), man=(2, 2, 2), other=(0, 0, 0)), 5))

    assert list(shown.by["sex"]) == ["woman", "man"]
    assert list(all_hidden.by["sex"]) == ["woman", "man", "other"]


@settings(max_examples=150, deadline=None)
@given(st.lists(GROUP, min_size=2, max_size=3), st.sampled_from([3, 5]))
def test_nobody_can_subtract_their_way_to_a_small_group(counts, min_cell):
    """For a hidden small group at least two sizes fit everything that is shown."""
    names = ["woman", "man", "other"][: len(counts)]
    whole = figure(**dict(zip(names, counts, strict=True)))

    shown = tidied(protected(whole, min_cell))

    for measure in ("about", "known"):
        true = {key: getattr(group, measure) for key, group in whole.by["sex"].items()}
        fits = possible(shown, true, measure, min_cell)
        for key in hidden(shown):
            if 0 < true[key] < min_cell:
                assert len({fit[key] for fit in fits}) > 1, (key, fits)


def possible(shown, true, measure, min_cell):
    """Every way the sizes may be, for one who knows the numbers shown and the size of a group."""
    total = getattr(shown.all, measure)
    names = list(true)
    listed = shown.by["sex"]
    ranges = []
    for name in names:
        group = listed.get(name)
        if group is None:
            ranges.append([0])
        elif group.suppressed:
            ranges.append(range(30))
        else:
            ranges.append([getattr(group, measure)])
    fits = [dict(zip(names, sizes, strict=True)) for sizes in product(*ranges)]
    if total is None:
        return [fit for fit in fits if 0 < sum(fit.values()) < 30]
    return [fit for fit in fits if sum(fit.values()) == total]
