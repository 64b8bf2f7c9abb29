"""A longer stay: the coach proposes, the head decides, the steering group sees no person (B9)."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.journeys import plans, road

pytestmark = pytest.mark.browser


def test_an_extension_from_the_coach_by_the_head_to_the_steering_group(site, visitor):
    address = plans.ending_soon(site)

    # The coach sees that the stay runs out, and asks; without the plan's condition it is refused.
    coach = visitor("coach")
    page = coach.go(address)
    expect(page.locator("main")).to_contain_text("3 veckor kvar")
    name = page.locator("h1").inner_text()
    page.get_by_role("link", name="Avsluta eller ansök om förlängning").first.click()
    page.locator("[name=reason]").fill("Butiken tar emot i januari, beslutet om platsen dröjer.")
    road.press(page, "Lämna till beslut")
    expect(page.get_by_role("alert").first).to_contain_text("Planen förlänger bara när")
    assert page.locator("[name=reason]").input_value().startswith("Butiken")
    road.tick(page.locator("[name=condition]"))
    road.press(page, "Lämna till beslut")
    expect(page.locator("main")).to_contain_text("lämnad till beslut")
    expect(page.locator("main")).to_contain_text("Invänta beslutet om förlängning")

    # The head finds it among what is to be done, decides, and writes for the steering group.
    head = visitor("head_of_unit")
    page = head.go("/att-gora/")
    page.get_by_role("link", name="Besluta om förlängning").first.click()
    expect(page.locator("main")).to_contain_text("Butiken tar emot i januari")
    road.choose(page, "approve", "yes")
    page.locator("[name=reason]").fill("Villkoret är uppfyllt.")
    road.press(page, "Besluta")
    page.wait_for_url(re.compile("/redovisa/$"))
    road.choose(page, "category", "place_later")
    page.locator("[name=text]").fill(f"{name} börjar i januari.")
    road.press(page, "Redovisa")
    expect(page.get_by_role("alert").first).to_contain_text("pekar ut personen")
    page.locator("[name=text]").fill("En plats är lovad, men kan inte börja förrän i januari.")
    road.press(page, "Redovisa")
    expect(page.locator("main")).to_contain_text("redovisad för styrgruppen")
    expect(page.locator("main")).to_contain_text("förlängd")

    # The coach reads the answer.
    page = coach.go("/att-gora/")
    page.get_by_role("link", name="Läs svaret på ditt förslag").first.click()
    expect(page.locator("main")).to_contain_text("Villkoret är uppfyllt.")

    # The steering group reads it without a person, and notes the meeting.
    group = visitor("steering_group")
    page = group.go("/forlangningar/")
    main = page.locator("main")
    expect(main).to_contain_text("kan inte börja förrän i januari")
    for word in [*name.split(), "Butiken", "Villkoret"]:
        expect(main).not_to_contain_text(word)
    assert main.locator("a[href*='/deltagare/']").count() == 0
    road.tick(page.locator("[name=reports]").first)
    road.press(page, "Anteckna som genomgångna")
    expect(main).to_contain_text("Antecknat för")
    assert group.go(address).locator("main").inner_text().count(name) == 0
    group.complaints.clear()  # the browser says 403, which is what was asked for
