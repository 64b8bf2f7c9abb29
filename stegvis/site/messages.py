"""The English catalogue: what is marked for translation is found, kept and compiled.

    python -m stegvis.site.messages update     brings locale/en up to the sources
    python -m stegvis.site.messages compile    writes the .mo files that Django reads

Works with Babel alone, without the gettext programs of the system and without a database.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

REPOSITORY = Path(__file__).resolve().parents[2]
LOCALE = REPOSITORY / "locale"
ENGLISH = LOCALE / "en" / "LC_MESSAGES" / "django.po"

#: What marks a text, and which of its arguments are context, singular and plural.
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
#: The lines of a catalogue's head that do not change from one run to the next.
LASTING = ("Language:", "Plural-Forms:", "MIME-Version:", "Content-Type:", "Content-Transfer-")


def sources(root: Path = REPOSITORY) -> Iterator[Path]:
    """Every file that can hold text people read, in the same order every time."""
    for path in sorted((root / "stegvis").rglob("*")):
        if path.suffix in (".py", ".html", ".txt") and "migrations" not in path.parts:
            yield path


def marked(path: Path) -> Iterator[tuple[str | tuple[str, ...], str | None]]:
    """What one file marks for translation: its text, or singular and plural, and its context."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".py":
        # What is left of a template are calls on lines of their own; indents would mean blocks.
        text = "\n".join(line.lstrip() for line in templatize(text, str(path)).splitlines())
    for _line, message, _comments, context in extract(
        "python", BytesIO(text.encode()), keywords=KEYWORDS
    ):
        yield message, context


def template(root: Path = REPOSITORY) -> Catalog:
    """A catalogue of everything marked under a root, without translations."""
    catalog = Catalog(locale="en")
    for path in sources(root):
        for message, context in marked(path):
            place = (str(path.relative_to(root)), 1)
            catalog.add(message, locations=[place], context=context)
    return catalog


def read(path: Path = ENGLISH) -> Catalog:
    """The catalogue in a file, an empty one when there is no file."""
    if not path.exists():
        return Catalog(locale="en")
    with path.open("rb") as file:
        return read_po(file, locale="en")


def updated(path: Path = ENGLISH, root: Path = REPOSITORY) -> Catalog:
    """The catalogue in a file with everything marked today, and nothing that no longer is."""
    catalog = read(path)
    catalog.update(template(root), no_fuzzy_matching=True, update_creation_date=False)
    return catalog


def written(catalog: Catalog) -> bytes:
    """A catalogue as its file: by file and text, without line numbers and dates of the run."""
    catalog.fuzzy = False
    catalog.header_comment = "# English catalogue of Stegvis. Brought up to date by: make messages"
    whole = BytesIO()
    write_po(
        whole, catalog, width=100, sort_by_file=True, ignore_obsolete=True, include_lineno=False
    )
    head, body = whole.getvalue().decode().split("\n\n", 1)
    kept = [
        line
        for line in head.splitlines()
        if not line.startswith('"') or line[1:].startswith(LASTING)
    ]
    return "\n".join([*kept, "", body]).encode()


def untranslated(catalog: Catalog) -> list[str]:
    """The texts of a catalogue that have no translation, or lack one of its plural forms."""
    return [
        message.id if isinstance(message.id, str) else message.id[0]
        for message in catalog
        if message.id
        and not (all(message.string) if isinstance(message.string, tuple) else message.string)
    ]


def update() -> int:
    """Write the English catalogue anew; 1 when something in it waits for a translation."""
    catalog = updated()
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_bytes(written(catalog))
    missing = untranslated(catalog)
    print(f"{len(catalog)} texts, {len(missing)} without a translation", file=sys.stderr)
    for text in missing:
        print(f"    {text}", file=sys.stderr)
    return 1 if missing else 0


def compile_all(root: Path = LOCALE) -> int:
    """Write the .mo file beside every .po file."""
    for path in sorted(root.rglob("*.po")):
        with path.with_suffix(".mo").open("wb") as file:
            write_mo(file, read(path))
    return 0


def main(arguments: list[str]) -> int:
    """Run one of the two commands and return its exit status, 2 for neither."""
    commands = {"update": update, "compile": compile_all}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__, file=sys.stderr)
        return 2
    return commands[arguments[0]]()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
