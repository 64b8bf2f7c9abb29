"""The referrer's pages: own applications, writing one, what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import act_once, found, posted, refuse, status_of, today_of
from stegvis.access.once import Once, Stale
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import queries, services
from stegvis.intake.eligibility import asks_about
from stegvis.intake.forms import ApplicationForm, BeginForm
from stegvis.intake.groups import group_of, groups
from stegvis.intake.models import Application, HandOver, Letter, ReferralMeeting
from stegvis.intake.queries.applications import opened_by
from stegvis.intake.queries.around import said_grounds
from stegvis.intake.services.applications import version_for
from stegvis.intake.ways import Opening, must_hand_over, openings, way_of
from stegvis.participants.models import Consent, Decision
from stegvis.participants.queries import covered
from stegvis.participants.shown import people_shown
from stegvis.ui.autosave import is_autosave, saved

P = Permission

#: How many decisions that have been read a page lists.
PAGE = 20


@needs(P.APPLICATION_WRITE, P.CASE_READ)
@require_safe
def home(request: Request) -> HttpResponse:
    """A referrer's own applications. Who works in a unit goes on to those that came in there."""
    if request.user.may(P.CASE_READ):
        return redirect("intake:incoming")
    today = today_of(request)
    ahead = ReferralMeeting.objects.visible_to(request.user).open().filter(on__gte=today)
    own = queries.own_applications(request.user, today)
    named = [row.application.case for row in own.sent if row.name]
    people_shown(request, "intake:home", named)
    context = {
        "own": own,
        "offered": HandOver.objects.visible_to(request.user)
        .open(today)
        .select_related("application__unit", "application__programme", "proposed_by")
        .order_by("proposed_at", "pk"),
        "handed": HandOver.objects.filter(proposed_by=request.user)
        .select_related("application", "to")
        .order_by("-proposed_at", "-pk")[:PAGE],
        "decided": Paginator(own.decided, PAGE).get_page(request.GET.get("page")),
        "meetings": ahead.select_related("unit", "programme").order_by("on", "pk"),
    }
    return render(request, "intake/home.html", context)


# --- Writing one ----------------------------------------------------------------------------------


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def begin(request: Request) -> HttpResponse:
    """What an application is, and a new draft."""
    places = _places(request)
    form = BeginForm(posted(request), places=places)

    def act() -> HttpResponse:
        chosen = form.chosen
        draft = services.begin_application(
            by=request.user, group=chosen.group, organisation=chosen.organisation
        )
        return redirect("intake:draft", draft.pk)

    answer = act_once(request, form, act)
    programmes = {one.group.programme.pk: one for one in places.values()}
    context = {"form": form, "places": places, "openings": programmes.values()}
    return answer or render(request, "intake/begin.html", context, status=status_of(form))


def _places(request: Request) -> dict[str, Opening]:
    """Where the user may apply, for which party and by which way, by a key for the form."""
    found = openings(request.user, groups(request.user, P.APPLICATION_WRITE, today_of(request)))
    return {one.key: one for one in found}


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def draft(request: Request, pk: int) -> HttpResponse:
    """An application being written: saved as it is typed, sent when it is whole."""
    if is_autosave(request):
        return _autosave(request, found(Application.objects.visible_to(request.user), pk=pk))
    application = open_record(request, Application.objects.all(), P.APPLICATION_WRITE, pk=pk)
    if application.sent_at:
        return redirect("intake:application", pk)
    if HandOver.objects.filter(application=application).open(today_of(request)).exists():
        return redirect("intake:hand_over", pk)
    try:
        form = _form(request, application)
    except ValidationError as refusal:  # no plan holds any more
        messages.error(request, refusal.messages[0])
        return redirect("intake:home")
    if request.method == "POST":
        answer = _send(request, application, form) if "send" in request.POST else None
        if answer := answer or _save(request, application, form):
            return answer
    context = {
        "application": application,
        "form": form,
        "group": form.group,
        "hands_over": must_hand_over(form.group, form.way, application.organisation),
    }
    return render(request, "intake/draft.html", context, status=status_of(form))


def _form(request: Request, application: Application) -> ApplicationForm:
    today = today_of(request)
    group = group_of(application.unit, version_for(application, today))
    return ApplicationForm(
        posted(request),
        group=group,
        today=today,
        way=way_of(group.definition, application.way_in),
        typed=application.typed,
        initial={"revision": application.revision},
    )


def _autosave(request: Request, application: Application) -> HttpResponse:
    """Keep what has been typed, valid or not, and say when."""
    try:
        kept = _keep(request, application, _form(request, application))
    except Stale as stale:
        return HttpResponse(stale.messages[0], status=409, content_type="text/plain")
    except ValidationError as refusal:
        return HttpResponse(refusal.messages[0], status=422, content_type="text/plain")
    assert kept.saved_at
    return saved(kept.saved_at, revision=kept.revision)


