"""The documentation: it builds, its links lead somewhere, what it shows is what happens."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from steepest.verify.cli import app

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
TUTORIAL = (DOCS / "tutorial.md").read_text()


def blocks(text, language):
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def generate():
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_command_and_option_is_in_the_reference(generate):
    from typer.main import get_command

    text = generate.commands()
    names = [one.name or one.callback.__name__ for one in app.registered_commands]
    for name in names:
        assert f"\n## {name}\n" in text
    for command in get_command(app).commands.values():
        for one in command.params:
            if one.param_type_name == "option" and one.name != "help":
                assert f"`{', '.join([*one.opts, *one.secondary_opts])}" in text


def test_public_names_are_in_the_reference(generate):
    text = generate.api()
    for name in ("claim", "check", "forall", "Proof", "Recurrence", "Evidence"):
        assert f"\n### {name}\n" in text, name


def test_every_relative_link_leads_somewhere(generate):
    generate.write()
    for page in DOCS.rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", page.read_text()):
            if "://" not in link:
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_it_builds_without_a_warning(tmp_path):
    pytest.importorskip("sphinx", reason="the extra docs is not installed")
    pytest.importorskip("myst_parser", reason="the extra docs is not installed")
    pytest.importorskip("furo", reason="the extra docs is not installed")
    words = ["-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", str(DOCS), str(tmp_path)]
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, timeout=280)
    assert done.returncode == 0, done.stderr[-3000:]
    assert "needed" in (tmp_path / "tutorial.html").read_text()


def test_the_tutorial_checks_and_audits(steepest, tmp_path):
    file = tmp_path / "rate.toml"
    file.write_text(blocks(TUTORIAL, "toml")[0])
    code, out, _ = steepest("check", file)
    assert (code, out.split()[0]) == (0, "PROVED")
    _, out, _ = steepest("audit", file, "--json")
    assert [json.loads(line)["word"] for line in out.splitlines()] == ["needed"] * 3
    file.write_text(file.read_text().replace("eta*mu <= 1", "eta*mu <= 2"))
    code, out, _ = steepest("check", file)
    assert (code, out.split()[0]) == (1, "REFUTED")
    assert "eta = 1, mu = 2, x = 1" in out


def test_the_theorem_of_the_tutorial(capsys):
    (code,) = blocks(TUTORIAL, "python")
    exec(compile(code, "tutorial.md", "exec"), {"__name__": "tutorial"})
    assert capsys.readouterr().out.strip() == code.rsplit("# ", 1)[1].strip()


def test_the_laws_of_the_tutorial(steepest, tmp_path):
    file = tmp_path / "model.toml"
    file.write_text(blocks(TUTORIAL, "toml")[1])
    _, out, _ = steepest("laws", file, "--certificates", tmp_path / "evidence")
    shown = blocks(TUTORIAL, "console")[3].splitlines()[1:]
    assert out.splitlines()[: len(shown)] == shown


def test_the_paper_of_the_tutorial(steepest, tmp_path):
    folder = tmp_path / "mypaper"
    folder.mkdir()
    (folder / "rate.claims.toml").write_text(blocks(TUTORIAL, "toml")[0])
    (folder / "paper.toml").write_text(blocks(TUTORIAL, "toml")[2])
    assert steepest("run", folder)[0] == 0
    page = folder / "steepest-output" / "report" / "claims" / "one-step.html"
    assert "One step of gradient descent" in page.read_text()
    assert "A. Author" in page.read_text()
    assert "steepest recheck mypaper one-step\nsteepest run mypaper one-step" in page.read_text()
