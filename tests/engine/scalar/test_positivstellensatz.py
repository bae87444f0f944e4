"""Exact certificates: found, accepted, believed by points; every mutant is refused."""

from __future__ import annotations

import copy
import json
import random
from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mpoly_ctx
from steepest.proofs.checker import recheck
from steepest.proofs.checker._terms import COMPARE
from steepest.proofs.engine import work
from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.scalar import exact
from steepest.proofs.engine.scalar.positivstellensatz import positivstellensatz
from steepest.proofs.engine.scalar.positivstellensatz.equations import Column, flat
from steepest.proofs.engine.scalar.positivstellensatz.linear import _kept

from .ask import goal

TRUE = [
    ("x/y + y/x >= 2", "x > 0", "y > 0"),
    ("x*y <= 1/4", "x >= 0", "y >= 0", "x + y <= 1"),
    ("c*r < 1/2", "c > 0", "q > 0", "r >= 0", "r <= 100*q", "q*c < 1/200"),
    ("total <= l/4", "n > 0", "H > 0", "R > 0", "4*R*n <= l*H**2", "total <= R*n/H**2"),
    ("(a*c + b*d)**2 <= (a**2 + b**2)*(c**2 + d**2)",),
    ("abs(x + y) <= abs(x) + abs(y)",),
    ("max(x, y) >= (x + y)/2",),
    ("sqrt(x*y) <= (x + y)/2", "x >= 0", "y >= 0"),
    ("x*y != 0", "x != 0", "y > 0"),
    ("exp(x) > x",),
    ("x**2 <= 1", "x == 1 or x == -1"),
    ("x == 1", "x**2 == 1", "x > 0"),
    ("a/(b + c) + b/(c + a) + c/(a + b) >= 3/2", "a > 0", "b > 0", "c > 0"),
    ("a**4 + b**4 + c**4 >= a*b*c*(a + b + c)", "a > 0", "b > 0", "c > 0", "a + b + c == 3"),
    ("a*b*(a + b) <= 1/4", "a >= 0", "b >= 0", "a + b <= 1"),
    ("B*(1 - A) + C*t*s > 0", "A >= 0", "A < 1", "B > 0", "C > 0", "t > 0", "s > 0", "t*s < 1"),
    ("4*(1 + u + 2*u**2 - 2*u**3) + 120*u**2*(1 - u)**2 <= 15", "u >= 0", "u <= 1"),  # halves
    ("60*u**2*(1 - u)**2*v*(1 + k) <= 8*k", "u >= 0", "u <= 1", "v >= 0", "v <= 1", "k > 1"),
    ("4*n*r < pi*m*l**4/n", "n >= 1", "l > 0", "d > 0", "d*m*l**4 >= 9*n**3", "d*r <= 3*n"),
]
FALSE = [
    ("x/y + y/x > 2", "x > 0", "y > 0"),
    ("x/y + y/x >= 2", "x > 0"),
    ("x*y < 1/4", "x >= 0", "y >= 0", "x + y <= 1"),
    ("1/x != 0 or x == 0",),
    ("x/x == 1",),
    ("sqrt(x)**2 == x",),
    ("abs(x) > 0",),
    ("x**2 <= 1", "x == 1 or x == -2"),
    ("exp(x) >= x + 2",),
    ("4*(1 + u + 2*u**2 - 2*u**3) + 120*u**2*(1 - u)**2 <= 14", "u >= 0", "u <= 1"),
    ("u**2*(1 - u)**2 < 1/16", "u >= 0", "u <= 1"),
]


def found(case) -> dict:
    asked = goal(*case)
    from steepest.proofs.engine.scalar.axioms import instances

    certificate = positivstellensatz(asked, instances(asked.claim, *asked.where))
    assert certificate is not None, case
    return json.loads(json.dumps(certificate))


@pytest.mark.parametrize("case", TRUE, ids=lambda case: case[0])
def test_found_and_accepted(case):
    outcome = recheck(found(case))
    assert outcome.ok, outcome.reason


@pytest.mark.parametrize("case", FALSE, ids=lambda case: case[0])
def test_nothing_false_is_shown(case):
    assert exact.quick(goal(*case)) is None


