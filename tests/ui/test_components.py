"""The parts pages are made of: what they say, and that all of them can be looked at."""

import re
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from stegvis.ui.templatetags import ui

UI = Path(ui.__file__).resolve().parents[1]
GALLERY = (UI / "templates" / "ui" / "gallery.html").read_text()
TODAY = date(2026, 3, 11)


def rendered(source: str, **context) -> str:
    return Template(source).render(Context({"today": TODAY, **context}))


def test_every_component_stands_in_the_gallery_and_says_what_it_is():
    for name, tag in ui.register.tags.items():
        shown = GALLERY + (UI / "templates" / "ui" / "form.html").read_text()
        used_by_parts = {"icon"}

        assert f"{{% {name} " in shown or f"{{% {name} %}}" in shown or name in used_by_parts, name
        assert tag.__doc__ or getattr(ui, name).__doc__, name


def test_a_chip_has_a_sign_and_a_word_so_that_colour_is_not_alone():
    html = rendered('{% chip "Samtycke går ut" kind="late" %}')

    assert "#late" in html
    assert "Samtycke går ut" in html


def test_a_kind_that_does_not_exist_is_refused_by_name():
    with pytest.raises(TemplateSyntaxError, match="'lat' is not one of ok, warn, late"):
        rendered('{% chip "x" kind="lat" %}')


def test_what_people_have_written_is_escaped_in_every_component():
    bad = "<script>alert(1)</script>"
    sources = [
        "{% chip bad %}",
        "{% chip bad url=bad %}",
        "{% alert title=bad %}{{ bad }}{% endalert %}",
        "{% card title=bad id=bad %}{{ bad }}{% endcard %}",
        "{% pagehead title=bad lead=bad over=bad %}{{ bad }}{% endpagehead %}",
        "{% person name=bad over=bad %}{% about bad %}{{ bad }}{% endabout %}{% endperson %}",
        "{% facts %}{% fact bad %}{{ bad }}{% endfact %}{% endfacts %}",
        "{% table caption=bad %}{{ bad }}{% endtable %}",
        "{% empty title=bad %}{{ bad }}{% endempty %}",
        "{% disclosure summary=bad id=bad %}{{ bad }}{% enddisclosure %}",
        "{% button bad name=bad value=bad %}",
        "{% button_link bad url=bad %}",
        "{% steps steps 0 label=bad %}",
        "{% tabs steps label=bad %}",
        "{% post action=bad id=bad %}{{ bad }}{% endpost %}",
        "{% autosave bad %}",
    ]

    for source in sources:
        html = rendered(source, bad=bad, steps=[{"label": bad, "url": bad, "note": bad}])
        assert "<script" not in html, source
        assert "&lt;script&gt;" in html, source


def test_a_day_on_a_page_carries_the_exact_date_for_a_hover_and_a_screen_reader():
    html = rendered("{% when day %}", day=date(2026, 3, 12))

    assert 'datetime="2026-03-12"' in html
    assert 'title="torsdag 12 mars 2026"' in html
    assert '<span class="sr-only"> (torsdag 12 mars 2026)</span>' in html
    assert ">i morgon<" in html


def test_the_filter_and_the_tag_say_the_same_and_nothing_is_said_of_no_day():
    day = date(2026, 3, 9)

    assert rendered("{% due day %}", day=day) == rendered("{{ day|due:today }}", day=day)
    assert rendered("{% when day %}{% due day %}{{ day|when }}{{ day|due }}", day=None) == ""


def test_a_moment_is_placed_on_its_day_in_sweden():
    moment = datetime(2026, 3, 11, 23, 30, tzinfo=ZoneInfo("UTC"))

    assert "i morgon" in rendered("{% when moment %}", moment=moment)


def test_the_line_of_steps_says_in_words_what_is_done_going_on_and_to_come():
    steps = [{"label": "Ett"}, {"label": "Två"}, {"label": "Tre"}]
    html = " ".join(rendered("{% steps steps 1 %}", steps=steps).split())

    assert re.findall(r"(Ett|Två|Tre)</span> <span class=\"sr-only\">\((.*?)\)", html) == [
        ("Ett", "klart"),
        ("Två", "pågår"),
        ("Tre", "kommer"),
    ]
    assert html.count('aria-current="step"') == 1


def test_a_line_where_every_step_is_done_has_none_going_on():
    html = rendered("{% steps steps 2 %}", steps=[{"label": "Ett"}, {"label": "Två"}])

    assert html.count("(klart)") == 2
    assert "aria-current" not in html


def test_pages_of_a_list_keep_what_was_searched_for():
    from django.core.paginator import Paginator

    request = RequestFactory().get("/", {"q": "Ek", "page": "2"})
    html = rendered("{% pagination page %}", page=Paginator(range(50), 20).page(2), request=request)

    assert 'href="?q=Ek&amp;page=1"' in html
    assert 'href="?q=Ek&amp;page=3"' in html


def test_a_list_that_fits_on_one_page_has_no_pages_to_choose():
    from django.core.paginator import Paginator

    request = RequestFactory().get("/")

    assert rendered("{% pagination p %}", p=Paginator([1], 20).page(1), request=request) == ""


@pytest.mark.parametrize(
    ("share", "long", "short"),
    [
        (0.3864, "38,6\xa0%", "38,6\xa0%"),
        (0.49079, "49,1\xa0%", "49,1\xa0%"),
        (0.35, "35,0\xa0%", "35\xa0%"),
        (1.0, "100,0\xa0%", "100\xa0%"),
        (0.0, "0,0\xa0%", "0\xa0%"),
        (None, "–", "–"),
    ],
)
def test_a_share_is_rounded_and_an_unknown_one_is_a_dash(share, long, short):
    assert (ui.percent(share), ui.percent_short(share)) == (long, short)
