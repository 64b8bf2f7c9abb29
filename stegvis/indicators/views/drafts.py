"""Writing a version of a plan: begun from one that is there, checked as it is typed, published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from stegvis.access.acting import act_once, found, posted, refuse, status_of
from stegvis.access.once import Act, Once, Stale, answered_before
from stegvis.access.pages import Request, association_of, needs
from stegvis.access.roles import Permission
from stegvis.indicators import publishing
from stegvis.indicators.drafting import Reading, originals
from stegvis.indicators.fault_words import in_swedish
from stegvis.indicators.views.definitions import blocks
from stegvis.lib.faults import Refused
from stegvis.programmes import drafts
from stegvis.programmes.models import ProgrammeDraft
from stegvis.ui.autosave import is_autosave, saved
from stegvis.ui.forms import DateField

P = Permission.DEFINITION_PUBLISH
both = require_http_methods(["GET", "POST"])


class BeginForm(Once):
    """What to copy, and under which name."""

    original = forms.ChoiceField(
        label=gettext_lazy("Utgå från"),
        error_messages={"required": gettext_lazy("Välj planen att utgå från.")},
    )
    version = forms.RegexField(
        label=gettext_lazy("Den nya versionens namn"),
        regex=r"^[0-9A-Za-z]+([.-][0-9A-Za-z]+)*$",
        max_length=20,
        help_text=gettext_lazy("Oftast året, till exempel 2027."),
        error_messages={
            "required": gettext_lazy("Skriv vad versionen ska heta, till exempel 2027."),
            "invalid": gettext_lazy("Skriv bara bokstäver a–z och siffror, till exempel 2027."),
        },
    )
    valid_from = DateField(
        label=gettext_lazy("Gäller från"),
        error_messages={"required": gettext_lazy("Skriv dagen då versionen börjar gälla.")},
    )
    key = forms.RegexField(
        label=gettext_lazy("Nyckel, om det är en ny insats"),
        required=False,
        regex=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$",
        max_length=60,
        help_text=gettext_lazy("Små bokstäver a–z, siffror och bindestreck: steg-in. Tomt: samma."),
        error_messages={
            "invalid": gettext_lazy("Skriv små bokstäver a–z, siffror och bindestreck: steg-in.")
        },
    )
    title = forms.CharField(
        label=gettext_lazy("Namn, om det är en ny insats"), required=False, max_length=120
    )

    def __init__(self, data: Any, *, known: dict[str, tuple[str, str]]) -> None:
        super().__init__(data)
        choices = [(key, name) for key, (name, _text) in known.items()]
        self.fields["original"].choices = [("", _("Välj")), *choices]  # type: ignore[attr-defined]


class DraftForm(Act):
    """The text of a draft."""

    source = forms.CharField(
        label=gettext_lazy("Planens text"),
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={"rows": 34, "spellcheck": "false", "wrap": "off", "class": "editor__text"}
        ),
    )

    def typed(self, data: Any) -> str:
        """What stands in the text, valid or not: a form is never the end of what was typed."""
        return str(data.get("source", ""))


class PublishForm(Act):
    """That whoever publishes has read what it means."""

    read = forms.BooleanField(
        label=gettext_lazy("Jag har läst vad versionen säger. Den kan aldrig ändras efteråt."),
        error_messages={"required": gettext_lazy("Kryssa för att du har läst vad den säger.")},
    )


@needs(P)
@both
def begin(request: Request) -> HttpResponse:
    """From which plan, as which version; or as another programme."""
    known = originals()
    form = BeginForm(posted(request), known=known)

    def act() -> HttpResponse:
        said = dict(form.cleaned_data)
        del said["once"]
        original = said.pop("original")
        draft = drafts.begin_draft(
            by=request.user, association=association_of(request),
            source=known[original][1], based_on=original, **said,
        )  # fmt: skip
        return redirect("indicators:draft", draft.pk)

    answer = act_once(request, form, act)
    context = {"form": form, "drafts": ProgrammeDraft.objects.order_by("-pk")}
    return answer or render(request, "indicators/begin.html", context, status=status_of(form))


@needs(P)
@both
def draft(request: Request, pk: int) -> HttpResponse:
    """The text, saved as it is typed, and beside it the plan it would be or what is wrong."""
    held = found(ProgrammeDraft.objects.visible_to(request.user), pk=pk)
    form = DraftForm(posted(request), initial={"source": held.source, "revision": held.revision})
    if is_autosave(request):
        return _autosave(request, held, form)
    if request.method == "POST" and (answer := _save(request, held, form)):
        return answer
    text = form.typed(request.POST) if request.method == "POST" else held.source
    context = {"draft": held, "form": form} | _read(text)
    return render(request, "indicators/draft.html", context, status=status_of(form))


def _read(text: str) -> dict[str, Any]:
    """What is beside the text: faults in words, and the plan as far as it can be read."""
    reading = Reading(text.replace("\r\n", "\n"))
    return {
        "reading": reading,
        "faults": [(place, *in_swedish(place.fault)) for place in reading.shown],
        "sections": [(head, blocks(lines)) for head, lines in reading.sections],
    }


def _keep(request: Request, held: ProgrammeDraft, form: DraftForm) -> ProgrammeDraft:
    page, revision = (
        form.fields[name].clean(request.POST.get(name)) for name in ("once", "revision")
    )
    return drafts.save_draft(
        by=request.user, draft=held, source=form.typed(request.POST), now=timezone.now(),
        page=page, revision=revision,
    )  # fmt: skip


def _autosave(request: Request, held: ProgrammeDraft, form: DraftForm) -> HttpResponse:
    try:
        kept = _keep(request, held, form)
    except Stale as stale:
        return HttpResponse(stale.messages[0], status=409, content_type="text/plain")
    except ValidationError as refusal:
        return HttpResponse(refusal.messages[0], status=422, content_type="text/plain")
    assert kept.saved_at
    return saved(kept.saved_at, revision=kept.revision)


def _save(request: Request, held: ProgrammeDraft, form: DraftForm) -> HttpResponse | None:
    """Keep the draft on a button's press. None when the page has to be shown with the refusal."""
    try:
        _keep(request, held, form)
    except ValidationError as refusal:
        form.is_valid()
        refuse(form, refusal, held)
        return None
    messages.success(request, _("Utkastet är sparat. Det är inte publicerat."))
    onwards = "indicators:publish" if "publish" in request.POST else "indicators:draft"
    return redirect(onwards, held.pk)


