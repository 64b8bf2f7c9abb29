"""The drawing: one picture, in the page's colours, without what the pages' policy refuses."""

import re

import pytest

from stegvis.indicators.drawings import PAPER, Bar, drawing, on_page
from stegvis.indicators.figure import Group


@pytest.fixture(scope="module")
def paper():
    bars = [
        Bar("Alla", Group(91, 88, 34)),
        Bar("Kvinnor & <män>", Group(44, 40, 19)),
        Bar("Annat", Group(None, None, None)),
        Bar("Uppgift saknas", Group(6, 0, 0)),
    ]
    return drawing(bars, target=0.35, target_label="mål minst 35 %")


def test_on_paper_it_has_the_colours_of_paper(paper):
    colours = set(re.findall(r'(?:fill|stroke)="(#[0-9a-f]+)"', paper))

    assert colours <= set(PAPER.values())
    assert {PAPER["accent"], PAPER["ink"]} <= colours


def test_on_a_page_it_has_the_pages_own_colours_and_no_style(paper):
    shown = on_page(paper, "Alla 38,6 %")

    assert not re.search(r'"#[0-9a-f]{3,6}"', shown)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=", shown)
    assert 'fill="var(--accent)"' in shown


def test_it_is_one_picture_to_a_screen_reader(paper):
    shown = on_page(paper, 'Till "arbete" & <studier>')

    assert shown.startswith(
        '<svg role="img" aria-label="Till &quot;arbete&quot; &amp; &lt;studier&gt;"'
    )
    assert len(re.findall(r"\b(?:role|aria-label|aria-roledescription)=", shown)) == 2


def test_names_are_text_and_never_markup(paper):
    assert "Kvinnor &amp; &lt;män&gt;" in paper
    assert "<män>" not in paper


def test_a_hidden_group_and_one_nobody_knows_of_have_their_names_and_no_bar(paper):
    assert "visas inte" in paper
    assert "inget svar känt" in paper
    assert paper.count(f'fill="{PAPER["accent"]}"') == 2
