"""The indicators there are: one file each in the folder of definitions."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _

from stegvis.indicators.checking import INDICATORS
from stegvis.indicators.definition import Indicator, read_indicators
from stegvis.lib.faults import Fault, Refused
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition.folder import definitions_folder
from stegvis.programmes.definition.parts import Goal
from stegvis.programmes.definition.reading import closest


def indicators() -> Mapping[str, Indicator]:
    """Every indicator by its key. Raises Refused with every fault of every file.

    Files are read once in a process: they change with the program, not beside it.
    """
    return _read(definitions_folder() / INDICATORS)


def indicator(key: str) -> Indicator:
    """The indicator with this key. Raises Refused when there is none."""
    known = indicators()
    if key not in known:
        what = _("Måttet ”%(key)s” finns inte bland definitionerna.") % {"key": key}
        raise Refused(Fault(key, what, closest(key, known)))
    return known[key]


def followed(definition: ProgrammeDefinition) -> list[Indicator]:
    """The indicators of a programme's goals and figures that there is a file for.

    What is only declared is left out: checking the definition tells of it.
    """
    known = indicators()
    return [known[key] for key in definition.indicators if key in known]


def only_declared(definition: ProgrammeDefinition) -> list[Goal]:
    """The goals that no file counts yet. They are shown as they stand, without a figure."""
    known = indicators()
    return [goal for goal in definition.goals if goal.indicator not in known]


@cache
def _read(folder: Path) -> Mapping[str, Indicator]:
    return read_indicators(folder)
