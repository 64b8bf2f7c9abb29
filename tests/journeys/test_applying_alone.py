"""A person applies alone in a browser that runs no script, and a coach takes it further."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.intake.plans import TOWN
from tests.journeys.conftest import DESK, PHONE

pytestmark = pytest.mark.browser

ASSOCIATION = "Stadens samordningsförbund"
ADDRESS = "/ansok/stadens-samordningsforbund/stadens-vag/"


@pytest.fixture(scope="module", autouse=True)
def published(site, tmp_path_factory):
    """The plan of a town of its own, where a person may apply alone."""
    plan = tmp_path_factory.mktemp("plan") / "stadens-vag-1.toml"
    plan.write_text(TOWN)
    done = site.command("definitions", "publish", str(plan), "--association", ASSOCIATION)
    assert done.returncode == 0, done.stderr


def send(page) -> None:
    page.locator("main").get_by_role("button", name="Skicka ansökan").click()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_what_is_wrong_is_told_nothing_is_lost_and_a_reference_is_given(visitor, script):
    one = visitor(java_script_enabled=script)
    page = one.go(ADDRESS)
    expect(page.get_by_role("heading", level=1)).to_have_text("Ansök till Stadens väg")
    expect(page.locator("[name=homepage]")).not_to_be_in_viewport()

    page.get_by_label("Förnamn").fill("Alva")
    page.get_by_label("Vad vill du ha hjälp med?").fill("Jag vill arbeta igen.")
    send(page)
    expect(page.get_by_role("alert")).to_contain_text("Ansökan är inte skickad.")
    expect(page.get_by_label("Förnamn")).to_have_value("Alva")
    expect(page.get_by_label("Vad vill du ha hjälp med?")).to_have_value("Jag vill arbeta igen.")

    page.get_by_label("Efternamn").fill("Testperson")
    page.get_by_label("Telefon").fill("070-000 00 00")
    page.wait_for_timeout(4500)  # as long as anybody takes to read the page
    send(page)

    page.wait_for_url(re.compile("/mottagen/"))
    expect(page.locator(".reference")).to_have_text(re.compile(r"^[2-9A-Z]{4}-[2-9A-Z]{4}$"))
    assert "Alva" not in page.url
    assert "Alva" not in page.content()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_form_and_what_is_wrong_with_it_are_accessible_and_within_their_width(visitor, size):
    one = visitor()
    one.page.set_viewport_size(size)

    page = one.go(ADDRESS)
    assert one.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    page.locator("[name=personal_number]").fill("19900230-1234")
    send(page)
    expect(page.get_by_role("alert")).to_be_visible()
    assert one.axe() == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


def test_it_is_reached_by_the_keyboard_alone_and_the_hidden_field_is_not(visitor):
    page = visitor().go(ADDRESS)

    page.get_by_label("Förnamn").focus()
    reached = []
    for _stop in range(8):
        reached.append(page.evaluate("document.activeElement.name || document.activeElement.type"))
        page.keyboard.press("Tab")

    assert "homepage" not in reached
    assert reached[:7] == [
        "given_name", "family_name", "phone", "email", "municipality", "personal_number", "about",
    ]  # fmt: skip
