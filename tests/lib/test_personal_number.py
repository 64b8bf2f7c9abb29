"""Numbers are read as people write them, and a wrong one is told what is wrong with it."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from personnummer import personnummer

from stegvis.lib.faults import Refused
from stegvis.lib.personal_number import PersonalNumber, check_digit

TODAY = date(2026, 3, 1)

#: From the test vectors of the personnummer project (MIT), and from Skatteverket's test numbers.
VALID = [
    "190905271474",
    "200002292399",
    "195704289999",
    "194608239986",
    "190901219931",
    "200004059937",
]
COORDINATION = ["197302889931", "202107919967"]
WITHOUT_A_DAY = ["191500882392", "191500722390"]
INVALID = ["201509160006", "197004289895", "196004309886", "19090527 1474"]


def fault_of(text, today=TODAY):
    """The one fault that a text is refused with."""
    with pytest.raises(Refused) as refused:
        PersonalNumber.parse(text, today)
    [fault] = refused.value.faults
    return fault


@st.composite
def numbers(draw, latest=TODAY):
    """Twelve digits with a real day, a serial number and the check digit that belongs to them."""
    born = draw(st.dates(date(1850, 1, 1), latest))
    raised = draw(st.sampled_from([0, 60]))
    nine = f"{born:%y%m}{born.day + raised:02}{draw(st.integers(1, 999)):03}"
    return f"{born.year // 100}{nine}{check_digit(nine)}"


@pytest.mark.parametrize("digits", VALID)
def test_a_valid_number_states_a_day_of_birth(digits):
    number = PersonalNumber.parse(digits, TODAY)

    assert number.digits == digits
    assert f"{number.birth_date:%Y%m%d}" == digits[:8]
    assert not number.is_coordination


def test_a_coordination_number_is_known_and_its_day_is_not_read_as_a_date():
    first, second = (PersonalNumber.parse(digits, TODAY) for digits in COORDINATION)

    assert first.is_coordination
    assert second.is_coordination
    assert (first.birth_date, second.birth_date) == (date(1973, 2, 28), date(2021, 7, 31))


@pytest.mark.parametrize("digits", WITHOUT_A_DAY)
def test_a_coordination_number_may_lack_its_month(digits):
    number = PersonalNumber.parse(digits, TODAY)

    assert number.birth_date is None
    assert number.birth_year == 1915


def test_a_coordination_number_may_lack_its_day():
    digits = "1915086023" + "8"
    number = PersonalNumber.parse(digits + str(check_digit(digits[2:])), TODAY)

    assert number.month_and_day == (8, 0)
    assert number.birth_date is None


@pytest.mark.parametrize("text", INVALID)
def test_an_invalid_number_is_refused(text):
    assert fault_of(text).instead


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "Personnumret är tomt."),
        ("19900230-1234", "19900230-1234 går inte att läsa, den 30 februari finns inte."),
        ("230229-1234", "230229-1234 går inte att läsa, den 29 februari 2023 finns inte."),
        ("19901301-1234", "19901301-1234 går inte att läsa, månad 13 finns inte."),
        ("19900001-1234", "19900001-1234 går inte att läsa, månad 0 finns inte."),
        ("19900100-1234", "19900100-1234 går inte att läsa, dag 0 finns inte."),
        ("19900145-1234", "19900145-1234 går inte att läsa, dag 45 finns inte."),
        ("19900290-1234", "19900290-1234 går inte att läsa, den 30 februari finns inte."),
        ("010119901234", "010119901234 går inte att läsa, ingen med personnummer är född år 101."),
        ("20260302-1234", "20260302-1234 är en födelsedag som inte har varit än."),
        ("260302-1234", "260302-1234 är en födelsedag som inte har varit än."),
        (
            "195704289990",
            "195704289990 stämmer inte, den sista siffran går inte ihop med de andra.",
        ),
        ("201509160006", "201509160006 finns inte, inget nummer har 000 efter födelsedagen."),
        ("19570428+9999", "19570428+9999 säger två saker: + är för den som fyller minst 100 år."),
        ("570428-999", "570428-999 har 9 siffror."),
        ("19570428-99990", "19570428-99990 har 13 siffror."),
        (
            "570428-T99A",
            "570428-T99A innehåller bokstäver. Reservnummer och tillfälliga nummer går inte.",
        ),
        (
            "19090527 1474",
            "19090527 1474 innehåller annat än siffror och ett tecken före de fyra sista.",
        ),
        ("٥٧٠٤٢٨-٩٩٩٩", "٥٧٠٤٢٨-٩٩٩٩ har 0 siffror."),
    ],
)
def test_a_wrong_number_is_told_what_is_wrong_and_what_to_write(text, says):
    fault = fault_of(text)

    assert fault.what == says
    assert fault.instead.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "19570428-9999",
        "195704289999",
        "570428-9999",
        "5704289999",
        " 570428-9999\u00a0\n",
        "570428–9999",
    ],
)
def test_every_way_of_writing_a_number_gives_the_same_twelve_digits(text):
    assert PersonalNumber.parse(text, TODAY).digits == "195704289999"


def test_a_plus_means_a_hundred_years_or_more():
    assert PersonalNumber.parse("090527+1474", TODAY).digits == "190905271474"
    assert PersonalNumber.parse("19090527-1474", TODAY).digits == "190905271474"
    assert PersonalNumber.parse("19090527+1474", TODAY).digits == "190905271474"


def test_the_sign_turns_the_year_a_person_turns_a_hundred():
    number = PersonalNumber("195704289999")

    assert number.formatted(date(2056, 12, 31)) == "19570428-9999"
    assert number.formatted(date(2057, 1, 1)) == "19570428+9999"


def test_a_number_is_never_spelt_out_in_a_log():
    number = PersonalNumber("195704289999")

    assert f"{number} {number!r}" == "<PersonalNumber 19570428-****> <PersonalNumber 19570428-****>"


def test_only_twelve_digits_make_a_number():
    with pytest.raises(ValueError, match="twelve digits"):
        PersonalNumber("570428-9999")


@given(numbers())
@example("200002292399")
def test_the_personnummer_package_agrees_that_a_number_is_valid(digits):
    number = PersonalNumber.parse(digits, TODAY)
    other = personnummer.parse(digits)

    assert number.birth_date == other.get_date()
    assert (number.sex_digit % 2 == 1) == other.is_male()
    assert number.is_coordination == other.is_coordination_number()


@given(st.from_regex(r"(19|20)[0-9]{10}", fullmatch=True))
def test_the_personnummer_package_agrees_on_any_twelve_digits(digits):
    assume(digits[:8] <= "20260301" and digits[4:6] != "00" and digits[6:8] != "60")
    try:
        read = PersonalNumber.parse(digits, TODAY)
    except Refused:
        assert not personnummer.valid(digits)
    else:
        assert personnummer.valid(read.digits)


@given(numbers())
def test_what_is_written_is_read_back(digits):
    number = PersonalNumber(digits)

    assert PersonalNumber.parse(number.formatted(TODAY), TODAY) == number
    if TODAY.year - number.birth_year < 200:
        assert PersonalNumber.parse(number.formatted(TODAY)[2:], TODAY) == number


@given(numbers(), st.integers(2, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(digits, place, raised):
    other = (int(digits[place]) + raised) % 10
    wrong = digits[:place] + str(other) + digits[place + 1 :]

    assert fault_of(wrong)


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(0, 99), st.sampled_from("-+"))
def test_ten_digits_belong_to_the_century_their_sign_means(today, years, sign):
    born = date(today.year - years - (100 if sign == "+" else 0), 1, 1)
    nine = f"{born:%y%m%d}238"
    text = f"{nine[:6]}{sign}{nine[6:]}{check_digit(nine)}"
    assume(born <= today and born.year >= 1800)

    assert PersonalNumber.parse(text, today).birth_date == born


@given(st.text(max_size=14), st.timedeltas(timedelta(0), timedelta(20000)))
def test_any_text_is_read_as_a_number_or_refused_with_one_fault(text, later):
    today = TODAY + later
    try:
        number = PersonalNumber.parse(text, today)
    except Refused as refused:
        assert [fault.where for fault in refused.faults] == [""]  # noqa: PT017
    else:
        assert PersonalNumber.parse(number.formatted(today), today) == number
