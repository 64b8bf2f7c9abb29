"""Invented people at a stage of the road, brought there by those who work with them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from playwright.sync_api import Page

from tests.journeys import road
from tests.journeys.conftest import Visitor

TODAY = date.today().isoformat()


@dataclass(frozen=True)
class Person:
    """Nobody: a name, and a personal number that is set aside for tests."""

    number: str
    given_name: str
    family_name: str

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.family_name}"

    @property
    def names(self) -> tuple[str, str]:
        return self.given_name, self.family_name


def written(referrer: Visitor, person: Person) -> Page:
    """An application that is whole, and not sent."""
    page = road.begin_application(referrer)
    road.write_application(page, person.number, person.names)
    road.give_consent(page)
    return page


def applied(referrer: Visitor, person: Person) -> None:
    """Sent in."""
    page = written(referrer, person)
    road.send(page)
    page.wait_for_url(re.compile(r"/ansokningar/\d+/$"))


def decide(page: Page, person: Person) -> None:
    """The group agrees to take the person in, from today. Begins at the meeting."""
    page.locator("#dagordning").get_by_role("link", name=person.name).click()
    road.choose(page, "outcome", "admitted")
    page.locator("[name=from_day]").fill(TODAY)
    road.press(page, "Anteckna beslutet")
    page.locator("main").get_by_text("Beslutet är antecknat.").wait_for()


def admitted(referrer: Visitor, coach: Visitor, person: Person) -> None:
    """Taken in by the group, and not enrolled."""
    applied(referrer, person)
    road.prepare(coach, person.name)
    page = road.meet_today(coach)
    road.bring_up(page, person.name)
    decide(page, person)


def enrolling(coach: Visitor, person: Person, phase: str = "") -> Page:
    """The page on which the person is enrolled, filled in; no button pressed."""
    page = coach.go("/ansokningar/inkomna/")
    page.get_by_role("link", name=person.name).first.click()
    road.press(page, "Skriv in")
    page.locator("[name=contact_person]").select_option(label="Elin Sandahl")
    page.locator("[name=phase]").select_option(phase)
    page.locator("[name=livelihood_0]").select_option(index=1)
    page.locator("[name=livelihood_0_percent]").fill("100")
    return page


def enrolled(referrer: Visitor, coach: Visitor, person: Person) -> str:
    """The path of the case of a person who was enrolled today, and stands on no step yet."""
    admitted(referrer, coach, person)
    page = enrolling(coach, person)
    road.press(page, "Skriv in")
    page.wait_for_url(re.compile(r"/deltagare/\d+/$"))
    return page.url.removeprefix(coach.site.url)
