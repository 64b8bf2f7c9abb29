"""Letters: their files, what is filled in and what is left out."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stegvis.intake.letters import _filled, documents, layout, readable
from stegvis.lib.faults import Refused
from stegvis.lib.paper import Unprintable, pdf
from stegvis.programmes.definition.documents import NAMES, read_letter

WHOLE = """
title = "Besked om {programme}"
to = "person"
about = "refused"
closing = "Hälsningar"

[[parts]]
text = ["Hej {first_name}!"]
"""


def test_a_refusal_has_a_version_for_each_reader():
    refusals = {(one.to, one.about) for one in documents().values()}

    assert {("person", "refused"), ("referrer", "refused")} <= refusals


def test_the_persons_letter_lists_no_criteria_and_says_where_to_turn_and_that_one_may_come_again():
    letter = documents()["refusal_person"]
    text = " ".join(sentence for part in letter.parts for sentence in part.text)

    assert all(part.items is None for part in letter.parts)
    for words in ("{reason}", "{instead}", "{call}", "söka på nytt"):
        assert words in text


def test_every_fault_of_a_document_is_told_at_once_with_its_place(tmp_path):
    file = tmp_path / "brev.toml"
    file.write_text(
        WHOLE.replace("{programme}", "{programm}").replace("{first_name}", "{name}")
        + 'needs = "nothing"\nfoot = "Nej"\n'
    )

    with pytest.raises(Refused) as refused:
        read_letter(file)

    told = [str(fault) for fault in refused.value.faults]
    assert len(told) == 4
    for words in ("title: nothing is called 'programm'", "parts[1].text: nothing is called 'name'",
                  "parts[1].needs", "foot"):  # fmt: skip
        assert any(words in sentence for sentence in told), words


@given(st.text(alphabet="abc{} \n%åÅ", max_size=80))
def test_what_somebody_writes_is_never_read_as_a_name_to_fill_in(words):
    filled = _filled("Skäl: {reason} {call}", dict.fromkeys(NAMES, "") | {"reason": words})

    assert "".join("".join(filled).split()) == "".join(f"Skäl: {words}".split())


@settings(max_examples=60)
@given(st.text(max_size=200).map(readable))
def test_what_is_written_becomes_an_accessible_pdf_and_the_same_again_or_is_named_as_unprintable(
    words,
):
    said = {
        "title": "Besked", "from": "Teamet", "unit": "Eksjö", "to": words, "number": "1",
        "day": "2026-03-11", "day_in_words": "11 mars 2026", "closing": "Hej", "signed": words,
        "parts": [{"heading": "Skäl", "text": [words], "items": [words]}],
    }  # fmt: skip

    try:
        made = pdf(layout(), dated=0, letter=said)
    except Unprintable:
        return

    assert b"pdfuaid:part>1<" in made
    assert made == pdf(layout(), dated=0, letter=said)


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd")',
        "#panic()",
        "*fet* _kursiv_ `kod` $x$ = Rubrik",
        '"] #eval("1") ["',
        "\\",
    ],
)
def test_what_is_written_is_words_on_the_paper_and_never_done(words):
    said = {
        "title": words, "from": words, "unit": words, "to": words, "number": words,
        "day": "2026-03-11", "day_in_words": words, "closing": words, "signed": words,
        "parts": [{"heading": words, "text": [words], "items": [words]}],
    }  # fmt: skip

    made = pdf(layout(), dated=0, letter=said)

    title = (b"\xfe\xff" + words.encode("utf-16-be")).hex()
    assert words.encode() in made or title in made.hex() or words.encode("utf-16-be") in made
    assert b"root:" not in made
