"""A figure drawn: a bar per group against the target, with its uncertainty and its missing.

The drawing has the colours of paper, for PDF and Word; `on_page` gives it the page's own, which
follow the theme. Nothing in it needs a script or a style attribute.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.formats import number_format
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stegvis.indicators.figure import Group

#: The colours of paper, by the name of the page's own colour that stands for each.
PAPER = {
    "accent": "#0d5568",
    "ink": "#1c2427",
    "ink-quiet": "#566165",
    "edge": "#7d878a",
    "track": "#e6e3db",
    "surface": "#ffffff",
}

WIDTH, ROW, BAR, THIN = 250, 46, 14, 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One group of a figure under its name."""

    label: str
    group: Group


def drawing(bars: Sequence[Bar], *, target: float | None, target_label: str = "") -> str:
    """An SVG in the colours of paper: a share for each bar, from 0 to 1.

    The thick bar is the share; the line through it is its 95 % interval; the thin line below is how
    many of those concerned are known, its gap who is missing. A group that is hidden, or of whom
    nothing is known, has its name and says so where the bar would be.
    """
    import vl_convert  # half a second and 60 MB, which only those who draw should pay

    rows = [row for bar in bars if (row := _row(bar)) is not None]
    notes = [note for bar in bars if (note := _note(bar)) is not None]
    layers = [
        _layer(
            {"type": "bar", "height": BAR, "color": PAPER["track"], "cornerRadius": 2},
            [{"label": bar.label, "end": 1} for bar in bars],
            x=_x("end", axis={"values": [0, 0.25, 0.5, 0.75, 1]}),
        ),
        _layer(
            {"type": "bar", "height": BAR, "color": PAPER["accent"], "cornerRadius": 2},
            rows,
            x=_x("value"),
        ),
        _rule(rows, "zero", "reached", "edge", THIN, yOffset=BAR),
        # The interval stands out from the bar it lies on by an edge in the ground's colour.
        _rule(rows, "low", "high", "surface", 5),
        _rule(rows, "low", "high", "ink", 1.5),
        *(
            _layer(
                {"type": "tick", "color": PAPER["ink"], "thickness": 1.5, "height": BAR - 4},
                rows,
                x=_x(end),
            )
            for end in ("low", "high")
        ),
        _layer(_text("ink-quiet", x=8, align="left"), notes, text={"field": "note"}),
    ]
    if target is not None:
        layers += _target(target, target_label)
    labels = [bar.label for bar in bars]
    return str(vl_convert.vegalite_to_svg(_chart(layers, labels)))


Spec = dict[str, Any]


def _chart(layers: list[Spec], labels: list[str]) -> Spec:
    """The layers over each other, one row per label, in the fonts and colours of paper."""
    percent = f"format(datum.value * 100, '.0f') + '{chr(0xA0)}%'"
    place = {"field": "label", "type": "nominal", "title": None, "scale": {"domain": labels}}
    quiet = {"labelFontSize": 13, "labelColor": PAPER["ink-quiet"], "domain": False}
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "width": WIDTH,
        "height": ROW * len(labels),
        "padding": 2,
        "background": "transparent",
        "encoding": {"y": place | {"sort": labels}},
        "layer": layers,
        "config": {
            "font": "Inter, sans-serif",
            "aria": False,
            "view": {"stroke": None},
            "axis": quiet | {"ticks": False, "grid": False},
            "axisX": {"labelExpr": percent, "labelPadding": 4},
            "axisY": {"labelColor": PAPER["ink"], "labelLimit": 150, "labelPadding": 8},
        },
    }


def _layer(mark: Spec, rows: Sequence[Spec], **encoding: Any) -> Spec:
    return {"data": {"values": list(rows)}, "mark": mark, "encoding": encoding}


def _x(field: str, **more: Any) -> Spec:
    scale = {"domain": [0, 1]}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale} | more


def _rule(
    rows: Sequence[Spec], low: str, high: str, colour: str, width: float, **more: Any
) -> Spec:
    """A line along the row, from one share to another."""
    return _layer(_line(colour, width, **more), rows, x=_x(low), x2={"field": high})


def _line(colour: str, width: float, **more: Any) -> Spec:
    return {"type": "rule", "color": PAPER[colour], "strokeWidth": width} | more


def _text(colour: str, **more: Any) -> Spec:
    return {"type": "text", "color": PAPER[colour], "fontSize": 13} | more


def _target(target: float, label: str) -> list[Spec]:
    """A line down through all rows, and its label over the first."""
    rows = [{"target": target, "label": label}]
    line = _line("ink", 2, strokeDash=[5, 3])
    text = _text("ink", y=-9, align=_anchor(target))
    nowhere = {"y": None}
    return [
        _layer(line, rows, x=_x("target"), **nowhere),
        _layer(text, rows, x=_x("target"), text={"field": "label"}, **nowhere),
    ]


def _row(bar: Bar) -> dict[str, Any] | None:
    group = bar.group
    if group.value is None or group.interval is None or not group.about:
        return None
    low, high = group.interval
    reached = (group.known or 0) / group.about
    return {
        "label": bar.label, "value": group.value, "low": low, "high": high,
        "zero": 0, "reached": reached,
    }  # fmt: skip


def _note(bar: Bar) -> dict[str, str] | None:
    """What stands where there is no bar."""
    if bar.group.suppressed:
        return {"label": bar.label, "note": _("visas inte")}
    return None if bar.group.known else {"label": bar.label, "note": _("inget svar känt")}


def _anchor(target: float) -> str:
    """Which way the target's label runs, so that it stays on the drawing."""
    return "left" if target < 0.2 else "right" if target > 0.8 else "center"


def on_page(svg: str, label: str) -> SafeString:
    """The drawing for a page: in the page's own colours, and one picture to a screen reader."""
    svg = re.sub(r' (?:role|aria-[a-z]+|style)="[^"]*"', "", svg)
    for name, colour in PAPER.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    picture = f'<svg role="img" aria-label="{escape(label)}" focusable="false" '
    return mark_safe(svg.replace("<svg ", picture, 1))  # noqa: S308 - drawn here, text escaped


def percent(share: float) -> str:
    """38,6 %."""
    return f"{number_format(round(share * 100, 1), 1)}\u00a0%"
