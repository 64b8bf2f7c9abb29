"""What every page is given: the menu, who is signed in, the theme and the day.

Nothing here asks the database. Whoever knows the role (a middleware above this app) sets
`request.menu` and `request.who`; without them the page is that of a person who is not signed in.
`request.banner` (text, link, url) is said at the top of every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

THEMES = {"light": _("Ljust"), "dark": _("Mörkt"), "auto": _("Som datorn")}
DEFAULT_THEME = "auto"
THEME_COOKIE = "theme"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One word of the role's menu. At most six stand in a menu."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """The one who is signed in, as the header says it. `role` is the role's name in words."""

    name: str
    role: str


def theme_of(request: HttpRequest) -> str:
    """The theme that the cookie asks for: light, dark or auto. An unknown one counts as auto."""
    asked = request.COOKIES.get(THEME_COOKIE, DEFAULT_THEME)
    return asked if asked in THEMES else DEFAULT_THEME


def page(request: HttpRequest) -> dict[str, Any]:
    """Context for base.html. A view overrides any of it, `today` too, by giving it itself."""
    return {
        "menu": getattr(request, "menu", ()),
        "who": getattr(request, "who", None),
        "banner": getattr(request, "banner", None),
        "theme": theme_of(request),
        "themes": THEMES,
        "today": getattr(request, "today", None) or timezone.localdate(),
    }
