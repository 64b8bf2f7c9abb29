"""The page of goals in a real browser: for the association, and for the head of a unit."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

GOAL = "Till arbete eller studier vid utskrivning"


def test_the_association_chooses_a_year_and_reads_the_goal_with_its_drawing(visitor):
    page = visitor("association").go("/siffror/")

    page.get_by_label("År").select_option(index=1)
    page.get_by_role("button", name="Visa perioden").click()

    goal = page.locator("#work_or_study_at_discharge")
    expect(goal.get_by_role("heading", name=GOAL)).to_be_visible()
    expect(goal.get_by_role("img", name=re.compile(GOAL))).to_be_visible()
    expect(goal.get_by_role("row", name=re.compile("^Alla"))).to_be_visible()
    assert page.locator("a[href*=personer], a[href*=deltagare]").count() == 0


def test_the_head_of_unit_opens_the_same_figure_into_people_without_a_script(visitor):
    page = visitor("head_of_unit", java_script_enabled=False).go("/siffror/")

    page.get_by_label("Från och med").fill("2020-01-01")
    page.get_by_role("button", name="Visa perioden").click()
    page.get_by_role("link", name="Personerna bakom talet").click()

    expect(page.get_by_role("heading", name=GOAL)).to_be_visible()
    shown = page.locator("tbody tr").count()
    assert page.get_by_text(f"Här är de {shown} personer").count() == 1
    page.get_by_role("link", name=re.compile("^Ja ")).click()
    assert page.locator("tbody tr").count() < shown


def test_on_paper_the_figure_is_there_and_the_form_is_not(visitor):
    page = visitor("association", color_scheme="dark").go("/siffror/")

    page.emulate_media(media="print")

    expect(page.get_by_role("button", name="Visa perioden")).to_be_hidden()
    expect(page.locator(".drawing svg").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"
