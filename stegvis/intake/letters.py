"""What a decision is told in: documents of `definitions/documents`, filled in and then kept.

A document is words with names in braces. What was said is kept as it was said (`Said`), so that a
letter that has been sent comes out the same when its document has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypedDict
from unicodedata import category

from django.utils.translation import gettext as _
from django.utils.translation import override

from stegvis.intake.groups import Group
from stegvis.intake.models import OTHER, Letter, MeetingItem, Outcome
from stegvis.lib import paper
from stegvis.programmes.definition import ProgrammeDefinition
from stegvis.programmes.definition import documents as words_of
from stegvis.programmes.definition.documents import DOCUMENTS, IN_BRACES, LAYOUT, Paragraphs
from stegvis.programmes.definition.folder import definitions_folder
from stegvis.ui.human import in_full


class SaidPart(TypedDict):
    heading: str
    text: list[str]
    items: list[str]


#: A letter as it was told, whole: what the layout and the page read. `Said` is plain JSON.
Said = TypedDict(
    "Said",
    {
        "title": str, "from": str, "unit": str, "to": str, "number": str, "day": str,
        "day_in_words": str, "parts": list[SaidPart], "closing": str, "signed": str,
    },
)  # fmt: skip


@cache
def documents() -> dict[str, words_of.Letter]:
    """Every document there is, by its file's name."""
    files = sorted((definitions_folder() / DOCUMENTS).glob("*.toml"))
    return {path.stem: words_of.read_letter(path) for path in files}


def layout() -> Path:
    """The look of all letters."""
    return definitions_folder() / DOCUMENTS / LAYOUT


def wanted(group: Group, item: MeetingItem) -> dict[str, str]:
    """To whom what holds of this matter is told in writing, and from which document.

    A refusal goes to those the plan names; where it names nobody, to both. Whom the team or the
    parties have met is told whatever was decided. Nobody is the referrer of one who came alone.
    """
    deciding, result = group.definition.deciding, item.result
    told: set[str] = set()
    if deciding and deciding.refusal_in_writing and result == Outcome.REFUSED:
        roles = deciding.refusal_to or ("participant", "referrer")
        told |= {"person" if role == "participant" else role for role in roles}
    if group.meets_person:
        told.add("person")
    if item.enrolment.referred_by_id is None:
        told.discard("referrer")
    return {
        document.to: name
        for name, document in documents().items()
        if document.about == result and document.to in told
    }


def say(
    document: words_of.Letter,
    *,
    item: MeetingItem,
    group: Group,
    reason: str,
    instead: str,
    call: str,
    signed: str,
) -> Said:
    """What a letter says, filled in. In Swedish, whatever the one who writes reads in."""
    enrolment = item.enrolment
    decided_on = enrolment.decided_on or item.meeting.on
    with override("sv"):
        words = {
            "first_name": enrolment.participant.given_name or enrolment.participant.name,
            "programme": group.definition.title,
            "unit": group.unit.name,
            "number": enrolment.case_number,
            "referrer": enrolment.referred_by.name if enrolment.referred_by else "",
            "day": in_full(decided_on),
            "from_day": in_full(item.from_day) if item.from_day else "",
            "reason": reason.strip(),
            "instead": instead.strip(),
            "departure": item.departure,
            "call": call.strip().rstrip("."),  # the sentence around it has its own end
        }
        grounds = passages(group.definition, item.criteria)
        return {
            "title": _filled(document.title, words)[0],
            "from": group.definition.title,
            "unit": group.unit.name,
            "to": readable(
                words["referrer"] if document.to == "referrer" else enrolment.participant.name
            ),
            "number": _("Ärende %(number)s") % {"number": enrolment.case_number},
            "day": decided_on.isoformat(),
            "day_in_words": words["day"],
            "parts": [
                _part(part, words, grounds)
                for part in document.parts
                if not part.needs or (grounds if part.needs == "criteria" else words[part.needs])
            ],
            "closing": document.closing,
            "signed": signed,
        }


def passages(definition: ProgrammeDefinition, keys: Iterable[str]) -> list[str]:
    """What a refusal rests on, in the plan's sentences and order, each with where it stands."""
    chosen = set(keys)
    rows = [(row, "") for row in definition.criteria]
    rows += [(row, "Hinder: ") for row in definition.exclusions]
    return [
        f"{kind}{row.text} (avsnitt {row.passage})" for row, kind in rows if row.key in chosen
    ] + ([_("Annat skäl, som står här nedanför")] if OTHER in chosen else [])


def _part(part: Paragraphs, words: Mapping[str, str], grounds: list[str]) -> SaidPart:
    return {
        "heading": part.heading or "",
        "text": [one for sentence in part.text for one in _filled(sentence, words)],
        "items": grounds if part.items == "criteria" else [],
    }


def _filled(sentence: str, words: Mapping[str, str]) -> list[str]:
    """The sentence with its names filled in, a paragraph for each that the words bring."""
    filled = IN_BRACES.sub(lambda found: words[found[1]], sentence)
    lines = (readable(line) for line in filled.splitlines())
    return [line for line in lines if line]


def readable(text: str) -> str:
    """The text without what is no sign at all, and with plain spaces, single and inside only."""
    kept = (" " if sign.isspace() else sign for sign in text)
    return " ".join("".join(s for s in kept if category(s) not in ("Cc", "Cf", "Cs", "Co")).split())


def as_pdf(letter: Letter) -> bytes:
    """The letter on paper, the same each time."""
    said: dict[str, Any] = letter.said
    return paper.pdf(layout(), dated=int(letter.written_at.timestamp()), letter=said)
