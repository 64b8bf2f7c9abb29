"""The referral group's pages: its meetings, the agenda, who came, the minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import act_once, found, posted, status_of, today_of
from stegvis.access.once import Act, Once
from stegvis.access.pages import Request, needs
from stegvis.access.roles import Permission
from stegvis.intake import queries, services
from stegvis.intake.forms import AttendanceForm, DayForm, PlanForm, RaiseForm, TakeUpForm
from stegvis.intake.models import MeetingItem, ReferralMeeting
from stegvis.intake.queries.meetings import nobody_meets, taking_part, usual_members
from stegvis.participants.shown import people_shown

P = Permission

#: How many meetings a page lists.
PAGE = 25


@needs(P.MEETING_TAKE_PART)
@require_safe
def meetings(request: Request) -> HttpResponse:
    """The meetings of one's groups: those to come, and those that have been."""
    today = today_of(request)
    rows = queries.meetings(request.user)
    ahead = list(rows.open().order_by("on", "pk"))
    over = rows.exclude(held_at__isnull=True, cancelled_at__isnull=True)
    page = Paginator(over, PAGE).get_page(request.GET.get("page"))
    matters = queries.matters(request.user, [*ahead, *page])
    runs = request.user.may(P.MEETING_RUN)
    planned = queries.planned_meetings(request.user, today) if runs else []
    been = [(row, matters.get(row.pk, 0)) for row in page]
    context = {
        "ahead": [(row, matters.get(row.pk, 0)) for row in ahead],
        "page": page,
        "over": been,
        "runs": runs,
        "unplanned": [one for one in planned if one.open is None],
        "nobody_meets": not ahead and not been and nobody_meets(request.user, today),
    }
    return render(request, "intake/meetings.html", context)


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def plan_meeting(request: Request) -> HttpResponse:
    """Call a group together. The day that is suggested follows the plan's cadence."""
    today = today_of(request)
    planned = queries.planned_meetings(request.user, today)
    asked = request.GET.get("group", "")
    chosen = next((one for one in planned if one.group.key == asked), None)
    first = chosen or (planned[0] if len(planned) == 1 else None)
    initial: dict[str, Any] = {"on": first.suggested(today) if first else None}
    if chosen:
        initial["group"] = chosen.group.key
    form = PlanForm(posted(request), planned=planned, initial=initial)

    def act() -> HttpResponse:
        meeting = services.plan_meeting(
            by=request.user,
            group=form.groups[form.cleaned_data["group"]],
            on=form.cleaned_data["on"],
            today=today,
        )
        messages.success(request, _("Mötet är planerat. Gruppens parter ser det."))
        return redirect("intake:meeting", meeting.pk)

    answer = act_once(request, form, act)
    context = {"form": form, "planned": planned}
    return answer or render(request, "intake/plan_meeting.html", context, status=status_of(form))


# --- One meeting ----------------------------------------------------------------------------------


def meeting_for(
    request: Request, pk: int, permission: Permission = P.MEETING_TAKE_PART
) -> ReferralMeeting:
    """The meeting, for those who sit in its group; or 404."""
    rows = ReferralMeeting.objects.visible_to(request.user, permission)
    return found(rows.select_related("unit__organisation", "programme"), pk=pk)