def test_numbers_are_compared_with_five_digits_of_pi_and_e_first_and_then_with_fifteen():
    five = json.dumps(found(("pi + E > 5859/1000",)))
    assert "near" in five
    assert "bound" not in five
    fifteen = json.dumps(found(("pi > 314159265/100000000",)))
    assert "pi-bound" in fifteen
    crowded = found(("log(cos(0)) <= -1/2*0**2",))  # fifteen digits use up the effort
    assert recheck(crowded).ok
    assert positivstellensatz(goal("x*pi > x*314159265/100000000", "x > 0")) is None


def test_integers_leave_a_gap():
    where, claim = ((">", "n", Fraction(0)),), (">=", "n", Fraction(1))
    certificate = positivstellensatz(Goal(("n",), where, claim, ("n",)))
    assert recheck(json.loads(json.dumps(certificate))).ok
    assert positivstellensatz(Goal(("n",), where, claim)) is None


def places(data, at=()):
    yield at, data
    if isinstance(data, list):
        for key, part in enumerate(data):
            yield from places(part, (*at, key))


def sums(tree, at=()):
    """The places of all sums of a tree."""
    if tree[0] == "sum":
        yield at, tree
    else:
        for key, part in enumerate(tree[2:], 2):
            yield from sums(part, (*at, key))


def put(data, at, value):
    for key in at[:-1]:
        data = data[key]
    data[at[-1]] = value


def mutants(certificate, rng):
    """Certificates with one thing changed that matters: a multiplier, its sign, a factor, a
    cofactor, the strictness or presence of a hypothesis.
    """
    every = [
        (k, at, node) for k, tree in enumerate(certificate["proofs"]) for at, node in sums(tree)
    ]
    k, at, node = rng.choice(every)
    data = copy.deepcopy(certificate)
    inner = ("proofs", k, *at)
    what = rng.choice(["scale", "sign", "factor", "drop", "cofactor", "fact", "hypothesis"])
    if what in ("scale", "sign") and node[2]:
        i = rng.randrange(len(node[2]))
        old = Fraction(node[2][i][0])
        new = -old if what == "sign" else old * rng.choice([2, Fraction(1, 3), 7])
        put(data, (*inner, 2, i, 0), str(new))
    elif what == "factor" and any(one[1] for one in node[2]):
        i = rng.choice([i for i, one in enumerate(node[2]) if one[1]])
        put(data, (*inner, 2, i, 1), node[2][i][1][1:])
    elif what == "drop" and len(node[2]) + len(node[3]) > 1:
        part = rng.choice([part for part in (2, 3) if node[part]])
        i = rng.randrange(len(node[part]))
        put(data, (*inner, part), node[part][:i] + node[part][i + 1 :])
    elif what == "cofactor" and node[3]:
        i = rng.randrange(len(node[3]))
        put(data, (*inner, 3, i, 1), ["+", node[3][i][1], "1"])
    elif what == "fact" and node[1]:
        i = rng.randrange(len(node[1]))
        head = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": ">=", "!=": "=="}
        put(data, (*inner, 1, i, 0), head[node[1][i][0]])
    elif what == "hypothesis" and certificate["goal"]["where"]:
        where = certificate["goal"]["where"]
        used = [i for i, one in enumerate(where) if json.dumps(one) in json.dumps(data["proofs"])]
        if not used:
            return None
        i = rng.choice(used)
        data["goal"]["where"] = where[:i] + where[i + 1 :]
    else:
        return None
    return what, data


def test_mutants_are_refused():
    """A sum is zero for one set of multipliers only, as products of one vertex are independent; so
    each change of one breaks it. A hypothesis that occurs in the proofs may still be superfluous:
    then the claim has to hold without it.
    """
    rng, tried = random.Random(3), 0
    certificates = [found(case) for case in TRUE]
    while tried < 300:
        made = mutants(rng.choice(certificates), rng)
        if made is None:
            continue
        what, data = made
        outcome = recheck(data)
        tried += 1
        if what == "hypothesis" and outcome.ok:
            assert holds_at_points(Goal.from_json(data["goal"]), 300)
        else:
            assert not outcome.ok, (what, json.dumps(data))


