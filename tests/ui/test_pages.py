"""The frame, the theme, the gallery and the pages that say that something went wrong."""

import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.template.loader import get_template
from django.test import RequestFactory

from stegvis.ui import views
from stegvis.ui.context import MenuItem, Who

TEMPLATES = Path(views.__file__).resolve().parent / "templates"
STATIC = TEMPLATES.parent / "static" / "ui"


@pytest.fixture
def request_():
    request = RequestFactory().get("/komponenter/")
    request.session = {}
    return request


def test_the_frame_stands_for_someone_who_is_not_signed_in(request_):
    html = views.gallery(request_).content.decode()

    assert '<html lang="sv">' in html
    assert 'href="#innehall"' in html
    assert '<nav class="menu"' not in html
    assert "Logga in" in html
    assert "Logga ut" not in html


def test_the_header_says_who_is_signed_in_as_what_and_where_they_are(request_):
    request_.who = Who("Eva Lind", "Handledare")
    request_.menu = [MenuItem("Att göra", "/", current=True), MenuItem("Mål", "/mal/")]
    html = views.gallery(request_).content.decode()

    assert "Eva Lind" in html
    assert "Handledare" in html
    assert '<a href="/" aria-current="page">Att göra</a>' in html
    assert '<a href="/mal/">Mål</a>' in html
    assert "Logga ut" in html


@pytest.mark.parametrize(
    ("cookie", "sheets"),
    [
        ("light", []),
        ("dark", ["screen", "screen"]),
        ("auto", ["screen and (prefers-color-scheme: dark)"] * 2),
        ("purple", ["screen and (prefers-color-scheme: dark)"] * 2),
    ],
)
def test_the_theme_is_chosen_by_the_server_and_paper_is_always_light(request_, cookie, sheets):
    request_.COOKIES["theme"] = cookie
    html = views.gallery(request_).content.decode()

    assert re.findall(r'dark\S*\.css" media="(.*?)"', html) == sheets


@pytest.mark.parametrize(
    ("back", "to"),
    [
        ("/deltagare/?q=x", "/deltagare/?q=x"),
        ("https://example.org/", "/"),
        ("//example.org/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_choosing_a_theme_leads_back_and_never_to_another_host(back, to):
    request = RequestFactory().post("/utseende/", {"theme": "dark", "next": back})
    response = views.theme(request)

    assert response.status_code == 302
    assert response["Location"] == to
    assert response.cookies["theme"].value == "dark"
    assert response.cookies["theme"]["httponly"]
    assert response.cookies["theme"]["samesite"] == "Lax"


def test_a_theme_that_does_not_exist_is_refused():
    response = views.theme(RequestFactory().post("/utseende/", {"theme": "<script>"}))

    assert response.status_code == 400
    assert "theme" not in response.cookies


@pytest.mark.parametrize("name", ["400", "403", "403_csrf", "404", "409", "500"])
def test_a_page_of_error_needs_nothing_and_says_what_happened_and_what_instead(name):
    html = get_template(f"{name}.html").render()
    main = html[html.index("<main") : html.index("</main>")]

    assert "<h1>" in main
    assert len(re.findall(r"<p[ >]", main)) >= 4
    assert 'href="/"' in main
    assert "Traceback" not in html


def test_a_refusal_says_the_reason_that_was_given(request_):
    reason = PermissionDenied("Bara avdelningschefen beslutar om förlängning.")
    response = views.permission_denied(request_, reason)

    assert response.status_code == 403
    assert "Bara avdelningschefen beslutar om förlängning." in response.content.decode()


def test_a_missing_page_does_not_tell_what_was_looked_for(request_):
    response = views.page_not_found(request_, Exception("No Enrolment matches the given query."))

    assert response.status_code == 404
    assert "Enrolment" not in response.content.decode()


def test_a_stale_page_says_what_has_happened_meanwhile(request_):
    response = views.conflict(request_, "Maria Ek skrev in Jonas klockan 10:42.")

    assert response.status_code == 409
    assert "Maria Ek skrev in Jonas klockan 10:42." in response.content.decode()


def test_an_old_form_is_answered_with_what_to_do(request_):
    response = views.csrf_failure(request_, reason="CSRF token incorrect.")

    assert response.status_code == 403
    assert "CSRF" not in response.content.decode()


def test_no_template_of_ours_has_script_or_style_in_it():
    inline = re.compile(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=|javascript:", re.I)
    found = [
        f"{path.relative_to(TEMPLATES)}: {line.strip()}"
        for path in TEMPLATES.parents[1].rglob("templates/**/*.html")
        for line in path.read_text().splitlines()
        if inline.search(line)
    ]

    assert found == []


def test_every_colour_of_the_day_has_its_counterpart_by_night():
    names = {
        sheet: set(re.findall(r"(--[a-z-]+):", (STATIC / f"{sheet}.css").read_text()))
        for sheet in ("light", "dark")
    }

    assert names["light"] == names["dark"]


def test_every_colour_that_is_used_is_named():
    used = set(re.findall(r"var\((--[a-z-]+)", (STATIC / "stegvis.css").read_text()))
    named = set()
    for sheet in STATIC.glob("*.css"):
        named |= set(re.findall(r"(--[a-z-]+):", sheet.read_text()))

    assert {name for name in used if not name.startswith(("--f-", "--fkds-"))} <= named


def test_letters_are_as_large_as_the_reader_has_chosen_in_the_browser():
    css = (STATIC / "stegvis.css").read_text()

    assert "--f-font-size-default-rem: 100%" in css
    assert "--f-font-size-default-large-up-rem: 100%" in css
