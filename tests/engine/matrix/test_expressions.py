"""Declarations, operators and their errors; trees there and back; normal forms against exact
numbers.
"""

from __future__ import annotations

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st
from steepest.proofs.engine.matrix import (
    Matrix,
    MatrixError,
    ShapeMismatch,
    coefficient,
    diagonal,
    eye,
    from_tree,
    gradient,
    inner,
    is_zero,
    matrices,
    norm,
    norm2,
    same,
    scalars,
    selector,
    substitute,
    symmetric,
    to_tree,
    tr,
    variation,
    vary,
    zeros,
)
from steepest.proofs.engine.matrix.points import Point
from steepest.proofs.engine.matrix.tree import show
from steepest.proofs.vocabulary import SteepestError, Verdict

A, B, V = matrices("A: m x n, B: n x k, V: m x n")
s, t = scalars("s t")


def test_declarations():
    g, h = matrices("g h: p x 1")
    assert g.shape == ("p", 1)
    assert matrices(U="d1 x r")[0].shape == ("d1", "r")
    assert symmetric("H: n x n") == symmetric("H: n x n").T
    assert diagonal("D E: n x n")[1].letters["E"].kind == "diagonal"
    assert selector("P: 3 x 3").shape == (3, 3)
    assert zeros("m", "n") + A == A
    assert isinstance(sum([A, V]), Matrix)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: matrices("U d1 x r"), "is no declaration"),
        (lambda: matrices("U: d1 by r"), "is no shape"),
        (lambda: matrices("U: d1 x 0"), "is no size"),
        (lambda: matrices("U: d1 x r, U: r x r"), "declared twice"),
        (lambda: matrices(""), "no letter is declared"),
        (lambda: matrices("I: n x n"), "cannot name a letter"),
        (lambda: matrices("x: 1 x 1"), "is a scalar"),
        (lambda: symmetric("A: m x n"), "must be square"),
        (lambda: scalars(" "), "no scalar is named"),
        (lambda: scalars("2x"), "cannot name a letter"),
        (lambda: A * B, "write A @ B"),
        (lambda: A * 0.5, None),
        (lambda: s + 0.5, "an exact number"),
        (lambda: A / 0, "division by zero"),
        (lambda: s / 0, "division by zero"),
        (lambda: s ** (-1), "an exponent is an integer"),
        (lambda: (A.T @ A) ** 99, "an exponent is an integer"),
        (lambda: bool(A), "neither true nor false"),
        (lambda: bool(s <= 1), "neither true nor false"),
        (lambda: tr(s), "takes a matrix"),
        (lambda: A + matrices("A: m x m")[0] @ V, "is declared as"),
        (lambda: substitute(A, {A: 1}), "is replaced by a matrix"),
        (lambda: substitute(A, {A + A: A}), "a letter or a scalar indeterminate"),
        (lambda: vary(norm2(A), {A: V}, -1), "the order of a variation"),
        (lambda: variation(norm2(A), {A: V}, 1, 1), "need one order"),
        (lambda: gradient(norm(A), A), "a norm depends on"),
        (lambda: coefficient(norm(s * A), s), "a norm depends on"),
        (lambda: same(A, V, [(A, 1)]), "compares a matrix with a number"),
        (lambda: same(A, V, [A]), "a rule is a pair"),
        (lambda: same(A, V, [s <= 1]), "a rule is an equation"),
        (lambda: same(A, V, [(tr(matrices("A: m x m")[0]), 0)]), "is declared as"),
        (lambda: same(A, s * V, [(tr(A @ scalarless()), 0)]), "names a scalar and a matrix"),
        (lambda: from_tree("Q", {"A": A}), "is not declared"),
        (lambda: from_tree(("exp", "A"), {"A": A}), "is no matrix expression"),
        (lambda: from_tree(("/", "A", "s"), {"A": A}, {"s": s}), "divide by numbers only"),
        (lambda: from_tree(("T", "s"), {}, {"s": s}), "needs a matrix"),
        (lambda: from_tree(("^", "s", "t"), {}, {"s": s, "t": t}), "an exponent is an integer"),
        (lambda: from_tree(("^", "s", Fraction(1, 2)), {}, {"s": s}), "an exponent is an integer"),
        (lambda: from_tree(0.5, {}), "a matrix expression is expected"),
        (lambda: from_tree(_deep(), {"A": A}), "nested deeper"),
    ],
)
def test_errors_say_what_to_do(make, message):
    if message is None:
        with pytest.raises(TypeError):
            make()
        return
    with pytest.raises(SteepestError, match=message):
        make()


