"""What a person has typed survives: double clicks, lost connections, old pages, signing out.

The real templates, style and script in a real browser, under the real policy; the answers of the
server are set by each test.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django import forms
from django.template import Context, Template
from playwright.sync_api import Browser, Page, Route, expect

from stegvis.site.middleware import POLICY
from stegvis.ui import context

pytestmark = pytest.mark.browser

STATIC = Path(context.__file__).resolve().parent / "static"
ADDRESS = "http://stegvis.test"
SOURCE = """{% extends "ui/base.html" %}{% block title %}Ansökan{% endblock %}{% block main %}
{% post %}{% form_errors form %}{{ form.version }}{% field form.about %}{% autosave "/utkast/" %}
{% button "Skicka" kind="primary" name="send" value="1" %}{% endpost %}{% endblock %}"""
#: The same, sent by the browser itself: what forms outside `post` do, such as signing out.
PLAIN = SOURCE.replace("{% post %}", '<form method="post">').replace("{% endpost %}", "</form>")
KEPT = {"saved_at": "10:42", "fields": {"version": "2"}}


class Application(forms.Form):
    about = forms.CharField(label="Om personen", max_length=20)
    version = forms.CharField(widget=forms.HiddenInput, initial="1")


class Stage:
    """One page and its scripted server. `posts` is what was sent, in order."""

    def __init__(self, page: Page) -> None:
        self.page, self.token, self.source = page, "first", SOURCE
        self.posts: list[dict[str, str]] = []
        self.answers: list[Callable[[Route], None]] = []
        page.route("**/*", self._answer)
        page.goto(ADDRESS + "/ansokan/")
        self.about = page.get_by_label("Om personen")
        self.send = page.get_by_role("button", name="Skicka")
        self.line = page.locator("[data-autosave]")

    def html(self, data: dict[str, str] | None = None) -> str:
        parts = {"form": Application(data), "csrf_token": self.token}
        return Template(self.source).render(Context(parts))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS)
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif route.request.method == "POST":
            self.posts.append(sent(route))
            self.answers.pop(0)(route)
        else:
            page(self.html())(route)


def sent(route: Route) -> dict[str, str]:
    """The fields of a post, whichever way the browser packed them, and the path."""
    body, kind = route.request.post_data or "", route.request.headers["content-type"]
    if "multipart" in kind:
        parts = body.split("--" + kind.partition("boundary=")[2])[1:-1]
        split = (part.strip("\r\n").split("\r\n\r\n", 1) for part in parts)
        fields = {head.partition('name="')[2].rstrip('"'): value for head, value in split}
    else:
        fields = {name: values[0] for name, values in parse_qs(body).items()}
    return fields | {"path": route.request.url.removeprefix(ADDRESS)}


def page(html: str, status: int = 200) -> Callable[[Route], None]:
    headers = {"Content-Security-Policy": POLICY}
    return lambda route: route.fulfill(
        status=status, body=html, content_type="text/html", headers=headers
    )


def kept(route: Route) -> None:
    route.fulfill(status=200, body=json.dumps(KEPT), content_type="application/json")


def lost(route: Route) -> None:
    route.abort("internetdisconnected")


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    opened = browser.new_context(viewport={"width": 800, "height": 900})
    complaints: list[str] = []
    one = opened.new_page()
    one.on("pageerror", lambda error: complaints.append(str(error)))
    one.on("console", lambda m: "Policy" in m.text and complaints.append(m.text))
    yield Stage(one)
    opened.close()
    assert complaints == []


def twice_with_the_mouse(stage):
    stage.send.dblclick()


def twice_a_moment_apart(stage):
    """As the Enter key does; not pressed, since Playwright would wait for the page in between."""
    stage.send.evaluate(
        "b => { b.form.requestSubmit(b); setTimeout(() => b.form.requestSubmit(b), 100) }"
    )


@pytest.mark.parametrize("source", [SOURCE, PLAIN], ids=["post", "plain form"])
@pytest.mark.parametrize("pressing", [twice_with_the_mouse, twice_a_moment_apart])
def test_pressing_twice_sends_once(stage, pressing, source):
    stage.source = source
    stage.page.reload()
    held: list[Route] = []
    stage.answers = [held.append, page("<main id=innehall>Skickad igen</main>")]
    stage.about.evaluate("element => element.value = 'Tjugo ord'")

    pressing(stage)
    stage.page.wait_for_timeout(300)
    page("<main id=innehall>Skickad</main>")(held[0])

    expect(stage.page.locator("main")).to_have_text("Skickad")
    stage.page.wait_for_timeout(300)
    assert [post["about"] for post in stage.posts] == ["Tjugo ord"]


def test_a_lost_connection_leaves_what_was_typed_and_the_button_works_again(stage):
    stage.answers = [lost, page("<main id=innehall>Skickad</main>")]
    stage.about.evaluate("element => element.value = 'Tjugo ord'")

    stage.send.click()
    expect(stage.page.get_by_role("alert")).to_contain_text("Ingen kontakt med servern.")
    expect(stage.about).to_have_value("Tjugo ord")

    stage.send.click()
    expect(stage.page.locator("main")).to_have_text("Skickad")
    assert [post["about"] for post in stage.posts] == ["Tjugo ord", "Tjugo ord"]


@pytest.mark.parametrize(
    ("status", "words"),
    [(500, "Servern kunde inte ta emot det här."), (403, "Du kan ha blivit utloggad.")],
)
def test_a_failing_server_leaves_what_was_typed(stage, status, words):
    stage.answers = [page("<main id=innehall>Fel</main>", status)]
    stage.about.evaluate("element => element.value = 'Tjugo ord'")

    stage.send.click()

    expect(stage.page.get_by_role("alert")).to_contain_text(words)
    expect(stage.about).to_have_value("Tjugo ord")


def test_a_form_sent_when_signed_out_is_taken_after_signing_in_again_in_another_tab(stage):
    stage.answers = [page("", 401), page("<main id=innehall>Skickad</main>")]
    stage.token = "second"
    stage.about.evaluate("element => element.value = 'Tjugo ord'")

    stage.send.click()
    expect(stage.page.get_by_role("alert")).to_contain_text("Du kan ha blivit utloggad.")
    expect(stage.about).to_have_value("Tjugo ord")

    stage.send.click()
    expect(stage.page.locator("main")).to_have_text("Skickad")
    assert [post["csrfmiddlewaretoken"] for post in stage.posts] == ["first", "second"]


def test_an_invalid_form_comes_back_with_its_faults_in_focus(stage):
    text = "En text som är för lång för rutan"
    stage.answers = [page(stage.html({"about": text, "version": "1"}), 422)]
    stage.about.evaluate("(element, text) => element.value = text", text)

    stage.send.click()

    expect(stage.page.locator(".errors")).to_be_focused()
    expect(stage.about).to_have_value(text)
    stage.page.get_by_role("link", name="Om personen").press("Enter")
    expect(stage.about).to_be_focused()


def test_a_draft_saves_itself_and_says_when(stage):
    stage.answers = [kept]

    stage.about.press_sequentially("Tjugo ord", delay=20)

    expect(stage.line).to_have_text("Sparat 10:42")
    assert [(post["path"], post["about"]) for post in stage.posts] == [("/utkast/", "Tjugo ord")]
    expect(stage.page.locator("[name=version]")).to_have_value("2")


def test_a_draft_that_could_not_be_sent_is_sent_when_the_connection_is_back(stage):
    stage.answers = [lost, kept]

    stage.about.fill("Tjugo ord")
    expect(stage.line).to_contain_text("Ingen kontakt med servern.")

    expect(stage.line).to_have_text("Sparat 10:42", timeout=6000)
    assert [post["about"] for post in stage.posts] == ["Tjugo ord", "Tjugo ord"]


def test_a_draft_is_saved_after_signing_in_again_with_the_new_token(stage):
    stage.answers = [page("", 403), kept]
    stage.token = "second"

    stage.about.fill("Tjugo ord")
    expect(stage.line).to_contain_text("Du är utloggad.")

    expect(stage.line).to_have_text("Sparat 10:42", timeout=6000)
    assert [post["csrfmiddlewaretoken"] for post in stage.posts] == ["first", "second"]


def test_a_draft_that_somebody_else_changed_is_left_alone_and_said(stage):
    stage.answers = [page("", 409)]

    stage.about.fill("Tjugo")
    expect(stage.line).to_contain_text("Någon annan har ändrat utkastet.")
    stage.about.fill("Tjugo ord")
    stage.page.wait_for_timeout(1200)

    assert len(stage.posts) == 1


def test_a_draft_that_cannot_be_kept_is_tried_again_at_the_next_change(stage):
    stage.answers = [page("", 422), kept]

    stage.about.fill("Tjugo")
    expect(stage.line).to_contain_text("Utkastet kunde inte sparas.")
    stage.about.fill("Tjugo ord")

    expect(stage.line).to_have_text("Sparat 10:42")


def test_what_is_typed_while_a_save_is_under_way_is_saved_after_it(stage):
    held: list[Route] = []
    stage.answers = [held.append, kept]

    stage.about.fill("Tjugo")
    stage.page.wait_for_timeout(1200)
    stage.about.fill("Tjugo ord")
    stage.page.wait_for_timeout(1200)
    kept(held[0])

    expect(stage.line).to_have_text("Sparat 10:42")
    stage.page.wait_for_timeout(1200)
    assert [post["about"] for post in stage.posts] == ["Tjugo", "Tjugo ord"]


def test_leaving_a_page_with_something_unsaved_asks_first(stage):
    asked: list[str] = []
    stage.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    stage.answers = [lost] * 9

    stage.about.click()
    stage.page.keyboard.type("Tjugo ord")
    expect(stage.line).to_contain_text("Ingen kontakt med servern.")
    stage.page.goto(ADDRESS + "/annat/")

    assert asked == ["beforeunload"]
