"""put, vary and grad in matrix certificates: written out by the checker itself."""

import random
from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from steepest.proofs.checker import matrix, recheck
from steepest.proofs.checker._terms import Rejected
from steepest.proofs.checker.matrix.numbers import Numbers
from steepest.proofs.checker.matrix.terms import evaluate
from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.matrix import gradient, inner, matrices, norm2, substitute, vary

HEADER = {
    "letters": {"A": ["m", "n"], "B": ["n", "m"], "H": ["m", "n"], "S": ["n", "n"]},
    "scalars": ["s"],
}
SIZES = {"m": 2, "n": 3}
MATRICES = [
    "A",
    ["T", "B"],
    ["@", "A", "B", "A"],
    ["-", ["scale", ["tr", ["@", "A", "B"]], "H"], ["/", "A", "3"]],
    ["@", "H", ["^", ["@", ["T", "A"], "A"], "2"]],
    ["scale", "s", ["+", ["T", ["@", ["T", "A"], ["T", "B"], ["T", "A"]]], ["-", "A"]]],
    ["scale", ["*", "s", ["norm2", "A"]], ["@", "A", "S"]],
]
SCALARS = [
    ["norm2", ["-", ["@", "A", "B", "A"], "H"]],
    ["*", ["tr", ["@", "A", "B"]], ["inner", "A", ["@", "A", "S"]], "s"],
    ["-", ["^", ["norm2", "A"], "3"], ["/", ["inner", ["@", "A", "B", "H"], "A"], "7"]],
    ["tr", ["^", ["@", "B", "A"], "3"]],
    ["scale", ["tr", "S"], ["norm2", ["scale", ["tr", ["@", "B", "A"]], "A"]]],
    ["inner", "H", "H"],
]


def point(seed):
    draw = random.Random(seed)

    def cells(a, b):
        return [fmpq(draw.randint(-3, 3), draw.randint(1, 3)) for _ in range(a * b)]

    shapes = {name: [SIZES[one] for one in shape] for name, shape in HEADER["letters"].items()}
    return {name: fmpq_mat(a, b, cells(a, b)) for name, (a, b) in shapes.items()}


def value(term, letters, s=Fraction(2, 5)):
    return evaluate(term, HEADER, Numbers(SIZES, letters, {"s": fmpq(2, 5)}))[0]


def moved(letters, t):
    return {**letters, "A": letters["A"] + letters["H"] * fmpq(t)}


def slope(term, letters, degree=12):
    """The derivative at 0 of the polynomial t -> term(A + t H), exactly, from its values."""
    total = None
    for k in range(-degree, degree + 1):
        if k == 0:
            continue
        weight = Fraction(1)
        for j in range(-degree, degree + 1):
            if j not in (0, k):
                weight *= Fraction(-j, k - j)
        weight /= k
        part = value(term, moved(letters, k)) * fmpq(*weight.as_integer_ratio())
        total = part if total is None else total + part
    return total


@pytest.mark.parametrize("term", [*MATRICES, *SCALARS], ids=str)
def test_vary_is_the_derivative_of_the_values(term):
    for seed in range(2):
        letters = point(seed)
        assert value(["vary", term, "A", "H"], letters) == slope(term, letters)


@pytest.mark.parametrize("term", SCALARS, ids=str)
def test_grad_pairs_to_the_derivative(term):
    for seed in range(2):
        letters = point(seed)
        paired = value(["inner", ["grad", term, "A"], "H"], letters)
        assert paired == slope(term, letters)


@pytest.mark.parametrize("term", [*MATRICES, *SCALARS], ids=str)
def test_put_is_substitution(term):
    letters = point(5)
    new = value(["@", "H", "S"], letters)
    assert value(["put", term, "A", ["@", "H", "S"]], letters) == value(term, {**letters, "A": new})


def test_put_is_simultaneous():
    swapped = ["put", ["@", "A", "S"], "A", "H", "H", "A"]
    assert matrix.plain(swapped, HEADER) == ["@", "H", "S"]


@pytest.mark.parametrize(
    ("term", "why"),
    [
        (["grad", "A", "A"], "scalar"),
        (["grad", ["norm2", "A"], "s"], "letter"),
        (["grad", ["sqrt", ["norm2", "A"]], "A"], "gradient"),
        (["vary", ["sqrt", ["norm2", "A"]], "A", "H"], "derivative"),
        (["grad", ["/", "1", ["tr", "S"]], "S"], "numbers only"),
        (["grad", ["tr", ["/", "S", ["tr", "S"]]], "S"], "numbers only"),
        (["grad", ["/", "1", ["*", "s", ["norm2", "A"]]], "A"], "numbers only"),
        (["vary", ["/", "1", "s"], "s", "2"], "numbers only"),
        (["vary", ["/", "A", ["norm2", "A"]], "A", "H"], "numbers only"),
        (["vary", ["/", "A", "0"], "A", "H"], "numbers only"),
        (["vary", "A", "A", "B"], "shapes"),
        (["put", "A", "A", "H", "A", "H"], "once"),
        (["put", "A", ["T", "A"], "H"], "letters"),
        (["put", "A", "A"], "number of terms"),
        (["vary", "A", "X", "H"], "letters"),
    ],
)
def test_what_has_no_meaning_is_refused(term, why):
    with pytest.raises(Rejected, match=why):
        matrix.plain(term, HEADER)


def test_terms_that_grow_without_end_are_refused():
    term = "A"
    for _ in range(60):
        term = ["put", ["+", "A", "A"], "A", term]
    with pytest.raises(Rejected, match="nodes"):
        matrix.plain(term, HEADER)


def test_certificates_show_the_gradient_that_was_asked():
    W, V, g, u = matrices("W: n x m, V: p x n, g: p x 1, u: m x 1")
    loss = inner(g, V @ W @ u)
    certificate = Judge().same(gradient(loss, W), V.T @ g @ u.T).certificate
    assert certificate["left"][0] == "grad"
    assert recheck(certificate).ok
    assert not recheck({**certificate, "left": [*certificate["left"][:2], "V"]}).ok
    certificate["right"] = ["scale", "2", certificate["right"]]
    assert not recheck(certificate).ok


def test_witnesses_are_read_with_the_gradient_in_them():
    A, B = matrices("A: n x n, B: n x n")
    for evidence in (
        Judge().same(gradient(norm2(A @ B), A), A @ B @ B.T),
        Judge().same(vary(A @ A.T, {A: B}), 2 * B @ A.T),
        Judge().same(substitute(norm2(A), {A: A + B}), norm2(A) + norm2(B)),
    ):
        assert evidence.verdict == "REFUTED"
        assert recheck(evidence.witness).ok
