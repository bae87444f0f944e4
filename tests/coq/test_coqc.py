"""coqc accepts what is exported, and refuses it once it is false."""

from __future__ import annotations

import shutil

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.checker.formal.reading import from_json
from steepest.proofs.coq.claims import Exported, exported
from steepest.proofs.coq.lines import module
from steepest.verify.coq import groups
from steepest.verify.coq.coqc import REALS, axioms, compiled, listed, needed
from steepest.verify.coq.export import write

from . import samples

COQC = shutil.which("coqc")
pytestmark = pytest.mark.skipif(COQC is None, reason="coqc is not installed")
NAMES = (
    *("GEOMETRIC", "PRODUCT", "QUOTIENT", "RELATION", "SLOPE", "TRACE", "SQUARE", "GRADIENT"),
    *("CAUCHY", "ENCLOSED", "GROWS", "CONSTANT", "RECIPROCAL", "INSTANCE", "REWRITTEN", "ESTIMATE"),
    *("CHAIN", "CONVERSE", "NOT_BOTH", "LETTER", "VALUES", "UNIT", "WHOLE", "SYMMETRIC"),
)


def text_of(sample: str) -> str:
    data = getattr(samples, sample)
    says = from_json(data["statement"]) if data["kind"] == "theorem" else None
    return exported(f"sample.{sample.lower()}", "a sample", says, data, {}).text


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The prelude, compiled as far as the tests of this run need it."""
    where = tmp_path_factory.mktemp("coq")
    write([], where)
    (where / "claims").mkdir()
    return where


def compile_libraries(folder, text: str) -> None:
    for library in needed(text):
        if not (folder / "prelude" / f"{library}.vo").exists():
            compile_libraries(folder, (folder / "prelude" / f"{library}.v").read_text("utf-8"))
            ok, printed, _ = compiled(str(COQC), str(folder), f"prelude/{library}.v")
            assert ok, printed


def coq(folder, text: str) -> tuple[bool, str]:
    compile_libraries(folder, text)
    (folder / "claims" / "one.v").write_text(text, "utf-8")
    return compiled(str(COQC), str(folder), "claims/one.v")[:2]


def accepted(folder, sample: str) -> None:
    assert recheck(getattr(samples, sample)).ok
    ok, printed = coq(folder, text_of(sample))
    assert ok, printed
    assert below(folder, module(f"sample.{sample.lower()}")) <= REALS


def below(folder, *theorems: str) -> set[str]:
    """The axioms of theorems of the file that was read last."""
    files = [("claims/one.v", name) for name in theorems]
    ok, printed, _ = listed(str(COQC), str(folder), "claims/list.v", files)
    assert ok, printed
    found = axioms(printed)
    assert found is not None
    return set(found)


@pytest.mark.parametrize("sample", ["GEOMETRIC", "PRODUCT"])
def test_a_sample_is_accepted(folder, sample):
    accepted(folder, sample)


@pytest.mark.slow
@pytest.mark.parametrize("sample", NAMES[2:])
def test_every_kind_is_accepted(folder, sample):
    accepted(folder, sample)


@pytest.mark.slow
def test_a_group_is_accepted_only_as_a_whole(folder):
    names = ("PRODUCT", "GEOMETRIC")
    some = [Exported(f"sample_{one.lower()}", text_of(one)) for one in names]
    ok, printed = coq(folder, groups.text(some, {}))
    assert ok, printed
    assert below(folder, *(f"M_{one.name}.{one.name}" for one in some)) <= REALS
    forged = Exported(some[1].name, some[1].text.replace("q ^ 0 = 1", "q ^ 0 = q"))
    assert not coq(folder, groups.text([some[0], forged], {}))[0]


CHEAT = """From Coq Require Import Reals.
Axiom classic : forall P : Prop, P.
Theorem cheat : (0 = 1)%R.
Proof. exact (classic _). Qed.
"""


@pytest.mark.slow
def test_an_axiom_cannot_bear_the_name_of_one_of_coq(folder):
    ok, printed = coq(folder, CHEAT)
    assert ok, printed
    found = below(folder, "cheat")
    assert "one.classic" in found
    assert not found <= REALS


KNOWN = """From Steepest Require Import Steepest.
Open Scope R_scope.
Lemma one : forall (Omega : Type) (P : expectation Omega) (d : R) (f : Omega -> R),
  d <> 0 -> average P (fun w => 2 * indicator (f w >= 1 / d)) <= 1 ->
  average P (fun w => 2 * indicator (d <> 0 /\\ f w >= 1 / d)) <= 1.
Proof.
  intros Omega P d f D K.
  bridge K.
