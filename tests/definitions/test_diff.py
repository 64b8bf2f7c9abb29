"""What `stegvis definitions diff` tells: everything that differs, in words, and nothing else."""

from __future__ import annotations

import copy
import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stegvis.programmes.definition import ProgrammeDefinition, document_faults, read
from stegvis.programmes.definition.diff import changes, diff
from stegvis.programmes.definition.folder import programmes
from stegvis.programmes.definition.reading import parse
from stegvis.site.cli import main
from tests.definitions.spoiling import places, put, unhurried, values
from tests.factories import PLAN

TEXT = PLAN.read_text(encoding="utf-8")
PLAN_2023 = read(TEXT)
PLACES = places(tomllib.loads(TEXT))


def changed(*pairs: tuple[str, str]) -> ProgrammeDefinition:
    """The plan with texts of its file put in other words."""
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return read(text)


def told(*pairs: tuple[str, str]) -> list[tuple[str, list[str]]]:
    return [
        (heading, [line.replace("\u00a0", " ") for line in lines])
        for heading, lines in changes(PLAN_2023, changed(*pairs))
    ]


def test_lengths_dates_and_numbers_are_said_as_in_show():
    assert told(
        ("valid_from = 2023-01-01", "valid_from = 2023-10-01"),
        ('limit = "none"', 'limit = "12 months"'),
        ("at_least = 0.35", "at_least = 0.3"),
        ("posts = 1.80", "posts = 2"),
        ("posts = 8.3\n", "posts = 8.5\n"),
    ) == [
        ("Om planen", ["- Gäller från 1 oktober 2023 i stället för 1 januari 2023."]),
        ("Enheter och platser", ["- Nässjö: heltidstjänster 2 i stället för 1,8. [6.1]"]),
        ("Personal", ["- SE-coach: heltidstjänster 8,5 i stället för 8,3. [6.1, 6.3]"]),
        ("Tid", ["- Längsta tid 12 månader i stället för ingen gräns. [5]"]),
        (
            "Mål och tal",
            [
                "- Finner, får och behåller ett arbete på den öppna arbetsmarknaden eller går "
                "vidare till studier, i samband med utskrivning eller avslut: målet minst 30 % i "
                "stället för minst 35 %. [2]"
            ],
        ),
    ]


def test_rows_are_matched_by_their_key_and_come_go_and_change():
    assert told(
        ('key = "vetlanda"\nname = "Vetlanda"', 'key = "ydre"\nname = "Ydre"'),
        ('name = "Aneby"', 'name = "Aneby och Ydre"'),
    ) == [
        (
            "Enheter och platser",
            [
                "- Utgår: Vetlanda (heltidstjänster 1,5). [6.1]",
                "- ”Aneby” lyder nu ”Aneby och Ydre”. [6.1]",
                "- Tillkommer: Ydre (kommun Vetlanda; heltidstjänster 1,5). [6.1]",
            ],
        )
    ]


def test_a_rule_that_has_moved_in_the_plan_is_told_with_both_places():
    document = copy.deepcopy(parse(TEXT))
    document["phases"][1]["passage"] = "9"

    assert changes(PLAN_2023, ProgrammeDefinition.model_validate(document)) == [
        (
            "Arbetet med var och en",
            [
                "- Yrkesprofil: står på ett annat ställe i planen. "
                "[9,\u00a0förut\u00a0bilaga\u00a09.1]"
            ],
        )
    ]


def test_another_order_is_a_change_too():
    document = copy.deepcopy(parse(TEXT))
    document["phases"].reverse()

    [(heading, [line])] = changes(PLAN_2023, ProgrammeDefinition.model_validate(document))

    assert heading == "Arbetet med var och en"
    assert "annan ordning: Stöd på och utanför arbetet, Arbetsgivarengagemang" in line


def test_a_table_that_comes_or_goes_is_told_whole():
    lines = dict(
        changes(changed(('[capacity]\npeople_per_post = 20\npassage = "5, 6.4"\n', "")), PLAN_2023)
    )

    assert lines["Enheter och platser"] == [
        "- Platser tillkommer: personer per heltid 20. [5,\u00a06.4]"
    ]


@pytest.mark.parametrize("path", programmes().values(), ids=lambda path: path.stem)
def test_a_version_does_not_differ_from_itself(path):
    definition = read(path)

    assert changes(definition, read(path)) == []
    assert "Ingenting skiljer dem åt." in diff(definition, definition)


