"""Content keys change with everything that decides, and with nothing else."""

from __future__ import annotations

import ast

import pytest
from steepest.proofs import Mutant, registry
from steepest.verify.store import keys
from steepest.verify.trials.engine.lookup import plans_of

CACHED = (keys.closure, keys.source_digest, keys.source_file, keys.imports, keys.versions)


@pytest.fixture(autouse=True)
def forget():
    yield
    for function in CACHED:
        function.cache_clear()


def recomputed(claim, **options):
    for function in CACHED:
        function.cache_clear()
    return keys.content_key(claim, **options)


def test_the_closure_follows_imports_everywhere():
    found = keys.closure("steepest.proofs.engine.judge")
    assert {
        "steepest.proofs",
        "steepest.proofs.engine.judge",
        "steepest.proofs.engine.terms",
        "steepest.proofs.vocabulary",
    } <= found
    assert "steepest.proofs.engine.scalar" in found  # imported inside a method
    assert "steepest.verify.cli" not in found
    assert not any("balancedness" in name for name in found)


def test_outside_modules_count_when_they_stand_beside_the_claim(fakes):
    assert {"fake_claims", "fake_helper"} <= keys.closure("fake_claims")
    assert keys.source_file("no_such_module_at_all") is None
    assert keys.source_file("steepest") is None
    assert keys.closure("no_such_module_at_all") == frozenset()


def test_strings_that_name_functions_are_imports(tmp_path, monkeypatch):
    package = tmp_path / "keyed"
    package.mkdir()
    (package / "__init__.py").write_text("from . import inner\n")
    (package / "inner.py").write_text(
        "BATCH = 'steepest.kernels.engine.philox:uniform'\ndef f():\n    from .other import x\n"
        "PLACE = 'steepest.kernels.engine.arrays'\n"
        "MADE = f'steepest.kernels.engine.plans:{BATCH}'\n"
    )
    (package / "other.py").write_text("x = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    named = {"steepest.kernels.engine." + name for name in ("philox", "arrays", "plans")}
    assert named <= set(keys.imports("keyed.inner"))
    assert {"keyed", "keyed.inner", "keyed.other", "steepest.kernels"} <= keys.closure("keyed")


def test_a_trial_depends_on_the_module_of_its_batch():
    """Also where the name of the function is put in later: an edit of the kernel decides anew."""
    found = 0
    for claim in registry.claims().values():
        if claim.trial:
            known = keys.closure(claim.module)
            for plan in plans_of(claim, {}):
                assert plan.batch.partition(":")[0] in known, (claim.id, plan.batch)
                found += 1
    assert found > 100


def test_the_key_depends_on_what_decides(fakes, monkeypatch):
    claim = registry._claims["fake.proved"]
    plain = keys.content_key(claim)
    assert plain == recomputed(claim)
    assert plain != recomputed(claim, full=True)  # its module asks whether this is a --full run
    mutants = {keys.content_key(claim, mutant) for mutant in claim.mutants}
    assert len(mutants | {plain}) == 3
    assert keys.content_key(claim, Mutant("two", claim.check, {"constant": 3})) not in mutants
    assert keys.content_key(registry._claims["fake.refuted"]) != plain
    monkeypatch.setattr(keys, "versions", lambda: ("sympy 0",))
    assert keys.content_key(claim) != plain


def test_an_edit_of_a_helper_changes_the_key(tmp_path, monkeypatch):
    package = tmp_path / "edited"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "claims.py").write_text("from .helper import x\n")
    (package / "helper.py").write_text("x = 1\n")
    (package / "stranger.py").write_text("y = 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    digests = lambda: {name: keys.source_digest(name) for name in keys.closure("edited.claims")}  # noqa: E731
    before = digests()
    assert set(before) == {"edited", "edited.claims", "edited.helper"}
    (package / "stranger.py").write_text("y = 2\n")
    assert digests() == before
    (package / "helper.py").write_text("x = 2\n")
    for function in CACHED:
        function.cache_clear()
    assert digests() != before


def test_a_library_that_is_not_there_is_named_absent(monkeypatch):
    keys.versions.cache_clear()
    monkeypatch.setattr(keys, "DECIDING", ("no-such-distribution",))
    assert keys.versions()[1] == "no-such-distribution absent"


def test_the_kernels_texts_count():
    assert len(keys.source_digest("steepest.kernels")) == 64


def test_imports_of_our_own_files_are_found_by_lines_as_by_parsing():
    modules = sorted(keys.closure("steepest.verify.cli") | keys.closure("steepest.proofs.filters"))
    for module in modules:
        file = keys.source_file(module)
        by_lines = {shown(node) for node in keys._naming(file, ours=True)}
        assert {shown(node) for node in keys._naming(file, ours=False)} <= by_lines, module
    assert len(modules) > 100


def shown(node):
    return node if isinstance(node, str) else ast.dump(node)


@pytest.mark.parametrize("text", ["import a; import b", "from a import (b,  # (c)\n c)", "x = 'a'"])
def test_files_from_outside_are_parsed(text, tmp_path):
    file = tmp_path / "mine.py"
    file.write_text(text)
    assert {shown(node) for node in keys._naming(file, ours=False)} == {
        shown(node) for node in ast.parse(text).body if "mport" in type(node).__name__
    }
