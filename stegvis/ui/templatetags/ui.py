"""The components pages are made of. Every one of them stands on the gallery, /komponenter/.

The tags are built in: no `{% load %}`. A page, whole, to copy from::

    {% extends "ui/base.html" %}
    {% block title %}{% translate "Mina deltagare" %}{% endblock %}
    {% block main %}
    {% pagehead title=_("Mina deltagare") lead=_("De som väntar på något av dig står först.") %}
      {% button_link _("Ny ansökan") url="/ansok/" kind="primary" %}
    {% endpagehead %}

    {% if cases %}
      {% table caption=_("Mina deltagare") %}
        <thead><tr>
          <th scope="col">{% translate "Namn" %}</th>
          <th scope="col">{% translate "Steg" %}</th>
          <th scope="col">{% translate "Härnäst" %}</th>
          <th scope="col" class="num">{% translate "Dagar" %}</th>
        </tr></thead>
        <tbody>
        {% for case in cases %}
          <tr>
            <th scope="row"><a href="{{ case.url }}">{{ case.name }}</a></th>
            <td data-label="{% translate "Steg" %}">{{ case.step }}</td>
            <td data-label="{% translate "Härnäst" %}">{{ case.next }} {% due case.due_on %}</td>
            <td data-label="{% translate "Dagar" %}" class="num">{{ case.days }}</td>
          </tr>
        {% endfor %}
        </tbody>
      {% endtable %}
      {% pagination page %}
    {% else %}
      {% empty %}{% translate "Här kommer dina deltagare när de skrivs in." %}{% endempty %}
    {% endif %}

    {% card title=_("Avsluta steget") id="finish" %}
      {% post %}
        {% form_errors form %}
        {% field form.ends_on %}
        {% button _("Avsluta steget") kind="primary" %}
      {% endpost %}
    {% endcard %}
    {% endblock %}

What the pieces promise:

- One `pagehead` a page: what it is about, what to do next. One primary button a page, a verb.
- A card is one topic. Never put a card in a card: inside it use `facts`, `table`, `disclosure`.
- Below 640 pixels a table's rows become cards; each `td` then shows its `data-label`: give it one.
  `class="num"` sets figures to the right and in columns.
- A form is written with `post` (csrf, htmx, no loss of what was typed) and either `{{ form }}`,
  which brings its own list of errors, or `form_errors` and one `field` for each. It works without
  JavaScript. Answer an invalid form with 422, a stale one with 409 (`stegvis.ui.views.conflict`).
- `{% when day %}` and `{{ day|due }}` speak; exact dates are in a hover and for screen readers.
  `today` is in every page's context, and a test or the demonstration may set another.
- Nothing takes a `style=`: the policy of the pages refuses it. Layout: `split` (main and aside),
  `stack` (even distance), `cluster` (in a row, wrapping), `lead`, `quiet` (secondary text), `num`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import get_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stegvis.ui import days, errors

register = template.Library()

#: What a chip or an alert can say, and the names Django's messages have for the same.
KINDS = ("ok", "warn", "late", "neutral", "info")
LEVELS = {"success": "ok", "warning": "warn", "error": "late", "debug": "neutral"}
BUTTONS = ("primary", "secondary", "tertiary", "danger")


# --- Small things ------------------------------------------------------------------------------


@cache
def _icon(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>',
        static("ui/icons.svg"),
        name,
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A small drawing that goes before a word: ok, warn, late, info or neutral.

    Decoration only: hidden from screen readers, so the word has to say the same.
    """
    return _icon(name)


@register.simple_tag
def chip(text: str, kind: str = "neutral", url: str = "") -> SafeString:
    """A short state in a pill with its sign, so that colour never stands alone.

    `kind` is ok, warn, late, neutral or info. With `url` the chip is a link.
    """
    sign = _icon(_one_of(kind, KINDS))
    if url:
        link = '<a class="chip chip--{}" href="{}">{}<span>{}</span></a>'
        return format_html(link, kind, url, sign, text)
    return format_html('<span class="chip chip--{}">{}<span>{}</span></span>', kind, sign, text)


@register.simple_block_tag
def alert(content: str, kind: str = "info", title: str = "") -> SafeString:
    """A message across the page: what happened, and what to do about it.

    `kind` is ok, warn, late, neutral or info, or a level of Django's messages.
    """
    kind = _one_of(LEVELS.get(kind, kind), KINDS)
    heading = format_html('<p class="alert__title">{}</p>', title) if title else ""
    return format_html(
        '<div class="alert alert--{}" role="{}">{}<div>{}{}</div></div>',
        kind,
        "alert" if kind == "late" else "status",
        _icon(kind),
        heading,
        content,
    )


# --- Days --------------------------------------------------------------------------------------


@register.filter(name="when")
def when_filter(value: date | datetime | None, today: date | None = None) -> str:
    """A day as people say it ("i morgon", "12 mars"), exact in a hover. None is empty."""
    return "" if value is None else days.when(value, today or timezone.localdate())


