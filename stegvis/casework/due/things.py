"""One thing to do about a person: what it is, how it stands, and the kinds there are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from stegvis.lib.moving import still
from stegvis.ui.human import in_full

#: Whose work this list is. What the association or the person does is not due here.
STAFF = ("coach", "head_of_unit")


class State(StrEnum):
    """How a thing stands on a day. What cannot be said without something else is not possible."""

    LATE = "late"
    DUE = "due"
    NOT_POSSIBLE = "not_possible"
    DONE = "done"


#: What is late comes first.
PLACE = {state: place for place, state in enumerate(State)}


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do about one person.

    ``due_on`` is None for what is to be done as soon as it can be. ``act`` names the page where it
    is done; the page takes the enrolment's number and ``args``. The sentences are put together when
    they are shown: a list of people shows few of them.
    """

    key: str
    title: str | Promise
    due_on: date | None
    state: State
    why: str | Promise
    passage: str
    act: str
    args: tuple[str, ...] = ()

    @property
    def open(self) -> bool:
        """Whether somebody has something to do."""
        return self.state in (State.LATE, State.DUE)

    @property
    def kind(self) -> str:
        """What sort of thing it is, whatever it is about: ``measure`` of ``measure:exit``."""
        return self.key.partition(":")[0]


#: What each kind of thing is called, where lists are narrowed to one.
KINDS: dict[str, str | Promise] = {
    "preparation": _("Förarbete"),
    "consent": _("Samtycke"),
    "admit": _("Inskrivning"),
    "contact_person": _("Kontaktperson"),
    "phase": _("Steg i metoden"),
    "meeting": _("Första mötet"),
    "phase_longest": _("Tid i steget"),
    "phase_short": _("Kort tid i steget"),
    "phase_meeting": _("Möte innan steget lämnas"),
    "tracks": _("Spår i steget"),
    "measure": _("Registrering"),
    "stay": _("Vistelsens slut"),
    "agreed_end": _("Överenskommet avslut"),
    "end": _("Avslut"),
    "end_reason": _("Avslutsorsak"),
    "discharge": _("Utskrivning"),
}


def due_or_late(due_on: date | None, today: date) -> State:
    """Due, or late. It follows from the two days wherever it is shown, so it is not watched."""
    return State.LATE if due_on is not None and due_on < still(today) else State.DUE


#: A day in full, put into words when it is shown.
spoken_day = lazy(in_full, str)