@needs(P.MEETING_TAKE_PART)
@require_http_methods(["GET", "POST"])
def meeting(request: Request, pk: int) -> HttpResponse:
    """A meeting's agenda. The one who calls the group sees who could be brought up, and does it."""
    row = meeting_for(request, pk)
    today = today_of(request)
    agenda = queries.agenda(row, request.user, today)
    runs = row.unit_id in request.user.units_with(P.MEETING_RUN)
    if request.method == "POST" and not runs:
        raise PermissionDenied
    form = RaiseForm(
        posted(request),
        ready=agenda.ready,
        unready=agenda.unready,
        initial={"revision": row.revision},
    )

    def act() -> HttpResponse:
        raised = services.raise_people(
            by=request.user,
            meeting=row,
            enrolments=form.cleaned_data["people"],
            today=today,
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Uppsatta på dagordningen: %(n)s.") % {"n": len(raised)})
        return redirect("intake:meeting", row.pk)

    if answer := act_once(request, form, act, row):
        return answer
    people_shown(request, "intake:meeting", [line.arrival.enrolment for line in agenda.lines])
    context = {
        "meeting": row,
        "agenda": agenda,
        "form": form,
        "runs": runs,
        "may_move": not any(line.item.outcome for line in agenda.lines),
        "has_come": row.on <= today,
    }
    return render(request, "intake/meeting.html", context, status=status_of(form))


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def move(request: Request, pk: int) -> HttpResponse:
    """Another day for the meeting, or none."""
    row = meeting_for(request, pk, P.MEETING_RUN)
    cancels = "cancel" in request.POST
    form = (Act if cancels else DayForm)(posted(request), initial={"revision": row.revision})

    def act() -> HttpResponse:
        revision = form.cleaned_data["revision"]
        if cancels:
            services.cancel_meeting(
                by=request.user, meeting=row, now=timezone.now(), revision=revision
            )
            messages.success(request, _("Mötet är inställt. De som stod på tur väntar på nästa."))
            return redirect("intake:meetings")
        day, today = form.cleaned_data["on"], today_of(request)
        services.move_meeting(by=request.user, meeting=row, on=day, today=today, revision=revision)
        messages.success(request, _("Mötet är flyttat."))
        return redirect("intake:meeting", row.pk)

    answer = act_once(request, form, act, row)
    shown = form if not cancels else DayForm(initial={"revision": row.revision})
    context = {"meeting": row, "form": shown, "refused": form if cancels else None}
    return answer or render(request, "intake/move.html", context, status=status_of(form))


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def attendance(request: Request, pk: int) -> HttpResponse:
    """Who was there for each seat."""
    row = meeting_for(request, pk, P.MEETING_RUN)
    agenda = queries.agenda(row, request.user, today_of(request))
    form = AttendanceForm(
        posted(request),
        seats=agenda.seats,
        usual=usual_members(agenda.group, row.on),
        initial={"revision": row.revision},
    )

    def act() -> HttpResponse:
        services.record_attendance(
            by=request.user,
            meeting=row,
            seats=form.seen,
            today=today_of(request),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Närvaron är antecknad."))
        return redirect("intake:meeting", row.pk)

    answer = act_once(request, form, act, row)
    context = {"meeting": row, "agenda": agenda, "form": form}
    return answer or render(request, "intake/attendance.html", context, status=status_of(form))


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def take_up(request: Request, pk: int) -> HttpResponse:
    """Bring up someone who takes part: for follow-up, or to leave."""
    row = meeting_for(request, pk, P.MEETING_RUN)
    people = list(taking_part(row, request.user))
    form = TakeUpForm(posted(request), people=people, initial={"revision": row.revision})

    def act() -> HttpResponse:
        services.take_up(
            by=request.user,
            meeting=row,
            enrolment=form.people[form.cleaned_data["person"]],
            kind=MeetingItem.Kind(form.cleaned_data["kind"]),
            about=form.cleaned_data["about"],
            today=today_of(request),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Personen står på dagordningen."))
        return redirect("intake:meeting", row.pk)

    answer = act_once(request, form, act, row)
    people_shown(request, "intake:take_up", people)
    context = {"meeting": row, "form": form}
    return answer or render(request, "intake/take_up.html", context, status=status_of(form))


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def finish(request: Request, pk: int) -> HttpResponse:
    """End the meeting, after showing what has not been said or decided."""
    row = meeting_for(request, pk, P.MEETING_RUN)
    agenda = queries.agenda(row, request.user, today_of(request))
    form = Act(posted(request), initial={"revision": row.revision})

    def act() -> HttpResponse:
        services.finish_meeting(
            by=request.user,
            meeting=row,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Mötet är avslutat."))
        return redirect("intake:minutes", row.pk)

    answer = act_once(request, form, act, row)
    silent = [
        one for one in agenda.seats if one.attendance is None or one.attendance.present is None
    ]
    context = {"meeting": row, "agenda": agenda, "form": form, "silent": silent}
    return answer or render(request, "intake/finish.html", context, status=status_of(form))


@needs(P.MEETING_TAKE_PART)
@require_safe
def minutes(request: Request, pk: int) -> HttpResponse:
    """What was decided, on one paper, about those whom the reader may see."""
    row = meeting_for(request, pk)
    agenda = queries.agenda(row, request.user, today_of(request))
    people_shown(request, "intake:minutes", [line.arrival.enrolment for line in agenda.lines])
    return render(request, "intake/minutes.html", {"meeting": row, "agenda": agenda})


@needs(P.MEETING_RUN)
@require_http_methods(["GET", "POST"])
def take_off(request: Request, pk: int, item: int) -> HttpResponse:
    """Take someone off the agenda before anything was decided, after asking."""
    rows = MeetingItem.objects.visible_to(request.user, P.MEETING_RUN)
    row = found(rows.select_related("meeting", "enrolment__participant"), meeting=pk, pk=item)
    form = Once(posted(request))

    def act() -> HttpResponse:
        services.take_off(by=request.user, item=row)
        messages.success(request, _("Personen är borttagen från dagordningen."))
        return redirect("intake:meeting", pk)

    answer = act_once(request, form, act)
    context = {"item": row, "meeting": row.meeting, "form": form}
    return answer or render(request, "intake/take_off.html", context, status=status_of(form))
