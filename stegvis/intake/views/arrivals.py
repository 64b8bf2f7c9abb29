"""The unit's pages on those who have applied: the list, the person, preparation and consent."""

from __future__ import annotations

from operator import itemgetter

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from stegvis.access.acting import act_once, posted, status_of, today_of
from stegvis.access.models import User
from stegvis.access.pages import Request, needs, open_record
from stegvis.access.roles import Permission
from stegvis.intake import queries, services, waits
from stegvis.intake.eligibility import asks_about
from stegvis.intake.forms import ConsentForm, PreparationForm, WithdrawConsentForm
from stegvis.intake.models import Application, PlannedStep
from stegvis.intake.queries import Stage
from stegvis.intake.queries.applications import sections_for
from stegvis.intake.queries.around import matters_of
from stegvis.intake.queries.letters import telling
from stegvis.intake.services.eligibility import may_exempt
from stegvis.participants import services as participants
from stegvis.participants.models import Consent, ContactPerson, Enrolment, Participant
from stegvis.participants.shown import people_shown, senders_shown

P = Permission
#: How many people a page lists.
PAGE = 50

#: What someone with the permission is to do something about, the most pressing first.
YOURS = {
    P.CASE_EDIT: (
        Stage.ADMIT,
        Stage.DECIDE,
        Stage.HOLD,
        Stage.RAISE,
        Stage.BOOK,
        Stage.MATCH,
        Stage.PREPARE,
        Stage.CONSENT,
    ),
    P.DISPUTE_DECIDE: (Stage.SETTLE, Stage.DECIDE),
}


def _is_for(user: User, surveyed: queries.Arrival) -> bool:
    """Whether what is to happen next is the user's: a decision is that of whom the plan names."""
    return surveyed.stage != Stage.DECIDE or _decides(user, surveyed)


def _decides(user: User, surveyed: queries.Arrival) -> bool:
    """Whether the user is the one whom the plan of this person lets decide."""
    return user.may(surveyed.group.decided_with)


@needs(P.CASE_READ)
@require_safe
def incoming(request: Request) -> HttpResponse:
    """Everybody on the way in: what each waits for, on whom, and since when."""
    today = today_of(request)
    found = queries.arrivals(request.user, today)
    stages = dict.fromkeys(
        stage for permission in YOURS if request.user.may(permission) for stage in YOURS[permission]
    )
    place = {stage: number for number, stage in enumerate(stages)}
    staged = [
        (place.get(row.stage, len(place)) if _is_for(request.user, row) else len(place), row)
        for row in found
    ]
    page = Paginator(sorted(staged, key=itemgetter(0)), PAGE).get_page(request.GET.get("page"))
    people_shown(request, "intake:incoming", [row.enrolment for _place, row in page])
    waiting = queries.sent_alone(request.user)
    alone = list(waiting[:PAGE])
    senders_shown(request, "intake:incoming", alone)
    context = {
        "alone": alone,
        "alone_more": waiting.count() - PAGE if len(alone) == PAGE else 0,
        "page": page,
        "forms_open": [request.build_absolute_uri(path) for path in queries.forms_open(today)],
        "yours": [row for where, row in page if where < len(place)],
        "others": [row for where, row in page if where == len(place)],
        "drafts": Application.objects.visible_to(request.user).drafts().order_by("-pk"),
        "may_apply": request.user.may(P.APPLICATION_WRITE),
        "several_units": len({row.enrolment.unit_id for row in found}) > 1,
    }
    return render(request, "intake/incoming.html", context)


@needs(P.CASE_READ)
@require_safe
def arrival(request: Request, pk: int) -> HttpResponse:
    """One person on the way in, as their unit sees them: all of it."""
    enrolment = open_record(request, Enrolment.objects.all(), P.CASE_READ, pk=pk)
    today = today_of(request)
    surveyed = queries.arrival(enrolment, today)
    written = Application.objects.filter(enrolment=enrolment).select_related("written_by").first()
    consents = Consent.objects.filter(enrolment=enrolment).order_by("-starts_on", "-pk")
    latest = surveyed.item
    if latest is not None:
        latest.enrolment = enrolment
    context = {
        "arrival": surveyed,
        "contact": ContactPerson.objects.from_now_on(today)
        .filter(enrolment=enrolment)
        .order_by("starts_on")
        .first(),
        "telling": telling(surveyed.group, latest, surveyed.coverage),
        "planned": PlannedStep.objects.filter(item__enrolment=enrolment).order_by("item", "place")
        if surveyed.group.plans
        else [],
        "enrolment": enrolment,
        "application": written,
        "stated_otherwise": _stated_otherwise(written, enrolment.participant),
        "sheet": queries.sheet_for(sections_for(request.user, surveyed, today), surveyed, written),
        "matters": matters_of(enrolment, surveyed.group),
        "consents": consents.prefetch_related("parties__organisation"),
        "in_force": set(consents.in_force(today).values_list("pk", flat=True)),
        "information": dict(_information(surveyed)),
        "may_edit": request.user.may(P.CASE_EDIT),
        "decides": _decides(request.user, surveyed),
        "own_place": waits.own_place(enrolment, today),
        "may_exempt": may_exempt(request.user, enrolment) and not enrolment.started_on,
        "asks_joint_assessment": asks_about(surveyed.group.definition, "joint_assessment"),
    }
    return render(request, "intake/arrival.html", context)


