"""The road of one person, act by act, as the people who walk it do it in a browser."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, Response, expect

from stegvis.demo.numbers import published
from tests.journeys.conftest import Visitor

#: Numbers of nobody, from the end of the list, where the demonstration takes none.
NUMBERS = [digits for _day, _sex, digits in published()][::-1]


def press(page: Page, name: str) -> None:
    """Press a button, or follow a link that looks like one, and wait for the page."""
    button = page.locator("main").get_by_role("button", name=name, exact=True)
    link = page.locator("main").get_by_role("link", name=name, exact=True)
    with page.expect_response(_answers_a_page):
        button.or_(link).first.click()
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)
    page.wait_for_load_state()


def _answers_a_page(response: Response) -> bool:
    """Whether it is the page that a press ends with, by script or without."""
    kind = response.request.resource_type in ("document", "xhr", "fetch")
    return kind and not 300 <= response.status < 400


def tick(box: Locator) -> None:
    """Choose a radio button or a checkbox as people do: by its label."""
    if not box.is_checked():
        box.page.locator(f"label[for='{box.get_attribute('id')}']").click()


def choose(page: Page, name: str, value: str) -> None:
    tick(page.locator(f"input[name={name}][value={value}]"))


def begin_application(referrer: Visitor) -> Page:
    """A new draft, open for writing."""
    page = referrer.go("/ansokningar/ny/")
    places = page.locator("input[name=place][type=radio]")
    if places.count():
        tick(page.get_by_label("Eksjö").first)
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/ansokningar/\d+/skriv/"))
    return page


def write_application(page: Page, number: str, name: tuple[str, str]) -> None:
    """Fill in everything but the consent."""
    page.locator("[name=personal_number]").fill(number)
    page.locator("[name=given_name]").fill(name[0])
    page.locator("[name=family_name]").fill(name[1])
    choose(page, "sex", "woman")
    page.locator("[name=municipality]").fill("Eksjö")
    page.locator("[name=need]").fill("Behöver stöd av vården och Försäkringskassan samtidigt.")
    page.locator("[name=goal]").fill("Ett arbete i en butik, på halvtid till att börja med.")
    for answer in page.locator("input[name$=_answer][value=true]").all():
        tick(answer)


def give_consent(page: Page) -> None:
    """Tick every party and every kind of information, given on paper."""
    for name in ("consent_parties", "consent_information"):
        for box in page.locator(f"input[name={name}]").all():
            tick(box)
    choose(page, "consent_form", "paper")


def send(page: Page) -> None:
    press(page, "Skicka ansökan")


def prepare(coach: Visitor, name: str) -> Page:
    """The coach reads the application and records that what must be in place is (A7)."""
    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=name).first.click()
    press(page, "Gör förarbetet")
    for answer in page.locator("input[name$=_answer][value=true]").all():
        tick(answer)
    press(page, "Spara förarbetet")
    expect(page.get_by_text("Kan tas upp")).to_be_visible()
    return page


def meet_today(coach: Visitor) -> Page:
    """A meeting of the group today: the one that is planned, or a new one."""
    page = coach.go("/moten/nytt/")
    page.locator("[name=on]").fill(date.today().isoformat())
    press(page, "Planera mötet")
    if page.url.endswith("/nytt/"):
        expect(page.get_by_role("alert")).to_contain_text("redan ett möte")
        page = coach.go("/moten/")
        page.locator("tr").filter(has_text="I dag").get_by_role("link").first.click()
    page.wait_for_url(re.compile(r"/moten/\d+/$"))
    return page


def bring_up(page: Page, name: str) -> None:
    """Put the person, and nobody else, on the agenda."""
    for box in page.locator("input[name=people]").all():
        if box.is_checked():
            page.locator(f"label[for='{box.get_attribute('id')}']").click()
    tick(page.get_by_label(name, exact=True))
    press(page, "Sätt upp på dagordningen")
    expect(page.locator("#dagordning").get_by_role("link", name=name)).to_be_visible()


def record_presence(page: Page) -> None:
    """Everybody was there."""
    press(page, "Anteckna närvaro")
    for answer in page.locator("input[name$=_present][value=true]").all():
        tick(answer)
    press(page, "Spara närvaron")


def disagree(page: Page, name: str) -> None:
    """Two parties want different things; the head of unit is to decide (A9)."""
    page.locator("#dagordning").get_by_role("link", name=name).click()
    press(page, "Gruppen enas inte")
    wants = page.locator("select[name$=_wants]")
    reasons = page.locator("[name$=_reason]")
    for index, outcome in enumerate(("admitted", "waiting")):
        wants.nth(index).select_option(outcome)
        reasons.nth(index).fill(
            "Motivationen är stark." if outcome == "admitted" else "För tidigt."
        )
    press(page, "Lämna till enhetschefen")


def settle(head: Visitor, name: str) -> Page:
    """The head of unit takes the person in, with a reason."""
    page = head.go("/att-avgora/")
    page.get_by_role("link", name=name).first.click()
    choose(page, "outcome", "admitted")
    page.locator("[name=from_day]").fill(date.today().isoformat())
    page.locator("[name=reason]").fill("Viljan att arbeta väger tyngst.")
    press(page, "Anteckna ditt beslut")
    return page


def admit(coach: Visitor, name: str) -> Page:
    """Enrol: contact person from today, first livelihood and occupation, first step."""
    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=name).first.click()
    press(page, "Skriv in")
    page.locator("[name=contact_person]").select_option(index=1)
    page.locator("[name=livelihood_0]").select_option(index=1)
    page.locator("[name=livelihood_0_percent]").fill("100")
    page.locator("[name=occupation_0]").select_option("none")
    press(page, "Skriv in")
    page.wait_for_url(re.compile(r"/deltagare/\d+/$"))
    return page
