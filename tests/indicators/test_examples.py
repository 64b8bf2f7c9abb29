"""Every worked example, through the calculator that computes real figures."""

import pytest

from stegvis.indicators.calculator import count
from stegvis.indicators.catalogue import indicators
from stegvis.indicators.definition import fact
from stegvis.indicators.rows import of_example
from stegvis.lib.dates import Period

EXAMPLES = [
    pytest.param(indicator, example, id=f"{key}-{number}")
    for key, indicator in indicators().items()
    for number, example in enumerate(indicator.example, 1)
]


@pytest.mark.parametrize(("indicator", "example"), EXAMPLES)
def test_the_calculator_gives_what_the_example_says(db, indicator, example):
    rows = of_example(example, fact(indicator.fact))

    table = count([indicator], rows, Period(*example.period), example.as_of)

    gives = example.gives
    assert table[0][None] == [(gives.about, gives.known, gives.counts)]
