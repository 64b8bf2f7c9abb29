"""The road in a plan where the team decides: application, first meeting, a place or a refusal."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from stegvis.demo.start import NAME
from tests.intake.ways import TEAM, plan
from tests.journeys import road
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def published(site: Site, tmp_path_factory) -> None:
    """The team's plan, in force beside the demonstration's own."""
    file = tmp_path_factory.mktemp("plan") / "teamet-2023.toml"
    source = plan("teamet", "Samordningsteamet", TEAM, raising="admission")
    file.write_text(source, encoding="utf-8")
    said = site.command("definitions", "publish", str(file), "--association", NAME)
    assert said.returncode == 0, said.stderr


def apply(referrer: Visitor, number: str, name: tuple[str, str]) -> None:
    page = referrer.go("/ansokningar/ny/")
    road.tick(page.get_by_label(re.compile("Samordningsteamet.*Eksjö")).first)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/ansokningar/\d+/skriv/"))
    road.write_application(page, number, name)
    road.give_consent(page)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))


def meet(coach: Visitor, name: str) -> Page:
    """Matched, booked and met, with every page on the way accessible."""
    road.match(coach, name)
    page = road.book(coach, name)
    assert coach.axe() == []
    road.press(page, "Boka mötet")
    expect(page.locator("main")).to_contain_text("Mötet är bokat.")
    page = road.hold(coach, name)
    assert coach.axe() == []
    return page


def test_from_application_through_the_first_meeting_to_a_place(visitor):
    name = ("Tove", "Teamettest")
    whole = " ".join(name)
    referrer, coach = visitor("referrer"), visitor("coach")
    apply(referrer, road.NUMBERS[8], name)
    page = meet(coach, whole)
    road.choose(page, "outcome", "admitted")
    page.locator("[name=from_day]").fill(date.today().isoformat())
    road.press(page, "Anteckna beslutet")

    page.wait_for_url(re.compile("/besked/"))
    page.locator("[name=call]").fill("Kim, 010-123 45 67")
    road.press(page, "Skriv beskedet")
    page.get_by_role("link", name="Välkommen till Samordningsteamet").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Välkommen till Samordningsteamet")
    page = referrer.go("/ansokningar/")
    expect(page.locator("main")).to_contain_text("Antagen")
    road.enrol(coach, whole)


def test_a_refusal_is_told_in_two_letters_that_open_as_pdf(visitor):
    name = ("Rut", "Teamettest")
    whole = " ".join(name)
    referrer, coach = visitor("referrer"), visitor("coach")
    apply(referrer, road.NUMBERS[9], name)
    page = meet(coach, whole)
    road.choose(page, "outcome", "refused")
    page.locator("[name=reason]").fill("Behandlingen går först.")
    road.press(page, "Anteckna beslutet")
    expect(page.get_by_role("alert").first).to_contain_text("Kryssa för det som beslutet vilar på")
    road.tick(page.locator("input[name=criteria][value=motivation]"))
    road.press(page, "Anteckna beslutet")

    page.wait_for_url(re.compile("/besked/"))
    assert coach.axe() == []
    page.locator("[name=to_person]").fill("Vi tror att vården behöver bli klar först.")
    page.locator("[name=instead]").fill("Prata med din läkare.")
    page.locator("[name=call]").fill("Kim, 010-123 45 67")
    road.press(page, "Skriv beskedet")
    papers = page.locator("main a[href$='/pdf/']")
    expect(papers).to_have_count(2)
    for link in papers.all():
        paper = coach.context.request.get(coach.site.url + link.get_attribute("href"))
        assert paper.headers["content-type"] == "application/pdf"
        assert b"pdfuaid:part" in paper.body()
    page.get_by_role("link", name="Du får inte en plats").first.click()
    assert coach.axe() == []

    page = referrer.go("/ansokningar/")
    page.get_by_role("link", name=whole).first.click()
    expect(page.locator("main")).to_contain_text("Vill arbeta och är motiverad till det")
    expect(page.locator("main")).to_contain_text("Behandlingen går först.")
    page.get_by_role("link", name="Avslag på ansökan").click()
    expect(page.locator("main")).to_contain_text("avsnitt 4.1")
    expect(page.locator("main")).not_to_contain_text("vården behöver bli klar")
