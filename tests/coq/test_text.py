"""Terms, formulas and files as Coq text; no coqc is needed."""

from __future__ import annotations

import copy
from fractions import Fraction

import pytest
from steepest.proofs.checker.formal.reading import from_json
from steepest.proofs.coq.claims import exported, wrapped
from steepest.proofs.coq.syntax import NotExported, Writer, binders, name

from . import samples

ONE, TWO = Fraction(1), Fraction(2)
CURVE = ("function", ("nat",), "real")
SORTS = {"x": "real", "t": "nat", "T": "nat", "f": CURVE}


def test_a_relation_says_that_its_terms_are_defined():
    writer = Writer(SORTS)
    assert writer.formula(("<", "x", TWO)) == "x < 2"
    assert writer.formula((">", ("/", ONE, "x"), ONE)) == "x <> 0 /\\ 1 / x > 1"
    assert writer.formula(("not", ("==", ("sqrt", "x"), ONE))) == "~ (x >= 0 /\\ sqrt x = 1)"
    assert writer.formula(("!=", ("log", "x"), ONE)) == "x > 0 /\\ ln x <> 1"


def test_naturals_are_naturals_where_they_index_and_reals_where_they_are_compared():
    writer = Writer(SORTS)
    later = ("apply", "f", ("+", "t", ONE))
    assert writer.formula(("<", later, ("*", "t", "x"))) == "f (t + 1)%nat < INR t * x"
    assert writer.formula(("<", ("+", "t", ONE), "T")) == "INR (t + 1)%nat < INR T"
    assert writer.real(("^", ("/", ONE, TWO), "t")) == "(1 / 2) ^ t"
    assert writer.real(("^", TWO, "t")) == "2 ^ t"
    assert writer.real(("-", "x", ("-", "x", ONE))) == "x - (x - 1)"
    assert writer.real(("*", ("-", "x"), Fraction(-1, 3))) == "(- x) * (-1 / 3)"


def test_a_text_that_is_kept_belongs_to_the_sorts_and_the_names_of_its_writer():
    formula = ("<", "x", ("+", "t", ONE))
    assert Writer(SORTS).formula(formula) == "x < INR (t + 1)%nat"
    assert Writer({"x": "real", "t": "real"}).formula(formula) == "x < t + 1"
    assert Writer(SORTS, shown={"x": "z'"}).formula(formula) == "z' < INR (t + 1)%nat"
    assert Writer(SORTS, full=True).formula(formula) == "x < (INR (t +@ 1)%nat)"


def test_long_lines_end_at_spaces_and_go_on_further_in():
    word = "x" * 120
    lines = wrapped(f"  {'ab ' * 40}{word} end\nnext  line \n").splitlines()
    assert lines == ["  " + ("ab " * 33).rstrip(), "      " + ("ab " * 7).rstrip(),
                     "      " + word, "      end", "next  line"]  # fmt: skip


def test_quantifiers_of_one_sort_are_one_group():
    statement = (
        "forall",
        "t",
        "nat",
        ("forall", "T", "nat", ("exists", "x", "real", ("<", "t", "x"))),
    )
    assert Writer({}).formula(statement) == "forall (t T : nat), exists (x : R), INR t < x"
    assert binders([("x", "real"), ("f", CURVE)]) == "(x : R) (f : nat -> R)"


def test_a_function_of_families_takes_functions():
    family = ("function", ("nat", "nat"), "real")
    loss = ("function", (family, "real"), "real")
    assert binders([("L", loss)]) == "(L' : (nat -> nat -> R) -> R -> R)"
    value = ("apply", "L", ("lambda", ("s", "i"), ("*", ("apply", "W", "s", "i"), TWO)), "x")
    writer = Writer({"L": loss, "W": family, "x": "real"})
    assert writer.formula(("==", value, ONE)) == "L' (fun s i : nat => W s i * 2) x = 1"


@pytest.mark.parametrize("word", ["R", "exists", "INR", "H3", "leaf_0", "E", "Omega"])
def test_names_that_coq_needs_get_a_prime(word):
    assert name(word) == word + "'"


@pytest.mark.parametrize("text", ["x). Admitted. (*", "a b", "", "1x", "x'", 'x"'])
def test_what_is_no_name_is_never_written(text):
    with pytest.raises(NotExported, match="the name"):
        name(text)


def test_a_file_holds_statement_proof_and_axioms():
    says = from_json(samples.GEOMETRIC["statement"])
    one = exported("a.b-c_d", 'a "title" (* with *) signs', says, samples.GEOMETRIC, {})
    assert one.name == "a_b__c___d"
    assert "Theorem a_b__c___d :" in one.text
    assert "forall (q : R) (f : nat -> R), (forall (t : nat), f (t + 1)%nat = q * f t)" in one.text
    assert one.text.endswith("Print Assumptions a_b__c___d.\n")
    head = one.text.splitlines()[0]
    assert head == "(** a.b-c_d: a title ( * with * ) signs *)".replace("a title", "a  title ")
    assert max(map(len, one.text.splitlines())) <= 100


def test_what_has_no_form_is_refused_with_its_reason():
    counts = {"kind": "counts"}
    with pytest.raises(NotExported, match="certificates of kind counts"):
        exported("x", "", None, counts, {})
    says = from_json(samples.GEOMETRIC["statement"])
    with pytest.raises(NotExported, match="no proof of the kernel"):
        exported("x", "", says, samples.PRODUCT, {})
    moved = copy.deepcopy(samples.TRACE)
    inner = ["vary", ["tr", ["@", "A", "B"]], "A", "A"]
    moved["left"] = ["vary", inner, "A", "A"]
    with pytest.raises(NotExported, match="derivatives of derivatives of matrices"):
        exported("x", "", None, moved, {})
    orthogonal = copy.deepcopy(samples.TRACE)
    orthogonal |= {"letters": {"A": ["n", "n"], "B": ["n", "n"]}, "kinds": {"A": "orthogonal"}}
    with pytest.raises(NotExported, match="matrices that are orthogonal"):
        exported("x", "", None, orthogonal, {})


def test_an_elementary_fact_that_coq_has_not_seen_is_named():
    goal = samples.scalar([], [">=", ["exp", "x"], "0"])
    leaf = {"kind": "smt", **goal, "axioms": [["power-even", "x", "2"]]}
    with pytest.raises(NotExported, match="the elementary fact power-even"):
        exported("x", "", None, leaf, {})