Qed.
"""


def test_an_indicator_loses_the_definedness_that_is_known(folder):
    ok, printed = coq(folder, KNOWN)
    assert ok, printed
    assert not coq(folder, KNOWN.replace("d <> 0 ->", "d <> 1 ->"))[0]


# sample, what the file says, what it is made to say: statements and proofs that are false
FORGED = [
    ("GEOMETRIC", "f (t + 1)%nat = q * f t", "f (t + 1)%nat = q * f t + 1"),
    ("GEOMETRIC", "(leaf_0 (f 0%nat) q (line_1 q))", "(leaf_0 (f 1%nat) q (line_1 q))"),
    ("PRODUCT", "x * y >= x ^ 2", "x * y > x ^ 2"),
    ("PRODUCT", "x > 0", "x > - 1"),
]
MORE = [
    ("GEOMETRIC", "q ^ 0 = 1", "q ^ 0 = q"),
    ("GEOMETRIC", "q ^ (t + 1)%nat = q ^ t * q", "q ^ (t + 1)%nat = q ^ t * q * q"),
    ("GEOMETRIC", "f__3 = q * f__0 ->", "f__3 = q * f__0 + 1 ->"),
    ("GEOMETRIC", "nat_induction (fun t : nat => f t =", "nat_induction (fun t : nat => f 0%nat ="),
    ("GEOMETRIC", "(h0 t)", "(h0 (t + 1)%nat)"),
    ("GEOMETRIC", "power__4 = power__1 * q ->", "power__4 = power__1 * q * q ->"),
    ("PRODUCT", "y >= x", "y >= - x"),
    ("PRODUCT", "x * y >= x ^ 2", "x * y >= x ^ 2 + 1"),
    ("PRODUCT", "x * y >= x ^ 2", "x * y >= x ^ 3"),
    ("PRODUCT", "x * y >= x ^ 2", "x * y <= x ^ 2"),
    ("PRODUCT", "Rmult_le_pos", "Rplus_le_le_0_compat"),
    ("PRODUCT", "x > 0", "x >= - x"),
    ("QUOTIENT", "x <> 0 ->", "x <> 1 ->"),
    ("QUOTIENT", "x - 1 / x", "x + 1 / x"),
    ("QUOTIENT", "(x ^ 2 - 1) / x", "(x ^ 2 - 1) / (x * x)"),
    ("QUOTIENT", "x - 1 / x", "x - 2 / x"),
    ("QUOTIENT", "(x ^ 2 - 1) / x", "(x ^ 3 - 1) / x"),
    ("RELATION", "s ^ 2 = 2", "s ^ 2 = 3"),
    ("RELATION", "(s + 1) * (s - 1) = 1", "(s + 1) * (s - 1) = 2"),
    ("RELATION", "s ^ 2 = 2", "s ^ 2 >= 2"),
    ("SLOPE", "= 3 * x ^ 2", "= 2 * x ^ 2"),
    ("SLOPE", "x ^ 3) x", "x ^ 4) x"),
    ("SLOPE", "= 3 * x ^ 2", "= 3 * x"),
    ("SLOPE", "ex_derive (fun x : R => x ^ 3) x", "ex_derive (fun x : R => Rabs x) x"),
    ("TRACE", "(tr (A * B)%M) = (tr (B * A)%M)", "(tr (A * B)%M) = (- tr (B * A)%M)"),
    ("TRACE", "(tr (A * B)%M) = (tr (B * A)%M)", "(A * B)%M = (mT (mT B * mT A))%M + mI m"),
    ("SQUARE", "(2 * (inner A B))", "(3 * (inner A B))"),
    ("SQUARE", "(norm2 (A + B)%M) =", "(norm2 (A - B)%M) ="),
    ("GRADIENT", "A (2 .* A)%M", "A (3 .* A)%M"),
    ("GRADIENT", "=> (norm2 A)) A (2", "=> (norm2 A) * 2) A (2"),
    ("CAUCHY", "(((inner A B) ^ 2)%R / 4)%R <=", "(((inner A B) ^ 2)%R / 3)%R <="),
    ("SYMMETRIC", "(mT v) * S' * u * (mT v))%M).", "(mT v) * u * (mT v) * S')%M)."),
    ("SYMMETRIC", "(S' * v)%M) ^ 2)%R", "(S' * v)%M) ^ 3)%R"),
    ("ENCLOSED", "exp 1 > (5 / 2)", "exp 1 > (28 / 10)"),
    ("GROWS", "x >= 0 -> x ^ 3 >= 0", "x >= 0 -> x ^ 3 > 0"),
    ("GROWS", "x >= 0 -> x ^ 3 >= 0", "x >= - 1 -> x ^ 3 >= 0"),
    ("CONSTANT", "h b = h a", "h b > h a"),
    ("CONSTANT", "a <= x /\\ x <= b", "a < x /\\ x < b"),  # it may jump at an end
    ("RECIPROCAL", "x <> 0 ->", "x <> 1 ->"),
    ("RECIPROCAL", "0 * x - 1 * 1", "0 * x + 1 * 1"),
    ("INSTANCE", "x * (x + 1) >= x ^ 2", "x * (x + 1) >= x ^ 2 + 1"),
    ("REWRITTEN", "z = x * y ->", "z = x + y ->"),
    ("ESTIMATE", "<= e * Rabs (y - 1)", "<= e / 2 * Rabs (y - 1)"),
    ("ESTIMATE", "e > 0 ->", "e >= 0 ->"),
    ("CONVERSE", "d > 0 /\\", "d >= 0 /\\"),
    ("CONVERSE", "<= e * Rabs (y - 1)", "<= e + Rabs (y - 1)"),
]


def forged(folder, sample: str, old: str, new: str) -> None:
    text = text_of(sample)
    flat = " ".join(text.split())
    assert old in flat, f"the export of {sample} reads otherwise now"
    imports, _, rest = flat.partition(" Lemma ")
    ok, printed = coq(folder, f"{imports}\nLemma {rest.replace(old, new)}\n")
    assert not ok, f"coqc accepted {new}"
    assert "Error" in printed


@pytest.mark.parametrize(("sample", "old", "new"), FORGED)
def test_a_forged_file_is_refused(folder, sample, old, new):
    forged(folder, sample, old, new)


@pytest.mark.slow
@pytest.mark.parametrize(("sample", "old", "new"), MORE)
def test_more_forged_files_are_refused(folder, sample, old, new):
    forged(folder, sample, old, new)