def _stated_otherwise(written: Application | None, person: Participant) -> list[str]:
    """Where the referrer's words differ from what is on file, for the unit to look into."""
    if written is None:
        return []
    said = {
        _("Namn"): (written.stated_name, person.name),
        _("Hemkommun"): (written.stated.get("municipality", ""), person.municipality),
    }
    return [f"{label}: {stated}" for label, (stated, filed) in said.items() if stated != filed]


def _information(surveyed: queries.Arrival):
    rules = surveyed.group.definition.consent
    return [(kind.key, kind.text) for kind in rules.information] if rules else []


@needs(P.CASE_EDIT)
@require_http_methods(["GET", "POST"])
def preparation(request: Request, pk: int) -> HttpResponse:
    """What has to be in place first: done, not yet, or not answered."""
    enrolment = open_record(request, Enrolment.objects.all(), P.CASE_EDIT, pk=pk)
    today = today_of(request)
    surveyed = queries.arrival(enrolment, today)
    form = PreparationForm(
        posted(request),
        preparation=surveyed.preparation,
        today=today,
        initial={"revision": enrolment.revision},
    )

    def act() -> HttpResponse:
        services.record_preparation(
            by=request.user,
            enrolment=enrolment,
            answers=form.answers,
            today=today,
            revision=form.cleaned_data["revision"],
        )
        messages.success(request, _("Förarbetet är antecknat."))
        return redirect("intake:arrival", enrolment.pk)

    answer = act_once(request, form, act, enrolment)
    context = {"arrival": surveyed, "enrolment": enrolment, "form": form}
    return answer or render(request, "intake/preparation.html", context, status=status_of(form))


# --- Consent --------------------------------------------------------------------------------------


@needs(P.CASE_EDIT, P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def consent(request: Request, pk: int) -> HttpResponse:
    """A new consent: recorded by the unit, or by the one who wrote the application."""
    enrolment = keeper_opens(request, pk)
    today = today_of(request)
    group = queries.arrival(enrolment, today).group
    if not group.definition.consent:
        raise Http404
    form = ConsentForm(posted(request), group=group, today=today)

    def act() -> HttpResponse:
        given = form.given
        participants.record_consent(
            by=request.user, enrolment=enrolment, parties=given.parties,
            information=given.information, form=given.form,
            starts_on=given.starts_on, ends_on=given.ends_on,
        )  # fmt: skip
        messages.success(request, _("Samtycket är registrerat."))
        return redirect(page_of(request, enrolment))

    answer = act_once(request, form, act)
    context = {
        "group": group,
        "form": form,
        "whom": said_of_whom(request, enrolment),
        "back": page_of(request, enrolment),
    }
    return answer or render(request, "intake/consent.html", context, status=status_of(form))


@needs(P.CASE_EDIT, P.APPLICATION_WRITE)
@require_http_methods(["GET", "POST"])
def withdraw_consent(request: Request, pk: int) -> HttpResponse:
    """That a person has taken a consent back. The sharing ends at once."""
    row = Consent.objects.filter(pk=pk, withdrawn_on__isnull=True).first()
    if row is None:
        raise Http404
    enrolment = keeper_opens(request, row.enrolment_id)
    form = WithdrawConsentForm(posted(request), initial={"on": today_of(request)})

    def act() -> HttpResponse:
        day = form.cleaned_data["on"]
        participants.withdraw_consent(by=request.user, consent=row, on=day)
        messages.success(request, _("Samtycket är återtaget. Parterna ser inte längre personen."))
        return redirect(page_of(request, enrolment))

    answer = act_once(request, form, act)
    context = {
        "consent": row,
        "form": form,
        "whom": said_of_whom(request, enrolment),
        "back": page_of(request, enrolment),
    }
    return answer or render(
        request, "intake/withdraw_consent.html", context, status=status_of(form)
    )


def page_of(request: Request, enrolment: Enrolment) -> str:
    """Where the user sees the person: the unit's page, or the application they wrote."""
    if enrolment.unit_id in request.user.units_with(P.CASE_EDIT):
        return reverse("intake:arrival", args=[enrolment.pk])
    return reverse("intake:application", args=[enrolment.application.pk])


def said_of_whom(request: Request, enrolment: Enrolment) -> str:
    """Whom the page is about: the name to the unit, to the writer the number, consent or not."""
    if enrolment.unit_id in request.user.units_with(P.CASE_EDIT):
        return enrolment.participant.name
    return _("Ärende %(number)s") % {"number": enrolment.case_number}


def keeper_opens(request: Request, enrolment: int) -> Enrolment:
    """The enrolment for the unit that runs it, or for the writer of its application; or 404."""
    in_unit = Enrolment.objects.visible_to(request.user, P.CASE_EDIT).filter(pk=enrolment)
    if in_unit.exists():
        return open_record(request, Enrolment.objects.all(), P.CASE_EDIT, pk=enrolment)
    own = Application.objects.sent()
    return open_record(request, own, P.APPLICATION_WRITE, enrolment=enrolment).case
