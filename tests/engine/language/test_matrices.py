"""Claims with matrices: the semidefinite order, strict signs, divisions, sizes, fresh names."""

from __future__ import annotations

import json

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError, decide, loads


def ask(body):
    return decide(loads('[[claim]]\nid = "c"\n' + body, "paper.toml")[0], seconds=20)


VERDICTS = {
    "bounded hessian": (
        'real = ["mu"]\nmatrix = { H = "d x d, symmetric", x = "d x 1" }\n'
        'where = ["H >= mu*eye(d)"]\nclaim = "inner(x, H @ x) >= mu*norm2(x)"',
        "PROVED",
    ),
    "chain": (
        'matrix = { A = "n x n, psd", B = "n x n, psd" }\nclaim = "0 <= A <= A + B"',
        "PROVED",
    ),
    "symmetric by an equation": (
        'matrix = { A = "n x n" }\nwhere = ["A.T == A"]\nclaim = "A @ A >= 0"',
        "PROVED",
    ),
    "a scalar hypothesis beside an identity": (
        'real = ["eta"]\nmatrix = { W = "m x n", G = "m x n" }\nwhere = ["eta >= 0"]\n'
        'claim = "(W - eta*G).T == W.T - eta*G.T"',
        "PROVED",
    ),
    "an equation by two inequalities": (
        'real = ["a"]\nmatrix = { x = "n x 1" }\nwhere = ["norm2(x) <= a", "a <= norm2(x)"]\n'
        'claim = "a == norm2(x)"',
        "PROVED",
    ),
    "the step as an equation": (
        'real = ["fx", "fy", "L", "alpha"]\nmatrix = { x = "d x 1", y = "d x 1", g = "d x 1" }\n'
        'where = ["fy <= fx + inner(g, y - x) + L/2*norm2(y - x)", "y == x - alpha*g", '
        '"alpha >= 0", "alpha*L <= 1"]\nclaim = "fy <= fx - alpha/2*norm2(g)"',
        "PROVED",
    ),
    "the step size 1/L": (
        'real = ["fx", "fy", "L"]\nmatrix = { x = "d x 1", y = "d x 1", g = "d x 1" }\n'
        'where = ["fy <= fx + inner(g, y - x) + L/2*norm2(y - x)", "y == x - g/L", "L > 0"]\n'
        'claim = "fy <= fx - norm2(g)/(2*L)"',
        "PROVED",
    ),
    "divided by what is not zero": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nwhere = ["c != 0"]\nclaim = "c*(A/c) == A"',
        "PROVED",
    ),
    "the sign of a reciprocal": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nwhere = ["c > 0"]\nclaim = "norm2(A)/c >= 0"',
        "PROVED",
    ),
    "the sign of a reciprocal, unknown": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nwhere = ["c != 0"]\nclaim = "norm2(A)/c >= 0"',
        "REFUTED",
    ),
    "divided by a size": (
        'matrix = { A = "n x n" }\nclaim = "norm2(A) >= tr(A)**2/n"',
        "PROVED",
    ),
    "a size as a number": ('matrix = { A = "n x m" }\nclaim = "n >= 2"', "REFUTED"),
    "strict": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nwhere = ["c > 0"]\nclaim = "norm2(A) + c > 0"',
        "PROVED",
    ),
    "strict, false": ('matrix = { A = "n x n" }\nclaim = "norm2(A) > 0"', "REFUTED"),
    "an integer": (
        'integer = ["k"]\nmatrix = { A = "n x n" }\nwhere = ["0 < k", "k < 3"]\n'
        'claim = "k*norm2(A) <= norm2(A)"',
        "REFUTED",
    ),
    "T is a name": ('matrix = { T = "m x n" }\nclaim = "T.T @ T >= 0"', "PROVED"),
    "gradient names": (
        'matrix = { V = "p x m", U = "p x m", g0 = "p x m" }\nconserved = { quantity = "V + U", '
        'loss = "L(V) - inner(g0, U)", parameters = ["V", "U"] }',
        "REFUTED",
    ),
    "the parameter of a variation": (
        'real = ["s_"]\nmatrix = { V = "p x m" }\nconserved = { quantity = "s_*V", '
        'loss = "norm2(V)/2", parameters = ["V"] }',
        "REFUTED",
    ),
    "a loss of a number": (
        'matrix = { u = "n x 1", v = "n x 1" }\nconserved = { quantity = "norm2(u) - norm2(v)", '
        'loss = "L(inner(u, v))", parameters = ["u", "v"] }',
        "PROVED",
    ),
    "balanced layers": (
        'real = ["c"]\nmatrix = { U = "m x r", V = "n x r" }\nwhere = ["c != 0"]\n'
        'conserved = { quantity = "(U.T @ U - V.T @ V)/c", loss = "L(U @ V.T)/c", '
        'parameters = ["U", "V"] }',
        "PROVED",
    ),
}


@pytest.mark.parametrize("name", VERDICTS)
def test_verdict(name):
    body, verdict = VERDICTS[name]
    found = ask(body)
    assert str(found.verdict) == verdict, found.detail
    evidence = json.loads(json.dumps(found.certificate or found.witness))
    assert recheck(evidence).ok, recheck(evidence).reason


def test_the_integer_of_a_witness_is_one():
    assert ask(VERDICTS["an integer"][0]).witness["scalars"]["k"] == "2"


MISTAKES = {
    "not symmetric": (
        'matrix = { A = "n x n", B = "n x n" }\nclaim = "A @ B - B @ A <= 0"',
        "A @ B - B @ A is not known to be symmetric; between matrices <= means the semidefinite",
    ),
    "one side": ('matrix = { A = "n x n" }\nclaim = "A + A.T <= 2*A"', "2*A is not known"),
    "a hypothesis": (
        'matrix = { A = "n x n", B = "n x n" }\nwhere = ["A <= B"]\nclaim = "tr(A) <= tr(B)"',
        "A is not known to be symmetric",
    ),
    "division": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nclaim = "A/c == A"',
        'a division by c, which is not known to be different from 0; add "c > 0" or "c != 0"',
    ),
    "division by what may vanish": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nwhere = ["c >= 0"]\nclaim = "c*(A/c) == A"',
        "which is not known to be different from 0",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name):
    body, message = MISTAKES[name]
    with pytest.raises(ClaimFileError) as caught:
        ask(body)
    assert message in str(caught.value)
    assert "paper.toml:1: claim 'c'" in str(caught.value)
