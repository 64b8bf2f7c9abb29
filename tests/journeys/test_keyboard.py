"""The road walked by the keyboard alone: Tab, arrows, Space, Enter and letters, never the mouse.

Every stop of Tab on the way has to show where one is.
"""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import Locator, expect

from tests.journeys import persons, road
from tests.journeys.conftest import Visitor
from tests.journeys.persons import Person

pytestmark = pytest.mark.browser

#: More stops than any page has.
MOST = 200
#: How the stop looks now, and whether the one before looked the same when one stood on it as when
#: one has left it. A choice shows where one is on its label; the parts of a date, and the button
#: of its calendar, are stops of the browser's own within one. Returns what could not be seen.
STOP = """() => {
  const look = (stop) => [stop, ...(stop.labels || []), stop.parentElement]
    .flatMap((part) => [null, '::before', '::after'].map((pseudo) => {
      const style = getComputedStyle(part, pseudo);
      return [style.outlineStyle, style.outlineWidth, style.outlineColor, style.boxShadow].join();
    })).join(';');
  const last = window.lastStop;
  const here = document.activeElement;
  const unseen = last && last.stop !== here && last.stop.isConnected &&
    look(last.stop) === last.look ? last.stop.outerHTML.slice(0, 200) : '';
  if (!last || last.stop !== here)
    window.lastStop = here === document.body ? null : {stop: here, look: look(here)};
  return unseen;
}"""


class Keyboard:
    """Somebody who uses keys only, and gathers the stops that did not show where they were."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.unseen: set[str] = set()

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def stands_on(self, target: Locator) -> bool:
        return target.evaluate_all("all => all.includes(document.activeElement)")

    def reach(self, target: Locator, key: str = "Tab") -> None:
        """Tab until one of the targets has focus."""
        target.first.wait_for(state="attached")
        for _stop in range(MOST):
            if self.stands_on(target):
                return
            self.press(key)
            if unseen := self.page.evaluate(STOP):
                self.unseen.add(unseen)
        raise AssertionError(f"{target} cannot be reached with {key} on {self.page.url}")

    def field(self, name: str) -> Locator:
        return self.page.locator(f"main [name={name}]")

    def write(self, name: str, text: str) -> None:
        self.reach(self.field(name))
        self.press("ControlOrMeta+a")
        self.page.keyboard.type(text)
        expect(self.field(name)).to_have_value(text)

    def choose(self, name: str, value: str) -> None:
        """In a group of radio buttons: Tab to the group, arrows within it."""
        group = self.field(name)
        self.reach(group)
        for _option in range(group.count()):
            if group.and_(self.page.locator(f"[value='{value}']")).is_checked():
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} of {name} cannot be chosen with arrows")

    def tick(self, box: Locator) -> None:
        self.reach(box)
        self.press("Space")
        expect(box).to_be_checked()

    def select(self, name: str, value: str) -> None:
        """In a list: arrows until it is there."""
        menu = self.field(name)
        self.reach(menu)
        self.press("Home")
        for _option in range(menu.locator("option").count()):
            if menu.input_value() == value:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{value} of {name} cannot be chosen with arrows")

    def day(self, name: str, day: date) -> None:
        """A date, part by part, in the order that this browser has them."""
        box = self.field(name)
        for order in ("%m%d%Y", "%d%m%Y", "%Y%m%d"):
            self.reach(box)
            if order == "%Y%m%d":
                self.page.keyboard.type(f"{day:%Y}")
                self.press("ArrowRight")
                self.page.keyboard.type(f"{day:%m%d}")
            else:
                self.page.keyboard.type(day.strftime(order))
            if box.input_value() == day.isoformat():
                return
            self.press("Shift+Tab")
        raise AssertionError(f"no order of the parts of {name} gives {day}")

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Press Enter on a button, or on a link, and wait for its page."""
        main = self.page.locator("main")
        exact = isinstance(name, str)
        target = main.get_by_role("button", name=name, exact=exact).or_(
            main.get_by_role("link", name=name, exact=exact)
        )
        self.reach(target)
        self.page.locator("main").evaluate("main => main.dataset.left = 'yes'")
        self.press("Enter")
        self.page.locator("main:not([data-left])").wait_for()
        self.page.wait_for_load_state()

    def go(self, path: str) -> None:
        """Write an address."""
        self.visitor.go(path)


