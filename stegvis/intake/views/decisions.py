"""One person's matter: what the group decides, and what is settled when it cannot agree."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.once import Once
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import queries, services
from stegvis.intake.forms import CorrectionForm, DecisionForm, PositionsForm, SettleForm
from stegvis.intake.models import Application, MeetingItem, Outcome
from stegvis.intake.queries.applications import sections_for
from stegvis.intake.queries.around import said_grounds
from stegvis.intake.queries.meetings import group_at
from stegvis.participants.shown import people_shown

P = Permission

#: What a matter's pages read beside it.
BESIDE = (
    "meeting__unit__organisation",
    "enrolment__participant",
    "enrolment__unit__organisation",
    "recorded_by",
    "settled_by",
    "corrected_by",
)


def _matter(request: Request, row: MeetingItem) -> dict[str, Any]:
    """What every page of a matter shows: the person as far as the reader may see, and the group."""
    today = today_of(request)
    surveyed = queries.arrival(row.enrolment, today)
    sections = sections_for(request.user, surveyed, today)
    written = Application.objects.filter(enrolment=row.enrolment_id).first()
    group = group_at(row.meeting)
    titles = {seat.key: seat.title for seat in group.seats}
    runs = row.meeting.unit_id in request.user.units_with(P.MEETING_RUN)
    return {
        "item": row,
        "meeting": row.meeting,
        "enrolment": row.enrolment,
        "arrival": surveyed,
        "group": group,
        "definition": surveyed.group.definition,
        "sheet": queries.sheet_for(sections, surveyed, written),
        "positions": [
            (titles.get(one.seat, one.seat), one) for one in row.positions.order_by("pk")
        ],
        "grounds": said_grounds(surveyed.group.definition, row.criteria),
        "end_reason": surveyed.group.definition.end_reasons.get(row.end_reason, ""),
        "runs": runs,
        "may_decide": runs and row.outcome is None and row.meeting.is_open,
        "has_come": row.meeting.on <= today,
        "settles": row.meeting.unit_id in request.user.units_with(P.DISPUTE_DECIDE),
    }


def _opened(request: Request, pk: int, item: int, permission: Permission) -> MeetingItem:
    rows = MeetingItem.objects.select_related(*BESIDE)
    return open_record(request, rows, permission, meeting=pk, pk=item)


def _answered(
    request: Request,
    form: Once,
    act: Callable[[], HttpResponse],
    matter: dict[str, Any],
    template: str,
) -> HttpResponse:
    """Where the act leads; the matter's page with its form while it is not sent or is refused."""
    answer = act_once(request, form, act, matter["enrolment"])
    context = matter | {"form": form}
    return answer or render(request, template, context, status=status_of(form))


@needs(P.MEETING_TAKE_PART)
@require_http_methods(["GET", "POST"])
def item(request: Request, pk: int, item: int) -> HttpResponse:
    """One person on an agenda. Who runs the meeting records the decision here."""
    row = _opened(request, pk, item, P.MEETING_TAKE_PART)
    if row.meeting.around_id and request.user.may(P.CASE_READ):
        return redirect("intake:arrival", row.enrolment_id)
    matter = _matter(request, row)
    if request.method == "POST" and not matter["runs"]:
        raise PermissionDenied
    form = DecisionForm(
        posted(request),
        kind=row.kind,
        definition=matter["definition"],
        initial={"revision": row.enrolment.revision},
    )

    def act() -> HttpResponse:
        services.decide(
            by=request.user,
            item=row,
            verdict=form.verdict,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Beslutet är antecknat."))
        return redirect(_onward(request, row))

    return _answered(request, form, act, matter, "intake/item.html")


def _onward(request: Request, row: MeetingItem) -> str:
    """The next matter of the meeting that waits for a decision, or the meeting when none does."""
    waiting = MeetingItem.objects.visible_to(request.user).undecided().filter(meeting=row.meeting)
    following = waiting.filter(pk__gt=row.pk).order_by("pk").first() or (
        waiting.order_by("pk").first()
    )
    if following is None:
        return reverse("intake:meeting", args=[row.meeting_id])
    return reverse("intake:item", args=[row.meeting_id, following.pk])


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def disagree(request: Request, pk: int, item: int) -> HttpResponse:
    """What each seat wants, and why, when the group cannot agree."""
    row = _opened(request, pk, item, P.MEETING_RUN)
    if row.outcome is not None and request.method == "GET":
        return redirect("intake:item", pk, row.pk)
    matter = _matter(request, row)
    form = PositionsForm(
        posted(request),
        seats=matter["group"].seats,
        kind=row.kind,
        definition=matter["definition"],
        initial={"revision": row.enrolment.revision},
    )

    def act() -> HttpResponse:
        services.disagree(
            by=request.user,
            item=row,
            positions=form.positions,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Antecknat. Enhetschefen avgör."))
        return redirect(_onward(request, row))

    return _answered(request, form, act, matter, "intake/disagree.html")


@needs(P.MEETING_RUN, P.DISPUTE_DECIDE)
@require_http_methods(["GET", "POST"])
def correct(request: Request, pk: int, item: int) -> HttpResponse:
    """Put right a decision that was recorded wrongly."""
    row = _opened(request, pk, item, P.MEETING_TAKE_PART)
    matter = _matter(request, row)
    if row.result is None:
        raise Http404
    if not matter["settles" if row.outcome == Outcome.DISAGREE else "runs"]:
        raise PermissionDenied
    form = CorrectionForm(
        posted(request),
        kind=row.kind,
        definition=matter["definition"],
        initial={
            "revision": row.enrolment.revision,
            "outcome": row.result,
            "reason": row.settled_reason if row.settled else row.reason,
            "criteria": row.criteria,
            "from_day": row.from_day,
            "end_reason": row.end_reason,
            "after_support": row.after_support,
        },
    )

    def act() -> HttpResponse:
        services.correct_decision(
            by=request.user,
            item=row,
            verdict=form.verdict,
            why=form.cleaned_data["why"],
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Beslutet är rättat. Rättelsen syns i ärendet."))
        return redirect("intake:item", pk, row.pk)

    return _answered(request, form, act, matter, "intake/correct.html")


# --- The head of unit -----------------------------------------------------------------------------


@needs(P.DISPUTE_DECIDE)
@require_safe
def disputes(request: Request) -> HttpResponse:
    """What groups could not agree on and the head of unit is to settle."""
    rows = list(queries.disputes(request.user))
    people_shown(request, "intake:disputes", [row.enrolment for row in rows])
    return render(request, "intake/disputes.html", {"rows": rows})


@needs(P.DISPUTE_DECIDE)
@require_http_methods(["GET", "POST"])
def settle(request: Request, pk: int) -> HttpResponse:
    """One disagreement: what each wanted and why, and the head of unit's decision."""
    rows = MeetingItem.objects.select_related(*BESIDE)
    row = open_record(request, rows, P.DISPUTE_DECIDE, pk=pk, outcome=Outcome.DISAGREE)
    matter = _matter(request, row)
    form = SettleForm(
        posted(request),
        kind=row.kind,
        definition=matter["definition"],
        initial={"revision": row.enrolment.revision},
    )

    def act() -> HttpResponse:
        services.settle(
            by=request.user,
            item=row,
            verdict=form.verdict,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Ditt beslut är antecknat. Gruppen och remittenten ser det."))
        return redirect("intake:disputes")

    return _answered(request, form, act, matter, "intake/settle.html")
