"""Förlängning: proposing it in a case, telling the steering group, and what the group reads."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.casework import proposal_forms as forms
from stegvis.casework import rules, services
from stegvis.casework.models import Extension, ExtensionReport, Proposal, ProposalKind
from stegvis.casework.queries import proposals
from stegvis.casework.services.extending import may_decide
from stegvis.casework.views.acting import EDIT, Page, both, show, taken
from stegvis.casework.views.opening import open_case
from stegvis.ui.human import in_full

P = Permission


@needs(EDIT)
@both
def extension(request: Request, pk: int) -> HttpResponse:
    """Propose the plan's extension. One that waits already is shown instead."""
    case = open_case(request, pk, EDIT)
    if case.definition.stay.extension is None:
        raise Http404
    rows = Proposal.objects.filter(enrolment=case.enrolment, kind=ProposalKind.EXTENSION)
    waiting = rows.open(case.today).first()
    if waiting is not None and request.method == "GET":
        return redirect("casework:proposal", waiting.pk)
    form = forms.ExtensionForm(posted(request), case=case)
    page = Page(
        title=_("Ansök om förlängning"),
        button=_("Lämna till beslut"),
        lead=_lead(case),
        rule=case.definition.stay,
    )

    def do() -> str:
        proposal = services.propose_extension(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return _("Förlängningen är lämnad till beslut, senast den %(day)s.") % {
            "day": in_full(proposal.lapses_on)
        }

    return taken(request, case, form, do) or show(request, case, form, page)


def _lead(case) -> str:
    stay, started_on = case.definition.stay, case.enrolment.started_on
    if started_on is None or case.extension is not None:
        return ""
    return _("Vistelsen går ut den %(last)s. Förlängd går den till den %(longer)s.") % {
        "last": rules.said_of(stay.last_day(started_on)),
        "longer": rules.said_of(stay.last_day(started_on, extended=True)),
    }


@needs(P.EXTENSION_DECIDE)
@both
def extension_report(request: Request, pk: int) -> HttpResponse:
    """What whoever decided writes for the steering group."""
    case = open_case(request, pk, P.EXTENSION_DECIDE)
    row = Extension.objects.filter(enrolment=case.enrolment).first()
    if row is None or not may_decide(request.user, case.enrolment):
        raise Http404
    form = forms.ReportForm(posted(request), case=case)
    page = Page(
        title=_("Redovisa förlängningen"),
        button=_("Redovisa"),
        lead=_(
            "Styrgruppen får läsa det du skriver här, och inget annat. Enheten och månaden visas "
            "bara när så många deltog att ingen pekas ut."
        ),
        rule=case.definition.stay,
        notes=(_("Redan redovisad den %s.") % in_full(row.reported_on),) if row.reported_on else (),
    )

    def do() -> str:
        act = {name: form.act[name] for name in ("category", "text")}
        services.report_extension(
            by=request.user, enrolment=case.enrolment, today=case.today, **act
        )
        return _("Förlängningen är redovisad för styrgruppen.")

    return taken(request, case, form, do) or show(request, case, form, page)


@needs(P.EXTENSION_READ)
@both
def extensions(request: Request) -> HttpResponse:
    """Extensions as the steering group is told of them: without any person."""
    today, may_note = today_of(request), request.user.may(P.EXTENSION_NOTE)
    rows = ExtensionReport.objects.readable_by(request.user).filter(seen_on__isnull=True)
    form = forms.SeenForm(posted(request), rows=rows, today=today)

    def act() -> HttpResponse:
        count = services.note_reports(
            by=request.user,
            reports=[row.pk for row in form.cleaned_data["reports"]],
            seen_on=form.cleaned_data["seen_on"],
            today=today,
        )
        messages.success(request, _("Antecknat för %(n)s förlängningar.") % {"n": count})
        return redirect("casework:extensions")

    answer = act_once(request, form, act) if request.method == "POST" else None
    told = proposals.told(request.user)
    context = {
        "form": form,
        "may_note": may_note,
        "told": told,
        "unseen": [row for row in told if row.report.seen_on is None],
        "picked": set(request.POST.getlist("reports")),
    }
    return answer or render(request, "casework/extensions.html", context, status=status_of(form))