@pytest.fixture
def keyboard(visitor):
    """Make users of keys; where they could not see where they were fails the test."""
    made: list[Keyboard] = []

    def make(role: str) -> Keyboard:
        made.append(Keyboard(visitor(role, reduced_motion="reduce")))
        return made[-1]

    yield make
    assert set().union(*(one.unseen for one in made)) == set()


def test_an_application_is_written_and_sent_with_the_consent_by_keys_alone(keyboard):
    one = keyboard("referrer")
    page = one.page
    # From the first page through the menu, past which the first stop leads.
    one.go("/ansokningar/")
    one.press("Tab")
    expect(page.get_by_role("link", name="Hoppa till innehållet")).to_be_in_viewport()
    one.press("Enter", "Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    one.follow("Ny ansökan")
    if one.field("place").first.get_attribute("type") == "radio":
        eksjo = page.get_by_label(re.compile("Eksjö")).first.get_attribute("value")
        one.reach(one.field("place"))
        one.press("Space")
        one.choose("place", eksjo)
    one.follow("Börja ansökan")

    # Sent too early: the faults have focus, and each leads to its field.
    one.write("personal_number", road.NUMBERS[30])
    one.write("given_name", "Tora")
    one.write("family_name", "Tangent")
    one.follow("Skicka ansökan")
    expect(page.locator(".errors")).to_be_focused()
    one.reach(page.locator(".errors").get_by_role("link", name=re.compile("Varför behöver")))
    one.press("Enter")
    expect(one.field("need")).to_be_focused()
    page.keyboard.type("Behöver stöd av flera samtidigt.")
    one.write("goal", "Ett arbete.")

    # Backwards too.
    one.reach(one.field("sex"), "Shift+Tab")
    one.press("Space")
    for name in page.locator("main input[name$=_answer]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    ):
        one.choose(name, "true")
    for name in ("consent_parties", "consent_information"):
        for index in range(one.field(name).count()):
            one.tick(one.field(name).nth(index))
    one.reach(one.field("consent_form"))
    one.press("Space")
    one.follow("Skicka ansökan")

    expect(page.locator("main")).to_contain_text("Ansökan är skickad.")


def test_one_is_prepared_decided_on_and_enrolled_by_keys_alone(keyboard, visitor):
    person = Person(road.NUMBERS[32], "Tekla", "Tabb")
    persons.applied(visitor("referrer"), person)
    one = keyboard("coach")
    page = one.page

    one.go("/ansokningar/inkomna/")
    one.follow(person.name)
    one.follow("Gör förarbetet")
    for name in page.locator("main input[name$=_answer]").evaluate_all(
        "all => [...new Set(all.map(one => one.name))]"
    ):
        one.choose(name, "true")
    one.follow("Spara förarbetet")
    expect(page.locator("main")).to_contain_text("Kan tas upp")

    road.meet_today(one.visitor)
    for box in page.locator("main input[name=people]").all():
        if box.is_checked():
            one.reach(box)
            one.press("Space")
    one.tick(page.get_by_label(person.name, exact=True))
    one.follow("Sätt upp på dagordningen")
    one.follow(person.name)
    one.reach(one.field("outcome"))
    one.press("Space")
    one.choose("outcome", "admitted")
    one.day("from_day", date.today())
    one.follow("Anteckna beslutet")
    expect(page.locator("main")).to_contain_text("Beslutet är antecknat.")

    one.go("/ansokningar/inkomna/")
    one.follow(person.name)
    one.follow("Skriv in")
    one.select("livelihood_0", "sickness_benefit")
    one.write("livelihood_0_percent", "100")
    one.follow("Skriv in")
    expect(page.locator("main")).to_contain_text("Inskriven från den")
