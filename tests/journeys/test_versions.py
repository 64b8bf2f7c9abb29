"""A version of a plan written and published in a browser, and people moved to it."""

from __future__ import annotations

import re
from datetime import date
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

#: Everybody in the unit is moved, and the whole plan is read again, before the page answers.
PATIENCE = 60_000


def begun(page: Page, version: str, begins: date) -> None:
    """A draft of SE-Höglandet, as the page begins one."""
    page.get_by_role("link", name="Insatser").click()
    page.get_by_role("link", name="Skriv en ny version").click()
    page.get_by_label("Utgå från").select_option(label="SE-Höglandet 2023")
    page.get_by_label("Den nya versionens namn").fill(version)
    page.get_by_label("Gäller från").fill(begins.isoformat())
    page.get_by_role("button", name="Börja skriva").click()
    page.wait_for_url(re.compile(r"/insatser/utkast/\d+/$"))


def changed(page: Page, old: str, new: str) -> None:
    """The text with one thing in other words, as if typed."""
    box = page.get_by_label("Planens text")
    box.fill(box.input_value().replace(old, new), timeout=PATIENCE)


def without_changes_in_posts(page: Page) -> None:
    """The posts of Tranås have changed by the time the version begins."""
    changed(page, 'changes = [{ from = 2024-01-01, posts = 1.50, passage = "6.1" }]\n', "")


def reads_downwards(page: Page) -> bool:
    """Whether the parts of the first plan stand under each other, none beside the one before."""
    parts = page.locator(".plan").first.locator("> *")
    edges = parts.evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.top, box.bottom])"
    )
    return all(after[0] >= before[1] - 1 for before, after in pairwise(edges))


def test_a_version_is_checked_as_it_is_typed_published_and_people_are_moved(visitor):
    admin = visitor("administrator")
    page = admin.page
    begun(page, "2026", date.today())
    reading = page.locator("#lasning")

    without_changes_in_posts(page)
    expect(reading).to_contain_text("Inga fel", timeout=PATIENCE)
    changed(page, 'limit = "none"', 'limit = "12 mothns"')
    expect(reading).to_contain_text("”12 mothns” är ingen tid.", timeout=PATIENCE)
    expect(reading).to_contain_text("Rad ")
    assert admin.axe() == []
    changed(page, "12 mothns", "12 months")
    expect(reading).to_contain_text("Högst 12 månader.", timeout=PATIENCE)
    expect(page.locator("[data-autosave]")).to_contain_text("Sparat")
    assert reads_downwards(page)
    assert admin.axe() == []

    page.get_by_role("button", name="Gå vidare till publicering").click()
    expect(page.locator("main")).to_contain_text(
        "Längsta tid 12 månader i stället för ingen gräns."
    )
    assert reads_downwards(page)
    assert admin.axe() == []
    page.get_by_text("Jag har läst vad versionen säger").click()
    page.get_by_role("button", name="Publicera versionen").click()
    told = page.locator("main")
    expect(told).to_contain_text("SE-Höglandet 2026 är publicerad.", timeout=PATIENCE)

    head = visitor("head_of_unit")
    page = head.go("/insatser/se-hoglandet/")
    page.get_by_role("link", name="Flytta personer till ny version").click()
    expect(page.locator("main")).to_contain_text("i stället för ingen gräns")
    assert head.axe() == []
    page.get_by_role("button", name="Flytta de valda").click()
    expect(page.locator("main")).to_contain_text("står nu under version 2026", timeout=PATIENCE)
    page = head.go("/insatser/se-hoglandet/2023/2026/")
    expect(page.locator("main")).to_contain_text("Från version 2023 till version 2026")
    assert reads_downwards(page)
    assert head.axe() == []


def test_a_version_is_written_without_script(visitor):
    page = visitor("administrator", java_script_enabled=False).page
    begun(page, "2027", date(2027, 1, 1))

    changed(page, 'title = "SE-Höglandet"', 'titel = "SE-Höglandet"')
    page.get_by_role("button", name="Spara och kontrollera").click()

    main = page.locator("main")
    expect(main).to_contain_text("Utkastet är sparat.")
    expect(main).to_contain_text("”titel” är ingen nyckel här.")
    page.get_by_role("button", name="Gå vidare till publicering").click()
    expect(main).to_contain_text("Den går inte att publicera än")
    page.get_by_role("link", name="Tillbaka till utkastet").click()
    changed(page, "titel =", "title =")
    without_changes_in_posts(page)
    page.get_by_role("button", name="Spara och kontrollera").click()
    expect(main).to_contain_text("Inga fel")
    expect(main).to_contain_text("Så kommer planen att läsas")