@register.filter(name="due")
def due_filter(value: date | datetime | None, today: date | None = None) -> str:
    """A day something is to be done by: as `when`, but "försenat 2 dagar" when it has passed."""
    return "" if value is None else days.due(value, today or timezone.localdate())


@register.simple_tag(takes_context=True)
def when(context: Context, value: date | datetime | None) -> str:
    """The filter `when`, with `today` taken from the page."""
    return when_filter(value, context.get("today"))


@register.simple_tag(takes_context=True)
def due(context: Context, value: date | datetime | None) -> str:
    """The filter `due`, with `today` taken from the page."""
    return due_filter(value, context.get("today"))


# --- The parts of a page -----------------------------------------------------------------------


@register.simple_block_tag
def pagehead(content: str, title: str, lead: str = "", over: str = "") -> SafeString:
    """The top of a page: its only h1, a sentence on what to do next, and the buttons for it.

    `over` is a word above the title that says where the page belongs ("Ansökan", a person's name).
    """
    return format_html(
        '<header class="pagehead"><div>{}<h1>{}</h1>{}</div>{}</header>',
        format_html('<p class="pagehead__over">{}</p>', over) if over else "",
        title,
        format_html('<p class="lead">{}</p>', lead) if lead else "",
        _wrapped("pagehead__actions", content),
    )


@register.simple_block_tag
def person(content: str, name: str, over: str = "", level: int = 1) -> SafeString:
    """The head of a person's page, which stays while the rest scrolls. Its content is `about`s.

    Holds the page's h1, so there is no `pagehead` beside it.
    """
    return format_html(
        '<header class="person"><div>{}<h{} class="person__name">{}</h{}></div>'
        '<dl class="person__about">{}</dl></header>',
        format_html('<p class="pagehead__over">{}</p>', over) if over else "",
        level,
        name,
        level,
        content,
    )


@register.simple_block_tag
def about(content: str, name: str) -> SafeString:
    """One thing in the head of a person's page: contact person, where on the road, what is next."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", name, content)


@register.simple_block_tag
def card(content: str, title: str = "", id: str = "", level: int = 2) -> SafeString:
    """One topic on a page, with its heading. Never inside another card."""
    attribute = format_html(' id="{}"', id) if id else ""
    heading = format_html("<h{}>{}</h{}>", level, title, level) if title else ""
    return format_html('<section class="card"{}>{}{}</section>', attribute, heading, content)


@register.simple_block_tag
def table(
    content: str, caption: str, show_caption: bool = False, pairs: bool = False
) -> SafeString:
    """A table whose rows become cards on a telephone. The content is `thead` and `tbody`.

    Every `td` needs `data-label`, the word of its column; the row's own name is a `th scope="row"`.
    The caption is for screen readers unless `show_caption`. `pairs` is for two columns, a name and
    a number, which stay side by side on a telephone too.
    """
    return format_html(
        '<div class="table-frame"><table class="rows{}"><caption{}>{}</caption>{}</table></div>',
        " rows--pairs" if pairs else "",
        "" if show_caption else mark_safe(' class="sr-only"'),
        caption,
        content,
    )


@register.simple_block_tag
def empty(content: str, title: str = "") -> SafeString:
    """What stands where nothing is yet: what will come here and how."""
    return format_html(
        '<div class="empty"><svg width="56" height="48" aria-hidden="true">'
        '<use href="{}#empty"></use></svg>{}<div>{}</div></div>',
        static("ui/icons.svg"),
        format_html('<p class="empty__title">{}</p>', title) if title else "",
        content,
    )


@register.simple_block_tag
def disclosure(content: str, summary: str, open: bool = False, id: str = "") -> SafeString:
    """Something that is there for those who want it; opens without JavaScript."""
    return format_html(
        '<details class="disclosure"{}{}><summary>{}</summary><div>{}</div></details>',
        format_html(' id="{}"', id) if id else "",
        mark_safe(" open") if open else "",
        summary,
        content,
    )


@register.simple_block_tag
def facts(content: str) -> SafeString:
    """A list of names and values, each a `fact`."""
    return format_html('<dl class="facts">{}</dl>', content)


@register.simple_block_tag
def fact(content: str, name: str) -> SafeString:
    """One name and its value in `facts`. An empty value is shown as not stated."""
    value = content if content.strip() else _missing()
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", name, value)


def _missing() -> SafeString:
    return format_html('<span class="quiet">{}</span>', _("Inte angivet"))


@register.simple_tag
def tabs(items: Iterable[Mapping[str, Any] | Any], label: str) -> str:
    """A person's page in parts, each a page of its own: links, so they can be opened and sent.

    `items` have label, url, current and, if something is counted, count. `label` names the row.
    """
    return render_to_string("ui/parts/tabs.html", {"items": items, "label": label})


@register.simple_tag(takes_context=True)
def steps(
    context: Context, steps: Sequence[Mapping[str, Any] | Any], current: int, label: str = ""
) -> str:
    """The line of steps a person goes. `current` is the index of the one going on, from 0.

    Each step has `label` and may have `on` (the day it began), `note`, and `notes`, a line each.
    Those before `current` are done, those after are to come; with `current` = len(steps) all are
    done. Where the road is not that straight a step says its own `state`: done, current, ahead, or
    skipped for one that was passed by.
    """
    states = ["done"] * current + ["current"] + ["ahead"] * len(steps)
    line = [
        (step, (step.get("state") if isinstance(step, Mapping) else None) or state)
        for step, state in zip(steps, states, strict=False)
    ]
    parts = {"line": line, "label": label, "today": context.get("today")}
    return render_to_string("ui/parts/steps.html", parts)


@register.simple_tag(takes_context=True)
def pagination(context: Context, page: Page[Any]) -> str:
    """Earlier and later pages of a long list; nothing when everything fits on one page."""
    if page.paginator.num_pages < 2:
        return ""
    query = context["request"].GET.copy()
    links = {}
    for rel, there in (("prev", page.has_previous), ("next", page.has_next)):
        if there():
            query["page"] = page.number + (1 if rel == "next" else -1)
            links[rel] = f"?{query.urlencode()}"
    return render_to_string("ui/parts/pagination.html", {"page": page, **links})


# --- Buttons -----------------------------------------------------------------------------------


@register.simple_tag
def button(text: str, kind: str = "secondary", name: str = "", value: str = "") -> SafeString:
    """A button that sends its form. The text is a verb; one primary a page.

    `kind` is primary, secondary, tertiary or danger. `name` and `value` tell which was pressed.
    """
    sent = format_html(' name="{}" value="{}"', name, value) if name else ""
    return format_html(
        '<button type="submit" class="{}"{}>{}</button>', _button_class(kind), sent, text
    )


@register.simple_tag
def button_link(text: str, url: str, kind: str = "secondary") -> SafeString:
    """A link to where something is done, in a button's dress. `kind` as for `button`."""
    return format_html('<a class="{}" href="{}">{}</a>', _button_class(kind), url, text)


