"""Eigenvalues, inverses, derivatives, cases, random numbers, sums: what they mean, and what is said
about their wrong uses.
"""

from __future__ import annotations

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError, decide
from steepest.proofs.engine.language.table import table

SQUARE = {"matrix": {"A": "n x n, symmetric"}}
RIDGE = {"real": ["lam"], "matrix": {"A": "n x n, psd"}}
X = {"real": ["x"]}
FAMILY = {"family": {"x": "n"}}
GRADIENT = {"matrix": {"W": "m x n", "X": "n x k", "Y": "m x k"}}
NOISE = {"vector": ["a", "m"], "random": {"g": "any vector"}, "where": ["E(g) == m"]}
NORMAL = {"random": {"X": "normal"}}

TRUE = {
    "mean eigenvalue": (SQUARE, "lmin(A) <= tr(A)/n"),
    "negative": (SQUARE, "lmax(-A) == -lmin(A)"),
    "definite": (SQUARE | {"where": ["A > 0"]}, "lmin(A) > 0"),
    "inverse": (
        RIDGE | {"where": ["lam > 0"]},
        "inv(A + lam*eye(n)) @ (A + lam*eye(n)) == eye(n)",
    ),
    "gradient": (GRADIENT, "grad(norm2(W @ X - Y)/2, W) == (W @ X - Y) @ X.T"),
    "slope": (X, "diff(log(1 + exp(x)), x) == 1/(1 + exp(-x))"),
    "real power": (X | {"where": ["x > 0"]}, "diff(x**(3/2), x) == 3*sqrt(x)/2"),
    "nested": (X, "sign(sign(x)) == sign(x)"),
    "a case that is not taken": (X, "piecewise(x > 0, log(x), 0) <= abs(x)"),
    "floor": (X, "floor(x) <= x and x < floor(x) + 1"),
    "erf": (X, "erf(-x) == -erf(x)"),
    "moments": (NORMAL, "E(X**6) == 15 and E(abs(X)) == sqrt(2/pi)"),
    "signs": ({"random": {"s": "uniform sign", "t": "uniform sign"}}, "Prob(s*t > 0) == 1/2"),
    "projection": (NOISE, "E(norm2(g - a)) == E(norm2(g - m)) + norm2(m - a)"),
    "sum": (FAMILY | {"where": ["x[i] >= 0"]}, "sum(i, 1, n, x[i]) >= 0"),
    "index": (FAMILY, "2*sum(i, 1, n, i) == n*(n + 1)"),
    "geometric sum": (
        FAMILY | {"real": ["q"]},
        "(1 - q**2)*sum(i, 1, n, q**(2*i)) == q**2*(1 - q**(2*n))",
    ),
    "signs of powers": (
        FAMILY | {"real": ["q"], "where": ["0 <= q", "q <= 1"]},
        "sum(i, 1, n, q**i) <= n*q",
    ),
    "a name that proofs like": (
        FAMILY | {"real": ["count"], "where": ["x[i] >= count"]},
        "sum(i, 1, n, x[i]) >= n*count",
    ),
    "hadamard": ({"matrix": {"A": "m x n"}}, "norm2(relu(A)) <= norm2(hadamard(A, A)) + norm2(A)"),
}
FALSE = {
    "eigenvalue": (SQUARE, "lmax(A) == opnorm(A)"),
    "semidefinite": ({"matrix": {"A": "n x n, psd"}}, "A > 0"),
    "no inverse": (RIDGE, "inv(A) @ A == eye(n)"),
    "gradient": (GRADIENT, "grad(norm2(W @ X - Y), W) == (W @ X - Y) @ X.T"),
    "no derivative": (X, "diff(x**(3/2), x) >= 0"),
    "no logarithm": (X | {"where": ["x != 0"]}, "diff(log(x), x) == 1/x"),
    "constant by a name that has no value": (X | {"real": ["x", "y"]}, "diff(x + log(y), x) == 1"),
    "sign of nothing": (X, "sign(1/x)**2 <= 1"),
    "floor of nothing": (X, "floor(1/x) <= 1/x"),
    "a case without a value": (X, "piecewise(x >= 0, log(x), 0) <= abs(x)"),
    "moments": (NORMAL, "E(X**6) == 16"),
    "geometric sum": (FAMILY | {"real": ["q"]}, "(1 - q)*sum(i, 1, n, q**i) == q - q**n"),
    "a coefficient without a value": (NORMAL | X, "E(log(x)*X) == 0"),
    "markov": (
        {"real": ["a"], "random": {"X": "any law"}, "where": ["a > 0"]},
        "Prob(X >= a) <= E(X)/a",
    ),
    "projection": (NOISE, "E(norm2(g - a)) == norm2(m - a)"),
    "sum": (FAMILY, "sum(i, 1, n, x[i]) >= 0"),
    "hadamard": ({"matrix": {"A": "m x n"}}, "hadamard(A, A) == A"),
}


