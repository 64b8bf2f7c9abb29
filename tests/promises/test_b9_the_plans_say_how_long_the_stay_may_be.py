"""B9: twelve months and six more in Västerås, no limit on Höglandet (V20 §5; V23 §4; H18 §7)."""

from __future__ import annotations

from datetime import date

import pytest

from stegvis.programmes.definition.folder import load


@pytest.mark.parametrize(("version", "passage"), [("2020", "5"), ("2023", "4")])
def test_twelve_months_and_six_that_the_head_decides_and_reports_afterwards(version, passage):
    stay = load("samordningsteam-vasteras", version).stay

    assert stay.extension is not None
    assert (str(stay.limit), str(stay.extension.length), stay.passage) == (
        "12 months", "6 months", passage,
    )  # fmt: skip
    assert (stay.extension.decided_by, stay.extension.reported_to) == (
        "head_of_unit", "steering_group",
    )  # fmt: skip


@pytest.mark.parametrize("version", ["2020", "2023"])
def test_the_steering_group_always_takes_up_the_extensions(version):
    plan = load("samordningsteam-vasteras", version)
    group = next(meeting for meeting in plan.meetings if meeting.key == "steering_group")

    assert "extensions" in {item.key for item in group.agenda}


@pytest.mark.parametrize("version", ["2018", "2023"])
def test_hoglandet_has_no_limit_and_nothing_to_extend(version):
    stay = load("se-hoglandet", version).stay

    assert (stay.limit, stay.extension) == (None, None)
    assert stay.last_day(date(2023, 1, 2)) is None