def _keep(request: Request, application: Application, form: ApplicationForm) -> Application:
    machinery = {name: form.fields[name] for name in ("once", "revision")}
    page, revision = (
        field.widget.value_from_datadict(request.POST, {}, name)
        for name, field in machinery.items()
    )
    return services.save_draft(
        by=request.user,
        application=application,
        typed=form.typed(request.POST),
        now=timezone.now(),
        page=machinery["once"].clean(page),
        revision=machinery["revision"].clean(revision),
    )


def _save(request: Request, application: Application, form: ApplicationForm) -> HttpResponse | None:
    """Keep the draft on a button's press. None when the page has to be shown with its faults."""
    try:
        kept = _keep(request, application, form)
    except ValidationError as refusal:
        refuse(form, refusal, application)
        return None
    if "send" in request.POST:  # it was refused: what was typed stands, with what is wrong
        application.saved_at = kept.saved_at
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data["revision"] = str(kept.revision)  # type: ignore[index]
        return None
    if "hand_over" in request.POST:
        return redirect("intake:hand_over", application.pk)
    messages.success(request, _("Utkastet är sparat. Det är inte skickat än."))
    return redirect("intake:draft", application.pk)


def _send(request: Request, application: Application, form: ApplicationForm) -> HttpResponse | None:
    def act() -> HttpResponse:
        services.send_application(
            by=request.user,
            application=application,
            stated=form.stated,
            given=form.given,
            criteria=form.answers,
            need=form.cleaned_data["need"],
            earlier=form.cleaned_data["earlier"],
            goal=form.cleaned_data["goal"],
            took_part_on=form.cleaned_data.get("took_part_on"),
            took_part_how=form.cleaned_data.get("took_part_how", ""),
            now=timezone.now(),
            page=form.cleaned_data["once"],
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Ansökan är skickad."))
        return redirect("intake:application", application.pk)

    return act_once(request, form, act, application)


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def delete(request: Request, pk: int) -> HttpResponse:
    """Remove a draft, after asking."""
    rows = Application.objects.drafts()
    application = open_record(request, rows, P.APPLICATION_WRITE, pk=pk)
    form = Once(posted(request))

    def act() -> HttpResponse:
        services.delete_draft(by=request.user, application=application)
        messages.success(request, _("Utkastet är borttaget."))
        return redirect("intake:home")

    answer = act_once(request, form, act)
    context = {"application": application, "form": form}
    return answer or render(request, "intake/delete.html", context, status=status_of(form))


# --- What was sent --------------------------------------------------------------------------------


@needs(P.APPLICATION_WRITE, P.CASE_READ)
@require_safe
def application(request: Request, pk: int) -> HttpResponse:
    """An application: its writer sees what the consent covers, the unit goes on to the whole."""
    own = Application.objects.visible_to(request.user).filter(pk=pk).first()
    if own is not None and own.sent_at is None:
        return redirect("intake:draft", pk)
    in_unit = Application.objects.visible_to(request.user, P.CASE_READ).filter(pk=pk).first()
    if in_unit is not None:
        return redirect("intake:arrival", in_unit.enrolment_id)
    own = open_record(request, Application.objects.sent(), P.APPLICATION_WRITE, pk=pk)
    context = _own_page(request, own)
    services.mark_decision_read(by=request.user, application=own)
    return render(request, "intake/application.html", context)


def _own_page(request: Request, own: Application) -> dict:
    """What the writer may see today. Without a consent, and of one whose identity is protected:
    that it was sent, and what came of it.
    """
    today = today_of(request)
    arrival = queries.arrival(own.case, today)
    hidden = own.case.participant.protected
    information = frozenset() if hidden else covered(own.case, own.organisation, today)
    sections = opened_by(arrival.group.definition, information)
    consents = Consent.objects.in_force(today).filter(enrolment=own.case)
    return {
        "application": own,
        "arrival": arrival,
        "covered": bool(information),
        "name": own.stated_name if information else "",
        "sheet": queries.sheet_for(sections, arrival, own) if information else None,
        "consents": consents.order_by("-starts_on", "-pk") if information else [],
        "grounds": said_grounds(arrival.group.definition, own.case.refusal_criteria)
        if information
        else [],
        "letters": Letter.objects.visible_to(request.user, P.APPLICATION_WRITE)
        .filter(enrolment=own.case)
        .order_by("-written_at", "-pk"),
        "asks_joint_assessment": asks_about(arrival.group.definition, "joint_assessment"),
        "undecided": own.case.decision in (None, Decision.WAITING),
    }


@needs(P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def withdraw(request: Request, pk: int) -> HttpResponse:
    """Take back an application that has not been decided, after asking."""
    own = open_record(request, Application.objects.sent(), P.APPLICATION_WRITE, pk=pk)
    form = Once(posted(request))

    def act() -> HttpResponse:
        services.withdraw_application(by=request.user, application=own, now=timezone.now())
        messages.success(request, _("Ansökan är återtagen. Enheten ser det."))
        return redirect("intake:application", own.pk)

    answer = act_once(request, form, act)
    context = {"application": own, "form": form}
    return answer or render(request, "intake/withdraw.html", context, status=status_of(form))
