"""The road of one person, act by act, as the people who walk it do it in a browser."""

from __future__ import annotations

import re
from datetime import date

from playwright.sync_api import Locator, Page, Response, expect

from stegvis.demo.numbers import published
from stegvis.intake.eligibility import answered_by_people
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.folder import load
from tests.journeys.conftest import Visitor

#: What the demonstration's people take part in.
DEMONSTRATED = load("se-hoglandet", "2023")
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


def write_application(
    page: Page,
    number: str,
    name: tuple[str, str],
    municipality: str = "Eksjö",
    plan: ProgrammeDefinition = DEMONSTRATED,
) -> None:
    """Fill in everything but the consent: all that is wanted is so, and nothing that excludes."""
    page.locator("[name=personal_number]").fill(number)
    page.locator("[name=given_name]").fill(name[0])
    page.locator("[name=family_name]").fill(name[1])
    choose(page, "sex", "woman")
    page.locator("[name=municipality]").fill(municipality)
    page.locator("[name=need]").fill("Behöver stöd av vården och Försäkringskassan samtidigt.")
    page.locator("[name=goal]").fill("Ett arbete i en butik, på halvtid till att börja med.")
    for row in answered_by_people(plan):
        answer(page, row.text, "Nej" if row in plan.exclusions else "Ja")


def answer(page: Page, question: str, said: str) -> None:
    """Answer a question by its words: yes, no or not known."""
    asked = page.get_by_role("group", name=question, exact=True)
    asked.get_by_text(said, exact=True).click()


def take_part(page: Page, day: date) -> None:
    """The person was there on the day, and said yes."""
    page.get_by_label("När var personen med?").fill(day.isoformat())
    answer(page, "Hur var personen med och sa ja till ansökan?", "Vid ett möte")


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
    page = open_arrival(coach, name)
    press(page, "Gör förarbetet")
    for answer in page.locator("input[name$=_answer][value=true]").all():
        tick(answer)
    press(page, "Spara förarbetet")
    expect(page.get_by_text("Kan tas upp")).to_be_visible()
    return page


def meet_today(coach: Visitor) -> Page:
    """A meeting of the group today: the one that is planned, or a new one."""
    page = coach.go("/moten/nytt/")
    page.locator("[name=on]").fill(today_of(coach).isoformat())
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


def brought_up(
    referrer: Visitor,
    coach: Visitor,
    number: str,
    name: tuple[str, str],
    *,
    plan: ProgrammeDefinition = DEMONSTRATED,
    asks: str = "",
    seat: str,
) -> Page:
    """Proposed by a party of the group, prepared, and on the agenda of its meeting.

    `asks` is read where the application begins and `seat` at the meeting. Ends at the matter.
    """
    page = begin_application(referrer)
    expect(page.locator("main")).to_contain_text(asks)
    write_application(page, number, name, plan=plan)
    give_consent(page)
    send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))
    whole = " ".join(name)
    prepare(coach, whole)
    page = meet_today(coach)
    bring_up(page, whole)
    expect(page.locator("main")).to_contain_text(seat)
    page.locator("#dagordning").get_by_role("link", name=whole).click()
    return page


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


# --- Where the team, or the parties, meet the person first ---------------------------------------


def open_arrival(coach: Visitor, name: str) -> Page:
    """Somebody on the way in, as the unit sees them."""
    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=name).first.click()
    return page


def match(coach: Visitor, name: str) -> None:
    """A consultant becomes contact person, from today."""
    page = open_arrival(coach, name)
    press(page, "Utse kontaktperson")
    page.locator("[name=user]").select_option(index=1)
    press(page, "Utse kontaktperson")


def book(coach: Visitor, name: str) -> Page:
    """The meeting, today at half past one. Ends at the person, where it is said that it is booked.

    The page is left open on what was written, so that a test may look at it first.
    """
    page = open_arrival(coach, name)
    press(page, "Boka mötet")
    page.locator("[name=on]").fill(today_of(coach).isoformat())
    page.locator("[name=at]").fill("13:30")
    page.locator("[name=place]").fill("Storgatan 1, rum 2")
    return page


def take_in(page: Page, outcome: str, day: date) -> None:
    """Decide for a place from the day, in the plan's own words. Begins where it is decided."""
    page.locator("#beslut").get_by_text(outcome, exact=True).click()
    page.get_by_label("Från och med").fill(day.isoformat())
    press(page, "Anteckna beslutet")
    expect(page.locator("main")).to_contain_text("Beslutet är antecknat.")


def refuse(page: Page, outcome: str, criterion: str, reason: str) -> None:
    """Decide against, resting on a criterion of the plan. Begins where it is decided."""
    page.locator("#beslut").get_by_text(outcome, exact=True).click()
    page.get_by_role("group", name="Vad vilar avslaget på?").get_by_text(criterion).click()
    page.get_by_role("textbox", name="Skäl").fill(reason)
    press(page, "Anteckna beslutet")
    expect(page.locator("main")).to_contain_text("Beslutet är antecknat.")


def answered(referrer: Visitor, name: str) -> Locator:
    """What it came to, as the one who applied reads it."""
    page = referrer.go("/ansokningar/")
    page.get_by_role("link", name=name).first.click()
    return page.locator("#beslut")


def paper(one: Visitor, address: str) -> int:
    """What answers somebody who asks for a letter to be printed; it is a PDF if it opens."""
    answer = one.context.request.get(one.site.url + address)
    assert answer.status != 200 or answer.body().startswith(b"%PDF")
    return answer.status


def enrol(coach: Visitor, name: str) -> Page:
    """Enrol in the plan's first phase. Ends at the person's case."""
    page = open_arrival(coach, name)
    press(page, "Skriv in")
    if page.locator("[name=contact_person]").count():
        page.locator("[name=contact_person]").select_option(index=1)
    page.locator("[name=livelihood_0]").select_option(index=1)
    page.locator("[name=livelihood_0_percent]").fill("100")
    page.locator("[name=occupation_0]").select_option("none")
    press(page, "Skriv in")
    page.wait_for_url(re.compile(r"/deltagare/\d+/$"))
    return page


def hold(coach: Visitor, name: str) -> Page:
    """Everybody was there; on to the decision."""
    page = open_arrival(coach, name)
    press(page, "Anteckna mötet")
    return noted(page)


def noted(page: Page) -> Page:
    """Everybody was there. Begins where the meeting is written down; on to the decision."""
    for present in page.locator("input[name$=_present][value=true]").all():
        tick(present)
    page.locator("[name=notes]").fill("Vill arbeta utomhus, gärna förmiddagar.")
    press(page, "Spara mötet")
    page.wait_for_url(re.compile("/beslut/"))
    return page


def sees_phases(page: Page, plan: ProgrammeDefinition) -> None:
    """The case has the line of all the plan's phases, in their order."""
    line = page.get_by_role("list", name="Stegen")
    expect(line.get_by_role("listitem")).to_contain_text([phase.title for phase in plan.phases])


def today_of(one: Visitor) -> date:
    """The day it is at the site that somebody visits."""
    return one.site.day or date.today()