def scalarless():
    return matrices("s: n x m")[0]


def _deep():
    tree = "A"
    for _ in range(300):
        tree = ("-", tree)
    return tree


@pytest.mark.parametrize(
    ("make", "shapes"),
    [
        (lambda: A @ V, "m x n and m x n"),
        (lambda: A + A.T, "m x n and n x m"),
        (lambda: inner(A, A.T), "m x n and n x m"),
        (lambda: tr(A), "m x n"),
        (lambda: A**2, "m x n"),
        (lambda: s + A, "1 x 1 and m x n"),
        (lambda: same(A, A.T), "m x n and n x m"),
        (lambda: is_zero(A, [(A, A.T)]), "m x n and n x m"),
        (lambda: is_zero(A, [(A, s)]), "m x n and 1 x 1"),
        (lambda: substitute(A, {A: B}), "m x n and n x k"),
        (lambda: from_tree(("+", "A", "s"), {"A": A}, {"s": s}), "m x n and 1 x 1"),
    ],
)
def test_shape_mismatches_name_both_shapes(make, shapes):
    with pytest.raises(ShapeMismatch, match=shapes):
        make()


def test_integer_sizes():
    first, second = matrices("A: 3 x 4, B: 3 x 4")
    with pytest.raises(ShapeMismatch, match="3 x 4 and 3 x 4"):
        first @ second
    (C,) = matrices("C: 3 x 3")
    assert tr(eye(3)) == 3
    assert same(tr(eye(3) @ C), tr(C)).scope == "the sizes as stated"


def test_trees_come_back():
    x = norm2(A @ B) * s**2 - tr(A.T @ V) / 3 + norm(A - 2 * V)
    assert from_tree(to_tree(x), {"A": A, "B": B, "V": V}, {"s": s}) == x
    assert show(to_tree(x)) == repr(x)
    assert from_tree(("scale", "s", ("@", ("T", "A"), "A")), {"A": A}, {"s": s}) == s * (A.T @ A)


def test_long_trees_are_replaced_by_normal_forms():
    x = A
    for _ in range(60):
        x = x + A - A
    assert x == A
    assert x.weight < 700


def test_substitution_and_coefficients():
    moved = substitute(norm2(A), {A: A + s * V})
    assert coefficient(moved, s) == 2 * inner(A, V)
    assert coefficient(moved, s, 2) == norm2(V)
    assert substitute(s * A, {s: t + 1}) == t * A + A
    assert substitute(norm(A), {A: 2 * V}) == 2 * norm(V)


def test_norms():
    assert norm(-3 * A) == 3 * norm(A)
    assert norm(A) ** 2 == norm2(A)
    assert norm(A.T) == norm(A)
    assert norm(zeros("m", "n")) == 0
    assert norm(eye(4)) == 2
    assert norm(A) ** 3 == norm2(A) * norm(A)


# --- normal forms against exact numbers -----------------------------------------------------------

LETTERS = {"A": ("m", "n"), "B": ("n", "k"), "C": ("m", "k"), "x": ("n", 1), "y": ("m", 1)}
NAMES = {m.tree: m for m in matrices("A: m x n, B: n x k, C: m x k, x: n x 1, y: m x 1")}
SIZES = ("m", "n", "k", 1)