def leaves(document: Any, path: tuple = ()) -> list[tuple]:
    steps = document.items() if isinstance(document, dict) else enumerate(document)
    found = []
    for step, value in steps:
        within = isinstance(value, dict | list)
        found += leaves(value, (*path, step)) if within else [(*path, step)]
    return found


#: Another value of each kind, and how it is said.
OTHERS: dict[type, tuple[Any, str]] = {
    str: ("något_helt_annat", "något_helt_annat"),
    int: (77, "77"),
    Decimal: (Decimal("0.77"), "77"),
    date: (date(2021, 3, 4), "4 mars 2021"),
}


def test_every_value_that_is_changed_is_told():
    tried = 0
    for *steps, last in leaves(tomllib.loads(TEXT)):
        document = copy.deepcopy(parse(TEXT))
        held: Any = document
        for step in steps:
            held = held[step]
        held[last], said = OTHERS.get(type(held[last]), (not held[last], ""))
        if document_faults(document) or (*steps, last) == ("version",):
            continue  # nothing else can stand there, or the name that is not compared
        tried += 1
        definition = ProgrammeDefinition.model_validate(document)

        assert said in diff(PLAN_2023, definition).replace("\n  ", " ")
        assert changes(PLAN_2023, definition)
    assert tried > 150


@given(st.lists(st.tuples(st.sampled_from(PLACES), values), min_size=1, max_size=3))
@unhurried
def test_two_versions_differ_in_words_exactly_when_they_differ(spoilt):
    document = parse(TEXT)
    put(document, spoilt)
    if document_faults(document):
        return
    definition = ProgrammeDefinition.model_validate(document)
    same_name = definition.model_copy(update={"version": PLAN_2023.version})

    assert (changes(PLAN_2023, definition) == []) == (same_name == PLAN_2023)


def rows_of(name: str) -> st.SearchStrategy:
    rows = parse(TEXT)[name]
    return st.lists(st.sampled_from(rows), unique_by=lambda row: row["key"], max_size=len(rows))


@given(rows_of("phases"), rows_of("criteria"))
@unhurried
def test_whatever_rows_are_taken_out_or_moved_both_ways_are_told(phases, criteria):
    document = parse(TEXT) | {"phases": phases, "criteria": criteria}
    definition = ProgrammeDefinition.model_validate(document)

    there, back = changes(PLAN_2023, definition), changes(definition, PLAN_2023)

    assert bool(there) == bool(back) == (definition != PLAN_2023)


def test_the_command_says_what_changed(tmp_path, monkeypatch, capsys):
    folder = tmp_path / "programmes"
    folder.mkdir()
    (folder / PLAN.name).write_text(TEXT)
    (folder / "se-hoglandet-2024.toml").write_text(
        TEXT.replace("version = 2023", "version = 2024").replace("= 2023-01-01", "= 2023-12-01", 1)
    )
    monkeypatch.setenv("STEGVIS_DEFINITIONS", str(tmp_path))

    assert main(["definitions", "diff", "se-hoglandet", "2023", "2024"]) == 0
    assert capsys.readouterr().out == (
        "SE-Höglandet: från version 2023 till version 2024\n"
        "=================================================\n"
        "\n"
        "Om planen\n"
        "---------\n"
        "- Gäller från 1 december 2023 i stället för 1 januari 2023.\n"
    )


def test_a_phase_is_told_by_what_its_readers_call_it():
    [(_heading, [line])] = told(('phase = "support"', 'phase = "profile"'))

    assert "”Yrkesprofil” i stället för ”Stöd på och utanför arbetet”" in line


def test_two_files_are_compared_wherever_they_stand(tmp_path, capsys):
    later = tmp_path / "draft.toml"
    later.write_text(TEXT.replace("version = 2023", "version = 2024"))

    assert main(["definitions", "diff", str(PLAN), str(later)]) == 0
    assert capsys.readouterr().out.startswith("SE-Höglandet: från version 2023 till version 2024")

    assert main(["definitions", "diff", str(PLAN), str(tmp_path / "gone.toml")]) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'gone.toml'}: cannot be read")


def test_versions_that_are_not_there_are_all_refused_with_what_there_is(capsys):
    assert main(["definitions", "diff", "se-hoglandet", "1918", "1923"]) == 2

    told = capsys.readouterr()
    assert told.out == ""
    assert "no version '1918'" in told.err
    assert "no version '1923'" in told.err
    assert "2023" in told.err
