"""Every form of the road works where the browser runs no script at all."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import persons, road
from tests.journeys.persons import Person

pytestmark = pytest.mark.browser


@pytest.fixture
def plain(visitor):
    """Make visitors whose browsers run no script."""
    return lambda role=None: visitor(role, java_script_enabled=False)


def submit(page: Page, name: str) -> None:
    """Press a button of the page's own form."""
    page.locator("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def told(page: Page, text: str) -> None:
    """The page says so."""
    expect(page.locator("main")).to_contain_text(text)


def test_the_door_the_theme_the_language_and_signing_out(plain):
    one = plain("coach")
    page = one.page
    expect(page).to_have_url(one.site.url + "/att-gora/")

    page.get_by_role("button", name="Mörkt").click()
    expect(page).to_have_url(one.site.url + "/att-gora/")
    expect(page.get_by_role("button", name="Mörkt")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.get_by_role("button", name="Svenska").click()
    expect(page.locator("html")).to_have_attribute("lang", "sv")

    page.get_by_role("button", name="Logga ut").click()
    expect(page.get_by_role("button", name="Kliv in som Elin Sandahl")).to_be_visible()
    one.go("/att-gora/")
    expect(page).to_have_url(re.compile("/konto/logga-in/"))


def test_the_road_from_a_draft_to_the_discharge(plain):
    person = Person(road.NUMBERS[10], "Signe", "Skriptlös")
    referrer, coach = plain("referrer"), plain("coach")

    # A draft is kept as it is, faults and all; sending it says what is wrong and keeps it too.
    page = road.begin_application(referrer)
    page.locator("[name=given_name]").fill("Signe")
    submit(page, "Spara utkast")
    told(page, "Utkastet är sparat.")
    page.reload()
    expect(page.locator("[name=given_name]")).to_have_value("Signe")
    road.write_application(page, person.number, person.names)
    submit(page, "Skicka ansökan")
    expect(page.get_by_role("alert")).to_contain_text("Kryssa i de parter")
    expect(page.locator(".errors")).to_be_focused()
    expect(page.locator("[name=family_name]")).to_have_value("Skriptlös")
    road.give_consent(page)
    submit(page, "Skicka ansökan")
    told(page, "Ansökan är skickad.")

    # The group takes the person in.
    road.prepare(coach, person.name)
    page = road.meet_today(coach)
    road.bring_up(page, person.name)
    road.record_presence(page)
    told(page, "Närvaron är antecknad.")
    persons.decide(page, person)

    # Enrolled, on a step, with somebody else to follow, ended: discharged the same day.
    page = persons.enrolling(coach, person)
    submit(page, "Skriv in")
    told(page, "Inskriven från den")
    case = page.url
    page.get_by_role("link", name="Ange steg").first.click()
    road.choose(page, "key", page.locator("[name=key]").first.get_attribute("value"))
    submit(page, "Ange steg")
    expect(page.get_by_role("table").first).to_contain_text("pågår")
    page.goto(case)
    page.get_by_role("link", name="Avsluta", exact=True).click()
    page.locator("[name=end_reason]").select_option("moved")
    submit(page, "Avsluta")
    told(page, "Personen skrevs ut samma dag.")


def test_the_contact_person_and_the_consent_of_one_who_takes_part(plain):
    person = Person(road.NUMBERS[11], "Tyra", "Samtycke")
    referrer, coach = plain("referrer"), plain("coach")
    case = persons.enrolled(referrer, coach, person)

    page = coach.go(case + "kontaktperson/")
    page.locator("[name=user]").select_option(label="Elin Sandahl")
    submit(page, "Byt kontaktperson")
    expect(page.get_by_role("alert")).to_contain_text("Elin Sandahl är redan kontaktperson.")
    page.locator("[name=user]").select_option(label="Omar Haddad")
    submit(page, "Byt kontaktperson")
    told(page, "Omar Haddad är kontaktperson från den")

    page = coach.go(case + "samtycken/")
    page.get_by_role("link", name="Personen tar tillbaka samtycket").click()
    submit(page, "Ta tillbaka samtycket")
    told(page, "återtaget")

    page = coach.go(case + "samtycken/nytt/")
    road.give_consent(page)
    page.locator("main form button[type=submit]").first.click()
    page.goto(coach.site.url + case + "samtycken/")
    expect(page.get_by_role("link", name="Personen tar tillbaka samtycket")).to_have_count(1)


def test_a_participant_takes_back_a_consent(plain):
    coach, participant = plain("coach"), plain("participant")
    page = coach.go("/deltagare/")
    page.get_by_role("link", name="Linnea Granström").first.click()
    case = page.url
    page.goto(case + "samtycken/nytt/")
    road.give_consent(page)
    page.locator("main form button[type=submit]").first.click()

    page = participant.go("/mitt/")
    before = page.get_by_role("link", name="Ta tillbaka mitt samtycke").count()
    page.get_by_role("link", name="Ta tillbaka mitt samtycke").first.click()
    submit(page, "Ta tillbaka mitt samtycke")

    expect(page.get_by_role("link", name="Ta tillbaka mitt samtycke")).to_have_count(before - 1)
    page = coach.go("/deltagare/")
    page.goto(case + "historik/")
    told(page, "amtycke")


def test_one_who_left_for_work_is_discharged_on_the_day_that_has_come(plain):
    coach = plain("coach")
    page = coach.go("/att-gora/")
    page.locator("main a[href$='/skriv-ut/']").first.click()
    submit(page, "Skriv ut")

    told(page, "Utskriven den")
