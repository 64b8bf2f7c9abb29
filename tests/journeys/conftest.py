"""A real server with the demonstration, and a browser that fails on what a person would see."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from stegvis.site import database
from tests.servers import drop

REPOSITORY = Path(__file__).parents[2]
CHROMIUM_FLAGS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1600, "height": 1000}


@dataclass(frozen=True)
class Site:
    """A running site: the demonstration, or one of a test's own."""

    url: str
    data: Path
    environ: dict[str, str]
    #: The day it is there; None when it is today.
    day: date | None = None

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a ``stegvis`` command on the same data."""
        return self.module("stegvis.site.cli", *words, "--data", str(self.data))

    def module(self, name: str, *words: str, given: str = "") -> subprocess.CompletedProcess[str]:
        """Run a Python module on the same data and the same day, with ``given`` to read."""
        return subprocess.run(
            [*_python(self.day), name, *words], env=self.environ, cwd=REPOSITORY, input=given,
            capture_output=True, text=True, check=False, timeout=300,
        )  # fmt: skip


def _python(day: date | None) -> list[str]:
    """What a module's name is written after, for it to be run on the day."""
    clock = ["tests.journeys.clock", day.isoformat()] if day else []
    return [sys.executable, "-m", *clock]


@pytest.fixture(scope="session")
def site(worker_id: str) -> Iterator[Site]:
    """``stegvis run --demo`` on a data folder of its own, stopped as Ctrl-C stops it.

    While a journey is being written, STEGVIS_JOURNEY names a demonstration that runs already.
    """
    if running := os.environ.get("STEGVIS_JOURNEY"):
        yield Site(running, Path(os.environ.get("STEGVIS_DATA", ".data")), dict(os.environ))
        return
    with serving(f"journey_{worker_id}", ["--demo"]) as one:
        yield one


@contextmanager
def serving(name: str, options: Sequence[str] = (), day: date | None = None) -> Iterator[Site]:
    """``stegvis run`` with a database of that name, today or on another day."""
    folder = Path(tempfile.mkdtemp(prefix="stegvis-journey-"))
    environ = os.environ | {"STEGVIS_DATA": str(folder)}
    given = environ.get("STEGVIS_DATABASE_URL")
    if given:
        own = f"stegvis_{name}_{os.getpid()}"
        environ["STEGVIS_DATABASE_URL"] = given.rpartition("/")[0] + "/" + own
    port = _free_port()
    command = ["stegvis.site.cli", "run", *options, "--port", str(port), "--data", str(folder)]
    log = folder / "server.log"
    with log.open("w") as out:
        process = subprocess.Popen(
            [*_python(day), *command],
            env=environ, cwd=REPOSITORY, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    try:
        _wait(url, process, log)
        yield Site(url, folder, environ, day)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=30)
        if given:
            drop(database.parse_url(environ["STEGVIS_DATABASE_URL"]))
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def _wait(url: str, process: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server stopped: {log.read_text()[-3000:]}")
        try:
            urllib.request.urlopen(url + "/halsa/", timeout=2).close()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"the server did not answer: {log.read_text()[-3000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = next(
        (
            shutil.which(n)
            for n in ("chromium", "chromium-browser", "google-chrome")
            if shutil.which(n)
        ),
        None,
    )
    assert chromium, "no Chromium; bin/chromium-or-stop says what to install"
    flags = [*CHROMIUM_FLAGS, "--no-sandbox"] if os.geteuid() == 0 else CHROMIUM_FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=flags)
        yield browser
        browser.close()


#: What a page may say in the console without anything being wrong.
HARMLESS = (
    "the server responded with a status of 422",
    "the server responded with a status of 409",
)


def press(role: str, where: str = "hoglandet") -> str:
    """Where the door's button into a role of an association is."""
    return f"form:has([name=where][value={where}]) button[name=role][value={role}]"


class Visitor:
    """A person at a browser. ``complaints`` gathers what the browser found wrong on the way."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.context, self.site = context, site
        self.complaints: list[str] = []
        context.set_default_timeout(10_000)
        self.page: Page = context.new_page()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))

    def _heard(self, message) -> None:
        if message.type == "error" and not any(text in message.text for text in HARMLESS):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def go(self, path: str) -> Page:
        self.page.goto(self.site.url + path)
        return self.page

    def become(self, role: str, where: str = "hoglandet") -> Page:
        """Step into a role through the demonstration's door."""
        self.go("/demonstration/")
        self.page.locator(press(role, where)).click()
        self.page.wait_for_load_state()
        return self.page

    def sign_in(self, session: str) -> None:
        """Become the one whose session it is, in a site without the demonstration's door."""
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": self.site.url}
        self.context.add_cookies([cookie])

    def axe(self) -> list[str]:
        """What axe finds wrong with the page: rule, where."""
        found = Axe().run(self.page).response["violations"]
        return [f"{v['id']}: {v['nodes'][0]['target']} {v['help']}" for v in found]


@pytest.fixture
def visitor(browser: Browser, site: Site) -> Iterator[Callable[..., Visitor]]:
    """Make visitors: ``visitor("coach")``, with Playwright's context options as keywords.

    Through the demonstration's door by role, or with a ``session`` that somebody has already.

    The test fails on anything the browser complained about meanwhile.
    """
    opened: list[Visitor] = []

    def make(role: str | None = None, *, session: str | None = None, **options) -> Visitor:
        options = {"viewport": DESK, "locale": "sv-SE"} | options
        one = Visitor(browser.new_context(**options), site)
        opened.append(one)
        if role:
            one.become(role)
        if session:
            one.sign_in(session)
        return one

    yield make
    complaints = [text for one in opened for text in one.complaints]
    for one in opened:
        one.context.close()
    assert complaints == []