@pytest.mark.parametrize("case", TRUE)
def test_true(case):
    fields, text = TRUE[case]
    found = decide(table({"id": "a", "claim": text} | fields))
    assert found.verdict in ("PROVED", "CERTIFIED"), found.detail
    assert recheck(found.certificate).ok


@pytest.mark.parametrize("case", FALSE)
def test_false(case):
    fields, text = FALSE[case]
    found = decide(table({"id": "a", "claim": text} | fields))
    assert found.verdict == "REFUTED", found.detail
    assert recheck(found.witness).ok


def test_two_steps_with_a_sign_are_two_signs():
    fields = {"real": ["x"], "step": {"x": "x - sign(x)"}, "times": 2}
    claim = table({"id": "a", "claim": "x_next == x - 2*sign(x)"} | fields)
    found = decide(claim)
    assert found.verdict == "REFUTED"
    assert len(claim.named) == 2


MISTAKES = {
    "no symmetric matrix": ({"matrix": {"A": "n x n"}}, "lmax(A) >= 0", "not known to be symmet"),
    "eigenvalue of a number": (SQUARE, "lmax(tr(A)) >= 0", "a number was given"),
    "two matrices": (SQUARE, "opnorm(A, A) >= 0", "opnorm takes 1 argument, 2 were given"),
    "own name": (SQUARE, "lmax(A) >= lmax_A", "the name 'lmax_A' is not declared"),
    "derivative of an eigenvalue": (SQUARE, "norm2(grad(lmax(A), A)) >= 0", "not written out"),
    "under a fraction bar": (
        SQUARE | {"where": ["tr(A) > 0"]},
        "norm2(grad(1/tr(A), A)) >= 0",
        "stands under a fraction bar",
    ),
    "gradient in a number": (X, "grad(x**2, x) == 2*x", "write diff"),
    "diff in what": (X, "diff(x**2, x**2) == 1", "the name that it is differentiated in"),
    "diff of a corner": (X, "diff(abs(x), x) == 1", "none at its corner"),
    "diff of a sign": (X, "diff(sign(x), x) == 0", "corners or jumps"),
    "half a piecewise": (X, "piecewise(x > 0, x) >= 0", "last the value in all other cases"),
    "no condition": (X, "piecewise(x, x, 0) >= 0", "a condition was expected"),
    "floor of two": (X, "floor(x, 2) <= x", "floor takes 1 argument"),
    "nothing random": (X, "E(x) == x", "nothing is random"),
    "outside": (NORMAL, "X <= 1", "stands outside of E and Prob"),
    "no law": ({"random": {"X": "gaussian"}}, "E(X) == 0", "is no law"),
    "a statement in E": (NORMAL, "E(X >= 0) == 1/2", "write Prob"),
    "a number in Prob": (NORMAL, "Prob(X) == 1/2", "Prob is of a statement"),
    "no closed form": (NORMAL, "E(sin(X)) == 0", "has no closed form here"),
    "mean as a hypothesis": (
        {"random": {"X": "any law"}, "where": ["E(X) == 0"]},
        "E(X) == 0",
        "stands in a hypothesis",
    ),
    "a fourth power": (NOISE, "E(norm2(g)**2) >= 0", "at most quadratic in the random vectors"),
    "no family": (X, "sum(i, 1, n, x) == 0", "there is no family"),
    "unbound": (FAMILY, "x[i] >= 0", "the index i is not bound"),
    "part of a sum": (FAMILY, "sum(i, 2, n, x[i]) >= 0", "sums run from 1 to the length"),
    "a numbered member": (FAMILY, "x[1] >= 0", "members are named by an index"),
    "an exponent of numbers": (FAMILY, "sum(i, 1, n, 2**x[i]) >= 0", "exponents of powers"),
    "the family itself": (FAMILY, "sum(i, 1, n, x) >= 0", "name a member, as in x"),
    "hadamard shapes": (
        {"matrix": {"A": "m x n", "B": "n x m"}},
        "hadamard(A, B) == A",
        "do not fit in hadamard",
    ),
    "hadamard beside @": (SQUARE, "hadamard(A @ A, A) == A", "stands beside hadamard"),
    "which exponential": (SQUARE, "exp(A) == A", "elementwise\\(exp, A\\) for its entries"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_mistake(case):
    fields, text, message = MISTAKES[case]
    with pytest.raises(ClaimFileError, match=message):
        decide(table({"id": "a", "claim": text} | fields))
