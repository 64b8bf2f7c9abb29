"""Every request is one transaction, inside one association, as one user."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from stegvis.access import wall
from stegvis.access.models import Membership, User

Respond = Callable[[HttpRequest], HttpResponse]

#: Where the session keeps the association that was stepped into.
SESSION_KEY = "association"


class Wall:
    """Opens the transaction, steps inside the user's association, and undoes all on failure.

    Gives the user ``memberships``: the roles in force today there, the first one first chosen.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with transaction.atomic():
            if request.user.is_authenticated:
                step_inside(request, request.user)
            response = self.get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """A view that did not finish leaves nothing behind."""
        transaction.set_rollback(True)


def step_inside(request: HttpRequest, user: User) -> None:
    """Enter the association of the session, or the user's first one."""
    association = request.session.get(SESSION_KEY)
    wall.enter(association, user.pk)
    user.memberships = memberships(user, association)
    if user.memberships or (association is None and not _find(request, user)):
        return
    if association is not None:
        # The last role there has ended since: begin again from the roles that remain.
        del request.session[SESSION_KEY]
        step_inside(request, user)


def _find(request: HttpRequest, user: User) -> bool:
    first = (
        Membership.objects.filter(user=user).in_force(timezone.localdate()).order_by("pk").first()
    )
    if first is None:
        return False
    request.session[SESSION_KEY] = first.association_id
    step_inside(request, user)
    return True


def memberships(user: User, association: int | None) -> list[Membership]:
    """The user's roles in force today in the association, with party and unit."""
    if association is None:
        return []
    return list(
        Membership.objects.filter(user=user, association=association)
        .in_force(timezone.localdate())
        .select_related("organisation", "unit")
        .order_by("pk")
    )
