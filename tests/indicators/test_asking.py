"""`stegvis figures`: what is asked on a command line, and what is answered."""

import csv
import io
import json
import os
import subprocess
import sys
from datetime import date

import pytest

from stegvis.access.models import Association
from stegvis.indicators.asking import Question, answer
from stegvis.indicators.printing import COLUMNS
from stegvis.lib.faults import Refused
from tests.factories import PLAN, VersionFactory
from tests.indicators.cohorts import discharged

TODAY = date(2024, 2, 1)


def asked(**more):
    given = {"programme": "se-hoglandet", "first": "2023-01-01", "last": "2023-12-31"} | more
    return answer(Question(**given), TODAY)


@pytest.fixture
def programme(association):
    return VersionFactory().programme


def test_a_question_without_association_is_about_the_only_one(programme):
    discharged(6, "work")

    assert json.loads(asked(format="json"))["figures"][0]["about"] == 6


def test_an_association_that_is_not_there_is_refused_with_the_nearest_name(programme):
    with pytest.raises(Refused, match="Menar du ”Höglandets samordningsförbund”"):
        asked(association="Höglandet samordningsförbund")


def test_several_associations_have_to_be_chosen_among(programme):
    Association.objects.create(name="Ett annat förbund")

    with pytest.raises(Refused, match="Ett annat förbund, Höglandets samordningsförbund"):
        asked()


def test_no_association_at_all_is_said(db):
    with pytest.raises(Refused, match="inget förbund"):
        asked()


def test_a_programme_that_is_not_there_is_refused_with_the_nearest_key(programme):
    with pytest.raises(Refused, match="Menar du ”se-hoglandet”"):
        asked(programme="se-hoglande")


def test_every_day_that_cannot_be_read_is_told_at_once(programme):
    with pytest.raises(Refused) as refused:
        asked(first="2023-02-30", last="igår", as_of="2024-13-01")

    assert [fault.where for fault in refused.value.faults] == ["--from", "--to", "--as-of"]
    assert "den 30 februari finns inte" in refused.value.faults[0].what


def test_a_period_that_ends_before_it_begins_is_refused(programme):
    with pytest.raises(Refused, match="2022-12-31 kommer före 2023-01-01"):
        asked(last="2022-12-31")


def test_fewer_than_nobody_cannot_be_hidden(programme):
    with pytest.raises(Refused, match="mindre än noll"):
        asked(min_cell=-1)


def test_csv_has_a_row_for_each_figure_and_each_group_of_it(programme):
    discharged(3, "work", sex="man")
    discharged(12, "ill", sex="woman")
    discharged(1, None, sex="woman")

    rows = list(csv.DictReader(io.StringIO(asked(by="sex", format="csv"))))

    assert list(rows[0]) == COLUMNS
    assert [(row["by"], row["group"]) for row in rows[:3]] == [
        ("", ""),
        ("sex", "woman"),
        ("sex", "man"),
    ]
    whole, woman, man = rows[:3]
    assert [whole[name] for name in ("about", "known", "counts", "value")] == [
        "16",
        "15",
        "3",
        "0.2",
    ]
    assert [whole[name] for name in ("target_op", "target", "met")] == [">=", "0.35", "no"]
    assert {row["suppressed"] for row in (woman, man)} == {"yes"}
    assert {
        row[name] for row in (woman, man) for name in ("about", "known", "counts", "value")
    } == {""}
    figures = json.loads(asked(by="sex", format="json"))["figures"]
    assert len(rows) == sum(1 + len(figure["by"]["sex"]) for figure in figures)


def test_text_says_the_figure_its_goal_and_why_a_number_is_missing(programme):
    discharged(3, "work", sex="man")
    discharged(12, "ill", sex="woman")

    text = asked(by="sex")

    assert "se-hoglandet 2023, 2023-01-01 till 2023-12-31, som det stod 2024-02-01." in text
    assert "20,0 %" in text
    assert "3 av 15 kända, 15 i allt" in text
    assert ">= 35,0 %: nås inte" in text
    assert "Kön: Kvinnor                 .." in text
    assert "gruppen är mindre än 5 personer" in text


def test_min_cell_decides_what_is_small(programme):
    discharged(3, "work", sex="man")
    discharged(12, "ill", sex="woman")

    hidden = [json.loads(asked(by="sex", format="json", min_cell=n)) for n in (1, 3, 4)]

    men = [found["figures"][0]["by"]["sex"]["man"]["suppressed"] for found in hidden]
    assert men == [False, False, True]


def test_the_command_answers_with_its_exit_status(tmp_path):
    environ = {k: v for k, v in os.environ.items() if k != "STEGVIS_DATABASE_URL"}

    def stegvis(*words):
        return subprocess.run(
            [sys.executable, "-m", "stegvis.site.cli", *words, "--data", str(tmp_path)],
            env=environ, capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip

    days = ["--from", "2023-01-01", "--to", "2023-12-31", "--as-of", "2024-02-01"]
    stegvis("definitions", "publish", str(PLAN), "--association", "Förbundet")

    printed = stegvis("figures", "se-hoglandet", *days, "--format", "json")
    refused = stegvis("figures", "se-hoglandet", *days, "--by", "unit")

    assert (printed.returncode, printed.stderr) == (0, "")
    assert json.loads(printed.stdout)["figures"][0]["about"] == 0
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "”Ingen jämförelse sker mellan kommunområden.” (6.9, 8.1)" in refused.stderr


def test_a_share_is_rounded_in_text_and_never_cut(programme):
    discharged(2, "work")
    discharged(1, "ill")

    text = asked(min_cell=0)

    assert "66,7 %" in text
    assert "66,6 %" not in text
