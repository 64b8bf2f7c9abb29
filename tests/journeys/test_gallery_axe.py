"""Every component, in both themes, at both widths: accessible, within the page, by keyboard."""

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_gallery_is_accessible_and_stays_within_its_width(visitor, viewport, theme):
    guest = visitor(viewport=viewport, color_scheme=theme)

    page = guest.go("/komponenter/")

    assert guest.axe() == []
    root = "document.documentElement"
    assert page.evaluate(f"{root}.scrollWidth <= {root}.clientWidth")


def test_the_theme_of_the_page_wins_over_that_of_the_computer_and_is_remembered(visitor):
    guest = visitor(color_scheme="light")
    page = guest.go("/komponenter/")

    page.get_by_role("button", name="Mörkt").click()

    expect(page.get_by_role("button", name="Mörkt")).to_have_attribute("aria-pressed", "true")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "dark"
    assert guest.axe() == []
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == "light"


def test_the_first_stop_of_the_keyboard_leads_past_the_menu(visitor):
    page = visitor().go("/komponenter/")

    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.closest('main') !== null")
