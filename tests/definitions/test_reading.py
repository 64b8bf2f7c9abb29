"""A definition is read whole or refused with every fault it has."""

from __future__ import annotations

from pathlib import Path

import pytest

from stegvis.lib.faults import Refused
from stegvis.programmes.definition import ProgrammeDefinition, read, read_text
from stegvis.programmes.definition.folder import definitions_folder

HOGLANDET = definitions_folder() / "programmes" / "se-hoglandet-2023.toml"
SOURCE = HOGLANDET.read_text(encoding="utf-8")


def faults(source: str) -> dict[str, tuple[str, str]]:
    """What `read` says is wrong, by place."""
    with pytest.raises(Refused) as refused:
        read(source)
    return {fault.where: (fault.what, fault.instead) for fault in refused.value.faults}


def changed(old: str, new: str) -> str:
    assert old in SOURCE
    return SOURCE.replace(old, new, 1)


def test_a_file_and_its_text_give_the_same_definition():
    assert read(HOGLANDET) == read(SOURCE) == read_text(SOURCE)


def test_a_misspelt_key_is_refused_with_the_nearest_one():
    found = faults(changed("disagreement = ", "disagrement = "))

    assert found == {
        "deciding.disagrement": ("'disagrement' is not a key here.", "Did you mean 'disagreement'?")
    }


def test_a_misspelt_table_names_what_is_missing_and_what_was_meant():
    found = faults(changed("[stay]", "[staay]"))

    assert found["staay"] == ("'staay' is not a key here.", "Did you mean 'stay'?")
    assert found["stay"] == (
        "is missing.",
        "Write [stay] with at least limit, text, passage.",
    )


def test_a_moment_that_cannot_be_read_says_how_moments_are_written():
    found = faults(changed('at = "exit"', 'at = "exti"'))

    assert found == {
        "measures[2].at": (
            "'exti' is not a moment.",
            "Write 'start', 'exit', 'exit + 6 months' or 'every October'.",
        )
    }


def test_a_length_of_time_that_cannot_be_read_is_placed_in_its_row():
    found = faults(changed('after = "at once"', 'after = "atonce"'))

    assert list(found) == ["discharge[1].after"]


def test_a_word_that_is_not_among_the_words_gets_the_nearest_one():
    found = faults(changed('cadence = "monthly"', 'cadence = "montly"'))

    assert found == {
        "deciding.cadence": ("'montly' is not one of the words here.", "Did you mean 'monthly'?")
    }


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("posts = 0.75", 'posts = "0.75"', "units[0].posts"),
        ("posts = 0.75", "posts = true", "units[0].posts"),
        ("posts = 0.75", "posts = -1", "units[0].posts"),
        ("posts = 0.75", "posts = nan", "units[0].posts"),
        ("public = false", 'public = "no"', "livelihoods.kinds[0].public"),
        ("valid_from = 2023-01-01", 'valid_from = "2023-01-01"', "valid_from"),
        ("valid_from = 2023-01-01", "valid_from = 2023-01-01T00:00:00", "valid_from"),
        ("people_per_post = 20", "people_per_post = 20.0", "capacity.people_per_post"),
        ('title = "SE-Höglandet"', 'title = "  "', "title"),
        ('key = "aneby"', 'key = "Aneby kommun"', "units[0].key"),
        ("at_least = 0.35", 'at_least = "35 %"', "goals[0].at_least"),
        ('limit = "none"', "limit = 12", "stay.limit"),
    ],
)
def test_a_value_of_the_wrong_kind_is_not_bent_into_the_right_one(old, new, place):
    assert list(faults(changed(old, new))) == [place]


