"""Users read Swedish, and English when they choose it: nothing marked lacks a translation."""

import gettext
from string import Formatter

import pytest

from stegvis.site import messages


@pytest.fixture
def source(tmp_path):
    """Write a file among the sources of a small repository and return what it marks."""

    def write(name, text):
        path = tmp_path / "stegvis" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return list(messages.marked(path))

    return write


def test_every_marked_text_has_an_english_translation():
    missing = messages.untranslated(messages.updated())

    assert not missing, "run `make messages` and translate what is listed"


def test_no_translation_is_a_guess_or_left_over():
    kept, found = messages.read(), messages.template()

    keys = {(message.id, message.context) for message in found if message.id}
    assert not [message.id for message in kept if message.fuzzy]
    assert not [m.id for m in kept if m.id and (m.id, m.context) not in keys]
    assert not kept.obsolete


def places(text):
    """The names filled in by str.format, each as often as it stands."""
    return sorted(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def test_a_translation_keeps_every_place_that_is_filled_in():
    faults = []
    for message in messages.read():
        faults += [f"{message.id}: {fault}" for fault in message.check()]
        if isinstance(message.id, str) and "{" in message.id:
            faults += [message.id] if places(message.id) != places(message.string) else []

    assert faults == []


def test_the_catalogue_is_as_the_command_writes_it():
    assert messages.ENGLISH.read_bytes() == messages.written(messages.updated())


def test_texts_are_found_in_python_however_they_are_marked(source):
    found = source(
        "a.py",
        """
LABEL = _("Beslut")
def say(n):
    return ngettext("%(n)s person", "%(n)s personer", n), pgettext("dag", "start")
EMPTY, OWN = _(say), "Inte märkt"
""",
    )

    assert found == [
        ("Beslut", None),
        (("%(n)s person", "%(n)s personer"), None),
        ("start", "dag"),
    ]


def test_texts_are_found_in_templates_whatever_stands_around_them(source):
    found = source(
        "a.html",
        """
<p title='it's "quoted" (oddly'>{% translate "Spara" %}</p>
   {# a comment with 'quotes #}
  {% card title=_("Plan") %}{{ person.name|default:_("Namn saknas") }}{% endcard %}
{% blocktranslate trimmed count n=rows %}
    {{ n }} rad
{% plural %}
    {{ n }} rader
{% endblocktranslate %}
        {% blocktranslate %}35 % av
  {{ all }}{% endblocktranslate %}
""",
    )

    assert found == [
        ("Spara", None),
        ("Plan", None),
        ("Namn saknas", None),
        (("%(n)s rad", "%(n)s rader"), None),
        ("35 %% av\n  %(all)s", None),
    ]


def test_a_catalogue_keeps_its_translations_and_drops_what_is_gone(tmp_path, source):
    source("a.py", '_("Spara"), _("Ny")')
    path = tmp_path / "django.po"
    old = messages.Catalog(locale="en")
    old.add("Spara", "Save")
    old.add("Borta", "Gone")
    path.write_bytes(messages.written(old))

    new = messages.updated(path, tmp_path)

    assert {message.id: message.string for message in new if message.id} == {
        "Spara": "Save",
        "Ny": None,
    }
    assert messages.untranslated(new) == ["Ny"]
    assert b"Gone" not in messages.written(new)


def test_a_compiled_catalogue_is_what_gettext_reads(tmp_path):
    catalog = messages.Catalog(locale="en")
    catalog.add("Spara", "Save")
    catalog.add(("%(n)s rad", "%(n)s rader"), ("%(n)s row", "%(n)s rows"))
    (tmp_path / "django.po").write_bytes(messages.written(catalog))

    messages.compile_all(tmp_path)

    with (tmp_path / "django.mo").open("rb") as file:
        english = gettext.GNUTranslations(file)
    assert english.gettext("Spara") == "Save"
    assert english.ngettext("%(n)s rad", "%(n)s rader", 2) == "%(n)s rows"


def test_a_word_that_is_no_command_is_answered_with_the_commands(capsys):
    assert messages.main(["translate"]) == 2
    assert "update" in capsys.readouterr().err
