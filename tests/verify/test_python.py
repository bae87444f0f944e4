"""`from steepest import check, claim, laws, theorem`: frozen records, shown in notebooks, typed."""

from __future__ import annotations

import dataclasses
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import steepest.verify.python.checking as public
from steepest.proofs.engine.theorems import forall, given, nats, reals, sequences
from steepest.proofs.vocabulary import SteepestError, Verdict
from steepest.verify.python.records import Record, Records

ROOT = Path(__file__).parents[2]
AM_GM = public.claim("am-gm", "2*x*y <= x**2 + y**2", real=["x", "y"])
FALSE = public.claim("neg", "x >= 0", real=["x"])


@pytest.fixture(scope="module")
def records():
    return public.check([AM_GM, FALSE])


def test_records_are_frozen_and_found_by_id(records):
    assert isinstance(records, Records)
    assert [one.holds for one in records] == [True, False]
    assert records["neg"] is records[1]
    assert records[:1] == Records([records[0]])
    assert dict(records["neg"].counterexample) == {"x": "-1"}
    assert dict(records["am-gm"].counterexample) == {}
    with pytest.raises(dataclasses.FrozenInstanceError):
        records[0].verdict = Verdict.REFUTED
    with pytest.raises(KeyError, match="there are am-gm, neg"):
        records["nope"]


def test_they_are_the_records_of_the_commands(records):
    from steepest.verify.running.worker import FIELDS

    data = records[0].to_dict()
    assert set(data) == set(FIELDS)
    assert Record.of(data, records[0].formula, records[0].text) == records[0]


def test_a_notebook_shows_them(records):
    shown = records._repr_html_()
    assert "PROVED" in shown
    assert r"2\,x\,y\le x^{2}+y^{2}" in shown
    assert "x = -1" in shown
    assert records[0]._repr_latex_() == (
        r"$\displaystyle 2\,x\,y\le x^{2}+y^{2}\qquad\textsf{PROVED}$"
    )
    assert records[1]._repr_latex_() == (r"$\displaystyle x\ge 0\qquad\textsf{REFUTED}\quad x=-1$")
    unread = Record("a", Verdict.UNDECIDED, text="E(X**2) < <b>")
    assert "<code>E(X**2) &lt; &lt;b&gt;</code>" in unread._repr_html_()
    hostile = Record("<script>", Verdict.REFUTED, detail="<b>")
    assert "<script>" not in hostile._repr_html_()
    assert hostile._repr_latex_() is None
    assert repr(records).startswith("PROVED am-gm: Proved for all real x, y.")


def test_files_and_claims_together(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text('[[claim]]\nid = "sq"\nreal = ["x"]\nclaim = "x**2 >= 0"\n')
    assert [one.id for one in public.check(file, AM_GM)] == ["sq", "am-gm"]
    with pytest.raises(SteepestError):
        public.check(tmp_path / "none.toml")


eta, mu = reals("eta mu")
f, t = sequences("f"), nats("t")
RATE = 1 - eta * mu


def linear(most):
    run = forall(t)(f(t + 1) <= RATE * f(t))
    return forall(eta, mu, f)(
        given(eta * mu >= 0, eta * mu <= most, run) >> forall(t)(f(t) <= RATE**t * f(0))
    )


def by_induction(k):
    """The loss decreases at a linear rate."""
    low, high, run = k.given
    always = f(t) <= RATE**t * f(0)
    base = k.arith(always.put(t, 0), k.power_zero(RATE))
    here = [k.assume(always), k.at(run, t), k.power_step(RATE, t), low, high]
    return k.induction(t, always, base, k.arith(always.put(t, t + 1), *here))


def test_a_theorem_by_induction():
    found = public.theorem(linear(1))(by_induction)
    assert (found.verdict, found.id) == ("PROVED", "by_induction")
    assert found.title == "The loss decreases at a linear rate."
    assert found.certificate["kind"] == "theorem"
    assert r"\forall" in found.formula


def test_a_false_statement_has_no_theorem():
    assert public.theorem(linear(3), by_induction).verdict == "REFUTED"
    assert public.theorem(linear(1), lambda k: k.given[0]).verdict == "UNDECIDED"


def test_laws():
    found = public.laws(ROOT / "examples" / "conservation" / "factorization.toml")
    assert found.words == "N = 3 (exact)"


def door():
    """The package `steepest` itself; a checkout that links only the folders has none."""
    import steepest

    if getattr(steepest, "__file__", None) is None:
        pytest.skip("only the folders are linked here: install steepest")
    return steepest


def test_the_public_door():
    steepest = door()
    assert steepest.check is public.check
    assert set(dir(steepest)) == set(steepest.__all__)
    assert all(getattr(steepest, name) is not None for name in steepest.__all__)
    with pytest.raises(AttributeError):
        steepest.nope  # noqa: B018
    code = "import sys, steepest; print('sympy' in sys.modules, 'z3' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.split() == ["False", "False"]


SCRIPT = """
from steepest import Record, Records, Verdict, check, claim, laws

records: Records = check(claim("am-gm", "2*x*y <= x**2 + y**2", real=["x", "y"]))
first: Record = records[0]
word: Verdict = first.verdict
number: int = laws("model.toml").lower
"""
WRONG = ["bad: int = first.detail", "first.nope", "check(claim('a', 'x >= 0'), secondz=3)"]


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["mypy", "pyright"])
def test_type_checkers_see_the_types(tool, tmp_path):
    """On a regular installation, as a user has it."""
    program = shutil.which(tool, path=str(Path(sys.executable).parent)) or shutil.which(tool)
    built = ROOT / "build" / "typed"
    if program is None or not (built / "steepest" / "py.typed").is_file():
        pytest.skip(f"no {tool}, or no build/typed (make lint makes it)")
    (tmp_path / "steepest").symlink_to(built / "steepest")
    lines = SCRIPT.splitlines() + WRONG
    (tmp_path / "use.py").write_text("\n".join(lines) + "\n")
    done = subprocess.run([program, "use.py"], cwd=tmp_path, capture_output=True, text=True)
    told = [line for line in done.stdout.splitlines() if "use.py:" in line and "error" in line]
    first = len(SCRIPT.splitlines()) + 1
    assert [int(line.split("use.py:")[1].split(":")[0]) for line in told] == [
        first + i for i in range(len(WRONG))
    ], done.stdout
