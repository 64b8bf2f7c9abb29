"""Rules the repository keeps by itself: its files, words, definitions, layers and dependencies.

Rules about models and the database are in test_repository_models.py, those about text that people
read in test_repository_texts.py. When a review finds the same fault twice, a rule is added here
instead of a third remark.
"""

import ast
import re
import subprocess
import tomllib
from collections import defaultdict
from hashlib import sha256
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.repository import PYPROJECT, ROOT, layers, lines_with, sources, texts

#: Each pattern is written so that it does not match itself.
NAMES_A_REGISTRY = re.compile(
    r"pypi[.]org|pythonhosted[.]org|registry[.]npmjs|npmjs[.]org|deb[.]debian[.]org"
    r"|archive[.]ubuntu[.]com|crates[.]io|proxy[.]golang[.]org|--(?:extra-)?index-url[ =]\S",
    re.IGNORECASE,
)
NAMES_A_MACHINE = re.compile(r"(?<![\w.}])/(?:work|root|farm|tmp|home|Users)/[\w.]")
SAYS_HOW_IT_WAS_MADE = re.compile(
    r"\bco[-]authored|\bgenerated[ ]with\b|\blanguage[ ]model|\bassistant[s]?\b"
    r"|(?<!user[- ])\bagent[s]?\b|\bA[I]\b|\bthe[ ]brief\b|\bissue[ ]#?[0-9]",
    re.IGNORECASE,
)

#: What a dependency is run as, where that is not its name or a module it brings.
RUN_AS = defaultdict(
    tuple,
    {
        "pytest-django": ("DJANGO_SETTINGS_MODULE",),
        "pytest-xdist": ("pytest -n",),
        "import-linter": ("lint-imports",),
        "django-stubs": ("mypy_django_plugin",),
    },
)


def normal(name: str) -> str:
    """A distribution's name as all its spellings compare."""
    return re.sub(r"[-_.]+", "-", name).lower()


# --- Words ---------------------------------------------------------------------------------------


def test_no_file_names_the_host_of_a_package_registry():
    assert lines_with(NAMES_A_REGISTRY) == []


def test_no_file_names_a_path_of_one_machine():
    assert lines_with(NAMES_A_MACHINE) == []


def test_no_file_tells_how_it_was_made_instead_of_what_it_is():
    assert lines_with(SAYS_HOW_IT_WAS_MADE) == []


def test_no_commit_message_does_any_of_these():
    log = ["git", "log", "--format=%h %B"]
    messages = subprocess.run(log, cwd=ROOT, capture_output=True, text=True, check=False).stdout

    for pattern in (NAMES_A_REGISTRY, NAMES_A_MACHINE, SAYS_HOW_IT_WAS_MADE):
        assert [line for line in messages.splitlines() if pattern.search(line)] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (NAMES_A_REGISTRY, "see https://pypi." + "org/project/x"),
        (NAMES_A_REGISTRY, "pip install --index-" + "url https://x"),
        (NAMES_A_MACHINE, "open('/wo" + "rk/main/x')"),
        (SAYS_HOW_IT_WAS_MADE, "Co-" + "Authored-By: somebody"),
        (SAYS_HOW_IT_WAS_MADE, "as issue" + " #12 says"),
    ],
)
def test_the_patterns_find_what_they_look_for(pattern, text):
    assert pattern.search(text)


def test_nothing_is_left_to_do_later_in_the_program():
    later = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b|NotImplementedErro[r]")

    assert lines_with(later) == []


def test_no_file_is_called_after_nothing():
    named = [n for n, _ in texts() if re.search(r"(?:^|/)(?:utils?|helpers?|misc)(?:\.|/)", n)]

    assert named == []


# --- Definitions and documents -------------------------------------------------------------------


def definition_files(kind: str) -> list[Path]:
    return sorted((ROOT / "definitions" / kind).glob("*.toml"))


def test_every_programme_reads():
    from stegvis.programmes.definition import read

    programmes = definition_files("programmes")

    assert {"se-hoglandet-2023.toml", "nsw-1975.toml"} <= {path.name for path in programmes}
    for path in programmes:
        definition = read(path)
        assert path.stem == f"{definition.key}-{definition.version}"


