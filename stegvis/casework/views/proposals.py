"""Proposals between the unit and the parties: making one, reading one, answering it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.models import Organisation
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.casework import proposal_forms as forms
from stegvis.casework import rules, services
from stegvis.casework.cases import Case
from stegvis.casework.models import FROM_A_PARTY, TO_A_PARTY, Answer, Proposal, ProposalKind
from stegvis.casework.queries import proposals
from stegvis.casework.services.extending import may_decide
from stegvis.casework.services.proposing import next_meeting
from stegvis.casework.views.acting import EDIT, Page, both, show, taken
from stegvis.casework.views.opening import open_case
from stegvis.participants.models import Enrolment
from stegvis.participants.queries import coverage
from stegvis.participants.shown import people_shown

P = Permission


# --- From the unit to a party --------------------------------------------------------------------


@needs(EDIT)
@both
def ask_party(request: Request, pk: int) -> HttpResponse:
    """Ask a party that consent covers to renew its consent, or to come to a meeting."""
    case = open_case(request, pk, EDIT)
    parties = _parties(case)
    form = forms.AskForm(posted(request), case=case, parties=parties)
    page = Page(
        title=_("Fråga en part"),
        button=_("Skicka frågan"),
        lead=_("Bara parter som samtycket omfattar i dag kan tillfrågas."),
        rule=case.definition.consent,
        notes=()
        if parties
        else (_("Inget samtycke gäller i dag, så ingen kan tillfrågas. Hämta in ett först."),),
    )

    def do() -> str:
        asked = services.ask_party(
            by=request.user, enrolment=case.enrolment, today=case.today, **form.act
        )
        return _("Frågan är skickad till %(party)s.") % {"party": asked.party}

    return taken(request, case, form, do) or show(request, case, form, page)


def _parties(case: Case):
    """The parties that a consent names today, those that have somebody to answer in the unit."""
    named = [party for (_pk, party) in coverage([case.enrolment.pk], case.today)]
    return Organisation.objects.filter(pk__in=named).order_by("name", "pk")


# --- From a party to the unit --------------------------------------------------------------------


@needs(P.SHARED_READ)
@require_safe
def partys(request: Request) -> HttpResponse:
    """A party's own page: what waits for it, what it has proposed, and about whom it can."""
    today = today_of(request)
    page = proposals.partys_page(request.user, today)
    people_shown(request, "casework:proposals", page.shown)
    groups = [
        (_("Väntar på ert svar"), page.to_answer),
        (_("Nya svar"), page.unread),
        (_("Skickade"), page.waiting),
        (_("Tidigare"), page.earlier),
    ]
    context = {
        "groups": [
            (title, [(row, *proposals.standing(row, today)) for row in rows])
            for title, rows in groups
            if rows
        ],
        "people": page.people,
        "several_units": len({person.unit_id for person in page.people}) > 1,
    }
    return render(request, "casework/proposals.html", context)


@needs(P.SHARED_READ)
@both
def propose(request: Request, pk: int) -> HttpResponse:
    """Propose to the unit what it owns about somebody whom consent lets the party know of."""
    enrolment = open_record(
        request,
        Enrolment.objects.select_related("participant", "unit", "version"),
        P.SHARED_READ,
        pk=pk,
    )
    today = today_of(request)
    party = _own_party(request, enrolment, today)
    group = rules.meets_in_group(enrolment.version.definition)
    form = forms.ProposeForm(posted(request), today=today, group=group)

    def act() -> HttpResponse:
        given = {name: value for name, value in form.cleaned_data.items() if name != "once"}
        services.propose_to_unit(
            by=request.user, enrolment=enrolment, party=party, today=today, **given
        )
        messages.success(request, _("Förslaget är lämnat till %s.") % enrolment.unit)
        return redirect("casework:proposals")

    answer = act_once(request, form, act)
    context = {"enrolment": enrolment, "party": party, "form": form}
    return answer or render(request, "casework/propose.html", context, status=status_of(form))


def _own_party(request: Request, enrolment: Enrolment, today) -> Organisation:
    """The party of the user's that consent names today."""
    named = {party for (_pk, party) in coverage([enrolment.pk], today)}
    seats = request.user.units_by_party_with(P.SHARED_READ)
    mine = [pk for pk, units in seats.items() if pk in named and enrolment.unit_id in units]
    party = Organisation.objects.filter(pk__in=mine).order_by("pk").first()
    if party is None:
        raise Http404
    return party


