"""Rules the repository keeps about text that people read, and about what a page may hold.

What users read is Swedish and marked for translation, in templates and in Python. That everything
marked has an English translation is in tests/site/test_messages.py.
"""

import ast
import re
from html.parser import HTMLParser

import pytest
from django.template.base import Lexer, TokenType

from stegvis.site.messages import KEYWORDS
from tests.repository import sources, templates

WORD = re.compile(r"[^\W\d_]{2,}")
SWEDISH = re.compile(r"[åäöÅÄÖ]")
#: A row of vowels is letters, not a text.
LETTERS = re.compile(r"[aeiouyåäö]{4}")
#: Names, and what a language calls itself.
UNTRANSLATED = {"Stegvis", "Svenska", "English"}
#: Attributes that a person reads or hears.
READ_ALOUD = {"title", "alt", "placeholder", "label"}
#: Arguments of template tags that end up as text.
PROSE = "title|label|heading|legend|hint|text|caption|summary|about|alt|empty"
#: Where Swedish is content, not ours to translate: invented people, what the gallery of components
#: holds, and a plan told in the language it was written in.
CONTENT = (
    "stegvis/demo/",
    "stegvis/ui/examples.py",
    "stegvis/ui/templates/ui/gallery.html",
    "stegvis/programmes/definition/show.py",
    "stegvis/programmes/definition/diff.py",
    "stegvis/programmes/definition/diff_walk.py",
    "stegvis/programmes/definition/diff_words.py",
    "stegvis/programmes/definition/show_governing.py",
    "stegvis/programmes/definition/show_work.py",
    "stegvis/programmes/definition/saying.py",
    "stegvis/programmes/definition/running.py",
    # Headings that a Swedish file may have, and the name of the association of the demonstration.
    "stegvis/exchange/cohort.py",
    "stegvis/site/commands/demo.py",
)
#: Stands for a tag or variable in what is left of a template.
HOLE = "\ufffc"


def visible(source: str) -> str:
    """A template with holes for its tags and variables, without comments and translated blocks."""
    kept, skipped_to = [], ""
    for token in Lexer(source).tokenize():
        if skipped_to:
            skipped_to = "" if token.contents == skipped_to else skipped_to
            continue
        tag = token.contents.split(" ")[0] if token.token_type == TokenType.BLOCK else ""
        if tag in ("comment", "blocktranslate"):
            skipped_to = f"end{tag}"
        kept.append(token.contents if token.token_type == TokenType.TEXT else HOLE)
    return "".join(kept)


class Words(HTMLParser):
    """Collects the words of a page that a person reads or hears."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in ("script", "style", "template")
        for name, value in attrs:
            button = tag == "input" and name == "value" and ("type", "submit") in attrs
            if name in READ_ALOUD or button or (name or "").startswith("aria-label"):
                self.keep(value or "")

    def handle_endtag(self, tag):
        self.silent -= tag in ("script", "style", "template")

    def handle_data(self, data):
        if not self.silent:
            self.keep(data)

    def keep(self, text: str) -> None:
        self.found += [word for word in WORD.findall(text) if word not in UNTRANSLATED]


def words(source: str) -> list[str]:
    parser = Words()
    parser.feed(visible(source))
    parser.close()
    return parser.found


def literal_prose(source: str) -> list[str]:
    """Texts given to tags and filters without being marked."""
    argument = re.compile(rf"""\b(?:{PROSE})=(["'])[^"']*[^\W\d_]{{2,}}[^"']*\1""")
    default = re.compile(
        r"""\|\s*(?:default|default_if_none|yesno|pluralize):(["'])[^"']*[^\W\d_]{3,}"""
    )
    inside = [t for t in Lexer(source).tokenize() if t.token_type != TokenType.TEXT]
    return [
        match.group()
        for token in inside
        for pattern in (argument, default)
        for match in pattern.finditer(token.contents)
    ]


def test_every_text_in_a_template_is_marked_for_translation():
    found = {
        name: bare
        for name, source in templates()
        if not name.startswith(CONTENT) and (bare := words(source) + literal_prose(source))
    }

    assert found == {}


@pytest.mark.parametrize(
    "source",
    [
        "<p>Spara</p>",
        '<button title="Spara">{% icon "x" %}</button>',
        '<input type="submit" value="Spara">',
        '<nav aria-label="Meny">{{ x }}</nav>',
        "{% if a %}Spara{% endif %}",
        '{% card title="Spara" %}{% endcard %}',
        '{{ name|default:"Saknas" }}',
    ],
)
def test_a_text_that_is_not_marked_is_found(source):
    assert words(source) + literal_prose(source)


@pytest.mark.parametrize(
    "source",
    [
        '<p class="lead" id="spara">{% translate "Spara" %} {{ n }}</p>',
        "{% blocktranslate count n=n %}en{% plural %}flera{% endblocktranslate %}",
        '<a title="{% translate "Mer" %}" href="/mer">→</a>{# Spara #}',
        '{% card title=_("Spara") %}{% endcard %}{{ day|date:"j F Y" }}',
        "<p>35 % · Stegvis</p>",
    ],
)
def test_a_text_that_is_marked_is_left_alone(source):
    assert words(source) + literal_prose(source) == []


def calls(tree: ast.AST) -> list[ast.Call]:
    """The calls that mark a text for translation."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in KEYWORDS
    ]


def docstrings(tree: ast.AST) -> list[ast.AST]:
    """The strings that document; any string that stands alone as a statement."""
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)]


def unmarked(source: str) -> list[str]:
    """Swedish strings in a Python file that are neither marked nor documentation."""
    tree = ast.parse(source)
    said = {id(part) for node in [*calls(tree), *docstrings(tree)] for part in ast.walk(node)}
    return [
        f"{node.lineno}: {node.value}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SWEDISH.search(node.value)
        and not LETTERS.search(node.value)
        and id(node) not in said
    ]


def test_every_swedish_text_in_python_is_marked_for_translation():
    found = [
        f"{name}:{line}"
        for name, text in sources()
        if "/migrations/" not in name and not name.startswith(CONTENT)
        for line in unmarked(text)
    ]

    assert found == []


def test_a_swedish_text_that_is_not_marked_is_found():
    assert unmarked('"""Dokumenterat på svenska."""\nX = _("Märkt")\nY = "Inte märkt"') == [
        "3: Inte märkt"
    ]


def test_what_is_marked_is_written_out_where_it_stands():
    """A text put together before it is translated is never found in a catalogue."""
    composed = [
        f"{name}:{call.lineno}"
        for name, text in sources()
        for call in calls(ast.parse(text))
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]

    assert composed == []


def test_no_page_needs_what_the_content_security_policy_forbids():
    forbidden = re.compile(
        r"<style\b|\sstyle\s*=|\son[a-z]+\s*=|\shx-on|javascript:|<script\b(?![^>]*\bsrc=)",
        re.IGNORECASE,
    )
    found = [
        f"{name}: {match.group().strip()}"
        for name, text in templates()
        if (match := forbidden.search(text))
    ]

    assert found == []


def test_every_form_that_changes_something_carries_its_token():
    bare = [
        name
        for name, text in templates()
        for form in re.findall(r"<form\b.*?</form>", text, re.S | re.I)
        if re.search(r"method\s*=\s*[\"']?post", form, re.I) and "csrf_token" not in form
    ]

    assert bare == []
