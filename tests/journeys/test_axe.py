"""Every page that each role can come to by following links: accessible, named, within its width."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from stegvis.access.roles import Role
from tests.journeys.conftest import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser

#: A telephone whose owner reads letters twice as large: half as many of them go on a line.
LARGE_LETTERS = {"width": PHONE["width"] // 2, "height": PHONE["height"] // 2}
#: A role that reaches more kinds of pages than this has a crawler that has gone astray.
MOST = 80
#: Kinds of pages that a role must at least come to; a crawl that finds fewer has seen nothing.
REACHES = {
    Role.COACH: {"/deltagare/N/", "/deltagare/N/steg/byt/", "/ansokningar/inkomna/N/", "/moten/N/"},
    Role.HEAD_OF_UNIT: {"/att-avgora/N/", "/deltagare/N/", "/siffror/"},
    Role.REFERRER: {"/ansokningar/ny/", "/ansokningar/N/", "/moten/N/"},
    Role.STEERING_GROUP: {"/siffror/"},
    Role.ASSOCIATION: {"/siffror/"},
    Role.PARTICIPANT: {"/mitt/"},
    Role.EVALUATOR: {"/uttag/"},
    Role.ADMINISTRATOR: {"/personal/", "/personal/N/", "/roller/"},
    Role.LOG_REVIEWER: {"/atkomstlogg/"},
}
#: Pages that look different from record to record, and how many of each are opened.
SAMPLES = {"/deltagare/N/": 6, "/ansokningar/inkomna/N/": 3, "/moten/N/": 2, "/ansokningar/N/": 3}
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"
#: What a page is built of: every kind of element on it, with its classes.
BUILT_OF = (
    "[...new Set([...document.body.querySelectorAll('*')].map(e => e.tagName + e.className))]"
)


def kind(path: str) -> str:
    """The kind of page an address leads to: its numbers are the record, not the page."""
    return re.sub(r"\d+", "N", path)


def links(one: Visitor) -> Iterator[str]:
    """The paths of the site that the page links to."""
    for href in one.page.evaluate(LINKS):
        address = urlsplit(href)
        if f"{address.scheme}://{address.netloc}" == one.site.url:
            yield address.path


def faults(one: Visitor, looked_at: set) -> list[str]:
    """What is wrong with the page: light at a desk and dark on a telephone.

    The theme is the computer's, which the stylesheets follow without the page being loaded again;
    that the button's choice wins over it is tested on the gallery. axe is slow, and is spared a
    page of a kind and build that it has looked at, for this role or another.
    """
    page = one.page
    found = []
    build = (kind(urlsplit(page.url).path), frozenset(page.evaluate(BUILT_OF)))
    for viewport, theme in ((DESK, "light"), (PHONE, "dark")):
        page.set_viewport_size(viewport)
        page.emulate_media(color_scheme=theme)
        width = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
        if width > 0:
            found.append(f"{viewport['width']} px wide, the page is {width} px wider")
        if build not in looked_at:
            found += [f"{theme}: {fault}" for fault in one.axe()]
    looked_at.add(build)
    page.set_viewport_size(LARGE_LETTERS)
    width = page.evaluate("document.scrollingElement.scrollWidth - innerWidth")
    if width > 0:
        found.append(f"with letters twice as large, the page is {width} px wider")
    if page.locator("h1").count() != 1:
        found.append(f"{page.locator('h1').count()} headings of the first level")
    if not page.title().strip() or page.title().strip() == "Stegvis":
        found.append("the title does not say what the page is")
    if page.locator("html").get_attribute("lang") != "sv":
        found.append("the page does not say its language")
    return [f"{urlsplit(page.url).path}: {fault}" for fault in found]


def crawl(one: Visitor) -> Iterator[str]:
    """Open a page or more of every kind that links lead to, from where the visitor stands."""
    ahead = [urlsplit(one.page.url).path]
    seen = {kind(path): {path} for path in ahead}
    while ahead:
        path = ahead.pop(0)
        response = one.page.goto(one.site.url + path)
        assert response
        assert response.status == 200, f"{path} is linked to and answers {response.status}"
        yield path
        for further in links(one):
            alike = seen.setdefault(kind(further), set())
            if further not in alike and len(alike) < SAMPLES.get(kind(further), 1):
                alike.add(further)
                ahead.append(further)
        assert len(seen) <= MOST, sorted(seen)


@pytest.fixture(scope="module")
def looked_at() -> set:
    """The pages that axe has looked at."""
    return set()


@pytest.mark.parametrize("role", list(Role))
def test_every_page_a_role_comes_to_is_accessible_in_both_themes_and_widths(
    visitor, looked_at, role
):
    # Without motion, or axe measures the colours of a button on its way to the other theme.
    one = visitor(role.value, reduced_motion="reduce")

    found, opened = [], set()
    for path in crawl(one):
        opened.add(kind(path))
        found += faults(one, looked_at)

    assert found == []
    assert REACHES[role] <= opened


def forgive(one: Visitor, status: int) -> None:
    """Let the console say that the page was refused, once; and nothing else."""
    said = [
        text for text in one.complaints if f"the server responded with a status of {status}" in text
    ]
    assert len(said) == 1, one.complaints
    one.complaints.remove(said[0])


@pytest.mark.parametrize(
    ("role", "path", "status"),
    [
        (None, "/", 200),
        (None, "/konto/logga-in/", 200),
        (None, "/konto/losenord/valj/a-b/", 200),
        (None, "/konto/avstangt/", 200),
        ("coach", "/deltagare/999999/", 404),
        ("association", "/deltagare/", 403),
    ],
)
def test_pages_of_signing_in_and_of_what_went_wrong_are_accessible(
    visitor, looked_at, role, path, status
):
    one = visitor(role, reduced_motion="reduce")

    response = one.page.goto(one.site.url + path)

    assert response
    assert response.status == status
    assert faults(one, looked_at) == []
    if status != 200:
        forgive(one, status)


def test_a_refused_sign_in_is_told_and_accessible(visitor, looked_at):
    one = visitor(reduced_motion="reduce")
    page = one.go("/konto/logga-in/")

    page.locator("[name=login]").fill("ingen@eksjo.example")
    page.locator("[name=password]").fill("inte rätt lösenord")
    page.locator("main form button[type=submit]").first.click()

    expect(page.get_by_role("alert")).to_be_visible()
    assert faults(one, looked_at) == []


def test_signing_in_for_the_first_time_is_accessible_at_every_step(visitor, looked_at):
    one = visitor(reduced_motion="reduce")
    made = one.site.command(
        "user", "add", "--email", "ny.admin@forbund.example", "--name", "Ny Admin",
        "--role", "administrator", "--association", "Höglandets samordningsförbund",
        "--url", one.site.url,
    )  # fmt: skip
    assert made.returncode == 0, made.stderr
    page = one.page
    found = []

    def look(name: str) -> None:
        found.extend(f"{name}: {fault}" for fault in faults(one, looked_at))

    page.goto(made.stdout.split()[-1])
    look("choose a password")
    for box in page.locator("input[type=password]").all():
        box.fill("sju små grodor hoppar")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_load_state()
    look("chosen")
    one.go("/konto/logga-in/")
    page.locator("[name=login]").fill("ny.admin@forbund.example")
    page.locator("[name=password]").fill("sju små grodor hoppar")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url(re.compile("/konto/kod/"))
    look("second factor")

    assert found == []