@needs(P)
@require_POST
def check(request: Request, pk: int) -> HttpResponse:
    """What is beside the text, for the text as it stands on the page. Keeps nothing."""
    held = found(ProgrammeDraft.objects.visible_to(request.user), pk=pk)
    text = request.POST.get("source", "")[: drafts.LONGEST]
    return render(request, "indicators/parts/reading.html", {"draft": held} | _read(text))


@needs(P)
@both
def publish(request: Request, pk: int) -> HttpResponse:
    """What the version changes and what stands in its way; and the act that cannot be undone."""
    if request.method == "POST" and (answer := answered_before(request)):
        return answer
    held = found(ProgrammeDraft.objects.visible_to(request.user), pk=pk)
    form = PublishForm(posted(request), initial={"revision": held.revision})
    read = _read(held.source)

    def act() -> HttpResponse:
        try:
            version = publishing.publish_draft(
                by=request.user, association=association_of(request), draft=held,
                revision=form.cleaned_data["revision"],
            )  # fmt: skip
        except Refused as refused:
            raise ValidationError(_("Versionen har fel och är inte publicerad.")) from refused
        said = {"title": version.programme.title, "version": version.version}
        messages.success(request, _("%(title)s %(version)s är publicerad.") % said)
        return redirect("indicators:programme", version.programme.key)

    if answer := act_once(request, form, act, held):
        return answer
    reading = read["reading"]
    context = read | {
        "draft": held,
        "form": form,
        "former": reading.former,
        "changes": [(head, blocks(lines)) for head, lines in reading.changes],
    }
    return render(request, "indicators/publish.html", context, status=status_of(form))


@needs(P)
@both
def delete(request: Request, pk: int) -> HttpResponse:
    """Remove a draft, after asking."""
    if request.method == "POST" and (answer := answered_before(request)):
        return answer
    held = found(ProgrammeDraft.objects.visible_to(request.user), pk=pk)
    form = Once(posted(request))

    def act() -> HttpResponse:
        drafts.delete_draft(by=request.user, draft=held)
        messages.success(request, _("Utkastet är borttaget."))
        return redirect("indicators:programmes")

    answer = act_once(request, form, act)
    context = {"draft": held, "form": form}
    return answer or render(request, "indicators/delete.html", context, status=status_of(form))
