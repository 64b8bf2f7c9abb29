"""What checking says of plans without faults: what they leave open, and what they only declare."""

from __future__ import annotations

import io
import re
import shutil
from pathlib import Path

import pytest

from stegvis.indicators.checking import Checked, checked
from stegvis.indicators.commands import check_definitions
from stegvis.programmes.definition import ProgrammeDefinition, running
from stegvis.programmes.definition.folder import definitions_folder

SHIPPED = definitions_folder()
PAGE = SHIPPED.parent / "docs" / "plans-checked.md"
VASTERAS = "programmes/samordningsteam-vasteras-2020.toml"
HOGLANDET = "programmes/se-hoglandet-2023.toml"
MALMO = "programmes/make-it-work-2020.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped definitions, nothing of it published."""
    copy = Path(shutil.copytree(SHIPPED, tmp_path / "definitions"))
    (copy / "published.toml").write_text("", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def shipped() -> Checked:
    return checked([SHIPPED])


def spoil(path: Path, *changes: tuple[str, str]) -> None:
    source = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    path.write_text(source, encoding="utf-8")


def told(found: list, file: str) -> dict[str, str]:
    """What is told of one file, by its key."""
    of_file = [fault for fault in found if f"/{file}: " in f"/{fault.where}"]
    return {fault.where.partition(f"{file}: ")[2]: fault.what for fault in of_file}


# --- The plans themselves -------------------------------------------------------------------------


def test_the_three_measures_that_vasteras_left_to_be_developed_are_found(shipped: Checked):
    found = told(shipped.left_open, VASTERAS)

    assert [what for key, what in found.items() if key.endswith("to_be_developed")] == [
        "the plan leaves the method of 'reinforced_cooperation' to be developed.",
        "the plan leaves the method of 'young_applicants' to be developed.",
        "the plan leaves the method of 'ordinary_measures' to be developed.",
    ]


def test_the_two_goals_without_a_figure_are_found(shipped: Checked):
    without = [fault.what for fault in shipped.left_open if "states nothing to reach" in fault.what]

    assert without == [
        "the goal 'work_kept_12' states nothing to reach.",
        "the goal 'progress' states nothing to reach.",
    ]


def test_the_goal_of_malmo_that_nothing_measures_is_found(shipped: Checked):
    found = told(shipped.left_open, MALMO)

    assert found["goals[1].indicator"] == "nothing measures 'work_kept_12'."


def test_more_places_than_the_posts_of_vasteras_carry_are_found(shipped: Checked):
    assert told(shipped.left_open, VASTERAS)["capacity.places"] == (
        "110 places, and the 5 posts that carry people have room for 100."
    )


def test_that_nobody_answers_for_the_survey_of_hoglandet_is_found(shipped: Checked):
    assert told(shipped.left_open, HOGLANDET)["measures[4].by"] == "nobody is responsible for it."


def test_a_person_who_has_left_and_cannot_be_reached_is_found(shipped: Checked):
    assert told(shipped.left_open, HOGLANDET)["measures[3].reached_by"].startswith("discharge: ")
    assert not [key for key in told(shipped.left_open, VASTERAS) if "reached_by" in key]


def test_a_report_that_promises_what_no_definition_gives_is_found(shipped: Checked):
    found = told(shipped.left_open, HOGLANDET)

    assert found["reports[2].contents"] == (
        "'survey' promises survey_positive.1 to .7, which no definition gives."
    )


def test_health_that_is_measured_without_words_is_found(shipped: Checked):
    assert "items" in told(shipped.left_open, "surveys/self_rated_health.toml")
    assert "verified" in told(shipped.left_open, "ladders/processtrappan.toml")


def test_what_is_declared_and_not_run_is_said_table_by_table(shipped: Checked):
    found = told(shipped.not_run, HOGLANDET)

    assert found["after_support"] == "declared; Stegvis does not run it yet."
    assert found["measures"] == "survey: declared; there is no form to record it with yet."
    assert found["goals"] == (
        "survey_positive.1 to .7: declared; no file in definitions/indicators counts it yet."
    )
    for path in (SHIPPED / "programmes").glob("*.toml"):
        written = set(re.findall(r"^\[+([a-z_]+)[\].]", path.read_text(encoding="utf-8"), re.M))
        said = set(told(shipped.not_run, f"programmes/{path.name}")) - {
            "measures",
            "goals",
            "figures",
        }
        assert said == written & set(running.DECLARES), path.name


def test_every_table_of_a_definition_is_run_told_or_declared():
    names = {field.alias or name for name, field in ProgrammeDefinition.model_fields.items()}
    listed = [*running.RUNS, *running.TOLD, *running.DECLARES]

    assert sorted(listed) == sorted(names)


def test_the_page_of_findings_is_what_the_command_prints(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(SHIPPED.parent)
    out = io.StringIO()
    check_definitions(["definitions"], out)

    (block,) = re.findall(r"```text\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert block == f"$ stegvis definitions check definitions\n{out.getvalue()}"


# --- Any plan -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("file", "old", "new", "key", "says"),
    [
        (HOGLANDET, "at_least = 0.35\n", "", "goals[0]", "states nothing to reach"),
        (VASTERAS, 'figures = ["payback_months"]\n', "", "goals[4].indicator", "nothing measures"),
        (VASTERAS, 'at = "every February"\nby = "head_of_unit"\ntogether',
         'at = "every February"\ntogether', "follow_ups[1].by", "nobody is responsible"),
        (VASTERAS, 'at = "every September"\nby = "head_of_unit"', 'at = "every September"',
         "reports[2].by", "nobody is responsible"),
        (VASTERAS, 'at = "every September"\n', "", "reports[2].at", "is not said"),
        (VASTERAS, 'reached_by = "phone"\n', "", "measures[5].reached_by", "has left"),
        (VASTERAS, 'cadence = { times = 1, per = "month" }\n', "", "meetings[0].cadence",
         "is not said"),
        (MALMO, 'at_most = "1 year"\n', "", "after_support", "how long it goes on"),
    ],
)  # fmt: skip
def test_each_thing_a_plan_forgets_is_told_with_its_key(folder, file, old, new, key, says):
    spoil(folder / file, (old, new))
    found = checked([folder])

    assert found.faults == []
    assert says in told(found.left_open, file)[key]


def test_places_that_the_posts_carry_are_not_remarked_on(folder: Path):
    spoil(folder / VASTERAS, ("people_per_post = 20", "people_per_post = 22"))

    assert "capacity.places" not in told(checked([folder]).left_open, VASTERAS)


def test_a_goal_that_counts_what_nothing_records_has_no_measure(folder: Path):
    """The indicator's own questions say what has to be recorded, and at which occasion."""
    path = folder / "programmes" / "se-hoglandet-2018.toml"
    spoil(path, ('what = ["livelihood", "occupation"]\noccasion = "discharge"',
                 'what = ["livelihood"]\noccasion = "discharge"'))  # fmt: skip

    found = told(checked([folder]).left_open, "programmes/se-hoglandet-2018.toml")

    assert found["goals[0].indicator"] == (
        "'work_or_study_kept' counts occupation at 'discharge', and nothing records it."
    )


def test_an_indicator_that_is_written_is_no_longer_only_declared(folder: Path):
    progress = (folder / "indicators" / "progress.toml").read_text(encoding="utf-8")
    (folder / "indicators" / "work_kept_12.toml").write_text(progress, encoding="utf-8")

    assert "goals" not in told(checked([folder]).not_run, MALMO)


def test_a_plan_with_faults_has_no_remarks_of_its_own(folder: Path):
    """Mend the faults first: what is left open follows from what is read."""
    spoil(folder / VASTERAS, ('key = "occupational_therapist"', 'key = "head"'))
    found = checked([folder])

    assert len(found.faults) == 1
    assert told(found.left_open, VASTERAS) == {}


def test_remarks_do_not_change_the_answer():
    out = io.StringIO()

    assert check_definitions([str(SHIPPED / MALMO)], out) == 0
    assert "What the plans leave open:" in out.getvalue()
    assert "Declared, and not run yet:" in out.getvalue()
