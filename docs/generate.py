"""The reference pages that are made from the code: every command, every public name.

A Sphinx extension: before the sources are read it writes `reference/commands.md` and
`reference/api.md`. `python docs/generate.py` writes them without Sphinx.
"""

from __future__ import annotations

import importlib
import inspect
import re
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
MODULES = (
    "steepest.verify",
    "steepest.proofs",
    "steepest.proofs.engine.theorems",
    "steepest.proofs.checker",
    "steepest.kernels",
)


def commands() -> str:
    """Every command of the command line with its arguments and options."""
    from steepest.verify.cli import app
    from typer.main import get_command

    lines = ["# Every command", "", "`steepest COMMAND --help` prints the same.", ""]
    for name, command in get_command(app).commands.items():  # type: ignore[attr-defined]
        lines += _command(name, command)
    return "\n".join(lines) + "\n"


def _command(name: str, command: Any) -> list[str]:
    given = " ".join(_usage(one) for one in command.params if one.param_type_name == "argument")
    options = [one for one in command.params if one.param_type_name == "option"]
    lines = [f"## {name}", "", "```text", f"steepest {name} [OPTIONS] {given}".rstrip()]
    text = inspect.cleandoc(command.help or "").replace("\b\n", "").replace("\\[", "[")
    lines += ["```", "", "```text", text, "```", ""]
    rows = [(_names(one), one.help or "") for one in options if one.name != "help"]
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    rows = [(f"`{_usage(one)}`", getattr(one, "help", "") or "") for one in arguments] + rows
    if rows:
        lines += ["| word | meaning |", "|---|---|"]
        lines += [f"| {left} | {_cell(right)} |" for left, right in rows] + [""]
    return lines


def _usage(argument: Any) -> str:
    word = argument.metavar or argument.name.upper()
    return word if argument.required or word.startswith("[") else f"[{word}]"


def _names(option: Any) -> str:
    names = ", ".join([*option.opts, *option.secondary_opts])
    value = "" if option.is_flag else f" {option.metavar or 'VALUE'}"
    return f"`{names}{value}`"


def _cell(text: str) -> str:
    return re.sub(r"([|<*_])", r"\\\1", " ".join(text.split()))


def api() -> str:
    """The public names of the packages, with what their docstrings say."""
    lines = ["# Names for Python", ""]
    for path in MODULES:
        module = importlib.import_module(path)
        lines += [f"## {path}", "", "```text", inspect.getdoc(module) or "", "```", ""]
        for name in names(module):
            lines += _name(name, getattr(module, name))
    return "\n".join(lines) + "\n"


def names(module: Any) -> list[str]:
    """What a module offers: `__all__`, or what it imports under its own name."""
    listed = getattr(module, "__all__", None)
    if listed is None:
        source = inspect.getsource(module)
        listed = re.findall(r"^from \S+ import (\w+) as \1$", source, re.MULTILINE)
        own = [name for name, one in vars(module).items() if _is_own(one, module.__name__)]
        listed = dict.fromkeys([*listed, *own])
    return [name for name in listed if not name.startswith("_")]


def _is_own(value: Any, module: str) -> bool:
    made = inspect.isfunction(value) or inspect.isclass(value)
    return made and value.__module__ == module


def _name(name: str, value: Any) -> list[str]:
    try:
        signature = str(inspect.signature(value)) if callable(value) else ""
    except (TypeError, ValueError):
        signature = ""
    text = inspect.getdoc(value) if callable(value) else ""
    kind = "class " if inspect.isclass(value) else ""
    lines = [f"### {name}", "", "```text", f"{kind}{name}{signature}"]
    return [*lines, *(["", text] if text else []), "```", ""]


def write() -> None:
    folder = HERE / "reference"
    folder.mkdir(exist_ok=True)
    for name, content in (("commands.md", commands()), ("api.md", api())):
        if not (folder / name).exists() or (folder / name).read_text("utf-8") != content:
            (folder / name).write_text(content, "utf-8")


def setup(app: Any) -> dict[str, bool]:
    app.connect("builder-inited", lambda app: write())
    return {"parallel_read_safe": True}


if __name__ == "__main__":
    write()
