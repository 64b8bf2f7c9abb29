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
    nothing is known, has its name and no bar.
    """
    import altair as alt  # takes a second, which only those who draw should wait for
    import vl_convert

    order = [bar.label for bar in bars]
    rows = alt.Data(values=[row for bar in bars if (row := _row(bar)) is not None])
    place = alt.Y("label:N", sort=order, scale=alt.Scale(domain=order), title=None)
    across = alt.Scale(domain=[0, 1])

    def layer(data: alt.Data, **encoding: Any) -> alt.Chart:
        return alt.Chart(data).encode(y=place, **encoding)

    thin = {"yOffset": BAR, "strokeWidth": THIN, "strokeCap": "butt"}
    ticks = alt.Axis(values=[0, 0.25, 0.5, 0.75, 1])
    layers: list[alt.Chart] = [
        layer(
            alt.Data(values=[{"label": label, "end": 1} for label in order]),
            x=alt.X("end:Q", scale=across, title=None, axis=ticks),
        ).mark_bar(height=BAR, color=PAPER["track"], cornerRadius=2),
        layer(rows, x=alt.X("value:Q", scale=across)).mark_bar(
            height=BAR, color=PAPER["accent"], cornerRadius=2
        ),
        layer(rows, x="zero:Q", x2="reached:Q").mark_rule(color=PAPER["edge"], **thin),
        # The interval stands out from the bar it lies on by an edge in the ground's colour.
        *(
            layer(rows, x="low:Q", x2="high:Q").mark_rule(color=PAPER[colour], strokeWidth=width)
            for colour, width in (("surface", 5), ("ink", 1.5))
        ),
        *(
            layer(rows, x=f"{end}:Q").mark_tick(color=PAPER["ink"], thickness=1.5, height=BAR - 4)
            for end in ("low", "high")
        ),
        layer(alt.Data(values=[note for bar in bars if (note := _note(bar))]))
        .mark_text(x=8, align="left", fontSize=13, color=PAPER["ink-quiet"])
        .encode(text="note:N"),
    ]
    if target is not None:
        goal = alt.Chart(alt.Data(values=[{"target": target, "label": target_label}]))
        at = goal.encode(x=alt.X("target:Q", scale=across))
        layers.append(at.mark_rule(color=PAPER["ink"], strokeWidth=2, strokeDash=[5, 3]))
        layers.append(
            at.mark_text(y=-9, align=_anchor(target), fontSize=13, color=PAPER["ink"]).encode(
                text="label:N"
            )
        )
    chart = alt.layer(*layers).properties(
        width=WIDTH, height=ROW * len(bars), background="transparent", padding=2
    )
    return str(vl_convert.vegalite_to_svg(_dressed(chart).to_dict()))


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


def _dressed(chart: Any) -> Any:
    percent = f"format(datum.value * 100, '.0f') + '{chr(0xA0)}%'"
    return (
        chart.configure(font="Inter, sans-serif", aria=False)
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13, labelColor=PAPER["ink-quiet"], domain=False, ticks=False, grid=False
        )
        .configure_axisX(labelExpr=percent, labelPadding=4)
        .configure_axisY(labelColor=PAPER["ink"], labelLimit=150, labelPadding=8)
    )


def on_page(svg: str, label: str) -> SafeString:
    """The drawing for a page: in the page's own colours, and one picture to a screen reader."""
    svg = re.sub(r' (?:role|aria-[a-z]+|style)="[^"]*"', "", svg)
    for name, colour in PAPER.items():
        svg = svg.replace(f'"{colour}"', f'"var(--{name})"')
    picture = f'<svg role="img" aria-label="{escape(label)}" focusable="false" '
    return mark_safe(svg.replace("<svg ", picture, 1))  # noqa: S308 - drawn here, text escaped


def percent(share: float) -> str:
    """38,6 %."""
    return f"{number_format(share * 100, 1)}\u00a0%"
