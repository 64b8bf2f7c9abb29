"""D6: of those discharged in the period, 35 % go to work or to study (H23 §2)."""

import json
import re
from datetime import date

import pytest

from stegvis.access.models import Association
from stegvis.access.roles import Role
from stegvis.indicators.asking import Question, answer
from stegvis.indicators.calculator import figures
from stegvis.lib.dates import Period
from tests.factories import VersionFactory, client_for, member, step_into
from tests.indicators.cohorts import discharged

D6 = "work_or_study_at_discharge"
YEAR, LATER = Period.year(2023), date(2024, 2, 1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme(association):
    return VersionFactory().programme


def d6(programme, **more):
    return figures(programme, YEAR, as_of=LATER, **more).figure(D6)


def ninety_one():
    """34 of 88 known, 91 in all: 44 women and 47 men."""
    discharged(12, "work", sex="woman")
    discharged(5, "study", sex="woman")
    discharged(26, "own_request", sex="woman")
    discharged(1, None, sex="woman")
    discharged(14, "work", sex="man")
    discharged(3, "study", sex="man")
    discharged(28, "ill", sex="man")
    discharged(2, None, sex="man")


def test_34_of_88_known_of_91_is_38_64_per_cent_and_reaches_the_goal(programme):
    ninety_one()

    figure = d6(programme)

    assert (figure.all.about, figure.all.known, figure.all.counts) == (91, 88, 34)
    assert (figure.all.value, figure.all.low, figure.all.high) == (0.3864, 0.2914, 0.4908)
    assert figure.met is True


def test_the_command_prints_it_as_scripts_rely_on(programme):
    ninety_one()

    asked = Question(
        "se-hoglandet", "2023-01-01", "2023-12-31", as_of="2024-02-01", by="sex", format="json"
    )
    printed = json.loads(answer(asked, LATER))

    assert list(printed) == [
        "programme", "version", "from", "to", "as_of", "min_cell", "figures",
    ]  # fmt: skip
    assert printed["figures"][0] == {
        "id": D6,
        "title": "Till arbete eller studier vid utskrivning",
        "unit": "share",
        "about": 91, "known": 88, "counts": 34,
        "value": 0.3864, "low": 0.2914, "high": 0.4908,
        "target": {"op": ">=", "value": 0.35}, "met": True, "suppressed": False,
        "by": {
            "sex": {
                "woman": {
                    "about": 44, "known": 43, "counts": 17,
                    "value": 0.3953, "low": 0.2637, "high": 0.5442, "suppressed": False,
                },
                "man": {
                    "about": 47, "known": 45, "counts": 17,
                    "value": 0.3778, "low": 0.2511, "high": 0.5237, "suppressed": False,
                },
            }
        },
    }  # fmt: skip
    assert list(printed["figures"][0]) == [
        "id", "title", "unit", "about", "known", "counts", "value", "low", "high",
        "target", "met", "suppressed", "by",
    ]  # fmt: skip


def test_a_missing_reason_is_neither_work_nor_not(programme):
    discharged(7, "work")
    discharged(13, "moved")
    discharged(80, None)

    figure = d6(programme)

    assert (figure.all.about, figure.all.known, figure.all.counts) == (100, 20, 7)
    assert figure.all.value == 0.35
    assert figure.all.missing == 80


def test_seven_of_twenty_is_exactly_the_goal_and_reaches_it(programme):
    discharged(7, "study")
    discharged(13, "ill")

    assert d6(programme).met is True


def test_nothing_known_neither_reaches_the_goal_nor_misses_it(programme):
    discharged(6, None)

    figure = d6(programme)

    assert (figure.all.about, figure.all.known, figure.all.value) == (6, 0, None)
    assert figure.met is None


def test_nobody_discharged_is_a_figure_about_nobody(programme):
    figure = d6(programme)

    assert (figure.all.about, figure.met, figure.all.suppressed) == (0, None, False)


def test_the_day_of_discharge_decides_the_period_first_and_last_day_included(programme):
    discharged(5, "work", on=date(2022, 12, 31))
    discharged(6, "work", on=date(2023, 1, 1))
    discharged(7, "ill", on=date(2023, 12, 31))
    discharged(8, "ill", on=date(2024, 1, 1))

    figure = d6(programme)

    assert (figure.all.about, figure.all.counts) == (13, 6)


def test_who_is_discharged_after_the_day_the_figure_stands_as_of_is_not_there_yet(programme):
    discharged(6, "work", on=date(2023, 3, 31))
    discharged(5, "work", on=date(2023, 9, 30))

    figure = figures(programme, YEAR, as_of=date(2023, 6, 30)).figure(D6)

    assert figure.all.about == 6


def test_who_has_ended_and_waits_for_discharge_is_not_counted_yet(programme):
    discharged(6, "work")
    waiting = discharged(1, "work")[0]
    waiting.discharged_on = None
    waiting.save()

    assert d6(programme).all.about == 6


def test_an_erroneous_entry_is_left_out_of_every_figure(programme):
    discharged(6, "work")
    discharged(9, "registration_error")

    found = figures(programme, YEAR, as_of=LATER)

    assert [figure.all.about for figure in found.figures if figure.id != "started"] == [6, 6, 6]


def test_a_group_smaller_than_five_is_hidden_with_what_would_give_it_away(programme):
    discharged(4, "work", sex="man")
    discharged(20, "ill", sex="woman")

    figure = d6(programme, by=["sex"])

    assert figure.all.about == 24
    assert figure.by["sex"]["man"].suppressed
    assert figure.by["sex"]["woman"].suppressed


def test_another_association_counts_in_nothing(programme, association):
    discharged(6, "work")
    step_into(Association.objects.create(name="Ett annat förbund"))
    VersionFactory()
    discharged(11, "ill")
    step_into(association)

    assert d6(programme).all.about == 6


def test_the_page_shows_the_goal_its_interval_and_its_missing(programme):
    ninety_one()

    page = client_for(member(Role.ASSOCIATION)).get("/siffror/se-hoglandet/?year=2023")
    text = page.content.decode()

    assert page.status_code == 200
    assert "38,6\xa0%" in text
    assert "mål minst 35\xa0%" in text
    assert "Målet nås" in text
    assert "29,1\xa0% – 49,1\xa0%" in text
    assert re.search(r'data-label="Saknas">\s*3\s*<', text)
    assert 'aria-label="Till arbete eller studier vid utskrivning, Alla 38,6' in text