def test_every_definition_passes_the_command_that_checks_them():
    from stegvis.site.cli import main

    assert main(["definitions", "check", str(ROOT / "definitions")]) == 0


def test_every_indicator_shows_by_example_whom_it_counts_and_whom_it_does_not_know():
    indicators = definition_files("indicators")

    assert indicators
    for path in indicators:
        indicator = tomllib.loads(path.read_text(encoding="utf-8"))
        gives = [example["gives"] for example in indicator.get("example", [])]
        assert gives, path.name
        if indicator["unit"] == "share":
            assert any(each["known"] < each["about"] for each in gives), path.name
            assert any(0 < each["counts"] < each["known"] for each in gives), path.name


def test_every_shipped_programme_is_on_record_as_published_and_unchanged():
    """An import publishes what is shipped, so it stands: copy it, raise the version, add a line."""
    from stegvis.programmes.definition import fingerprint

    record = tomllib.loads((ROOT / "definitions" / "published.toml").read_text(encoding="utf-8"))
    published = {f"{row['key']}-{row['version']}": row["sha256"] for row in record["published"]}

    shipped = {
        path.stem: fingerprint(path.read_text(encoding="utf-8"))
        for path in definition_files("programmes")
    }
    assert published == shipped


def test_no_two_decisions_share_a_number():
    numbers = [path.name[:4] for path in sorted((ROOT / "docs" / "decisions").glob("*.md"))]

    assert numbers
    assert all(number.isdigit() for number in numbers)
    assert sorted(set(numbers)) == numbers


def test_a_decision_that_is_referred_to_is_there():
    decided = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("*.md")}
    referred = {
        (name, number)
        for name, text in texts()
        for number in re.findall(r"docs/decisions/(\d{4})", text)
    }

    assert [(name, number) for name, number in sorted(referred) if number not in decided] == []


def test_every_link_between_documents_leads_somewhere():
    broken = []
    for name, text in texts():
        if not name.endswith(".md"):
            continue
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if (
                not re.match(r"[a-z]+:", target)
                and not (ROOT / name).parent.joinpath(target).exists()
            ):
                broken.append(f"{name}: {target}")

    assert broken == []


# --- Settings, layers, dependencies --------------------------------------------------------------