@pytest.mark.parametrize(
    ("old", "new", "place", "says"),
    [
        ('key = "profile"', 'key = "agreement"', "phases[1].key", "stands already in phases[0]"),
        ('key = "eksjo"', 'key = "aneby"', "units[1].key", "stands already in units[0]"),
        ('party = "region"', 'party = "regionen"', "deciding.members[4].party", "not among"),
        ('kind = "computed"', 'kind = "attested"', "criteria[5].condition", "not computed"),
        ('kind = "attested"', 'kind = "computed"', "criteria[0].condition", "needs a condition"),
        ("at_least = 18", "at_least = 30", "priority.conditions[0]", "nobody is"),
        ('fact = "age"', 'fact = "livelihood"', "priority.conditions[0]", "not a number"),
        ("from = 2024-01-01", "from = 2022-01-01", "units[4].changes[0].from", "not come after"),
        ('when = ["work", "study"]', 'when = ["work", "work"]', "discharge[0].when", "already"),
        ('when = "otherwise"', 'when = "moved"', "discharge", "have no rule"),
        ('occasion = "exit"', 'occasion = "start"', "measures[2].what[0]", "measured already"),
        ("at_least = 0.35", "at_least = 0.35\nat_most = 1", "goals[0]", "one bound"),
        ("at_least = 0.35", "at_least = -0.35", "goals[0].at_least", "below nothing"),
        ('indicator = "started"', 'indicator = "work_or_study_at_discharge"', 
         "figures[0].indicator", "as a goal"),
        ('by = "sex"', 'by = "unit"', "shown_by[0].by", "both shown and refused"),
        ('about = "consent.length"', 'about = "consent.lenght"', "readings[3].about", "not a key"),
        ('who = "party"', 'who = "person"', "ways_in[0].parties", "nowhere else"),
        ("[occupations]\nkinds = [", '[occupations]\nkinds = [ "work",', "occupations.kinds[1]",
         "stands already"),
        ('title = "SE-coach, s', 'party = "region"\ntitle = "SE-coach, s', "deciding.members[0]",
         "either"),
    ],
)  # fmt: skip
def test_a_definition_that_contradicts_itself_is_refused(old, new, place, says):
    found = faults(changed(old, new))

    assert place in found
    assert says in found[place][0]
    assert found[place][1]


def test_posts_that_change_begin_with_a_number():
    found = faults(changed("posts = 1.25\n", ""))

    assert list(found) == ["units[4].posts"]


def test_what_is_measured_has_its_kinds_to_choose_among():
    start = SOURCE.index("[occupations]")
    found = faults(SOURCE[:start] + SOURCE[SOURCE.index("[[discharge]]") :])

    assert set(found) == {f"measures[{row}].what[1]" for row in (0, 2, 3)}
    assert found["measures[0].what[1]"][1] == "Write the table [occupations]."


@pytest.mark.parametrize(
    ("condition", "says"),
    [
        ('{ fact = "age" }', "an age needs a bound"),
        ('{ fact = "municipality" }', "which ones"),
        ('{ fact = "age", at_least = 18, among = ["18"] }', "not one of a list"),
        ('{ fact = "livelihood", among = ["activity"] }', "not a kind of livelihood"),
        ('{ fact = "diagnosis" }', "not one of the words"),
    ],
)
def test_a_condition_nobody_can_compute_is_refused(condition, says):
    found = faults(changed('{ fact = "age", at_least = 18, at_most = 29 }', condition))

    assert len(found) == 1
    assert says in next(iter(found.values()))[0]


def test_an_empty_list_is_refused_where_something_is_needed():
    found = faults(changed('what = ["livelihood"]', "what = []"))

    assert found["measures[1].what"][0] == "is empty, and at least one is needed."


def test_a_plan_cannot_end_before_it_begins():
    found = faults(
        changed("valid_from = 2023-01-01", "valid_from = 2023-01-01\nvalid_to = 2022-12-31")
    )

    assert list(found) == ["valid_to"]


def test_consent_cannot_be_computed_without_a_rule_of_consent():
    start = SOURCE.index("[consent]")
    found = faults(SOURCE[:start] + SOURCE[SOURCE.index("[deciding]") :])

    assert "criteria[5].condition.fact" in found
    assert "preparation.items[2].condition.fact" in found


