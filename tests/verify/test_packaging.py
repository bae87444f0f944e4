"""What is shipped: every package, exact pins, no bare imports of our folders, no addresses."""

from __future__ import annotations

import ast
import re
import runpy
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
FOLDERS = ("verify", "proofs", "kernels")
SOURCES = [path for folder in (*FOLDERS, "tests") for path in (ROOT / folder).rglob("*.py")]


def test_every_folder_with_code_is_a_package():
    found = runpy.run_path(str(ROOT / "setup.py"), run_name="setup")["packages"]()
    folders = {path.parent for f in FOLDERS for path in (ROOT / f).rglob("*.py")}
    names = {f"steepest.{'.'.join(f.relative_to(ROOT).parts)}" for f in folders}
    assert set(found) == names - {"steepest.verify.public"} | {"steepest"}


def test_no_file_name_repeats_its_folder():
    repeated = [
        str(path.relative_to(ROOT))
        for folder in FOLDERS
        for path in (ROOT / folder).rglob("*.*")
        if path.stem.split("_")[0] == path.parent.name
    ]
    assert repeated == []


def shipped():
    """Patterns of what the source distribution holds: MANIFEST.in, package data, and what the
    build tool takes anyway.
    """
    found = ["pyproject.toml", "setup.py", "MANIFEST.in", "README.md", "LICENSE"]
    for folder in FOLDERS:
        data = PROJECT["tool"]["setuptools"]["package-data"]["*"]
        found += [f"{folder}/*{pattern.lstrip('*')}" for pattern in ("*.py", *data)]
    for line in (ROOT / "MANIFEST.in").read_text().splitlines():
        command, *words = line.split()
        if command == "graft":
            found += [f"{word}/*" for word in words]
        elif command == "include":
            found += words
        elif command == "recursive-include":
            found += [f"{words[0]}/{pattern}" for pattern in words[1:]]
    return found


def test_the_source_distribution_holds_every_file():
    asked = ["git", "-C", str(ROOT), "ls-files"]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip("not a checkout")
    files, patterns = done.stdout.split(), shipped()
    assert [path for path in files if not any(fnmatch(path, each) for each in patterns)] == []


def test_pins_are_exact_and_cover_the_dependencies():
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text().splitlines()
        if line and not line.startswith("#")
    ]
    pins = {
        re.match(r"([A-Za-z0-9_.-]+)==[\w.]+$", line)[1].lower().replace("_", "-") for line in lines
    }
    wanted = PROJECT["project"]["dependencies"] + PROJECT["project"]["optional-dependencies"]["dev"]
    for requirement in wanted:
        assert re.match(r"[A-Za-z0-9_.-]+", requirement)[0].lower().replace("_", "-") in pins
    assert not {"torch", "jax", "cupy-cuda12x"} & pins


@pytest.mark.parametrize(
    "name",
    ["constraints.txt", "Makefile", "README.md", "CONTRIBUTING.md", ".ci/run", "pyproject.toml"],
)
def test_no_package_index_is_named(name):
    assert not re.search(r"index-url|find-links|pypi\.org|--hash", (ROOT / name).read_text())


def bare_imports(path):
    for node in ast.walk(ast.parse(path.read_bytes())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) and not node.level else []
        yield from (name for name in names if name.split(".")[0] in FOLDERS)


@pytest.mark.parametrize(
    "path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in SOURCES]
)
def test_our_packages_are_imported_by_their_full_name(path):
    assert list(bare_imports(path)) == [], (
        "other distributions install top-level packages called kernels, verify and proofs"
    )


def test_the_licence_is_whole():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "END OF TERMS AND CONDITIONS" in text
