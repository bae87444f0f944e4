"""Random valid certificates and witnesses, for every kind: `KINDS[kind](source)` is accepted."""

from __future__ import annotations

import copy
import functools
import json
from collections.abc import Callable
from fractions import Fraction
from random import Random

from .good import goal, smt
from .random_matrices import (
    between,
    gaussian_mean,
    law_count,
    law_miscount,
    least_eigenvalue,
    matrix,
    matrix_point,
    matrix_sos,
    shape,
)
from .random_terms import Json, X, Y, ratio, square, sum_of_squares, whole


def expansion(source: Random) -> Json:
    """(x + a)(x + b) == x^2 + (a + b) x + ab"""
    a, b = ratio(source, -9), ratio(source, -9)
    s, p = str(Fraction(a) + Fraction(b)), str(Fraction(a) * Fraction(b))
    left, right = ["*", ["+", X, a], ["+", X, b]], ["+", square(X), ["*", s, X], p]
    return {
        "kind": "identity",
        "goal": goal("x", ["==", left, right]),
        "relations": [],
        "cofactors": [],
    }


def on_a_box(source: Random) -> Json:
    """sin x <= x + c on [0, r], by halves."""
    r, c = whole(source, 1, 4), whole(source, 1, 3)
    half = str(Fraction(r) / 2)
    where = [[">=", X, "0"], ["<=", X, r]]
    tree = ["split", X, half, *(source.choice(["mean", "direct"]) for _ in range(2))]
    claim = ["<=", ["sin", X], ["+", X, str(Fraction(c) + 5)]]
    return {"kind": "ball", "goal": goal("x", claim, *where), "box": {X: ["0", r]}, "tree": tree}


def by_slope(source: Random) -> Json:
    """exp(x) >= b + x for b <= 1 and x >= 0"""
    b = str(Fraction(source.randint(-9, 6), 6))
    claim = [">=", ["exp", X], ["+", b, X]]
    return {
        "kind": "derivative",
        "goal": goal("x", claim, [">=", X, "0"]),
        "variable": X,
        "end": "0",
        "side": "lo",
        "at": {
            "kind": "ball",
            "goal": goal("", [">=", ["exp", "0"], ["+", b, "0"]]),
            "box": {},
            "tree": "direct",
        }
        if Fraction(b) < 1
        else smt(goal("", [">=", ["exp", "0"], ["+", b, "0"]]), ["exp-tangent", "0"]),
        "slope": smt(
            goal("x", [">=", ["-", ["exp", X], "1"], "0"], [">=", X, "0"]), ["exp-tangent", X]
        ),
    }


def by_lemmas(source: Random) -> Json:
    c = ratio(source)
    lemma, claim = [">=", square(X), "0"], [">=", ["+", square(X), c], c]
    return {
        "kind": "lemmas",
        "goal": goal("x", claim),
        "lemmas": [{"goal": goal("x", lemma), "certificate": smt(goal("x", lemma))}],
        "final": smt(goal("x", claim, lemma)),
    }


def by_cases(source: Random) -> Json:
    c = ratio(source, -9)
    claim = [">=", ["abs", ["-", X, c]], ["-", X, c]]
    whens = [[">=", X, c], ["<", X, c]]
    return {
        "kind": "cases",
        "goal": goal("x", claim),
        "cases": [{"when": when, "certificate": smt(goal("x", claim, when))} for when in whens],
        "cover": smt(goal("x", ["or", *whens])),
    }


def written(source: Random) -> Json:
    """diff(a x^3, x) >= 0"""
    a = ratio(source)
    inner = ["^", X, "3"]
    slope = [
        "+",
        ["*", "0", inner],
        ["*", a, ["*", "3", ["^", X, "2"], "1"]],
    ]
    return {
        "kind": "written",
        "goal": goal("x", [">=", ["diff", ["*", a, inner], X], "0"]),
        "certificate": smt(goal("x", [">=", slope, "0"])),
    }


def rewritten(source: Random) -> Json:
    """x == c, hence x^2 >= 0, shown for c."""
    c = ratio(source, -9)
    given = ["==", X, c]
    return {
        "kind": "rewrite",
        "goal": goal("x", [">=", ["+", X, "1"], ["+", c, "0"]], given),
        "equations": [smt(goal("x", given, given))],
        "final": smt(goal("x", [">=", ["+", c, "1"], ["+", c, "0"]], ["==", c, c])),
    }


