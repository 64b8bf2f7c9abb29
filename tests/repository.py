"""What the rules of the repository look at: its files, its sources, the rows of its map."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))

#: Made by others and served as it came; its hashes are held by a test of its own.
VENDORED = "/static/vendor/"
NOT_TEXT = {".png", ".woff2", ".xlsx", ".mo", ".ico"}


@cache
def files() -> tuple[Path, ...]:
    """Every file of the repository: what git tracks or would, and without git all that is here."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        hidden = {".venv", ".data", ".git", "__pycache__"}
        return tuple(p for p in ROOT.rglob("*") if p.is_file() and not hidden & {*p.parts})
    return tuple(path for name in names.stdout.splitlines() if (path := ROOT / name).is_file())


@cache
def texts() -> tuple[tuple[str, str], ...]:
    """Path and text of every file that we wrote, those that are not text left out."""
    ours = {path.relative_to(ROOT).as_posix(): path for path in files()}
    return tuple(
        (name, path.read_text(encoding="utf-8"))
        for name, path in ours.items()
        if VENDORED not in name and path.suffix not in NOT_TEXT
    )


def sources() -> list[tuple[str, str]]:
    """Path and text of every Python file of the program itself."""
    return [(n, t) for n, t in texts() if n.startswith("stegvis/") and n.endswith(".py")]


def templates() -> list[tuple[str, str]]:
    """Path and text of every template."""
    return [(n, t) for n, t in texts() if n.startswith("stegvis/") and n.endswith(".html")]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Where a pattern stands, as path:line: what was found."""
    return [
        f"{name}:{number}: {match.group()}"
        for name, text in texts()
        for number, line in enumerate(text.splitlines(), 1)
        if (match := pattern.search(line))
    ]


def layers() -> list[list[str]]:
    """The rows of the map, top first."""
    contract, *_inside = PYPROJECT["tool"]["importlinter"]["contracts"]
    return [re.split(r"\s*[|:]\s*", row) for row in contract["layers"]]
