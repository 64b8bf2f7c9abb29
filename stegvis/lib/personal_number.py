"""Swedish personal numbers (personnummer) and coordination numbers (samordningsnummer).

The `personnummer` package asks the machine for today's date and answers only yes or no. A person
at a form needs the sentence and a rule needs today as an argument, so the reading is done here,
and the package is what the tests compare with.

Source: folkbokföringslagen (1991:481) 18 §; lagen (2022:1697) om samordningsnummer 2 kap. 8 §.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from stegvis.lib.dates import day_in_words
from stegvis.lib.faults import Fault, Refused

SHAPE = re.compile(r"(?P<century>[0-9]{2})?(?P<short>[0-9]{6})(?P<sign>[-+]?)(?P<last>[0-9]{4})")
#: What a word processor makes of a hyphen.
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2212", "-"))
#: Added to the day of birth in a coordination number.
COORDINATION = 60
#: The century of a stored number is 18, 19 or 20: nobody who has one was born before.
EARLIEST_YEAR = 1800


def check_digit(nine: str) -> int:
    """The tenth digit for YYMMDDNNN: the Luhn sum with weights 2, 1, 2, 1 …"""
    weighted = (int(digit) * (2 - place % 2) for place, digit in enumerate(nine))
    return -sum(part // 10 + part % 10 for part in weighted) % 10


@dataclass(frozen=True, slots=True, repr=False)
class PersonalNumber:
    """A number that was read and found right. `digits` are its twelve, YYYYMMDDNNNC.

    When the numbers of a day run out a day nearby is used, and a coordination number may lack
    month and day: keep a person's date of birth beside the number, never only in it.
    """

    digits: str

    def __post_init__(self) -> None:
        if not re.fullmatch("[0-9]{12}", self.digits):
            raise ValueError("a personal number is kept as twelve digits")

    def __repr__(self) -> str:
        """Masked, so that a log or a traceback never spells a number out."""
        return f"<PersonalNumber {self.digits[:8]}-****>"

    @classmethod
    def parse(cls, text: str, today: date) -> PersonalNumber:
        """Read ten or twelve digits, with or without - or + before the last four.

        Ten digits belong to the hundred years that end with this year, and after a + to the
        hundred before those. Spaces around are dropped. Raises Refused with one fault (without
        a place) when the number is misshapen, its day does not exist or has not come, its sign
        contradicts its year, or its check digit is wrong.
        """
        text = text.strip().translate(DASHES)
        shape = SHAPE.fullmatch(text)
        if shape is None:
            raise Refused(_fault_of_shape(text))
        number = cls(_century(shape, today) + shape["short"] + shape["last"])
        fault = (
            _fault_of_day(number, text, today)
            or _fault_of_sign(number, text, today)
            or _fault_of_last_four(number, text)
        )
        if fault:
            raise Refused(fault)
        return number

    @property
    def is_coordination(self) -> bool:
        """Whether it is a coordination number: one whose day is raised by sixty."""
        return int(self.digits[6:8]) >= COORDINATION

    @property
    def birth_year(self) -> int:
        """The year of birth, four digits."""
        return int(self.digits[:4])

    @property
    def month_and_day(self) -> tuple[int, int]:
        """Month and day of birth. In a coordination number 0 stands for what is not known."""
        raised = COORDINATION if self.is_coordination else 0
        return int(self.digits[4:6]), int(self.digits[6:8]) - raised

    @property
    def birth_date(self) -> date | None:
        """The day of birth it states; None for a coordination number that lacks month or day."""
        month, day = self.month_and_day
        return date(self.birth_year, month, day) if month and day else None

    @property
    def sex_digit(self) -> int:
        """The ninth of its ten digits: odd for men, even for women. Legal sex, not an answer."""
        return int(self.digits[10])

    def formatted(self, today: date) -> str:
        """As people write it, 19900101-1234. From the year a person turns 100 the sign is +."""
        return f"{self.digits[:8]}{self.sign(today)}{self.digits[8:]}"

    def sign(self, today: date) -> str:
        """What stands before the last four: + from the year the person turns 100, else -."""
        return "+" if today.year - self.birth_year >= 100 else "-"


def _century(shape: re.Match[str], today: date) -> str:
    """The century of a number, two digits: the written one, or the one its sign means today."""
    if shape["century"]:
        return shape["century"]
    latest = today.year - (100 if shape["sign"] == "+" else 0)
    return f"{latest - (latest - int(shape['short'][:2])) % 100:04}"[:2]


def _fault_of_shape(text: str) -> Fault:
    """What is wrong with a text that does not have the shape of a number."""
    digits = sum(character in "0123456789" for character in text)
    if not text:
        what = _("Personnumret är tomt.")
    elif re.search(r"[^\W\d_]", text):
        what = _("%(number)s innehåller bokstäver. Reservnummer och tillfälliga nummer går inte.")
    elif digits not in (10, 12):
        what = _("%(number)s har %(digits)s siffror.")
    else:
        what = _("%(number)s innehåller annat än siffror och ett tecken före de fyra sista.")
    said = {"number": text, "digits": digits}
    return Fault("", what % said, _("Skriv tio eller tolv siffror: ÅÅÅÅMMDD-NNNN."))


def _fault_of_day(number: PersonalNumber, text: str, today: date) -> Fault | None:
    """What is wrong with the day of birth, None when it is a day that has been."""
    year, (month, day) = number.birth_year, number.month_and_day
    if year < EARLIEST_YEAR:
        what = _("%(number)s går inte att läsa, ingen med personnummer är född år %(year)s.")
        instead = _("Skriv året först, sedan månad och dag: ÅÅÅÅMMDD-NNNN.")
    elif (born := _born(number)) is None:
        what = _("%(number)s går inte att läsa, %(day)s finns inte.")
        instead = _("Skriv numret som det står i personens legitimation.")
    elif born > today:
        what = _("%(number)s är en födelsedag som inte har varit än.")
        instead = _("Skriv födelseåret med fyra siffror, eller + för den som fyller minst 100 år.")
    else:
        return None
    said = {"number": text, "year": year, "day": day_in_words(year, month, day)}
    return Fault("", what % said, instead)


def _born(number: PersonalNumber) -> date | None:
    """The first day it can mean, None when there is no such day."""
    month, day = number.month_and_day
    if number.is_coordination:
        month, day = month or 1, day or 1
    try:
        return date(number.birth_year, month, day)
    except ValueError:
        return None


def _fault_of_sign(number: PersonalNumber, text: str, today: date) -> Fault | None:
    """What is wrong with a + before the last four, None when it agrees with the year."""
    if "+" not in text or number.sign(today) == "+":
        return None
    what = _("%(number)s säger två saker: + är för den som fyller minst 100 år.")
    return Fault("", what % {"number": text}, _("Skriv bindestreck, eller rätta födelseåret."))


def _fault_of_last_four(number: PersonalNumber, text: str) -> Fault | None:
    """What is wrong with the serial number or the check digit, None when they hold."""
    if number.digits[8:11] == "000":
        what = _("%(number)s finns inte, inget nummer har 000 efter födelsedagen.")
    elif check_digit(number.digits[2:11]) != int(number.digits[11]):
        what = _("%(number)s stämmer inte, den sista siffran går inte ihop med de andra.")
    else:
        return None
    instead = _("Jämför med legitimationen: en siffra kan vara fel, eller två ha bytt plats.")
    return Fault("", what % {"number": text}, instead)
