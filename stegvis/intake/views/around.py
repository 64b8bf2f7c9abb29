"""The meeting around one person, the decision after it, and the letters that tell it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.once import Act
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import queries, services
from stegvis.intake.forms import AroundDecisionForm, BookForm, HoldForm, LetterForm, PositionsForm
from stegvis.intake.groups import group_of
from stegvis.intake.letters import as_pdf, documents
from stegvis.intake.models import Application, Letter, MeetingItem
from stegvis.intake.queries import Arrival, Stage
from stegvis.intake.queries.applications import sections_for
from stegvis.intake.queries.letters import telling
from stegvis.intake.queries.meetings import seats_with_answers
from stegvis.intake.services.deciding_around import departures
from stegvis.participants.models import Enrolment

P = Permission
BOTH = ("GET", "POST")


def _opened(request: Request, pk: int, permission: Permission = P.MEETING_RUN) -> Arrival:
    """The person, where the plan has them met by themselves; or 404."""
    enrolment = open_record(request, Enrolment.objects.all(), permission, pk=pk)
    surveyed = queries.arrival(enrolment, today_of(request))
    if not surveyed.group.meets_person:
        raise Http404
    return surveyed


def _shown(surveyed: Arrival) -> dict[str, Any]:
    return {
        "arrival": surveyed,
        "enrolment": surveyed.enrolment,
        "group": surveyed.group,
        "definition": surveyed.group.definition,
        "item": surveyed.item,
        "meeting": surveyed.item.meeting if surveyed.item else None,
    }


# --- The meeting ----------------------------------------------------------------------------------


@needs(P.MEETING_RUN)
@require_http_methods(BOTH)
def book(request: Request, pk: int) -> HttpResponse:
    """Book the meeting; once it is booked, move it or call it off."""
    surveyed = _opened(request, pk)
    enrolment, today = surveyed.enrolment, today_of(request)
    booked = surveyed.item if surveyed.stage in (Stage.MEET, Stage.HOLD) else None
    cancels = booked is not None and "cancel" in request.POST
    initial: dict[str, Any] = {"revision": enrolment.revision}
    if booked:
        meeting = booked.meeting
        initial |= {"on": meeting.on, "at": meeting.at, "place": meeting.place}
    form = (Act if cancels else BookForm)(posted(request), initial=initial)

    def act() -> HttpResponse:
        said: dict[str, Any] = {"by": request.user, "enrolment": enrolment}
        said["revision"] = form.cleaned_data["revision"]
        if cancels:
            services.cancel_person_meeting(**said, now=timezone.now())
            messages.success(request, _("Mötet är inställt. Boka ett nytt när ni vet när."))
            return redirect("intake:arrival", enrolment.pk)
        said |= {name: form.cleaned_data[name] for name in ("on", "at", "place")}
        if booked:
            services.move_person_meeting(**said, today=today)
            messages.success(request, _told(_("Mötet är flyttat."), enrolment))
        else:
            services.book_meeting(**said, today=today)
            messages.success(request, _told(_("Mötet är bokat."), enrolment))
        return redirect("intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    context = _shown(surveyed) | {
        "form": BookForm(initial=initial) if cancels else form,
        "refused": form if cancels else None,
        "booked": booked,
        "seats": surveyed.group.seats_for(enrolment),
    }
    return answer or render(request, "intake/book.html", context, status=status_of(form))


@needs(P.MEETING_RUN)
@require_http_methods(BOTH)
def hold(request: Request, pk: int) -> HttpResponse:
    """Who was there, what is to be remembered, and the plan where the parties make one."""
    surveyed = _opened(request, pk)
    enrolment, item = surveyed.enrolment, surveyed.item
    if item is None or surveyed.stage not in (Stage.MEET, Stage.HOLD, Stage.DECIDE):
        if request.method == "GET":
            return redirect("intake:arrival", pk)
        raise Http404
    meeting = item.meeting
    meeting.around = enrolment
    form = HoldForm(
        posted(request),
        seats=seats_with_answers(meeting, surveyed.group),
        steps=list(item.planned.order_by("place")) if surveyed.group.plans else None,
        initial={"revision": enrolment.revision, "notes": meeting.notes},
    )

    def act() -> HttpResponse:
        services.hold_meeting(
            by=request.user,
            enrolment=enrolment,
            seats=form.seen,
            notes=form.cleaned_data["notes"],
            steps=form.steps,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        if not request.user.may(surveyed.group.decided_with):
            messages.success(request, _("Mötet är antecknat. Nu beslutar enhetschefen."))
            return redirect("intake:arrival", enrolment.pk)
        messages.success(request, _("Mötet är antecknat. Nu kan ni besluta."))
        return redirect("intake:decide", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    has_come = meeting.on <= today_of(request)
    context = _shown(surveyed) | {"form": form, "has_come": has_come}
    return answer or render(request, "intake/hold.html", context, status=status_of(form))


# --- The decision ---------------------------------------------------------------------------------


@needs(P.MEETING_RUN, P.DISPUTE_DECIDE)
@require_http_methods(BOTH)
def decide(request: Request, pk: int) -> HttpResponse:
    """What the team, or the parties together, decide: as the plan has it, or with a reason."""
    surveyed = _opened(request, pk, _decided_with(pk))
    enrolment = surveyed.enrolment
    if surveyed.stage in (Stage.SETTLE, Stage.ADMIT, Stage.CLOSED) and request.method == "GET":
        return redirect("intake:arrival", pk)
    missing = departures(surveyed)
    form = AroundDecisionForm(
        posted(request),
        kind=MeetingItem.Kind.NEW,
        definition=surveyed.group.definition,
        group=surveyed.group,
        departures=missing,
        initial={"revision": enrolment.revision},
    )

    def act() -> HttpResponse:
        item = services.decide_around(
            by=request.user,
            enrolment=enrolment,
            verdict=form.verdict,
            departure=form.cleaned_data.get("departure", ""),
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        item.enrolment.refresh_from_db()
        messages.success(request, _told(_("Beslutet är antecknat."), enrolment))
        tells = telling(surveyed.group, item, surveyed.coverage) and request.user.may(P.CASE_EDIT)
        return redirect("intake:letters" if tells else "intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    written = Application.objects.filter(enrolment=enrolment).first()
    sections = sections_for(request.user, surveyed, today_of(request))
    context = _shown(surveyed) | {
        "form": form,
        "departures": missing,
        "sheet": queries.sheet_for(sections, surveyed, written),
        "may_differ": surveyed.stage == Stage.DECIDE
        and not surveyed.group.head_decides
        and surveyed.group.definition.deciding
        and surveyed.group.definition.deciding.disagreement,
    }
    return answer or render(request, "intake/decide.html", context, status=status_of(form))


def _told(done: str, enrolment: Enrolment) -> str:
    """What was done, and that the referrer sees it: nobody does of one who came alone."""
    return f"{done} {_('Den som remitterade ser det.')}" if enrolment.referred_by_id else done


def _decided_with(pk: int) -> Permission:
    """What opens the page: the permission that the plan of this person asks of the one who decides.

    Nothing is told of a person whom neither permission reaches: `open_record` answers 404.
    """
    row = Enrolment.objects.filter(pk=pk).select_related("version__programme", "unit").first()
    if row is None or row.unit is None:
        raise Http404
    return group_of(row.unit, row.version, ()).decided_with


@needs(P.MEETING_RUN)
@require_http_methods(BOTH)
def differ(request: Request, pk: int) -> HttpResponse:
    """What each wants, and why, when those who met cannot agree."""
    surveyed = _opened(request, pk)
    enrolment, item = surveyed.enrolment, surveyed.item
    if item is None or surveyed.stage != Stage.DECIDE:
        return redirect("intake:arrival", pk)
    form = PositionsForm(
        posted(request),
        seats=surveyed.group.seats_for(enrolment),
        kind=item.kind,
        definition=surveyed.group.definition,
        initial={"revision": enrolment.revision},
    )

    def act() -> HttpResponse:
        services.disagree(
            by=request.user,
            item=item,
            positions=form.positions,
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Antecknat. Enhetschefen avgör."))
        return redirect("intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    context = _shown(surveyed) | {"form": form}
    return answer or render(request, "intake/differ.html", context, status=status_of(form))


# --- The letters ----------------------------------------------------------------------------------


@needs(P.CASE_EDIT)
@require_http_methods(BOTH)
def letters(request: Request, pk: int) -> HttpResponse:
    """Tell a decision in writing: what has been told, and what is to be."""
    enrolment = open_record(request, Enrolment.objects.all(), P.CASE_EDIT, pk=pk)
    surveyed = queries.arrival(enrolment, today_of(request))
    item = surveyed.item
    if item is not None:
        item.enrolment = enrolment
    told = telling(surveyed.group, item, surveyed.coverage)
    if told is None or item is None:
        raise Http404
    reason = item.settled_reason if item.settled else item.reason
    form = LetterForm(
        posted(request),
        kinds=told.kinds,
        initial={
            "revision": enrolment.revision,
            "to_person": reason,
            "to_referrer": reason,
            "call": request.user.name,
        },
    )

    def act() -> HttpResponse:
        said = {name: form.cleaned_data.get(name, "") for name in ("to_person", "to_referrer")}
        services.write_letters(
            by=request.user,
            item=item,
            **said,
            instead=form.cleaned_data["instead"],
            call=form.cleaned_data["call"],
            now=timezone.now(),
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Beskedet är skrivet. Skriv ut det till personen."))
        return redirect("intake:letters", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    current = told.current
    context = _shown(surveyed) | {
        "form": form,
        "told": told,
        "current": current,
        "earlier": [letter for letter in told.letters if letter not in current],
        "again": bool(current) and not form.is_bound and "igen" not in request.GET,
        "documents": documents(),
    }
    return answer or render(request, "intake/letters.html", context, status=status_of(form))


def _letter(request: Request, pk: int) -> Letter:
    """The letter for whoever may read it: the unit, who wrote the application, the person."""
    for permission in (P.CASE_READ, P.APPLICATION_WRITE, P.OWN_CASE):
        rows = (
            Letter.objects.visible_to(request.user, permission)
            if request.user.may(permission)
            else None
        )
        if rows is not None and rows.filter(pk=pk).exists():
            return open_record(request, Letter.objects.all(), permission, pk=pk)
    raise Http404


@needs(P.CASE_READ, P.APPLICATION_WRITE, P.OWN_CASE)
@require_safe
def letter(request: Request, pk: int) -> HttpResponse:
    """A letter to read on the screen or print."""
    row = _letter(request, pk)
    context = {"letter": row, "said": row.said, "back": _where_from(request, row)}
    return render(request, "intake/letter.html", context)


def _where_from(request: Request, row: Letter) -> str:
    """The page that the reader came to the letter by."""
    if request.user.may(P.CASE_EDIT):
        return reverse("intake:letters", args=[row.enrolment_id])
    if request.user.may(P.CASE_READ):
        return reverse("intake:arrival", args=[row.enrolment_id])
    if row.to == Letter.To.REFERRER:
        return reverse("intake:application", args=[row.enrolment.application.pk])
    return reverse("casework:mine")


@needs(P.CASE_READ, P.APPLICATION_WRITE, P.OWN_CASE)
@require_safe
def letter_pdf(request: Request, pk: int) -> HttpResponse:
    """The same letter on paper. The file is named by the case, never by the person."""
    row = _letter(request, pk)
    answer = HttpResponse(as_pdf(row), content_type="application/pdf")
    name = f"besked-{row.enrolment.case_number}-{row.pk}.pdf"
    answer["Content-Disposition"] = f'inline; filename="{name}"'
    return answer
