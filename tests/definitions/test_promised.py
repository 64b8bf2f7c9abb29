"""What a plan promises has to agree with itself: posts, phases, months, money, instruments."""

from __future__ import annotations

import shutil
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stegvis.indicators.checking import check
from stegvis.lib.faults import Refused
from stegvis.programmes.definition import document_faults, instruments, read
from stegvis.programmes.definition.folder import definitions_folder
from stegvis.programmes.definition.reading import parse
from tests.definitions.spoiling import places, put, values

SHIPPED = definitions_folder()
SOURCES = {
    path.stem: path.read_text(encoding="utf-8") for path in (SHIPPED / "programmes").glob("*.toml")
}
V20, H23, M20 = "samordningsteam-vasteras-2020", "se-hoglandet-2023", "make-it-work-2020"


def faults(name: str, *changes: tuple[str, str]) -> dict[str, str]:
    source = SOURCES[name]
    for old, new in changes:
        assert old in source, old
        source = source.replace(old, new, 1)
    with pytest.raises(Refused) as refused:
        read(source)
    return {fault.where: fault.what for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("plan", "old", "new", "place", "says"),
    [
        (M20, 'phase = "preparation"', 'phase = "preparing"', "activities[0].phase",
         "there is no phase 'preparing'"),
        (M20, 'phase = "extended_support"\n', 'phase = "support"\n', "after_support.phase",
         "there is no phase"),
        (M20, '["reinforced_cooperation", "ext', '["reinforced", "ext',
         "individual_plan.updated_before[0]", "there is no phase"),
        (V20, 'employer = "arbetsformedlingen"', 'employer = "af"', "staff[4].employer",
         "not among"),
        (V20, 'party = "region"', 'party = "regionen"', "key_people[2].party", "not among"),
        (V20, "carry_people = true", 'carry_people = true\nunit = "team"', "staff[1].unit",
         "not among the units"),
        (V20, "posts = 4\n", "posts = 5\n", "staff", "5 posts, and the staff that carry people 6"),
        (V20, 'ladder = "processtrappan"\n', "", "measures[2].ladder", "measured with nothing"),
        (V20, 'method = "SUS"', 'survey = "nns_deltagare"', "measures[0].survey", "nothing here"),
        (V20, "to_be_developed = true", 'to_be_developed = true\nmethod = "SUS"',
         "follow_ups[2].to_be_developed", "is to be developed"),
        (V20, 'what = ["survey"]\noccasion = "exit"', 'what = ["survey"]\noccasion = "month_3"',
         "measures[8].what[0]", "measured already"),
        (H23, "first_month = 2, last_month = 2", "first_month = 1, last_month = 2",
         "after_support.schedule[1].first_month", "has its row already"),
        (H23, "first_month = 4, last_month = 6", "first_month = 6, last_month = 4",
         "after_support.schedule[3].last_month", "before it begins"),
        (H23, 'times = 1, per = "week"', "times = 1", "after_support.schedule[0]", "go together"),
        (M20, "up_to = 2", "up_to = 1", "meetings[2].cadence.up_to", "not more than"),
        (M20, "last_day = 2020-04-30", "last_day = 2020-03-30", "tasks[0].last_day", "before it"),
        (M20, "sek = 1_209_124", "sek = 1_209_125", "money.budget.kinds[0].total_sek", "its lines"),
        (M20, "total_sek = 155_000", "total_sek = 150_000", "money.budget.kinds[3].total_sek",
         "its years make, 155000"),
        (M20, "total_sek = 3_134_337", "total_sek = 3_134_338", "money.budget.total_sek", "make"),
        (M20, "{ year = 2021, sek = 1_537_703 }", "{ year = 2021, sek = 1 }",
         "money.budget.years[1].sek", "the kinds make, 1537703"),
        (M20, 'key = "outcome"', 'key = "done"', "meetings[0].agenda[1].key", "stands already"),
        (V20, 'role = "head_of_unit"\nname', 'role = "coach"\nname', "roles[1].role", "already"),
    ],
)  # fmt: skip
def test_a_promise_that_cannot_be_kept_is_a_fault_with_its_place(plan, old, new, place, says):
    found = faults(plan, (old, new))

    assert place in found
    assert says in found[place]


def test_a_misspelt_figure_is_a_fault_wherever_it_is_named(tmp_path: Path):
    folder = Path(shutil.copytree(SHIPPED, tmp_path / "definitions"))
    (folder / "published.toml").write_text("", encoding="utf-8")
    path = folder / "programmes" / f"{V20}.toml"
    text = path.read_text(encoding="utf-8").replace('"step_up"', '"step_upp"')
    path.write_text(text, encoding="utf-8")

    found = [fault for fault in check([folder]) if "step_upp" in fault.what]

    assert [fault.where.partition(".toml: ")[2] for fault in found] == [
        "goals[0].indicator",
        "measures[2].figures[0]",
        "measures[4].figures[0]",
        "reports[0].contents[0].figures[0]",
        "reports[1].contents[0].figures[0]",
        "reports[2].contents[0].figures[0]",
        "reports[3].contents[0].figures[0]",
    ]
    assert {fault.instead for fault in found} == {"Did you mean 'step_up'?"}


def test_a_figure_that_nobody_knows_is_told_where_to_write_it(tmp_path: Path):
    path = tmp_path / "plan.toml"
    path.write_text(SOURCES[H23].replace('"started"', '"zzz"', 1), encoding="utf-8")

    (fault,) = check([path])

    assert fault.instead.endswith("indicators/zzz.toml.")