# --- One proposal --------------------------------------------------------------------------------

#: What reads beside a proposal.
BESIDE = (
    "enrolment__participant", "enrolment__unit", "enrolment__version", "enrolment__programme",
    "party", "proposed_by", "answered_by",
)  # fmt: skip


@needs(P.CASE_READ, P.SHARED_READ)
@both
def proposal(request: Request, pk: int) -> HttpResponse:
    """What is proposed and why, and the answer; with a form for the one who is to answer."""
    row, shared = _open(request, pk)
    today = today_of(request)
    form = _form(request, row, shared, today)
    if form is not None and request.method == "POST":
        answer = act_once(request, form, lambda: _take(request, row, form, today), row.enrolment)
        if answer is not None:
            return answer
    elif request.method == "POST":  # already answered, or not theirs to answer
        messages.error(request, _("Förslaget kan inte besvaras här. Läs hur det står nu."))
        return redirect("casework:proposal", row.pk)
    services.read_answer(by=request.user, proposal=row, today=today)
    return render(
        request,
        "casework/proposal.html",
        _about(request, row, shared, today) | {"form": form},
        status=status_of(form),
    )


def _open(request: Request, pk: int) -> tuple[Proposal, bool]:
    """The proposal, and whether it is opened as a party: then only by what consent lets it see."""
    rows = Proposal.objects.select_related(*BESIDE)
    in_unit = request.user.may(P.CASE_READ) and rows.visible_to(request.user, P.CASE_READ).filter(
        pk=pk
    )
    permission = P.CASE_READ if in_unit or not request.user.may(P.SHARED_READ) else P.SHARED_READ
    return open_record(request, rows, permission, pk=pk), permission == P.SHARED_READ


def _form(request: Request, row: Proposal, shared: bool, today):
    """The form of the one who is to answer; None for others and when it is too late."""
    if not row.is_open(today):
        return None
    initial = {"revision": row.enrolment.revision}
    if row.kind == ProposalKind.EXTENSION:
        decides = request.user.may(P.EXTENSION_DECIDE) and may_decide(request.user, row.enrolment)
        return forms.DecideForm(posted(request), initial=initial) if decides else None
    theirs = shared if row.kind in TO_A_PARTY else request.user.may(P.CASE_EDIT) and not shared
    return forms.AnswerForm(posted(request), initial=initial) if theirs else None


def _take(request: Request, row: Proposal, form, today) -> HttpResponse:
    given = {k: v for k, v in form.cleaned_data.items() if k != "once"}
    if row.kind == ProposalKind.EXTENSION:
        done = services.decide_extension(by=request.user, proposal=row, today=today, **given)
        if done.answer == Answer.APPROVED and _is_reported(row):
            messages.success(request, _("Vistelsen är förlängd. Redovisa den för styrgruppen."))
            return redirect("casework:extension_report", row.enrolment_id)
        messages.success(request, _("Beslutet är antecknat, och coachen får veta det."))
        return redirect("casework:case", row.enrolment_id)
    given.pop("revision")
    services.answer_proposal(by=request.user, proposal=row, today=today, **given)
    messages.success(request, _("Svaret är lämnat."))
    return redirect("casework:proposal", row.pk)


def _is_reported(row: Proposal) -> bool:
    rule = row.enrolment.version.definition.stay.extension
    return rule is not None and rule.reported_to is not None


def _about(request: Request, row: Proposal, shared: bool, today) -> dict[str, Any]:
    text, kind = proposals.standing(row, today)
    stay = row.enrolment.version.definition.stay
    extends = row.kind == ProposalKind.EXTENSION
    meets = row.kind == ProposalKind.FOLLOW_UP and row.answer is None and not shared
    return {
        "proposal": row,
        "enrolment": row.enrolment,
        "shared": shared,
        "standing": text,
        "standing_kind": kind,
        "title": row.get_kind_display(),
        "day": row.day("day"),
        "longer": row.day("last") if extends else None,
        "ends": stay.last_day(row.enrolment.started_on)
        if extends and row.enrolment.started_on
        else None,
        "stay": stay if extends else None,
        "cited": rules.cited(stay.passage) if extends else "",
        "next_meeting": next_meeting(row.enrolment, today) if meets else None,
        "from_a_party": row.kind in FROM_A_PARTY,
        "meets": meets,
    }
