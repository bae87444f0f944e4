"""`steepest new paper NAME`: a folder to begin with, its checks in CI and before each commit."""

from __future__ import annotations

import re
from pathlib import Path

from steepest.proofs.vocabulary import SteepestError

from ..schemas import schema
from ..terminal import say

KINDS = ("paper",)
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}\Z")
SCHEMA = ".steepest/claims.schema.json"
FILES = {
    "paper.toml": """\
#:schema ./{schema}
# Whose claims these are. The claims stand in *.claims.toml files of this folder.
[paper]
title = "{name}"
authors = ["Your Name"]
key = "{name}"
""",
    "lemmas.claims.toml": """\
#:schema ./{schema}
# One table for each claim; `steepest examples DIR` copies many more.

[[claim]]
id = "young"
says = "Young's inequality with a weight."
source = "Lemma 1"
printed = '2ab \\le c\\,a^2 + b^2/c'
real = ["a", "b", "c"]
where = ["c > 0"]
claim = "2*a*b <= c*a**2 + b**2/c"
mutant = {{ "three" = {{ claim = "3*a*b <= c*a**2 + b**2/c" }} }}

[[claim]]
id = "error"
says = "A square of a sum, with any weight."
source = "Proposition 2"
real = ["g", "e", "eta"]
where = ["eta > 0"]
uses = [{{ id = "young", a = "g", b = "e", c = "eta" }}]
claim = "(g + e)**2 <= (1 + eta)*g**2 + (1 + 1/eta)*e**2"
""",
    "README.md": """\
# {name}

[![claims](../../actions/workflows/claims.yml/badge.svg)](../../actions/workflows/claims.yml)

```console
$ steepest run .               # decide every claim, write the report
$ steepest run . --mutants     # the false variants: each must be REFUTED
$ steepest ledger . --update   # record the verdicts in ledger.toml; CI compares with them
$ pytest                       # every claim is a test
```
""",
    ".github/workflows/claims.yml": """\
name: claims
on: [push, pull_request]
jobs:
  claims:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install 'steepest=={version}'
      - uses: actions/cache@v4
        with:
          path: steepest-output
          key: claims-${{{{ hashFiles('**/*.toml') }}}}
          restore-keys: claims-
      - run: steepest run .
      - run: steepest run . --mutants
      - uses: actions/upload-artifact@v4
        if: always()
        with:
          name: report
          path: steepest-output/report
""",
    ".pre-commit-config.yaml": """\
repos:
  - repo: local
    hooks:
      - id: steepest
        name: steepest (claims)
        entry: steepest run . --no-report
        language: system
        files: '\\.toml$'
        pass_filenames: false
""",
    ".gitignore": "steepest-output/\n",
}


class NewError(SteepestError):
    """What cannot be made."""


def new(kind: str, name: str) -> Path:
    """Make the files of a new paper in the folder `name`; nothing is ever replaced."""
    from importlib.metadata import version

    if kind not in KINDS:
        raise NewError(f"{kind!r} was given; expected: steepest new paper NAME")
    folder = Path(name)
    if not NAME.match(folder.name):
        raise NewError(f"{name!r} was given; a name is made of letters, digits, '.', '-' and '_'")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise NewError(f"{folder} exists already and is not empty; give another name")
    fields = {"name": folder.name, "schema": SCHEMA, "version": version("steepest")}
    texts = {file: text.format(**fields) for file, text in FILES.items()}
    try:
        for file, text in {**texts, SCHEMA: schema("claims")}.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(text, encoding="utf-8")
    except OSError as error:
        raise NewError(f"{folder} cannot be made: {error.strerror}; give another name") from None
    say(f"{folder}: {', '.join(texts)}\n`steepest run {folder}` decides its claims")
    return folder
