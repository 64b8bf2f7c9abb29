"""Three roads on a day in 2020, each on the definition that held then: Västerås, Höglandet, Malmö.

Every programme is published in an association of its own; what each role reads is the plan's own.
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

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("roads of 2020")]

DAY = date(2020, 10, 14)
H18, V20 = load("se-hoglandet", "2018"), load("samordningsteam-vasteras", "2020")
M20 = load("make-it-work", "2020")

TEAM = [
    Worker("Kim Lund", "coach", "Västerås stad", "teamet"),
    Worker("Farida Noori", "referrer", "Försäkringskassan", "teamet"),
    Worker("Leo Brandt", "referrer", "Arbetsförmedlingen", "teamet"),
]
GROUP = [
    Worker("Elin Sandahl", "coach", "Eksjö kommun", "eksjo"),
    Worker("Gunnar Vide", "referrer", "Region Jönköpings län", "eksjo"),
]
CITY = "Malmö stad, funktionsstödsförvaltningen"
PREPARATION = [
    Worker("Amira Said", "coach", CITY, "forarbetet"),
    Worker("Otto Bergh", "referrer", CITY, "forarbetet"),
    Worker("Nadja Ek", "referrer", "Försäkringskassan", "forarbetet"),
]


@pytest.fixture(scope="module")
def site(worker_id: str) -> Iterator[Site]:
    with serving(f"roads_2020_{worker_id}", day=DAY) as one:
        yield one


@pytest.fixture(scope="module")
def team(site: Site) -> Sessions:
    """Västerås with both its versions, so that it is the day that tells which one holds."""
    files = ["samordningsteam-vasteras-2020", "samordningsteam-vasteras-2023"]
    return set_up(site, "Samordningsförbundet Västerås", files, TEAM)


@pytest.fixture(scope="module")
def group(site: Site) -> Sessions:
    """Höglandet with both its versions."""
    files = ["se-hoglandet-2018", "se-hoglandet-2023"]
    return set_up(site, "Höglandets samordningsförbund", files, GROUP)


@pytest.fixture(scope="module")
def preparation(site: Site) -> Sessions:
    return set_up(site, "FINSAM i Malmö", ["make-it-work-2020"], PREPARATION)


# --- Samordningsteam Västerås 2020 ---------------------------------------------------------------


def apply_with_person(referrer: Visitor, number: str, name: tuple[str, str]) -> None:
    """The party and the person apply together, as §5.1 has it."""
    page = road.begin_application(referrer)
    road.write_application(page, number, name, "Västerås", V20)
    road.take_part(page, DAY)
    road.give_consent(page)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))


def met(coach: Visitor, referrer: Visitor, name: str) -> Page:
    """Matched, booked for the referrer to see, and met with the referrer there."""
    road.match(coach, name)
    road.press(road.book(coach, name), "Boka mötet")
    said = road.answered(referrer, name)
    expect(said).to_contain_text("klockan 13.30, Storgatan 1, rum 2")
    return road.hold(coach, name)


def test_vasteras_2020_through_the_first_meeting_to_a_place(visitor, team):
    name = ("Alva", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=team["Farida Noori"]), visitor(session=team["Kim Lund"])
    apply_with_person(referrer, road.NUMBERS[-1], name)

    main = met(coach, referrer, whole).locator("main")
    expect(main).to_contain_text("Kontaktpersonen träffar den arbetssökande enskilt")
    expect(main).to_contain_text("Ingen har svarat på det här än")
    page = road.open_arrival(coach, whole)
    page.get_by_role("link", name="Bedöm villkoren").click()
    road.answer(page, "Vill arbeta med en förändring", "Ja")
    road.press(page, "Spara bedömningen")
    road.press(page, "Besluta")
    expect(page.locator("main")).not_to_contain_text("Ingen har svarat")
    road.take_in(page, "Erbjuds plats", DAY)
    road.press(page, "Skriv beskedet")
    expect(page.locator("main")).to_contain_text("Välkommen till Samordningsteam Västerås")
    expect(road.answered(referrer, whole)).to_contain_text("Antagen")

    page = road.enrol(coach, whole)
    main = page.locator("main")
    for said in ("Kim Lund", "till 13 oktober 2021", "12 månader kvar", "Plan"):
        expect(main).to_contain_text(said)
    road.sees_phases(page, V20)


def test_vasteras_2020_refuses_in_two_letters_and_each_opens_for_its_reader(visitor, team):
    name = ("Bror", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=team["Farida Noori"]), visitor(session=team["Kim Lund"])
    apply_with_person(referrer, road.NUMBERS[-2], name)
    within = "Bedöms kunna komma närmare arbete eller studier inom tolv månader"

    page = met(coach, referrer, whole)
    outcome = "Avslag, skriftligt och med de villkor som inte är uppfyllda"
    road.refuse(page, outcome, within, "Vården behöver ett år till.")
    page.get_by_label("Skälet, till personen").fill("Vi tror att vården behöver bli klar först.")
    road.press(page, "Skriv beskedet")

    said = road.answered(referrer, whole)
    for words in ("Avslag", within, "Vården behöver ett år till."):
        expect(said).to_contain_text(words)
    own = said.get_by_role("link", name="som PDF").get_attribute("href")
    papers = page.locator("main a[href$='/pdf/']")
    expect(papers).to_have_count(2)
    addresses = {link.get_attribute("href") for link in papers.all()}
    [persons] = addresses - {own}
    another = visitor(session=team["Leo Brandt"])
    assert [road.paper(one, own) for one in (referrer, coach, another)] == [200, 200, 404]
    assert [road.paper(one, persons) for one in (referrer, coach, another)] == [404, 200, 404]


# --- SE-Höglandet 2018 ---------------------------------------------------------------------------


def brought_up(referrer: Visitor, coach: Visitor, number: str, name: tuple[str, str]) -> Page:
    """On the agenda of the group, as this version of the plan has it."""
    return road.brought_up(
        referrer, coach, number, name, plan=H18,
        asks="Samtycke inhämtas innan personen tas upp",
        seat="Psykiatriska kliniken i Region Jönköpings län",
    )  # fmt: skip


def test_hoglandet_2018_from_a_party_through_the_group_to_the_job_coach(visitor, group):
    name = ("Cecilia", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=group["Gunnar Vide"]), visitor(session=group["Elin Sandahl"])

    page = brought_up(referrer, coach, road.NUMBERS[-3], name)
    expect(page.locator("#beslut")).to_contain_text("den myndighet som äger beslutet")
    road.take_in(page, "Tas in i projektet", DAY)
    expect(road.answered(referrer, whole)).to_contain_text("Antagen")

    page = road.enrol(coach, whole)
    main = page.locator("main")
    expect(main).to_contain_text("SE-Höglandet 2018, gäller från")
    expect(main).to_contain_text("Elin Sandahl")
    expect(main).not_to_contain_text("kvar")
    road.sees_phases(page, H18)


def test_hoglandet_2018_does_not_take_somebody_in_and_tells_on_what_it_rests(visitor, group):
    name = ("David", "Vägvisare")
    whole = " ".join(name)
    referrer, coach = visitor(session=group["Gunnar Vide"]), visitor(session=group["Elin Sandahl"])
    only = "Vill arbeta och är motiverad till det. Det är det enda kravet för att få stödet"

    page = brought_up(referrer, coach, road.NUMBERS[-4], name)
    road.refuse(page, "Tas inte in, och slussas vidare", only, "Vill studera i stället.")

    said = road.answered(referrer, whole)
    for words in ("Avslag", only, "Vill studera i stället."):
        expect(said).to_contain_text(words)
    expect(said.get_by_role("link", name="som PDF")).to_have_count(0)


# --- Make it: work 2020 --------------------------------------------------------------------------


def planned(coach: Visitor, name: str) -> Page:
    """The person, the city and Försäkringskassan have planned together; on to the decision."""
    road.press(road.book(coach, name), "Boka mötet")
    page = road.open_arrival(coach, name)
    road.press(page, "Anteckna mötet")
    main = page.locator("main")
    for member in M20.deciding.members:
        expect(main).to_contain_text(member.title)
    first = page.get_by_role("group", name="Rad 1")
    first.get_by_label("Vad ska göras?").fill("Prova köket på Rosengård")
    first.get_by_label("Vem gör det?").fill("Arbetskonsulenten")
    return road.noted(page)


def test_malmo_2020_from_the_authority_through_joint_planning_to_six_stations(visitor, preparation):
    name = ("Edith", "Vägvisare")
    whole = " ".join(name)
    authority = visitor(session=preparation["Otto Bergh"])
    consultant = visitor(session=preparation["Amira Said"])
    page = road.begin_application(authority)
    road.write_application(page, road.NUMBERS[-5], name, "Malmö", M20)
    road.take_part(page, DAY)
    road.give_consent(page)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))

    page = planned(consultant, whole)
    road.take_in(page, "Börjar i förarbetet, med en gemensam plan", DAY)
    page = road.open_arrival(consultant, whole)
    expect(page.locator("#plan")).to_contain_text("Prova köket på Rosengård")
    expect(road.answered(authority, whole)).to_contain_text("Antagen")

    page = road.enrol(consultant, whole)
    road.sees_phases(page, M20)
    expect(page.locator("main")).not_to_contain_text("hoppades över")
    main = page.locator("main")
    expect(main).to_contain_text("Amira Said")
    expect(main).to_contain_text("minst till 13 januari 2021")
    for track in M20.phases[2].tracks:
        page.get_by_role("link", name="Ange vad som pågår i ”Förarbetet”").or_(
            page.get_by_role("link", name="Börja ett spår")
        ).first.click()
        road.answer(page, "Spår", track.title)
        road.press(page, "Börja")
    line = page.get_by_role("list", name="Stegen").get_by_role("listitem").nth(2)
    expect(line).to_contain_text("Arbetsnärmande program")
    expect(line).to_contain_text("Lärandeplats")


def test_malmo_2020_from_the_consultant_to_a_no_that_rests_on_a_criterion(visitor, preparation):
    name = ("Folke", "Vägvisare")
    whole = " ".join(name)
    consultant = visitor(session=preparation["Amira Said"])
    page = road.begin_application(consultant)
    expect(page.locator("main")).to_contain_text("Samtycke inhämtas innan parterna planerar")
    road.write_application(page, road.NUMBERS[-6], name, "Malmö", M20)
    road.give_consent(page)
    road.send(page)

    page = planned(consultant, whole)
    road.refuse(page, "Börjar inte i förarbetet", "Står närmare arbetsmarknaden", "Vill vara kvar.")
    page.get_by_label("Skälet, till personen").fill("Du ville vara kvar där du är.")
    road.press(page, "Skriv beskedet")
    [own] = page.locator("main a[href$='/pdf/']").all()
    address = own.get_attribute("href")
    insurance = visitor(session=preparation["Nadja Ek"])
    assert [road.paper(one, address) for one in (consultant, insurance)] == [200, 404]
    road.press(page, "Hela ärendet")
    expect(page.locator("#moten")).to_contain_text("Vill vara kvar.")
