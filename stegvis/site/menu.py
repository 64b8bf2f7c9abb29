"""The menu: which words a role has at the top of every page. At most six."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from stegvis.access.models import User
from stegvis.access.roles import Permission, Role
from stegvis.access.sessions import has_passed
from stegvis.ui.context import MenuItem, Who

#: Word, name of the address, and the permission that gives it. In the order they stand.
MENU: list[tuple[str | Promise, str, Permission]] = [
    (_("Att göra"), "casework:home", Permission.CASE_READ),
    (_("Deltagare"), "casework:caseload", Permission.CASE_READ),
    (_("Ansökningar"), "intake:home", Permission.APPLICATION_WRITE),
    (_("Remittentgrupp"), "intake:meetings", Permission.MEETING_TAKE_PART),
    (_("Mitt ärende"), "casework:mine", Permission.OWN_CASE),
    (_("Mål"), "indicators:goals", Permission.FIGURE_READ),
    (_("Personal"), "access:staff", Permission.STAFF_EDIT),
    (_("Roller"), "access:roles", Permission.STAFF_EDIT),
    (_("Åtkomstlogg"), "casework:log", Permission.LOG_REVIEW),
    (_("Uttag"), "access:extract", Permission.EXTRACT_READ),
    (_("Insatser"), "indicators:programmes", Permission.DEFINITION_READ),
]


def menu(get_response: Callable[[HttpRequest], HttpResponse]):
    """Gives the page its menu and says who is signed in. Asks the database nothing."""

    def respond(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and has_passed(request):
            request.menu = items(request.user, request.path)  # type: ignore[attr-defined]
            request.who = who(request.user)  # type: ignore[attr-defined]
        return get_response(request)

    return respond


def items(user: User, path: str) -> list[MenuItem]:
    """The words the user's roles give, the one that ``path`` stands under marked as current."""
    found = [
        (word, url)
        for word, name, permission in MENU
        if user.may(permission) and (url := _address(name))
    ]
    current = max((url for _word, url in found if path.startswith(url)), key=len, default=None)
    return [MenuItem(str(word), url, url == current) for word, url in found]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def who(user: User) -> Who:
    """Name and role, as the header says them."""
    role = user.acting_role
    return Who(user.name, str(Role(role).label) if role else "")
