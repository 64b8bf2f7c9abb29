"""What is served from others is what their packages hold, and all of it is accounted for."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[2] / "stegvis" / "ui" / "static"
VENDOR = STATIC / "vendor"
PACKAGES = tomllib.loads((VENDOR / "versions.toml").read_text())["package"]
HASHES = {file: digest for package in PACKAGES for file, digest in package["sha256"].items()}


@pytest.mark.parametrize("file", HASHES)
def test_a_vendored_file_is_the_one_its_package_holds(file):
    content = (VENDOR / file).read_bytes()

    assert hashlib.sha256(content).hexdigest() == HASHES[file]


def test_every_vendored_file_is_accounted_for():
    there = {str(p.relative_to(VENDOR)) for p in VENDOR.rglob("*") if p.is_file()}

    assert there == {*HASHES, "versions.toml"}


def test_every_package_brings_its_licence():
    for package in PACKAGES:
        names = [Path(file).name for file in package["sha256"]]

        assert any(name.startswith(("LICENSE", "OFL")) for name in names), package["name"]
        assert package["licence"] in {"MIT", "OFL-1.1", "0BSD"}


@pytest.mark.parametrize("sheet", sorted(STATIC.rglob("*.css")), ids=lambda p: p.name)
def test_a_style_sheet_asks_only_for_files_that_lie_beside_it(sheet):
    addresses = re.findall(r"""url\(\s*["']?(.*?)["']?\s*\)""", sheet.read_text())

    for address in addresses:
        assert address.startswith("data:") or (sheet.parent / address).is_file(), address
    assert "@import" not in sheet.read_text()


def test_no_script_or_style_names_another_host():
    ours = [p for p in STATIC.rglob("*") if p.suffix in {".css", ".js"} and "vendor" not in p.parts]

    assert ours
    for path in ours:
        assert "//" not in re.sub(r"/\*.*?\*/| // .*", "", path.read_text(), flags=re.S), path