def test_every_fault_is_told_at_once_in_the_order_of_the_file_s_rows():
    source = SOURCE
    for old, new in [
        ("disagreement = ", "disagrement = "),
        ('key = "profile"', 'key = "agreement"'),
        ("posts = 0.75", 'posts = "0.75"'),
        ('after = "3 months"', 'after = "3 moths"'),
        ('key = "preparatory_group"', 'key = "training"'),
    ]:
        source = source.replace(old, new, 1)

    assert list(faults(source)) == [
        "deciding.disagrement",
        "discharge[0].after",
        "meetings[4].key",
        "phases[1].key",
        "units[0].posts",
    ]


def test_a_fault_of_a_file_begins_with_its_path(tmp_path: Path):
    path = tmp_path / "steg.toml"
    path.write_text(changed('after = "3 months"', 'after = "soon"'), encoding="utf-8")

    with pytest.raises(Refused) as refused:
        read(path)

    assert str(refused.value) == (
        f"{path}: discharge[0].after: 'soon' is not a length of time.\n"
        "    Write 'at once', '14 days' or '3 months'."
    )


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b'title = "H\xf6glandet"', "not UTF-8"),
        (b"key = \nversion = 1", "not TOML"),
        (b"key = 'a'\nkey = 'b'", "not TOML"),
        (b"valid_from = 2023-02-30", "not TOML"),
        (b"key = " + b"[" * 3000, "deeper than can be read"),
        (b"key = " + b"9" * 5000, "not TOML"),
    ],
)
def test_a_file_that_is_no_document_has_one_fault(tmp_path: Path, content, says):
    path = tmp_path / "steg.toml"
    path.write_bytes(content)

    with pytest.raises(Refused) as refused:
        read(path)

    assert len(refused.value.faults) == 1
    assert refused.value.faults[0].where == str(path)
    assert says in refused.value.faults[0].what


def test_a_file_that_is_not_there_is_refused_and_not_a_crash(tmp_path: Path):
    with pytest.raises(Refused, match="cannot be read"):
        read(tmp_path / "nothing.toml")


def test_a_definition_is_never_changed():
    definition = read(SOURCE)

    with pytest.raises(ValueError, match="frozen"):
        definition.title = "Another"  # type: ignore[misc]


def test_a_definition_goes_to_json_and_says_there_what_the_file_says():
    plain = read(SOURCE).model_dump(mode="json", by_alias=True)

    assert plain["valid_from"] == "2023-01-01"
    assert plain["units"][4]["changes"][0] == {"from": "2024-01-01", "posts": 1.5, "passage": "6.1"}
    assert plain["discharge"][0]["after"] == "3 months"
    assert plain["stay"]["limit"] is None
    assert plain["goals"][0]["at_least"] == 0.35


def test_a_version_may_be_written_as_a_number():
    assert read(changed("version = 2023", 'version = "2023"')) == read(SOURCE)


def test_every_rule_of_a_plan_carries_its_passage():
    from stegvis.programmes.definition import governing, money, parts, requirements, work
    from stegvis.programmes.definition.values import Part

    without = {"Plan", "Condition", "Livelihood", "Extension", "Part", "Reading"}
    without |= {"Called", "Cadence", "YearSum"}
    tables = vars(parts) | vars(requirements) | vars(work) | vars(governing) | vars(money)
    models = {
        name: model
        for name, model in tables.items()
        if isinstance(model, type) and issubclass(model, Part) and name not in without
    }

    assert len(models) > 20
    for name, model in models.items():
        assert model.model_fields["passage"].is_required(), name


def test_the_words_of_the_types_are_the_words_with_a_swedish_name():
    from typing import get_args

    from stegvis.programmes.definition.values import LITERALS

    for literal, named in LITERALS.items():
        assert list(get_args(literal)) == list(named)


def test_a_definition_is_the_same_after_reading_twice():
    assert hash(read(SOURCE)) == hash(read(SOURCE))
    assert isinstance(read(SOURCE), ProgrammeDefinition)
