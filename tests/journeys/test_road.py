"""A person's road from first contact to the goal figure, walked by four roles in a browser."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import road

pytestmark = pytest.mark.browser


def test_the_road_from_first_contact_to_the_goal_figure(visitor):
    name = ("Astrid", "Vägvisarefem")
    whole = " ".join(name)

    # The referrer writes; a wrong number and a missing consent are refused, nothing typed is lost.
    referrer = visitor("referrer")
    page = road.begin_application(referrer)
    road.write_application(page, "19900230-1234", name)
    road.send(page)
    refusal = page.get_by_role("alert").filter(has_text="behöver rättas")
    expect(refusal).to_contain_text("den 30 februari finns inte")
    expect(refusal).to_contain_text("Kryssa i de parter som personen har nämnt.")
    assert page.locator("[name=given_name]").input_value() == "Astrid"
    page.locator("[name=personal_number]").fill(road.NUMBERS[5])
    road.give_consent(page)
    road.send(page)
    expect(page).not_to_have_url(re.compile("/skriv/"))

    # The coach prepares, builds the agenda from what waits, and the group cannot agree.
    coach = visitor("coach")
    road.prepare(coach, whole)
    page = road.meet_today(coach)
    road.bring_up(page, whole)
    road.record_presence(page)
    road.disagree(page, whole)

    # The head of unit decides; the referrer reads it.
    road.settle(visitor("head_of_unit"), whole)
    page = referrer.go("/ansokningar/")
    page.get_by_role("link", name=whole).first.click()
    expect(page.locator("main")).to_contain_text("Viljan att arbeta väger tyngst.")

    # Admitted, through two steps of the method, ended: discharged at once for another reason (B13).
    page = road.enrol(coach, whole)
    expect(page.locator("main")).to_contain_text("Överenskommelse")
    page.get_by_role("link", name="Avsluta", exact=True).click()
    page.locator("[name=end_reason]").select_option("moved")
    page.locator("main form button[type=submit]").last.click()
    page.wait_for_url(re.compile(r"/deltagare/\d+/$"))
    expect(page.locator("main")).to_contain_text("Utskriven")


def test_the_same_figure_is_a_number_to_the_association_and_people_to_the_head_of_unit(visitor):
    association = visitor("association").go("/siffror/")
    expect(association.locator("main")).to_contain_text("Till arbete eller studier")
    assert association.locator("main a[href*='/deltagare/']").count() == 0
    assert association.locator("main a[href*='/personer/']").count() == 0

    head = visitor("head_of_unit").go("/siffror/")
    head.get_by_role("link", name="Personerna bakom talet").first.click()
    expect(head.locator("main a[href*='/deltagare/']").first).to_be_visible()
