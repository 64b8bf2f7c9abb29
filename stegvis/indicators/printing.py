"""Figures as JSON, CSV and text: the contract that scripts outside rely on.

Keys and their order may grow, not change.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from stegvis.indicators.figure import Figure, Figures, Group
from stegvis.indicators.labels import breakdown_label, group_label

COLUMNS = [
    "programme", "version", "from", "to", "as_of", "min_cell", "id", "title", "unit", "by", "group",
    "about", "known", "counts", "value", "low", "high", "target_op", "target", "met", "suppressed",
]  # fmt: skip


def as_json(figures: Figures) -> str:
    """One object, indented."""
    return json.dumps(plain(figures), ensure_ascii=False, indent=2) + "\n"


def plain(figures: Figures) -> dict[str, Any]:
    """The figures as plain values.

    `versions` is there when people stand under others than `version`, `version_began` when the plan
    changed within the period.
    """
    several: dict[str, Any] = {"versions": list(figures.others)} if figures.others else {}
    if figures.began:
        several["version_began"] = {name: day.isoformat() for name, day in figures.began}
    return {
        "programme": figures.programme,
        "version": figures.version,
        **several,
        "from": figures.first.isoformat(),
        "to": figures.last.isoformat(),
        "as_of": figures.as_of.isoformat(),
        "min_cell": figures.min_cell,
        "figures": [_figure(figure) for figure in figures.figures],
    }


def _figure(figure: Figure) -> dict[str, Any]:
    group = _group(figure.all)
    suppressed = group.pop("suppressed")
    return {
        "id": figure.id,
        "title": figure.indicator.title,
        "unit": figure.indicator.unit,
        **group,
        "target": _target(figure),
        "met": figure.met,
        "suppressed": suppressed,
        "by": {
            name: {key: _group(each) for key, each in groups.items()}
            for name, groups in figure.by.items()
        },
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "about": group.about,
        "known": group.known,
        "counts": group.counts,
        "value": group.value,
        "low": group.low,
        "high": group.high,
        "suppressed": group.suppressed,
    }


def _target(figure: Figure) -> dict[str, Any] | None:
    if figure.goal is None or figure.goal.value is None:
        return None
    value = figure.goal.value
    return {"op": figure.goal.op, "value": int(value) if value == int(value) else float(value)}


def as_csv(figures: Figures) -> str:
    """A row per figure and per group of it; `by` and `group` are empty for the figure in all."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for figure in figures.figures:
        for name, key, group in _groups(figure):
            writer.writerow(_row(figures, figure, name, key, group))
    return out.getvalue()


def _groups(figure: Figure) -> Iterator[tuple[str, str, Group]]:
    yield "", "", figure.all
    for name, groups in figure.by.items():
        for key, group in groups.items():
            yield name, key, group


def _row(figures: Figures, figure: Figure, name: str, key: str, group: Group) -> dict[str, Any]:
    whole = plain(figures)
    target = _target(figure) if not name else None
    return {
        **{column: whole[column] for column in COLUMNS[:6]},
        "id": figure.id,
        "title": figure.indicator.title,
        "unit": figure.indicator.unit,
        "by": name,
        "group": key,
        **_group(group),
        "target_op": target and target["op"],
        "target": target and target["value"],
        "met": _yes_or_no(figure.met if not name else None),
        "suppressed": _yes_or_no(group.suppressed),
    }


def _yes_or_no(answer: bool | None) -> str:
    return {True: "yes", False: "no", None: ""}[answer]


def as_text(figures: Figures) -> str:
    """The figures for someone who reads them on a terminal, in the language of the settings."""
    said = {
        "programme": figures.programme,
        "version": figures.version,
        "first": figures.first,
        "last": figures.last,
        "as_of": figures.as_of,
    }
    lines = [
        _("%(programme)s %(version)s, %(first)s till %(last)s, som det stod %(as_of)s.") % said
    ]
    for name, day in figures.began:
        lines.append(_("Version %(name)s tog vid den %(day)s.") % {"name": name, "day": day})
    if figures.others:
        lines.append(_("Personerna står under: %s.") % ", ".join(figures.others))
    for figure in figures.figures:
        lines += ["", figure.indicator.title, *_lines(figure)]
    if any(group.suppressed for figure in figures.figures for *_1, group in _groups(figure)):
        lines += ["", hidden_sentence(figures.min_cell)]
    return "\n".join(lines) + "\n"


def hidden_sentence(min_cell: int) -> str:
    """Why a number is not shown."""
    return _(
        ".. betyder att talet inte visas: gruppen är mindre än %(n)s personer, "
        "eller så skulle talet avslöja en sådan grupp."
    ) % {"n": min_cell}


def _lines(figure: Figure) -> Iterator[str]:
    for name, key, group in _groups(figure):
        label = f"{breakdown_label(name)}: {group_label(name, key)}" if name else _("Alla")
        yield f"  {label:<28} {_said(group)}"
    if (target := _target(figure)) is not None:
        met = {True: _("nås"), False: _("nås inte"), None: _("kan inte prövas")}[figure.met]
        value = _number(target["value"], figure.indicator.unit)
        yield f"  {_('Mål'):<28} {target['op']} {value}: {met}"


def _said(group: Group) -> str:
    if group.about is None:
        return ".."
    if group.unit == "count":
        return f"{group.counts}"
    said = {"counts": group.counts, "known": group.known, "about": group.about}
    words = _("%(counts)s av %(known)s kända, %(about)s i allt") % said
    if group.interval is None or group.value is None:
        return words
    low, high = (_number(bound, group.unit) for bound in group.interval)
    return f"{_number(group.value, group.unit):>8}  ({low}–{high})  {words}"


def _number(value: float, unit: str) -> str:
    return (
        f"{number_format(round(value * 100, 1), 1)} %" if unit == "share" else number_format(value)
    )