def instance(source: Random) -> Json:
    """t (t + k) >= 0 for t >= s, so it holds for t = 1/x, 0 < x <= 1/s."""
    s, k = whole(source, 1, 4), whole(source, 0, 4)
    claim = lambda t: [">=", ["*", t, ["+", t, k]], "0"]  # noqa: E731
    given = [[">", X, "0"], ["<=", X, f"1/{s}"]]
    return {
        "kind": "instance",
        "goal": goal("x", claim(["/", "1", X]), *given),
        "put": {"t": ["/", "1", X]},
        "certificate": smt(goal("t", claim("t"), [">=", "t", s])),
        "defined": [smt(goal("x", [">=", ["/", "1", X], s], *given))],
    }


def by_induction(source: Random) -> Json:
    """n (n + k) >= 0 for whole n >= s"""
    s, k = whole(source, 0, 4), whole(source, 0, 4)
    bound, more = [">=", "n", s], {"integers": ["n"]}
    claim = lambda n: [">=", ["*", n, ["+", n, k]], "0"]  # noqa: E731
    return {
        "kind": "induction",
        "goal": goal("n", claim("n"), bound, **more),
        "variable": "n",
        "base": smt(goal("n", claim(s), **more)),
        "step": smt(goal("n", claim(["+", "n", "1"]), bound, claim("n"), **more)),
    }


def exact(source: Random) -> Json:
    """c x^2 >= 0: the square is the certificate (the negated claim and it add up to 0)."""
    c = ratio(source)
    duty = ["sum", [["<", ["*", c, square(X)], "0"]], [["1", [0], []], [c, [], [X]]], []]
    return {
        "kind": "positivstellensatz",
        "goal": goal("x", [">=", ["*", c, square(X)], "0"]),
        "proofs": [duty],
    }


@functools.cache
def theorems() -> list[Json]:
    """Theorems of the builder: induction, a sum, an expectation, a bound."""
    from steepest.proofs.engine.judge import Judge
    from steepest.proofs.engine.theorems import (
        E,
        Proof,
        forall,
        given,
        integrable,
        nats,
        randoms,
        reals,
        samples,
        sequences,
        sum_over,
    )

    a, q = reals("a q")
    t, n, i = nats("t n i")
    f = sequences("f")
    w = samples("w")
    Z = randoms("Z")
    found = []

    says = forall(f, a)(
        given(f(0) >= 0, a >= 0, forall(t)(f(t + 1) == f(t) + a)) >> forall(t)(f(t) >= 0)
    )
    k = Proof(Judge(), says)
    start, positive, run = k.given
    always = f(t) >= 0
    step = k.arith(always.put(t, t + 1), k.assume(always), k.at(run, t), positive)
    found.append(k.qed(k.induction(t, always, start, step)).certificate)

    says = forall(q)((q >= 0) >> forall(n)(sum_over(i, n, q) >= 0))
    k = Proof(Judge(), says)
    (positive,) = k.given
    always = sum_over(i, n, q) >= 0
    base = k.arith(always.put(n, 0), k.sum_empty(i, q))
    step = k.arith(always.put(n, n + 1), k.assume(always), k.sum_step(i, n, q), positive)
    found.append(k.qed(k.induction(n, always, base, step)).certificate)

    says = forall(Z, a)(
        given(integrable(E(w, Z(w)))) >> (E(w, a * Z(w) + 1 * Z(w)) == (a + 1) * E(w, Z(w)))
    )
    k = Proof(Judge(), says)
    (mean,) = k.given
    total = k.mean_of_sum(w, a, Z(w), 1, Z(w), mean, mean)
    end = k.arith(E(w, a * Z(w) + 1 * Z(w)) == (a + 1) * E(w, Z(w)), total)
    found.append(k.qed(end).certificate)
    return json.loads(json.dumps(found))


def theorem(source: Random) -> Json:
    return copy.deepcopy(source.choice(theorems()))


def negation(source: Random) -> Json:
    """Some C with x <= C for every x: none (x = C + c)."""
    c = ratio(source)
    says = ["exists", "C", "real", ["forall", "x", "real", ["<=", "x", "C"]]]
    bound, there = says[3], ["+", "C", c]
    opposite = [">", there, "C"]
    sorts = {"C": "real"}
    never = ["<", "0", "0"]
    lines = [
        {"rule": "assume", "formula": says},
        {"rule": "assume", "formula": bound, "sorts": sorts},
        {"rule": "specialize", "from": [1], "term": there, "sorts": sorts},
        {
            "rule": "arithmetic",
            "formula": opposite,
            "sorts": sorts,
            "certificate": smt(goal("C", opposite)),
        },
        {
            "rule": "arithmetic",
            "from": [2, 3],
            "formula": never,
            "certificate": smt(goal("C", never, ["<=", there, "C"], opposite)),
        },
        {"rule": "obtain", "from": [0, 4], "name": "C"},
        {"rule": "negate", "from": [5], "formula": says},
    ]
    proof = {"kind": "theorem", "statement": ["not", says], "lines": lines}
    return {"kind": "negation", "statement": says, "certificate": proof}


