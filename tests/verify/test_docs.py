"""What the README and CONTRIBUTING show is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from steepest.proofs import registry
from steepest.proofs.engine.judge import Judge
from steepest.verify.cli import app

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()


def blocks(text, language):
    return [
        re.sub("(?m)^   ", "", block)
        for block in re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)
    ]


def test_the_first_example_and_its_changed_sign(steepest, tmp_path):
    example = blocks(README, "toml")[0]
    assert len(example.strip().splitlines()) == 5
    file = tmp_path / "mine.toml"
    file.write_text(example)
    code, out, _ = steepest("check", file)
    assert (code, out.split()[:2]) == (0, ["PROVED", "am-gm"])
    file.write_text(example.replace("x + y", "x - y"))
    code, out, _ = steepest("check", file)
    assert (code, out.split()[:2]) == (1, ["REFUTED", "am-gm"])
    assert "x = 1, y = 1" in out
    assert "x = 1, y = 1" in README


def test_the_other_examples(steepest, tmp_path):
    file = tmp_path / "more.toml"
    file.write_text(blocks(README, "toml")[1])
    code, out, _ = steepest("check", file)
    assert code == 0
    assert re.findall(r"(?m)^(\w+) +([\w-]+)", out) == [
        ("PROVED", "product-norm"),
        ("CERTIFIED", "best-constant"),
    ]


def test_the_claim_of_the_contributors_page():
    (code,) = [block for block in blocks(CONTRIBUTING, "python") if "toy.lem-1" in block]
    try:
        exec(compile(code, "CONTRIBUTING.md", "exec"), {"__name__": "contributing"})
        claim = registry._claims["toy.lem-1"]
        assert claim(Judge()).verdict == "PROVED"
        assert [mutant(Judge()).verdict for mutant in claim.mutants] == ["REFUTED"]
    finally:
        registry._claims.pop("toy.lem-1", None)


def commands():
    lines = [
        line
        for block in blocks(README, "console")
        for line in block.splitlines()
        if line.startswith("$ ")
    ]
    return [shlex.split(line[2:], comments=True) for line in lines]


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_every_command_of_the_readme_exists(words):
    names = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert words[0] == "steepest"
    assert words[1] in names


def test_contributing_begins_with_adding_a_claim():
    assert CONTRIBUTING.splitlines()[2] == "## Add a claim"