@pytest.mark.parametrize(("key", "kind"), [("ladder", "ladders"), ("survey", "surveys")])
def test_an_instrument_that_is_not_there_is_a_fault_with_the_nearest(tmp_path: Path, key, kind):
    name = {"ladder": "processtrappan", "survey": "nns_deltagare"}[key]
    path = tmp_path / "plan.toml"
    path.write_text(SOURCES[V20].replace(f'"{name}"', f'"{name}x"', 1), encoding="utf-8")

    (fault,) = check([path])

    assert fault.what == f"there is no {key} '{name}x'."
    assert fault.instead == f"Did you mean '{name}'?"


# --- Ladders and surveys --------------------------------------------------------------------------

NNS = (SHIPPED / "surveys" / "nns_deltagare.toml").read_text(encoding="utf-8")
LADDER = (SHIPPED / "ladders" / "processtrappan.toml").read_text(encoding="utf-8")


def instrument(tmp_path: Path, kind: str, text: str) -> dict[str, str]:
    (tmp_path / kind).mkdir(exist_ok=True)
    path = tmp_path / kind / "x.toml"
    path.write_text(text, encoding="utf-8")
    return {fault.where.partition(": ")[2]: fault.what for fault in check([path])}


def test_the_survey_has_its_seven_statements_and_two_scales_of_six():
    survey = instruments.Survey.model_validate(parse(NNS))

    assert [item.number for item in survey.items] == [1, 2, 3, 4, 5, 6, 7]
    assert [item.scale for item in survey.items] == ["how_often"] * 4 + ["how_much"] * 3
    assert [len(scale.answers) for scale in survey.scales] == [6, 6]
    assert [list(scale.answers[-scale.positive:]) for scale in survey.scales] == [
        ["Ofta", "För det mesta", "Alltid"],
        ["Till stor del", "Till mycket stor del", "Helt och hållet"],
    ]  # fmt: skip
    assert survey.may_skip
    assert survey.about[0].answers[-1].startswith("Vill inte svara")


def test_the_ladder_rises_from_nothing_to_work_and_is_not_settled():
    ladder = instruments.Ladder.model_validate(parse(LADDER))

    assert [step.step for step in ladder.steps] == [0, 1, 2, 3, 4, 5, 6]
    assert not ladder.verified


@pytest.mark.parametrize(
    ("kind", "text", "old", "new", "place", "says"),
    [
        ("ladders", LADDER, "step = 3", "step = 2", "steps[3].step", "does not come after 2"),
        ("ladders", LADDER, "step = 3", 'step = "3"', "steps[3].step", "whole number"),
        ("ladders", LADDER, "verified = false", "", "verified", "is missing"),
        ("surveys", NNS, 'scale = "how_much"', 'scale = "how_munch"', "items[4].scale",
         "not among"),
        ("surveys", NNS, "number = 2", "number = 1", "items[1].number", "stands already"),
        ("surveys", NNS, "positive = 3", "positive = 6", "scales[0].positive", "6 of 6"),
        ("surveys", NNS, '"Sällan"', '"Aldrig"', "scales[0].answers", "stands twice"),
        ("surveys", NNS, "licence = ", "license = ", "license", "'license' is not a key"),
    ],
)  # fmt: skip
def test_an_instrument_that_cannot_be_used_is_a_fault(tmp_path, kind, text, old, new, place, says):
    assert old in text
    found = instrument(tmp_path, kind, text.replace(old, new, 1))

    assert says in found[place]


lines = st.sampled_from([*NNS.split("\n"), *LADDER.split("\n")])


@given(st.lists(lines, max_size=40), st.text(max_size=20))
@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_whatever_an_instrument_s_file_holds_it_is_faults_or_none(tmp_path, held, noise):
    for kind in ("ladders", "surveys"):
        assert all(instrument(tmp_path, kind, "\n".join([*held, noise])).values())


# --- Whatever a plan's file holds -----------------------------------------------------------------

DOCUMENTS = {name: parse(SOURCES[name]) for name in (V20, H23, M20)}
PLACES = [(name, path) for name, document in DOCUMENTS.items() for path in places(document)]


@given(st.sampled_from(PLACES), values)
@settings(deadline=None, max_examples=200)
def test_any_value_at_any_place_of_a_plan_is_faults_or_none(place, value):
    name, path = place
    document = parse(SOURCES[name])
    put(document, [(path, value)])

    assert all(fault.what for fault in document_faults(document))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=5))
def test_a_budget_that_adds_up_is_never_a_fault_and_one_that_does_not_is(sums):
    years = ", ".join(f"{{ year = {2020 + n}, sek = {sek} }}" for n, sek in enumerate(sums))
    total = sum(sums)
    source = SOURCES[M20]
    start, end = source.index("[money.budget]"), source.index("# Hur planen är läst")

    def faults_with(said: int) -> list:
        kind = f'{{ kind = "staff", total_sek = {total}, years = [{years}], passage = "1" }}'
        rows = [f"total_sek = {said}", f"years = [{years}]", f"kinds = [{kind}]", 'passage = "1"']
        written = "\n".join(["[money.budget]", *rows, ""])
        return document_faults(parse(source[:start] + written + source[end:]))

    assert faults_with(total) == []
    assert [fault.where for fault in faults_with(total + 1)] == ["money.budget.total_sek"]


def test_the_posts_of_a_plan_are_counted_exactly():
    """0.1 + 0.2 is 0.3 here: numbers with a point are read as they are written."""
    plan = read(SOURCES[M20])

    assert sum((each.posts or Decimal(0)) for each in plan.staff) == Decimal("2.5")