def model(source: Random) -> Json:
    """f(t + 1) == a f(t) + b does not keep f below c."""
    a, b = Fraction(source.randint(1, 3)), Fraction(source.randint(0, 3))
    start, time = Fraction(source.randint(1, 3)), source.randint(1, 4)
    value = start
    for _ in range(time):
        value = a * value + b
    step = ["==", ["apply", "f", ["+", "t", "1"]], ["+", ["*", "a", ["apply", "f", "t"]], "b"]]
    run = ["forall", "t", "nat", step]
    claim = ["<", ["apply", "f", str(time)], str(value)]
    inner = ["implies", run, claim]
    statement = ["forall", "f", ["function", ["nat"], "real"], inner]
    statement = ["forall", "a", "real", ["forall", "b", "real", statement]]
    return {
        "kind": "model",
        "statement": statement,
        "values": {"a": str(a), "b": str(b)},
        "functions": {"f": {"start": str(start)}},
    }


def point(source: Random) -> Json:
    c = Fraction(source.randint(1, 9), source.randint(1, 5))
    return {
        "kind": "point",
        "goal": goal("x", ["<=", ["^", X, "3"], str(c)], [">=", X, str(c)]),
        "values": {X: str(c + source.randint(1, 3))},
    }


def written_point(source: Random) -> Json:
    """diff(a x^2, x) >= 0 fails left of 0."""
    a, at = ratio(source), "-" + ratio(source)
    slope = ["+", ["*", "0", square(X)], ["*", a, ["*", "2", ["^", X, "1"], "1"]]]
    witness = {"kind": "point", "goal": goal("x", [">=", slope, "0"]), "values": {X: at}}
    return {
        "kind": "written-point",
        "goal": goal("x", [">=", ["diff", ["*", a, square(X)], X], "0"]),
        "witness": witness,
    }


def crossing(source: Random) -> Json:
    """x^3 - c takes the value 0."""
    c = source.randint(2, 30)
    return {
        "kind": "crossing",
        "goal": goal("x", ["!=", ["^", X, "3"], str(c)], [">=", X, "0"]),
        "variable": X,
        "between": ["1", str(c)],
        "values": {},
    }


def contradiction(source: Random) -> Json:
    return {"kind": "contradiction", "because": "so", "certificate": sum_of_squares(source)}


def enclosure(source: Random) -> Json:
    """The least C with a x y <= C (x^2 + y^2) is a/2."""
    a = Fraction(source.randint(1, 9))
    below = a / 2 - Fraction(1, source.randint(100, 1000))
    left = ["*", str(a), X, Y]
    side = lambda c: ["<=", left, ["*", c, ["+", square(X), square(Y)]]]  # noqa: E731
    fails = {
        "kind": "point",
        "goal": goal("x y", side(str(below))),
        "values": {X: "1", Y: "1"},
    }
    return {
        "kind": "enclosure",
        "constant": "C",
        "goal": goal("x y C", side("C")),
        "smallest": True,
        "interval": [str(below), str(a / 2)],
        "holds": smt(goal("x y", side(str(a / 2)))),
        "fails": fails,
    }


def counts(source: Random) -> Json:
    trials = source.randint(2000, 9000)
    return {
        "kind": "counts",
        "verdict": "SUPPORTED",
        "successes": trials - source.randint(0, trials // 1000),
        "trials": trials,
        "at_least": "99/100",
        "margin": "1/100",
        "alpha": "1/1000",
    }


def everything(source: Random) -> Json:
    kinds = (sum_of_squares, expansion, matrix, counts, least_eigenvalue)
    return {"kind": "all", "parts": [source.choice(kinds)(source) for _ in range(3)]}


KINDS: dict[str, Callable[[Random], Json]] = {
    "all": everything,
    "smt": sum_of_squares,
    "identity": expansion,
    "positivstellensatz": exact,
    "ball": on_a_box,
    "derivative": by_slope,
    "lemmas": by_lemmas,
    "cases": by_cases,
    "written": written,
    "rewrite": rewritten,
    "instance": instance,
    "induction": by_induction,
    "theorem": theorem,
    "negation": negation,
    "model": model,
    "point": point,
    "written-point": written_point,
    "crossing": crossing,
    "contradiction": contradiction,
    "enclosure": enclosure,
    "between": between,
    "counts": counts,
    "matrix": matrix,
    "matrix-sos": matrix_sos,
    "matrix-point": matrix_point,
    "shape": shape,
    "gaussian-mean": gaussian_mean,
    "least-eigenvalue": least_eigenvalue,
    "law-count": law_count,
    "law-miscount": law_miscount,
}
