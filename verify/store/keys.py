"""Content keys: a result is valid as long as everything that produced it is unchanged.

The key of a claim is the SHA-256 of its id, the source of its module and of every module of ours
that it imports (directly or not, inside functions too) or names in a string ("package.module",
alone or before ":function"), the versions of the libraries that decide, and the parameters of the
evaluation.
"""

from __future__ import annotations

import ast
import functools
import importlib
import platform
import re
from collections.abc import Iterator
from pathlib import Path

from steepest.proofs import registry
from steepest.proofs.vocabulary import Claim, Mutant

from .rows import digest

SEED = 0
DECIDING = ("sympy", "mpmath", "numpy", "scipy", "clarabel", "python-flint", "z3-solver")
_DOTTED = re.compile(r"(steepest(?:\.\w+)+)(?::[^\"'\n]*)?")  # also the start of an f-string
_QUOTED = re.compile(rf"[\"']{_DOTTED.pattern}[\"']")
_IMPORT = re.compile(
    r"^[ \t]*(from[ \t]+[.\w]+[ \t]+import[ \t]+(?:\([^)]*\)|[^\n(]*)|import[ \t]+[^\n(]*)", re.M
)


def content_key(claim: Claim, mutant: Mutant | None = None, *, full: bool = False) -> str:
    """The key under which the result of this evaluation is stored."""
    roots = {
        *(used.module for used in registry.with_used([claim])),
        (mutant.check if mutant else claim.check).__module__,
        "steepest.proofs.engine.judge",
    }
    if claim.trial:
        roots.add("steepest.verify.trials")
    modules = sorted(set().union(*(closure(root) for root in roots)))
    parts = [
        claim.id,
        *(f"{name}={source_digest(name)}" for name in modules),
        *versions(),
        f"seed={SEED}",
    ]
    parts += [f"uses={id}" for id in sorted(claim.uses)]
    parts += [f"content={used.content}" for used in registry.with_used([claim]) if used.content]
    if mutant:
        parts.append(
            f"mutant={mutant.name}:{sorted((k, repr(v)) for k, v in mutant.changes.items())}"
        )
    if full and (claim.full or claim.trial or _mentions_full(claim.module)):
        parts.append("full")
    return digest(*parts)


@functools.cache
def versions() -> tuple[str, ...]:
    """What decides besides our own source: "name version" of every library, and Python's minor
    version.
    """
    python = ".".join(platform.python_version_tuple()[:2])
    return (f"python {python}", *(f"{name} {_version(name)}" for name in DECIDING))


def _version(name: str) -> str:
    from importlib import metadata

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "absent"


@functools.cache
def closure(module: str) -> frozenset[str]:
    """The module, its parent packages, and every module of ours reachable through imports."""
    seen: set[str] = set()
    waiting = [module]
    while waiting:
        name = waiting.pop()
        if name in seen or source_file(name) is None:
            continue
        seen.add(name)
        waiting += imports(name)
        if "." in name:
            waiting.append(name.rpartition(".")[0])
    return frozenset(seen)


@functools.cache
def source_file(module: str) -> Path | None:
    """The file of a module, found without importing it (its top package excepted); None for what is
    not a file of Python.
    """
    *_, last = parts = module.split(".")
    anchor = ".".join(parts[:2]) if parts[0] == "steepest" else parts[0]
    if anchor == "steepest":
        return None  # a namespace: it has no file
    try:
        package = importlib.import_module(anchor)
    except ImportError:
        return None
    inner = parts[len(anchor.split(".")) :]
    if not inner:
        return Path(package.__file__) if package.__file__ else None
    for folder in getattr(package, "__path__", ()):
        base = Path(folder, *inner)
        for candidate in (base / "__init__.py", base.with_name(f"{last}.py")):
            if candidate.is_file():
                return candidate
    return None


@functools.cache
def source_digest(module: str) -> str:
    """The digest of a module's text; kernels count their C and CUDA texts too."""
    file = source_file(module)
    assert file is not None
    texts = [file.read_bytes()]
    if module.startswith("steepest.kernels") and file.name == "__init__.py":
        texts += [
            path.read_bytes()
            for path in sorted(file.parent.iterdir())
            if path.suffix in (".cu", ".cuh", ".h", ".cpp")
        ]
    return digest(*texts)


@functools.cache
def imports(module: str) -> tuple[str, ...]:
    """The modules of ours that a module names: in import statements anywhere, and in strings."""
    file = source_file(module)
    if file is None:
        return ()
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    found: list[str] = []
    for node in _naming(file, ours=module.startswith("steepest.")):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")
                anchor = ".".join(parents[: len(parents) - node.level + 1])
                base = f"{anchor}.{base}" if base else anchor
            found += [base, *(f"{base}.{alias.name}" for alias in node.names)]
        elif isinstance(node, str):
            found.append(node)
    return tuple(
        dict.fromkeys(
            name for name in found if name.startswith("steepest.") or _beside(package, file, name)
        )
    )


def _naming(file: Path, ours: bool) -> Iterator[ast.stmt | str]:
    """The import statements of a file, and the modules that its strings name. In our own files,
    which the formatter keeps in shape, they are found by their lines: reading every file as a whole
    takes seconds.
    """
    if ours and (found := _by_lines(file.read_text(encoding="utf-8"))) is not None:
        yield from found
        return
    for node in ast.walk(ast.parse(file.read_bytes())):
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and (dotted := _DOTTED.fullmatch(node.value))
        ):
            yield dotted[1]


def _by_lines(text: str) -> list[ast.stmt | str] | None:
    """None when an import statement is not written as the formatter writes it."""
    found: list[ast.stmt | str] = [dotted[1] for dotted in _QUOTED.finditer(text)]
    for statement in _IMPORT.finditer(text):
        try:
            found += ast.parse(statement[1]).body
        except SyntaxError:
            if "import (" in statement[1]:
                return None
            # a line of prose
    return found


def _beside(package: str, file: Path, name: str) -> bool:
    """For claims kept outside steepest: a module of the same top-level package, or a file in the
    same folder.
    """
    top = name.split(".")[0]
    if package:
        return not package.startswith("steepest") and top == package.split(".")[0]
    return (file.parent / f"{top}.py").is_file()


def _mentions_full(module: str) -> bool:
    file = source_file(module)
    return file is not None and b"judge.full" in file.read_bytes()
