"""B3: assessment, planning, implementation, support (V20 annex 3)."""

from __future__ import annotations

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize("version", ["2020", "2023"])
def test_the_four_phases_stand_in_their_order(version):
    plan = load("samordningsteam-vasteras", version)

    assert [phase.title for phase in plan.phases] == [
        "Bedömning", "Planering", "Genomförande", "Stöd",
    ]  # fmt: skip


def test_where_the_plan_of_2023_left_its_annex_out_the_reading_says_so():
    readings = {row.about: row.text for row in load("samordningsteam-vasteras", "2023").readings}

    assert "2020" in readings["phases"]
