"""Two roads on a day in 2024, on the definitions that held then: Västerås 2023, Höglandet 2023.

Both versions of each programme are published, so that it is the day that tells which one holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from stegvis.programmes.definition.folder import load
from tests.journeys import road
from tests.journeys.conftest import Site, Visitor, serving
from tests.journeys.staff import Sessions, Worker, set_up

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("roads of 2024")]

DAY = date(2024, 3, 13)
V23, H23 = load("samordningsteam-vasteras", "2023"), load("se-hoglandet", "2023")
PUBLIC = "/ansok/samordningsforbundet-vasteras/samordningsteam-vasteras/"

TEAM = [
    Worker("Kim Lund", "coach", "Västerås stad", "teamet"),
    Worker("Farida Noori", "referrer", "Försäkringskassan", "teamet"),
    Worker("Leo Brandt", "referrer", "Arbetsförmedlingen", "teamet"),
    Worker("Gunnar Vide", "referrer", "Region Västmanland", "teamet"),
]
GROUP = [
    Worker("Elin Sandahl", "coach", "Eksjö kommun", "eksjo"),
    Worker("Farida Ek", "referrer", "Försäkringskassan", "eksjo"),
]


@pytest.fixture(scope="module")
def site(worker_id: str) -> Iterator[Site]:
    with serving(f"roads_2024_{worker_id}", day=DAY) as one:
        yield one


@pytest.fixture(scope="module")
def team(site: Site) -> Sessions:
    files = ["samordningsteam-vasteras-2020", "samordningsteam-vasteras-2023"]
    return set_up(site, "Samordningsförbundet Västerås", files, TEAM)


@pytest.fixture(scope="module")
def group(site: Site) -> Sessions:
    files = ["se-hoglandet-2018", "se-hoglandet-2023"]
    return set_up(site, "Höglandets samordningsförbund", files, GROUP)


# --- Samordningsteam Västerås 2023 ---------------------------------------------------------------


def written(page: Page, number: str, name: tuple[str, str], *, together: bool = True) -> None:
    """All that the application asks, with the person."""
    road.write_application(page, number, name, "Västerås", V23)
    if together:
        road.take_part(page, DAY)
    road.give_consent(page)


def met(coach: Visitor, name: str) -> Page:
    road.match(coach, name)
    road.press(road.book(coach, name), "Boka mötet")
    return road.hold(coach, name)


def test_vasteras_2023_from_a_party_with_the_person_to_a_place(visitor, team):
    name = ("Gerda", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=team["Leo Brandt"]), visitor(session=team["Kim Lund"])
    page = road.begin_application(referrer)
    for exclusion in V23.exclusions:
        expect(page.locator("#villkoren")).to_contain_text(exclusion.text)
    written(page, road.NUMBERS[-1], name)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))

    page = met(coach, whole)
    expect(page.locator("main")).to_contain_text("den blivande kontaktpersonen och remittenten")
    road.take_in(page, "Erbjuds plats", DAY)
    expect(road.answered(referrer, whole)).to_contain_text("Antagen")

    page = road.enrol(coach, whole)
    main = page.locator("main")
    for said in ("Kim Lund", "till 12 mars 2025", "Samordningsteam Västerås 2023, gäller från"):
        expect(main).to_contain_text(said)
    road.sees_phases(page, V23)


def test_vasteras_2023_from_the_region_through_the_paying_party_to_a_refusal(visitor, team):
    name = ("Helge", "Vägvisare")
    whole = " ".join(name)
    region, payer = visitor(session=team["Gunnar Vide"]), visitor(session=team["Farida Noori"])
    coach = visitor(session=team["Kim Lund"])
    page = road.begin_application(region)
    road.write_application(page, road.NUMBERS[-2], name, "Västerås", V23)
    road.press(page, "Lämna över")
    expect(page.locator("main")).to_contain_text("genom den myndighet som betalar")
    road.answer(page, "Vem försörjer personen i dag?", "Försäkringskassan")
    page.get_by_label("När sa personen ja till att ansökan lämnas över?").fill(DAY.isoformat())
    page.get_by_role("group", name="Hur?").locator("label").first.click()
    road.press(page, "Lämna över")

    page = payer.go("/ansokningar/")
    page.locator("#overlamnat").get_by_role("link", name=whole).click()
    road.press(page, "Ta över")
    written(page, road.NUMBERS[-2], name)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))

    page = met(coach, whole)
    need = "Behöver stöd av en case manager för att närma sig ett arbete"
    road.refuse(
        page, "Avslag, skriftligt och med de villkor som inte är uppfyllda", need, "Klarar sig."
    )
    page.get_by_label("Skälet, till personen").fill("Du klarar det med mindre stöd.")
    road.press(page, "Skriv beskedet")
    said = road.answered(payer, whole)
    for words in ("Avslag", need, "Klarar sig."):
        expect(said).to_contain_text(words)
    own = said.get_by_role("link", name="som PDF").get_attribute("href")
    assert [road.paper(one, own) for one in (payer, coach, region)] == [200, 200, 404]


def alone(visitor, coach: Visitor, number: str, name: tuple[str, str]) -> None:
    """The person applies alone by the public form; the team takes it further with the person."""
    page = visitor().go(PUBLIC)
    page.get_by_label("Förnamn").fill(name[0])
    page.get_by_label("Efternamn").fill(name[1])
    page.get_by_label("Telefon").fill("070-000 00 00")
    page.wait_for_timeout(4500)  # as long as anybody takes to read the page
    page.locator("main").get_by_role("button", name="Skicka ansökan").click()
    page.wait_for_url(re.compile("/mottagen/"))
    page = road.open_arrival(coach, " ".join(name))
    road.press(page, "Registrera som ansökan")
    written(page, number, name, together=False)
    road.send(page)


def test_vasteras_2023_from_the_person_alone_to_a_place(visitor, team):
    name = ("Inga", "Vägvisare")
    whole = " ".join(name)
    coach = visitor(session=team["Kim Lund"])
    alone(visitor, coach, road.NUMBERS[-3], name)

    road.match(coach, whole)
    page = road.book(coach, whole)
    road.press(page, "Boka mötet")
    expect(page.locator("main")).not_to_contain_text("Den som remitterade")
    page = road.hold(coach, whole)
    road.take_in(page, "Erbjuds plats", DAY)
    page = road.enrol(coach, whole)
    expect(page.locator("main")).to_contain_text("till 12 mars 2025")


def test_vasteras_2023_refuses_the_person_alone_in_one_letter(visitor, team):
    name = ("Jonas", "Vägvisare")
    whole = " ".join(name)
    coach = visitor(session=team["Kim Lund"])
    alone(visitor, coach, road.NUMBERS[-4], name)

    page = met(coach, whole)
    road.refuse(
        page, "Avslag, skriftligt och med de villkor som inte är uppfyllda",
        "Bedöms kunna komma närmare arbete eller studier inom tolv månader", "Ännu sjuk.",
    )  # fmt: skip
    page.get_by_label("Skälet, till personen").fill("Du behöver bli friskare först.")
    road.press(page, "Skriv beskedet")
    [own] = page.locator("main a[href$='/pdf/']").all()
    address = own.get_attribute("href")
    party = visitor(session=team["Farida Noori"])
    assert [road.paper(one, address) for one in (coach, party)] == [200, 404]


# --- SE-Höglandet 2023 ---------------------------------------------------------------------------


def brought_up(referrer: Visitor, coach: Visitor, number: str, name: tuple[str, str]) -> Page:
    """On the agenda of the group, as this version of the plan has it."""
    return road.brought_up(referrer, coach, number, name, seat="Psykiatriska kliniken Höglandet")


def test_hoglandet_2023_from_a_party_through_the_group_to_the_coach(visitor, group):
    name = ("Karin", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=group["Farida Ek"]), visitor(session=group["Elin Sandahl"])

    page = brought_up(referrer, coach, road.NUMBERS[-5], name)
    expect(page.locator("#beslut")).to_contain_text("den myndighet som har ärendet")
    road.take_in(page, "Tas in i SE-Höglandet", DAY)
    expect(road.answered(referrer, whole)).to_contain_text("Antagen")

    page = road.enrol(coach, whole)
    main = page.locator("main")
    expect(main).to_contain_text("SE-Höglandet 2023, gäller från")
    expect(main).not_to_contain_text("kvar")
    road.sees_phases(page, H23)


def test_hoglandet_2023_does_not_take_somebody_in_and_tells_on_what_it_rests(visitor, group):
    name = ("Lars", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=group["Farida Ek"]), visitor(session=group["Elin Sandahl"])

    page = brought_up(referrer, coach, road.NUMBERS[-6], name)
    two = "Behöver insatser av minst två av förbundets parter"
    road.refuse(page, "Tas inte in", two, "Det räcker med Arbetsförmedlingen.")

    said = road.answered(referrer, whole)
    for words in ("Avslag", two, "Det räcker med Arbetsförmedlingen."):
        expect(said).to_contain_text(words)