def test_every_setting_is_in_the_example_and_no_other():
    read = {name for _, text in sources() for name in re.findall(r"\bSTEGVIS_[A-Z_]+\b", text)}
    shown = set(re.findall(r"^#? ?(STEGVIS_[A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))

    assert read
    assert shown == read


def test_every_package_has_its_place_in_the_layers():
    contract, *inside = PYPROJECT["tool"]["importlinter"]["contracts"]
    packages = {path.parent.name for path in (ROOT / "stegvis").glob("*/__init__.py")}

    assert contract["containers"] == ["stegvis"]
    assert {name for row in layers() for name in row} == packages
    assert all(each["exhaustive"] is True for each in (contract, *inside))
    assert not any("ignore_imports" in each for each in (contract, *inside))


def test_nothing_imports_upwards_from_within_a_function():
    """The linter sees these imports too; it would not see one by name, so there is none."""
    by_name = [
        f"{name}:{node.lineno}"
        for name, text in sources()
        if not name.startswith("stegvis/site/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name | ast.Attribute)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None))
        in ("import_module", "__import__", "import_string", "get_model")
    ]

    assert by_name == []


def test_services_queries_and_lib_are_annotated_and_say_what_they_give():
    read = ("/services.py", "/queries.py")
    silent = [
        f"{name}:{function.lineno} {function.name}"
        for name, text in sources()
        if name.endswith(read) or name.startswith("stegvis/lib/")
        for function in ast.parse(text).body
        if isinstance(function, ast.FunctionDef) and not function.name.startswith("_")
        if not ast.get_docstring(function)
        or function.returns is None
        or any(a.annotation is None for a in [*function.args.args, *function.args.kwonlyargs])
    ]

    assert silent == []


def test_what_was_left_out_until_it_hurts_is_still_out():
    """A signal between our apps, a view that is a class, a cache: docs/map.md says why not."""
    left_out = re.compile(
        r"\bSignal\(|django\.views\.generic|from django\.core\.cache|GenericForeignKey"
    )
    found = [f"{name}: {m.group()}" for name, text in sources() if (m := left_out.search(text))]

    assert found == []


def dependency_lines() -> list[str]:
    """The lines of pyproject.toml that name a dependency."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    inside = re.search(r"^dependencies = \[.*?^\]\n\n.*?^\]$", text, re.M | re.S)
    assert inside
    return [line.strip() for line in inside.group().splitlines() if line.startswith('    "')]


def test_every_dependency_says_what_it_is_for():
    project = PYPROJECT["project"]
    named = [*project["dependencies"], *project["optional-dependencies"]["dev"]]

    assert len(dependency_lines()) == len(named) > 0
    assert [line for line in dependency_lines() if not re.search(r'",\s+# \w+', line)] == []


def requirements(kind: str) -> list[str]:
    """The names of what the program needs, or of what its development needs besides."""
    project = PYPROJECT["project"]
    named = project["dependencies"] if kind == "run" else project["optional-dependencies"]["dev"]
    return [re.split(r"[^\w.-]", requirement)[0] for requirement in named]


@pytest.mark.parametrize(("kind", "where"), [("run", "stegvis/"), ("dev", "")])
def test_every_dependency_is_named_where_it_is_used(kind, where):
    ours = "\n".join(
        text.partition("[tool.")[2] if name == "pyproject.toml" else text
        for name, text in texts()
        if name.startswith(where) and name not in ("requirements.lock", "tests/test_repository.py")
    )
    modules = packages_distributions()

    unused = []
    for name in requirements(kind):
        words = {name, *(module for module, of in modules.items() if name in map(normal, of))}
        if not any(re.search(rf"\b{re.escape(word)}\b", ours) for word in words | {*RUN_AS[name]}):
            unused.append(name)

    assert unused == []


def test_the_lock_file_has_a_hash_for_everything_and_names_no_index():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = re.findall(
        r"^([\w.-]+(?:\[[\w,-]+\])?)==\S+ .*\\\n    --hash=sha256:[0-9a-f]{64}", lock, re.M
    )
    entries = re.findall(r"^[\w.-]+", lock, re.M)

    assert len(pinned) == len(entries) > 0
    assert "://" not in lock


def test_the_lock_file_has_every_dependency():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normal(name) for name in re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==", lock, re.M)}

    named = [*requirements("run"), *requirements("dev")]
    assert [name for name in named if normal(name) not in locked] == []


def test_a_migration_that_was_released_is_never_edited():
    """Data that people have were made by it, and are brought on from there."""
    listed = (ROOT / "tests/released_migrations.txt").read_text(encoding="utf-8")
    released = {path: digest for digest, path in map(str.split, listed.splitlines())}
    there = {
        name: sha256(text.encode()).hexdigest()
        for name, text in sources()
        if re.search(r"/migrations/\d{4}_", name)
    }
    said = [
        f"{path}: has been released and is not what it was. Put it back (git log shows how it "
        "stood), and make what it should say a new migration: "
        "python -m stegvis.site.manage makemigrations"
        for path, digest in released.items()
        if there.get(path) != digest
    ]
    said += [
        f"{path}: is new. When it is as it should be, add a line to tests/released_migrations.txt: "
        f"{digest}  {path}"
        for path, digest in there.items()
        if path not in released
    ]

    assert not said, "\n".join(said)


def test_a_migration_after_the_first_says_whether_the_old_version_may_run_beside_it():
    silent = [
        name
        for name, text in sources()
        if re.search(r"/migrations/(?!0001_)\d{4}_", name)
        and not (ast.get_docstring(ast.parse(text)) or "").strip()
    ]

    assert silent == []


def test_every_spec_row_that_a_promise_is_named_after_is_named_by_its_id():
    named = [path.name for path in sorted((ROOT / "tests" / "promises").glob("test_*.py"))]

    assert named
    assert [name for name in named if not re.match(r"test_[a-f]\d{1,2}_\w+\.py$", name)] == []
