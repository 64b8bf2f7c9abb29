"""The first real data: 445 people of the National Supported Work demonstration.

What is true of them is published (examples/nsw/README.md); here two commands come to the same.
"""

from __future__ import annotations

import json
from datetime import date

import pytest

from stegvis.exchange.services import import_cohort
from stegvis.exchange.writing import Counts
from stegvis.indicators.asking import Question, answer
from tests.exchange.conftest import Command
from tests.repository import ROOT

NSW = ROOT / "examples/nsw"
PERIOD = ("1975-01-01", "1979-12-31")
#: Of each figure and unit: how many it counts, and of how many it is known.
TRUE = {
    "work_after": {"supported-work": (140, 185), "control": (168, 260)},
    "work_before": {"supported-work": (74, 185), "control": (82, 260)},
    "work_gained": {"supported-work": (80, 111), "control": (114, 178)},
}


def by_unit(told: str) -> dict[str, dict[str, tuple[int, int]]]:
    """Counts and known of each figure by unit, from the command's JSON."""
    return {
        figure["id"]: {
            unit: (part["counts"], part["known"]) for unit, part in figure["by"]["unit"].items()
        }
        for figure in json.loads(told)["figures"]
    }


def test_two_commands_on_an_empty_folder_tell_what_is_true_of_them(stegvis: Command):
    read = stegvis("import", "examples/nsw", "--programme", "nsw", "--association", "NSW")
    period = ("--from", PERIOD[0], "--to", PERIOD[1])
    figures = stegvis("figures", "nsw", *period, "--by", "unit", "--format", "json")

    assert (read.returncode, read.stderr) == (0, "")
    assert "Förbundet ”NSW” fanns inte och lades upp." in read.stdout
    assert "Insatsen nsw, version 1975, publicerades." in read.stdout
    assert "Allt är sparat." in read.stdout
    assert (figures.returncode, figures.stderr) == (0, "")
    assert by_unit(figures.stdout) == TRUE


def test_the_same_command_again_changes_nothing(stegvis: Command):
    """The association is the only one there is, and need not be named."""
    again = stegvis("import", NSW, "--programme", "nsw", "--format", "json")

    assert (again.returncode, again.stderr) == (0, "")
    told = json.loads(again.stdout)
    assert told["files"] == {
        "people": {"read": 445, "made": 0, "changed": 0, "left": 445},
        "enrolments": {"read": 445, "made": 0, "changed": 0, "left": 445},
        "occupations": {"read": 890, "made": 0, "changed": 0, "left": 890},
    }
    assert (told["association"], told["association_made"], told["published"]) == ("NSW", False, [])
    assert (told["written"], told["faults"]) == (True, [])


@pytest.mark.django_db
def test_the_figures_are_the_published_ones():
    outcome = import_cohort(path=NSW, programme="nsw", association="NSW", today=date(2026, 3, 11))

    question = Question("nsw", *PERIOD, association="NSW", by="unit", format="json")
    assert outcome.counts["occupations"] == Counts(890, made=890)
    assert by_unit(answer(question, date(2026, 3, 11))) == TRUE
