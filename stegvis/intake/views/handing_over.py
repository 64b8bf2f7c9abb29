"""Handing an application over, and taking it over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.once import Once
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import services
from stegvis.intake.forms import HandOverForm, RefuseHandOverForm
from stegvis.intake.groups import group_of
from stegvis.intake.models import Application, HandOver
from stegvis.intake.services.applications import version_for
from stegvis.intake.ways import must_hand_over, payers, way_of

P = Permission


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def hand_over(request: Request, pk: int) -> HttpResponse:
    """Put a draft to the party that pays the person; while it waits, how it stands."""
    today = today_of(request)
    application = open_record(request, Application.objects.drafts(), P.APPLICATION_WRITE, pk=pk)
    group = group_of(application.unit, version_for(application, today))
    way = way_of(group.definition, application.way_in)
    if not must_hand_over(group, way, application.organisation):
        raise Http404
    takes_back = "take_back" in request.POST
    back = Once(posted(request) if takes_back else None)
    form = HandOverForm(
        posted(request) if not takes_back else None,
        parties=payers(group),
        initial={"consent_on": today},
    )

    def act() -> HttpResponse:
        services.propose_hand_over(
            by=request.user,
            application=application,
            to=form.cleaned_data["to"],
            consent_on=form.cleaned_data["consent_on"],
            consent_form=form.cleaned_data["consent_form"],
            now=timezone.now(),
        )
        messages.success(request, _("Ansökan är överlämnad. Du ser här vad de svarar."))
        return redirect("intake:home")

    def taken_back() -> HttpResponse:
        services.take_back(by=request.user, application=application, now=timezone.now())
        messages.success(request, _("Ansökan är er igen. Den andra parten ser den inte längre."))
        return redirect("intake:draft", application.pk)

    answer = act_once(request, back, taken_back) if takes_back else act_once(request, form, act)
    rows = HandOver.objects.filter(application=application).select_related("to", "answered_by")
    context = {
        "application": application,
        "form": form,
        "back": back,
        "way": way,
        "open": rows.open(today).first(),
        "earlier": [row for row in rows.order_by("-pk") if row.taken_over is False],
    }
    return answer or render(request, "intake/hand_over.html", context, status=status_of(form, back))


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def answer(request: Request, pk: int) -> HttpResponse:
    """What another party has begun and put to one's own: taken over, or refused with a reason."""
    row = open_record(request, HandOver.objects.all(), P.APPLICATION_WRITE, pk=pk)
    refuses = "refuse" in request.POST
    take = Once(posted(request) if not refuses else None)
    refuse = RefuseHandOverForm(posted(request) if refuses else None)

    def taken() -> HttpResponse:
        application = services.take_over(by=request.user, hand_over=row, now=timezone.now())
        messages.success(request, _("Ansökan är er nu. Gör klart den och skicka."))
        return redirect("intake:draft", application.pk)

    def refused() -> HttpResponse:
        refusal = refuse.cleaned_data["refusal"]
        services.refuse_hand_over(
            by=request.user, hand_over=row, refusal=refusal, now=timezone.now()
        )
        messages.success(request, _("Den som lämnade över ansökan ser ert svar."))
        return redirect("intake:home")

    done = act_once(request, refuse, refused) if refuses else act_once(request, take, taken)
    application = row.application
    context = {
        "row": row,
        "application": application,
        "open": row.answered_at is None and not row.has_lapsed(today_of(request)),
        "need": " ".join(application.typed.get("need", [])),
        "goal": " ".join(application.typed.get("goal", [])),
        "take": take,
        "refuse": refuse,
    }
    return done or render(
        request, "intake/hand_over_answer.html", context, status=status_of(take, refuse)
    )