def value(term, point):
    """By rational arithmetic: the polynomial goals of the property test have no more."""
    if isinstance(term, Fraction):
        return term
    if isinstance(term, str):
        return point[term]
    head, *parts = term
    values = [value(part, point) for part in parts]
    if head == "+":
        return sum(values)
    if head == "*":
        product = Fraction(1)
        for one in values:
            product *= one
        return product
    if head == "-":
        return -values[0] if len(values) == 1 else values[0] - values[1]
    if head == "^":
        return values[0] ** int(values[1])
    if head == "/":
        return values[0] / values[1]
    return {"abs": abs, "max": max, "min": min}[head](*values)


def true_at(formula, point):
    head, *parts = formula
    if head in ("and", "or"):
        return (all if head == "and" else any)(true_at(one, point) for one in parts)
    return COMPARE[head](*(value(one, point) for one in parts))


def holds_at_points(asked: Goal, count: int) -> bool:
    rng = random.Random(5)
    for _ in range(count):
        point = {
            name: Fraction(rng.randint(-12, 12), rng.choice([1, 2, 5])) for name in asked.variables
        }
        try:
            within = all(true_at(one, point) for one in asked.where)
            if within and not true_at(asked.claim, point):
                return False
        except ZeroDivisionError:
            if all(true_at(one, point) for one in asked.where):
                return False
        except KeyError:
            return True  # functions that rational arithmetic does not have
    return True


def test_what_is_found_holds_at_random_points():
    """Random goals with two hypotheses: whatever is certified is accepted and has no
    counterexample among many points.
    """
    rng, certified = random.Random(11), 0
    terms = ["x", "y", ("*", "x", "y"), ("^", "x", Fraction(2)), ("-", "x", "y"), Fraction(1)]
    for _ in range(120):
        sums_ = [
            ("+", *(("*", Fraction(rng.randint(-2, 3)), one) for one in rng.sample(terms, 3)))
            for _ in range(3)
        ]
        formulas = [(rng.choice([">", ">=", "<=", "!="]), one, Fraction(0)) for one in sums_]
        where = (*formulas[:2], (">", "x", Fraction(0)))
        asked = Goal(("x", "y"), where, formulas[2])
        certificate = exact.quick(asked)
        if certificate is not None:
            certified += 1
            outcome = recheck(json.loads(json.dumps(certificate)))
            assert outcome.ok, outcome.reason
            assert holds_at_points(asked, 400), asked
    assert certified >= 10


def test_the_same_search_costs_the_same_where_it_is_not_done_again():
    false = Goal.of(("<", ("*", "x", "y"), ("+", ("^", "x", Fraction(2)), "y")), [(">", "x", "y")])
    counts = []
    for _ in range(2):
        before = work.done()
        assert positivstellensatz(false) is None
        counts.append(work.done() - before)
    assert counts[1] == pytest.approx(counts[0], abs=1e-9)
    work.vain.clear()


def test_a_multiple_has_the_terms_of_its_product():
    ring = fmpq_mpoly_ctx.get(["x", "y", "z"], "degrevlex")
    x, y, z = ring.gens()
    one = Column((), (), (x + 2 * y - 3 * z + 1) ** 3 * (x - z))
    made = one.times(Column((), (), x**2 * y * fmpq(-2, 3)))
    assert list(made.terms.items()) == list(flat(made.low).items())


def test_columns_that_can_not_cancel_go():
    ring = fmpq_mpoly_ctx.get(["x", "y", "z"], "degrevlex")
    x, y, z = ring.gens()
    # x^2 needs -x^2, which needs -z; y and -y stay
    polys = [y + 1, -y, x**2 - y, -(x**2) - z, ring.constant(1) - y]
    found = [Column((), (), one) for one in polys]
    terms = [one.terms for one in found]
    assert _kept(terms, [], found) is None  # no -1: every column with y goes after 1 has gone
    found = [*found, Column((), (), -ring.constant(1))]
    terms = [one.terms for one in found]
    assert _kept(terms, [], found) == [0, 1, 4, 5]
    assert _kept(terms, [flat(z)], found) == [0, 1, 2, 3, 4, 5]
