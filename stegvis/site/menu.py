"""The menu: which words a role has at the top of every page. At most six."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission, Role
from stegvis.access.sessions import has_passed
from stegvis.ui.context import MenuItem, Who

P = Permission
#: Word, name of the address, and the permissions of which any gives it. In the order they stand.
MENU: list[tuple[str | Promise, str, tuple[Permission, ...]]] = [
    (_("Att göra"), "casework:home", (P.CASE_READ,)),
    (_("Deltagare"), "casework:caseload", (P.CASE_READ,)),
    (_("Ansökningar"), "intake:home", (P.APPLICATION_WRITE, P.CASE_READ)),
    (_("Möten"), "intake:meetings", (P.MEETING_TAKE_PART,)),
    (_("Förslag"), "casework:proposals", (P.SHARED_READ,)),
    (_("Mitt ärende"), "casework:mine", (P.OWN_CASE,)),
    (_("Mål"), "indicators:goals", (P.FIGURE_READ,)),
    (_("Förlängningar"), "casework:extensions", (P.EXTENSION_NOTE,)),
    (_("Personal"), "access:staff", (P.STAFF_EDIT,)),
    (_("Roller"), "access:roles", (P.STAFF_EDIT,)),
    (_("Åtkomstlogg"), "casework:log", (P.LOG_REVIEW,)),
    (_("Uttag"), "access:extract", (P.EXTRACT_READ,)),
    (_("Insatser"), "indicators:programmes", (P.DEFINITION_READ,)),
]


def menu(get_response: Callable[[HttpRequest], HttpResponse]):
    """Gives the page its menu and says who is signed in. Asks the database nothing."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            request.who = who(request.user)  # type: ignore[attr-defined]
            if has_passed(request):
                request.menu = items(request.user, request.path)  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def items(user: User, path: str) -> list[MenuItem]:
    """The words the user's roles give, the one that ``path`` stands under marked as current."""
    found = [
        (word, reverse(name))
        for word, name, permissions in MENU
        if any(user.may(permission) for permission in permissions)
    ]
    current = max((url for _word, url in found if path.startswith(url)), key=len, default=None)
    return [MenuItem(str(word), url, url == current) for word, url in found]


def who(user: User) -> Who:
    """Name and role, as the header says them."""
    role = user.acting_role
    return Who(user.name, str(Role(role).label) if role else "")
