"""Applying alone: the public form, open to whoever has not signed in, and the unit's own pages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access import wall
from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.attempts import too_often
from stegvis.access.once import Once
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import services
from stegvis.intake.forms import AloneForm, SetAsideForm
from stegvis.intake.models import Application, SelfApplication
from stegvis.intake.queries.alone import Door, association_at, door_to

P = Permission

#: How often the form may be sent from one address, and to one association by everybody.
FROM_ONE, BY_ALL, WITHIN = 20, 300, timedelta(hours=1)

receipts = signing.Signer(salt="stegvis.intake.alone.receipt")


# --- From outside ---------------------------------------------------------------------------------


@contextmanager
def _door(request: HttpRequest, association: str, programme: str) -> Iterator[Door]:
    """At the door of the association; 404 where no plan lets a person apply alone."""
    found = association_at(association)
    if found is None:
        raise Http404
    with wall.at_the_door(found):
        door = door_to(programme, today_of(request))  # type: ignore[arg-type]
        if door is None:
            raise Http404
        yield door


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: HttpRequest, association: str, programme: str) -> HttpResponse:
    """What the programme is, what happens next, and a short form. Looks nobody up."""
    with _door(request, association, programme) as door:
        now = timezone.now()
        form = AloneForm(posted(request), door=door, today=today_of(request))  # type: ignore[arg-type]
        status, again = 200, None
        if request.method == "POST":
            again = _too_often(request, door, now)
            if again:
                form.add_error(None, _later(again, now))
                status = 429
            elif form.is_valid():
                assert form.token
                reference = services.receive_alone(
                    door=door, unit=form.chosen_unit, sent=form.sent, token=form.token, now=now
                )
                receipt = receipts.sign(reference)
                return redirect("intake:alone_received", association, programme, receipt)
            else:
                status = 422
        context = {"door": door, "form": form}
        response = render(request, "intake/alone.html", context, status=status)
        if again:
            response.headers["Retry-After"] = str(int((again - now).total_seconds()) + 1)
        return response


def _too_often(request: HttpRequest, door: Door, now: datetime) -> datetime | None:
    """When it can be sent again, from here or by anybody. None while it can."""
    try:
        network = _network(get_adapter(request).get_client_ip(request))
    except PermissionDenied:  # a server that does not say where a request comes from
        network = ""
    place = str(door.version.association_id)
    mine = too_often("alone", f"{place} {network}", limit=FROM_ONE, within=WITHIN, now=now)
    if mine:
        return mine
    return too_often("alone", place, limit=BY_ALL, within=WITHIN, now=now)


def _network(address: str) -> str:
    """Where an address is, one subscriber at a time: whoever has one of IPv6 has all of its /64."""
    try:
        known = ip_address(address)
    except ValueError:
        return address
    if known.version == 4:
        return address
    return str(known.ipv4_mapped or ip_network((known.packed, 64), strict=False))


def _later(again: datetime, now: datetime) -> str:
    local = timezone.localtime(again)
    clock = date_format(local, "H.i")
    if local.date() != timezone.localtime(now).date():
        clock = _("%(clock)s i morgon") % {"clock": clock}
    return _(
        "Formuläret har skickats många gånger den senaste stunden. Försök igen efter klockan "
        "%(clock)s, eller ring. Låt sidan vara öppen: det du har skrivit står kvar."
    ) % {"clock": clock}


@login_not_required
@require_safe
def received(request: HttpRequest, association: str, programme: str, receipt: str) -> HttpResponse:
    """That it came, what to refer to, and what happens next. Nothing of what was written."""
    try:
        reference = receipts.unsign(receipt)
    except signing.BadSignature as bad:
        raise Http404 from bad
    with _door(request, association, programme) as door:
        context = {"door": door, "reference": reference}
        return render(request, "intake/alone_received.html", context)


# --- In the unit ----------------------------------------------------------------------------------


@needs(P.CASE_READ)
@require_safe
def read(request: Request, pk: int) -> HttpResponse:
    """What a person sent alone."""
    alone = open_record(request, SelfApplication.objects.all(), P.CASE_READ, pk=pk)
    application = Application.objects.filter(sent_alone=alone).select_related("written_by").first()
    context = {
        "alone": alone,
        "application": application,
        "own": application is not None and application.written_by_id == request.user.pk,
        "may_edit": alone.unit_id in request.user.units_with(P.CASE_EDIT),
        "form": Once(),
    }
    return render(request, "intake/alone_read.html", context)


@needs(P.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def register(request: Request, pk: int) -> HttpResponse:
    """Make a draft of it, to be gone through with the person."""
    alone = open_record(request, SelfApplication.objects.all(), P.CASE_EDIT, pk=pk)
    form = Once(posted(request))

    def act() -> HttpResponse:
        draft = services.begin_from_alone(by=request.user, alone=alone, now=timezone.now())
        return redirect("intake:draft", draft.pk)

    answer = act_once(request, form, act)
    context = {"alone": alone, "form": form}
    return answer or render(request, "intake/alone_register.html", context, status=status_of(form))


@needs(P.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def set_aside(request: Request, pk: int) -> HttpResponse:
    """Leave it without registering it, with a reason."""
    alone = open_record(request, SelfApplication.objects.all(), P.CASE_EDIT, pk=pk)
    form = SetAsideForm(posted(request))

    def act() -> HttpResponse:
        services.set_aside(
            by=request.user, alone=alone, reason=form.cleaned_data["reason"], now=timezone.now()
        )
        messages.success(request, _("Ansökan är lagd åt sidan. Skälet står kvar."))
        return redirect("intake:incoming")

    answer = act_once(request, form, act)
    context = {"alone": alone, "form": form}
    return answer or render(request, "intake/alone_set_aside.html", context, status=status_of(form))