def _button_class(kind: str) -> str:
    kind = _one_of(kind, BUTTONS)
    look = "secondary button--danger" if kind == "danger" else kind
    return f"button button--{look}"


# --- Forms -------------------------------------------------------------------------------------


@register.simple_block_tag(takes_context=True)
def post(
    context: Context, content: str, action: str = "", id: str = "", files: bool = False
) -> str:
    """A form that changes something: posts to `action`, or to the page itself.

    With JavaScript the answer replaces the page's main part, and a lost connection leaves what was
    typed where it is.
    """
    parts = {"content": content, "action": action, "id": id, "files": files}
    parts["csrf_token"] = context.get("csrf_token", "")
    return render_to_string("ui/parts/post.html", parts)


@register.simple_tag
def field(bound: BoundField) -> SafeString:
    """One field of a form: label, help, error and control."""
    return bound.as_field_group()


@register.inclusion_tag("ui/parts/form_errors.html")
def form_errors(*forms: Any, rest: str = "", focus: bool = True) -> dict[str, Any]:
    """Every fault of the forms, at the top, each a link to its field. Nothing when there is none.

    `rest` says what happened to everything else; unless given, that nothing was saved. The list
    takes the focus when the page opens, unless `focus` is False.
    """
    return {
        "faults": errors.faults(*forms),
        "focus": focus,
        "rest": rest or _("Ingenting har sparats. Det du har skrivit står kvar."),
    }


@register.inclusion_tag("ui/parts/autosave.html")
def autosave(url: str, saved_at: datetime | None = None) -> dict[str, Any]:
    """Inside a form: saves what is typed to `url` and says when ("Sparat 10:42").

    The answer to give is `stegvis.ui.autosave.saved`. Without JavaScript the line only tells when
    the draft was last saved, so the form needs a button that saves as well.
    """
    return {"url": url, "saved_at": saved_at}


# --- Figures -----------------------------------------------------------------------------------


@register.filter
def percent(share: float | None) -> str:
    """A share as a percentage with one decimal ("38,6 %"), a dash when it is not known."""
    return "–" if share is None else f"{number_format(round(share * 100, 1), 1)}\u00a0%"


@register.filter
def percent_short(share: float | None) -> str:
    """A share that somebody has set, such as a target: "35 %", "37,5 %"."""
    return percent(share).replace(f"{get_format('DECIMAL_SEPARATOR')}0", "")


@register.filter
def plain_number(number: Decimal | int | None) -> str:
    """A number with the decimals it needs and no more: "1,5", "20". None is empty."""
    if number is None:
        return ""
    text = f"{number:f}" if isinstance(number, Decimal) else str(number)
    needed = len(text.rstrip("0").partition(".")[2]) if "." in text else 0
    return number_format(number, needed)


def _wrapped(css: str, content: str) -> SafeString:
    if not content.strip():
        return SafeString("")
    return format_html('<div class="{}">{}</div>', css, content)


def _one_of(kind: str, kinds: Sequence[str]) -> str:
    if kind not in kinds:
        raise template.TemplateSyntaxError(f"{kind!r} is not one of {', '.join(kinds)}")
    return kind
