"""One's own account; and the administrator's pages: who works here, and what a role may do."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from stegvis.access import forms, held, queries, services
from stegvis.access.middleware import SESSION_KEY
from stegvis.access.models import Membership, User
from stegvis.access.once import taken_once
from stegvis.access.pages import Request, association_of, needs
from stegvis.access.roles import ROLES, SAYS, Permission, Role

PER_PAGE = 50


# --- One's own account ---------------------------------------------------------------------------


@require_safe
def account(request: Request) -> HttpResponse:
    """Who one is here, how one signs in, and the other associations one works in."""
    context = {
        "associations": queries.own_associations(request.user, timezone.localdate()),
        "here": request.session.get(SESSION_KEY),
    }
    return render(request, "access/account.html", context)


@require_POST
def step_over(request: Request) -> HttpResponse:
    """Into another association that one works in. 404 for one where one has no role today."""
    chosen = request.POST.get("association", "")
    own = {
        str(one.pk): one.pk for one in queries.own_associations(request.user, timezone.localdate())
    }
    if chosen not in own:
        raise Http404
    request.session[SESSION_KEY] = own[chosen]
    return redirect("/")


@require_http_methods(["GET", "HEAD", "POST"])
def held_form(request: Request) -> HttpResponse:
    """What was sent while one was signed out. One press sends it on, as it was.

    It is sent on by 307: the browser posts the same fields to the page they were meant for.
    """
    waiting = held.waiting(request.user)
    if waiting is None:
        return redirect("/")
    if request.method != "POST":
        return render(request, "access/held.html", {"waiting": waiting})
    path = waiting.path
    waiting.delete()
    if "discard" in request.POST:
        return redirect("/")
    response = HttpResponseRedirect(path)
    response.status_code = 307
    return response


# --- Staff ---------------------------------------------------------------------------------------


@require_safe
@needs(Permission.STAFF_EDIT)
def staff(request: Request) -> HttpResponse:
    """Everybody who works here, with the roles they have, had and will have."""
    association, today = request.session[SESSION_KEY], timezone.localdate()
    page = Paginator(queries.staff(association), PER_PAGE).get_page(request.GET.get("page"))
    found = queries.colleagues(page.object_list, association, today)
    return render(request, "access/staff.html", {"page": page, "colleagues": found})


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def new_account(request: Request) -> HttpResponse:
    """A new colleague with a first role; then the link to choose a password with, shown once.

    Whoever works in another association has an account already, and signs in with that: nobody
    here is given a link to it.
    """
    form = forms.NewAccount(request.POST or None, today=timezone.localdate())

    def act() -> HttpResponse:
        data = dict(form.cleaned_data)
        user = services.make_account(
            by=request.user, association=association_of(request), name=data.pop("name"),
            email=data.pop("email"),
        )  # fmt: skip
        _give(request, user, data)
        if services.opens_more(user, association_of(request)):
            said = _(
                "%(name)s har redan ett konto, som också öppnar något som inte syns här. "
                "Fråga personen att det är så, och att det är rätt person."
            )
            messages.warning(request, said % {"name": user.name})
            return redirect("access:colleague", pk=user.pk)
        return _with_link(request, user)

    return _acted(request, form, act) or _page(request, "access/staff_new.html", form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def colleague(request: Request, pk: int) -> HttpResponse:
    """One account: its roles here, and a form that gives another."""
    user = _colleague(request, pk)
    form = forms.GiveRole(request.POST or None, today=timezone.localdate())

    def act() -> HttpResponse:
        _give(request, user, dict(form.cleaned_data))
        return redirect("access:colleague", pk=user.pk)

    return _acted(request, form, act) or _page(
        request,
        "access/colleague.html",
        form=form,
        link_form=forms.NewLink(),
        **_about(request, user),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@needs(Permission.STAFF_EDIT)
def end_role(request: Request, pk: int, role: int) -> HttpResponse:
    """The last day of one of a colleague's roles."""
    user = _colleague(request, pk)
    membership = get_object_or_404(
        Membership.objects.exclude(role=Role.PARTICIPANT).select_related("organisation", "unit"),
        pk=role,
        user=user,
        association=request.session[SESSION_KEY],
    )
    form = forms.EndRole(request.POST or None, today=timezone.localdate())

    def act() -> HttpResponse:
        services.end_role(
            by=request.user, membership=membership, ends_on=form.cleaned_data["ends_on"]
        )
        return redirect("access:colleague", pk=user.pk)

    return _acted(request, form, act) or _page(
        request, "access/role_end.html", form=form, user_=user, membership=membership
    )


@require_POST
@needs(Permission.STAFF_EDIT)
def new_link(request: Request, pk: int) -> HttpResponse:
    """A new link to choose a password with, shown once. None where it would open more than here."""
    user = _colleague(request, pk)
    try:
        return _with_link(request, user)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect("access:colleague", pk=user.pk)


def _with_link(request: Request, user: User) -> HttpResponse:
    """The page that shows a new link. It is not kept: whoever comes back makes another."""
    association = association_of(request)
    path = services.link_to_choose_password(by=request.user, association=association, user=user)
    link = request.build_absolute_uri(path)
    return render(request, "access/link.html", {"user_": user, "link": link})


def _colleague(request: Request, pk: int) -> User:
    return get_object_or_404(queries.staff(request.session[SESSION_KEY]), pk=pk)


def _about(request: Request, user: User) -> dict[str, Any]:
    today: date = timezone.localdate()
    [found] = queries.colleagues([user], request.session[SESSION_KEY], today)
    elsewhere = services.opens_more(user, association_of(request))
    return {"user_": user, "roles": found.roles, "elsewhere": elsewhere}


def _give(request: Request, user: User, data: dict[str, Any]) -> None:
    data.pop("once")
    services.give_role(by=request.user, user=user, **data)


def _acted(request: Request, form: django_forms.Form, act: Any) -> HttpResponse | None:
    """The answer to a form that was taken; None when it was not sent or was refused."""
    if not form.is_valid():
        return None
    try:
        return taken_once(request, form.cleaned_data["once"], act)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None


def _page(request: Request, template: str, *, form: django_forms.Form, **context: Any):
    status = 422 if form.is_bound and form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)


# --- What a role is ------------------------------------------------------------------------------


@require_safe
@needs(Permission.STAFF_EDIT)
def roles(request: Request) -> HttpResponse:
    """What each role is for and may do, from the table the system itself asks."""
    shown = [
        {"role": role, "about": row.about, "may": [SAYS[p] for p in SAYS if p in row.permissions]}
        for role, row in ROLES.items()
    ]
    return render(request, "access/roles.html", {"roles": shown})


@require_safe
@needs(Permission.EXTRACT_READ)
def extract(request: Request) -> HttpResponse:
    """What an extract is, and that none is granted."""
    return render(request, "access/extract.html")