@st.composite
def trees(draw, rows=None, cols=None, depth=3):
    """A random tree of a given shape."""
    rows = draw(st.sampled_from(SIZES)) if rows is None else rows
    cols = draw(st.sampled_from(SIZES)) if cols is None else cols
    here = [name for name, shape in LETTERS.items() if shape == (rows, cols)]
    turned = [("T", name) for name, shape in LETTERS.items() if shape == (cols, rows)]
    leaves = here + turned + ([("I", rows)] if rows == cols else []) + [("0", rows, cols)]
    if depth == 0:
        return draw(st.sampled_from(leaves))
    head = draw(st.sampled_from(["leaf", "@", "+", "-", "T", "scale"]))
    if head == "leaf":
        return draw(st.sampled_from(leaves))
    if head == "T":
        return ("T", draw(trees(cols, rows, depth - 1)))
    if head == "@":
        inside = draw(st.sampled_from(SIZES))
        return ("@", draw(trees(rows, inside, depth - 1)), draw(trees(inside, cols, depth - 1)))
    if head == "scale":
        inside, factor = (
            draw(trees(depth=1)),
            draw(st.sampled_from([Fraction(2), Fraction(-1, 3), "s", "norm2"])),
        )
        return (
            "scale",
            ("norm2", inside) if factor == "norm2" else factor,
            draw(trees(rows, cols, depth - 1)),
        )
    return (head, draw(trees(rows, cols, depth - 1)), draw(trees(rows, cols, depth - 1)))


def point(draw_int, sizes):
    p = Point(dict(zip(("m", "n", "k"), sizes)))
    for name, (rows, cols) in LETTERS.items():
        m, n = p.size(rows), p.size(cols)
        p.matrices[name] = fmpq_mat(m, n, [fmpq(draw_int(-3, 3)) for _ in range(m * n)])
    p.scalars = {"s": fmpq(draw_int(-3, 3), 2)}
    return p


@settings(max_examples=120, deadline=None)
@given(trees(), st.randoms(use_true_random=False), st.tuples(*[st.integers(1, 4)] * 3))
def test_the_normal_form_has_the_value_of_the_tree(tree, random, sizes):
    from steepest.proofs.engine.matrix.tree import of_terms

    expression = from_tree(tree, NAMES, {"s": s})
    p = point(random.randint, sizes)
    assert p.value(tree) == p.value(of_terms(expression.terms, expression.rows, expression.cols))


@settings(max_examples=60, deadline=None)
@given(trees("m", "n", 2), trees("m", "n", 2), st.randoms(use_true_random=False))
def test_same_agrees_with_numbers(first, second, random):
    """A PROVED identity holds at random points, a REFUTED one has a witness; nothing in between
    without rules.
    """
    left, right = (from_tree(tree, NAMES, {"s": s}) for tree in (first, second))
    found = same(left, right, seconds=5)
    equal = all(
        (q := point(random.randint, sizes)).value(first) == q.value(second)
        for sizes in [(2, 3, 1), (3, 2, 4), (1, 1, 1)]
    )
    assert found.verdict in (Verdict.PROVED, Verdict.REFUTED)
    if found.verdict == Verdict.PROVED:
        assert equal
    else:
        assert left != right


@settings(max_examples=40, deadline=None)
@given(trees("m", "n", 2), trees("n", "n", 2))
def test_the_first_variation_is_the_inner_product_with_the_gradient(first, second):
    f = norm2(from_tree(first, NAMES, {"s": s})) + tr(from_tree(second, NAMES, {"s": s}))
    (direction,) = matrices("Z: m x n")
    assert vary(f, {"A": direction} if "A" in f.letters else {A: direction}) == inner(
        gradient(f, A), direction
    )


def test_declared_letters_with_the_error_class():
    assert issubclass(ShapeMismatch, MatrixError)
    assert issubclass(MatrixError, SteepestError)
