"""One person's case: the parts of it that are read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.casework.cases import Case, ProposalRow
from stegvis.casework.due import State
from stegvis.casework.models import ProposalKind
from stegvis.casework.queries import consents, openings, proposals, road
from stegvis.casework.queries.history import history as history_of
from stegvis.casework.queries.moving import stretches_of
from stegvis.casework.services.observing import DURING
from stegvis.casework.views.opening import about, open_case, page_of
from stegvis.intake.groups import group_of
from stegvis.intake.models import Application, Preparation
from stegvis.intake.preparing import readiness
from stegvis.intake.queries import Arrival, sheet_for
from stegvis.participants.queries import coverage
from stegvis.programmes.definition.words import SECTIONS

P = Permission
#: How many of the latest things are told on the overview.
LATEST = 6


@needs(P.CASE_READ)
@require_safe
def case(request: Request, pk: int) -> HttpResponse:
    """What is due, and what happened last."""
    opened = open_case(request, pk)
    context = about(request, opened, "case") | {
        "to_do": [(item, page_of(item, opened)) for item in opened.to_do],
        "done": [item for item in opened.due if item.state == State.DONE],
        "not_possible": [item for item in opened.due if item.state == State.NOT_POSSIBLE],
        "latest": road.milestones(opened)[:LATEST],
        "reason": _reason(opened),
        "asked": _proposals(opened),
        "stretches": stretches_of(opened.enrolment),
    }
    return render(request, "casework/case.html", context)


def _proposals(opened: Case) -> list[tuple[ProposalRow, str, str, str]]:
    """What has been proposed about the person: those that wait first, with how each stands."""
    found = sorted(opened.proposals, key=lambda row: not row.is_open(opened.today))[:LATEST]
    return [
        (
            row, str(ProposalKind(row.kind).label),
            *proposals.stands(row.answer, row.answered_on, row.until, opened.today),
        )
        for row in found
    ]  # fmt: skip


def _reason(opened: Case) -> str:
    """Why the person left, in the plan's words; empty when nobody has said."""
    reason = opened.enrolment.end_reason or ""
    return str(_(opened.definition.end_reasons.get(reason, reason))) if reason else ""


@needs(P.CASE_READ)
@require_safe
def phases(request: Request, pk: int) -> HttpResponse:
    """Where the person has been on the road, drawn and listed."""
    opened = open_case(request, pk)
    context = about(request, opened, "phases") | {
        "timeline": road.timeline(opened),
        "tracks_here": _tracks_here(opened),
        "same": road.together_in_words(opened),
    }
    return render(request, "casework/phases.html", context)


def _tracks_here(opened: Case) -> bool:
    """Whether the phase the person stands in has tracks."""
    key = opened.phase.key if opened.phase else None
    return any(phase.key == key and phase.tracks for phase in opened.definition.phases)


@needs(P.CASE_READ)
@require_safe
def observations(request: Request, pk: int) -> HttpResponse:
    """What the person has lived on and done, before, on the way and after."""
    opened = open_case(request, pk)
    context = about(request, opened, "observations") | {
        "seen": [(seen, _where_corrected(seen, opened)) for seen in road.observations(opened)],
        "missing": [
            (item, page_of(item, opened))
            for item in opened.to_do
            if item.key.startswith("measure:") and item.due_on and item.due_on <= opened.today
        ],
    }
    return render(request, "casework/observations.html", context)


def _where_corrected(seen: road.Seen, opened: Case) -> str:
    """The page that puts an occasion right; none for what the plan does not ask about."""
    if not opened.definition.measures_at(seen.occasion):
        return ""
    args = [opened.enrolment.pk, seen.occasion]
    day = f"?dag={seen.on.isoformat()}" if seen.occasion == DURING else ""
    return reverse("casework:observe", args=args) + day


@needs(P.CASE_READ)
@require_safe
def consents_page(request: Request, pk: int) -> HttpResponse:
    """Every consent, whole: to whom, about what, for how long."""
    opened = open_case(request, pk)
    context = about(request, opened, "consents") | {"given": consents.consents_of(opened)}
    return render(request, "casework/consents.html", context)


@needs(P.CASE_READ)
@require_safe
def application(request: Request, pk: int) -> HttpResponse:
    """What the way in holds: the application, the preparation, what the group decided."""
    opened = open_case(request, pk)
    enrolment = opened.enrolment
    written = Application.objects.filter(enrolment=enrolment).select_related("written_by").first()
    items = enrolment.meeting_items.filter(outcome__isnull=False).select_related("meeting")
    context = about(request, opened, "application") | {
        "application": written,
        "sheet": sheet_for(frozenset(SECTIONS), _arrival(opened), written),
        "items": items.order_by("-meeting__on", "-pk"),
    }
    return render(request, "casework/application.html", context)


def _arrival(opened: Case) -> Arrival:
    """The way in as its sheet needs it. Three queries, where the whole of it takes eight."""
    enrolment = opened.enrolment
    assert enrolment.unit  # the case was found by its unit
    group = group_of(enrolment.unit, enrolment.version)
    known = coverage([enrolment.pk], opened.today)
    unconsented = tuple(group.without_consent(enrolment.pk, known))
    recorded = {row.key: row for row in Preparation.objects.filter(enrolment=enrolment)}
    return Arrival(
        enrolment, group, None, unconsented, None,
        readiness(opened.definition, recorded, not unconsented), None, None, opened.today,
        known,
    )  # fmt: skip


@needs(P.CASE_READ)
@require_safe
def history(request: Request, pk: int) -> HttpResponse:
    """Who did what and when, and what each change replaced."""
    opened = open_case(request, pk)
    context = about(request, opened, "history")
    return render(
        request,
        "casework/history.html",
        context | {"history": history_of(opened, request.GET.get("page"))},
    )


@needs(P.CASE_READ)
@require_safe
def readers(request: Request, pk: int) -> HttpResponse:
    """Who has opened the case, day by day."""
    opened = open_case(request, pk)
    rows, page = openings.readers(opened.enrolment, request.GET.get("page"))
    context = about(request, opened, "readers") | {"readers": rows, "page": page}
    return render(request, "casework/readers.html", context)
