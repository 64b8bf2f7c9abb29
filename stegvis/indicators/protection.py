"""Hiding the small groups of a figure, and what would give them away by subtraction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stegvis.indicators.figure import Figure, Group
from stegvis.lib.suppression import MIN_CELL as MIN_CELL
from stegvis.lib.suppression import Hidden, hidden

#: Groups that are left out where nobody is in them: they are not everywhere a question.
MAY_BE_LEFT_OUT = ("other", "unknown")


def protected(figure: Figure, min_cell: int, opened: Figure | None = None) -> Figure:
    """The figure without the numbers of small groups.

    A group is small by whom the question concerns and by of whom the answer is known: a share of
    three people tells of three people, however many were asked. `opened` is the same figure among
    those whom the reader may open: whoever takes them away is left with the rest, so a group is
    hidden as well where the rest of it is small.
    """
    sizes: tuple[Callable[[Group], int], ...] = (lambda g: g.about or 0, lambda g: g.known or 0)
    looked_at = [figure] if opened is None else [figure, _rest(figure, opened)]
    hide = [_hidden(each, size, min_cell) for each in looked_at for size in sizes]
    by = {
        name: {
            key: _covered(group) if any(key in each.parts[name] for each in hide) else group
            for key, group in groups.items()
        }
        for name, groups in figure.by.items()
    }
    whole = _covered(figure.all) if any(each.total for each in hide) else figure.all
    return replace(figure, all=whole, by=by)


def _rest(figure: Figure, opened: Figure) -> Figure:
    """What is left of the figure when those are taken away who are in `opened`."""

    def left(whole: Group, away: Group | None) -> Group:
        about, known = (away.about or 0, away.known or 0) if away else (0, 0)
        return Group((whole.about or 0) - about, (whole.known or 0) - known, None, whole.unit)

    by = {
        name: {key: left(group, opened.by[name].get(key)) for key, group in groups.items()}
        for name, groups in figure.by.items()
    }
    return replace(figure, all=left(figure.all, opened.all), by=by)


def tidied(figure: Figure) -> Figure:
    """The figure without the groups that say nothing: shown, empty, and not always asked about."""
    by = {
        name: {
            key: group
            for key, group in groups.items()
            if group.about != 0 or key not in MAY_BE_LEFT_OUT
        }
        for name, groups in figure.by.items()
    }
    return replace(figure, by=by)


def _hidden(figure: Figure, size: Callable[[Group], int], min_cell: int) -> Hidden:
    parts = {
        name: {key: size(group) for key, group in groups.items()}
        for name, groups in figure.by.items()
    }
    return hidden(size(figure.all), parts, min_cell)


def _covered(group: Group) -> Group:
    return Group(None, None, None, group.unit)
