"""E14: no comparison between municipalities (H23 §6.9, §8.1); women and men followed everywhere."""

import re
from datetime import date

import pytest

from stegvis.access.roles import Role
from stegvis.indicators.asking import Question, answer
from stegvis.indicators.calculator import figures
from stegvis.lib.dates import Period
from stegvis.lib.faults import Refused
from tests.factories import UnitFactory, VersionFactory, client_for, member
from tests.indicators.cohorts import discharged

LATER = date(2024, 2, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(association):
    return VersionFactory().programme


@pytest.mark.parametrize("by", ["unit", "municipality"])
def test_the_command_refuses_with_the_passage_of_the_plan(programme, by):
    asked = Question("se-hoglandet", "2023-01-01", "2023-12-31", by=f"sex,{by}")

    with pytest.raises(Refused) as refused:
        answer(asked, LATER)

    [fault] = refused.value.faults
    assert "”Ingen jämförelse sker mellan kommunområden.” (6.9, 8.1)" in fault.what
    assert "Verksamhetsbeskrivning SE-Höglandet" in fault.instead


def test_not_even_who_may_open_people_gets_figures_by_unit(programme):
    with pytest.raises(Refused, match="Ingen jämförelse"):
        figures(programme, Period.year(2023), as_of=LATER, by=["unit"], unprotected=True)


def test_women_and_men_stand_apart_for_every_figure_of_the_page(programme):
    discharged(11, "work", sex="woman")
    discharged(12, "ill", sex="man")
    discharged(13, "ill", sex="man", unit=UnitFactory(key="aneby", name="Aneby"))

    page = client_for(member(Role.STEERING_GROUP)).get("/siffror/?year=2023").content.decode()

    assert page.count('data-label="Kvinnor"') == page.count('data-label="Män"') == 3
    assert re.search(r'<th scope="row">Kvinnor</th>.*?<th scope="row">Män</th>', page, re.S)
    assert not re.search("Aneby|Eksjö", page)
