"""What the commands tell: exit status and JSON to scripts, sentences and a table to people."""

from __future__ import annotations

import json

import pytest

from stegvis.exchange.found import CohortRefused
from stegvis.exchange.telling import as_text
from stegvis.lib.faults import Refused
from stegvis.programmes.models import ProgrammeVersion
from stegvis.site.cli import main
from stegvis.site.commands.definitions import publish
from tests.exchange.cohorts import COHORT, ROWS, changed, folder, only, read_in
from tests.exchange.conftest import Command
from tests.repository import ROOT

HERE = ("--programme", "se-hoglandet", "--association", "Höglandet")
PLAN = ROOT / "definitions/programmes/se-hoglandet-2023.toml"


# --- As processes --------------------------------------------------------------------------------


def test_a_dry_run_leaves_nothing_behind_not_even_the_association(stegvis: Command, tmp_path):
    dry = stegvis("import", folder(tmp_path), *HERE, "--dry-run", "--format", "json")
    after = stegvis("import", folder(tmp_path), "--programme", "se-hoglandet")

    told = json.loads(dry.stdout)
    assert (dry.returncode, dry.stderr) == (0, "")
    assert (told["dry_run"], told["written"], told["association_made"]) == (True, False, True)
    assert {name: count["made"] for name, count in told["files"].items()} == ROWS
    assert (after.returncode, after.stdout) == (2, "")
    assert after.stderr == (
        "--association: Det står inte vilket förbund det gäller.\n"
        "    Skriv --association och förbundets namn.\n"
        "Rätta det och läs in igen. Ingenting har sparats.\n"
    )


def test_a_refusal_has_every_fault_with_its_place_for_scripts(stegvis: Command, tmp_path):
    place = folder(
        tmp_path, **changed("people", "woman", "womman"), **changed("steps", "5,no", "5,nej")
    )

    refused = stegvis("import", place, *HERE, "--format", "json")

    told = json.loads(refused.stdout)
    assert (refused.returncode, told["written"]) == (2, False)
    assert told["files"]["people"] == {"read": 2, "made": 0, "changed": 0, "left": 0}
    assert told["faults"] == [
        {
            "file": "people.csv",
            "row": 2,
            "column": "sex",
            "sentence": "”womman” kan inte stå här. Menar du ”woman”?",
        },
        {
            "file": "steps.csv",
            "row": 3,
            "column": "reached",
            "sentence": "”nej” kan inte stå här. Välj bland: no, yes.",
        },
    ]


def test_a_plan_that_is_in_force_is_not_put_in_force_with_another_text(stegvis: Command, tmp_path):
    done = stegvis("definitions", "publish", PLAN, "--association", "Höglandet")
    plan = tmp_path / PLAN.name
    plan.write_text(PLAN.read_text().replace("0.35", "0.30"))
    refused = stegvis("definitions", "publish", plan, "--association", "Höglandet")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "Made the association Höglandet.\nPublished se-hoglandet 2023.\n"
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "se-hoglandet 2023 is published here with another text." in refused.stderr
    assert refused.stderr.endswith("Nothing was published.\n")


# --- What they tell ------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_was_done_is_told_in_sentences_and_a_table(tmp_path):
    outcome = read_in(only(tmp_path, people=COHORT["people"]), association="Höglandet")

    assert as_text(outcome) == (
        "Förbundet ”Höglandet” fanns inte och lades upp.\n"
        "Insatsen se-hoglandet, version 2018, publicerades.\n"
        "Insatsen se-hoglandet, version 2023, publicerades.\n"
        "\n"
        "                 lästa       nya   ändrade    orörda\n"
        "people               2         2         0         0\n"
        "\n"
        "Allt är sparat."
    )


@pytest.mark.django_db
def test_what_would_be_done_is_not_told_as_done(tmp_path):
    told = as_text(read_in(folder(tmp_path), dry_run=True))

    assert "fanns inte och skulle läggas upp." in told
    assert "version 2023, skulle publiceras." in told
    assert told.endswith("Det här är vad som skulle hända. Ingenting har sparats.")


@pytest.mark.django_db
def test_a_refusal_is_told_line_by_line_and_last_what_became_of_the_rest(tmp_path):
    place = folder(tmp_path, **changed("people", "19570428-9999", "19570230-9999"))

    with pytest.raises(CohortRefused) as refusal:
        read_in(place)

    assert str(refusal.value) == (
        "people.csv, rad 2, kolumn ”personal_number”: 19570230-9999 går inte att läsa, den 30 "
        "februari finns inte.\n"
        "    Skriv numret som det står i personens legitimation.\n"
        "Rätta det och läs in igen. Ingenting har sparats."
    )


@pytest.mark.django_db
def test_a_plan_is_published_once_and_it_is_said():
    first = publish([PLAN], "Höglandet")

    again = publish([PLAN], "Höglandet")

    assert first == ["Made the association Höglandet.", "Published se-hoglandet 2023."]
    assert again == ["Unchanged, published already: se-hoglandet 2023."]


@pytest.mark.django_db
def test_of_several_plans_all_are_published_or_none(tmp_path):
    other = tmp_path / "nsw-1975.toml"
    text = (ROOT / "definitions/programmes/nsw-1975.toml").read_text()
    other.write_text(text.replace("title", "tilte"))

    with pytest.raises(Refused, match="'tilte' is not a key here"):
        publish([PLAN, other], "Höglandet")

    assert not ProgrammeVersion.objects.exists()
    other.write_text(text)
    assert len(publish([PLAN, other], "Höglandet")) == 3


def test_definitions_are_checked_and_shown_without_a_database(tmp_path, capsys):
    broken = tmp_path / PLAN.name
    broken.write_text(PLAN.read_text().replace("valid_from", "valid_form"))

    assert main(["definitions", "check"]) == 0
    assert main(["definitions", "check", str(broken)]) == 1
    assert "Did you mean 'valid_from'?" in capsys.readouterr().out
    assert main(["definitions", "show", "se-hoglandet", "--version", "2023"]) == 0
    assert capsys.readouterr().out.startswith("SE-Höglandet, version 2023\n")
    assert main(["definitions", "show", "se-hoglandet", "--version", "1999"]) == 2


def test_a_faulty_plan_is_refused_before_any_database_is_opened(tmp_path, capsys):
    broken = tmp_path / PLAN.name
    broken.write_text(PLAN.read_text().replace("valid_from", "valid_form"))

    assert main(["definitions", "publish", str(broken), "--association", "Höglandet"]) == 2

    assert capsys.readouterr().err.endswith("Nothing was published.\n")
