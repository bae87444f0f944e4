"""Definition 3.4 against Definitions 3.1 and 3.2: when the two recursions agree.

N(s) stands for a variable of the law N(0, s) and (P, Q)(s, r, t) for a pair of covariance
[[s, r], [r, t]]: the recursions agree for any laws, so nothing is asked of them but that the means
exist. K and b are those of the general definition, M and a those of the special ones.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    E,
    conj,
    forall,
    functions,
    given,
    integrable,
    mean_of_combination,
    nats,
    reals,
    samples,
    sequences,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

w = samples("w")
h, i, j, H = nats("h i j H")
K, M = functions("K M", "nat", "nat", "nat")
b, a = functions("b a", "nat", "nat")
N = functions("N", "real", "sample")
P, Q = functions("P Q", "real", "real", "real", "sample")
D = sequences("D")
sigma = functions("sigma", "real")
rho = functions("rho", "nat", "real")
root, c, kappa, c_res, s, r, t, z = reals("root c_sigma kappa c_res s r t z")
A, B, X, Y = reals("A B X Y")

INSIDE = h + 1 < H


def pair(K: Any) -> tuple[Any, Any]:
    """(u, v) of the law N(0, A^(h+1)), A^(h+1) made of K^(h)"""
    covariance = K(h, i, i), K(h, i, j), K(h, j, j)
    return P(*covariance, w), Q(*covariance, w)


def means_exist() -> Any:
    one, other = sigma(P(s, r, t, w)), sigma(Q(s, r, t, w))
    return (
        forall(s)(integrable(E(w, sigma(N(s, w))))),
        forall(s, r, t)(
            conj(*(integrable(E(w, each)) for each in (one, other, one * other)))
        ),
    )  # fmt: skip


def general() -> Any:
    """Definition 3.4, one position"""
    (u, v), d = pair(K), D(h + 1)
    first, second = rho(h + 1, u), rho(h + 1, v)
    layer = K(h + 1, i, j) == (
        d * K(h, i, j) * d
        + d * b(h, i) * E(w, second)
        + d * b(h, j) * E(w, first)
        + E(w, first * second)
    )
    mean = b(h + 1, i) == d * b(h, i) + E(w, rho(h + 1, N(K(h, i, i), w)))
    return forall(h, i, j)(INSIDE >> conj(layer, mean))


def plain() -> Any:
    """The layers of Definition 3.1"""
    u, v = pair(M)
    return M(h + 1, i, j) == c * E(w, sigma(u) * sigma(v))


def residual(crossed: bool) -> Any:
    """The layers of Definition 3.2 from the second on, with b_i beside sigma(v) if `crossed`"""
    u, v = map(sigma, pair(M))
    first, second = (v, u) if crossed else (u, v)
    step = E(w, kappa * a(h, i) * first + kappa * a(h, j) * second + kappa**2 * u * v)
    mean = a(h + 1, i) == a(h, i) + kappa * E(w, sigma(N(M(h, i, i), w)))
    return conj(M(h + 1, i, j) == M(h, i, j) + step, mean)


def special(crossed: bool | None) -> Any:
    """The choice of rho and D, and the special recursion: Definition 3.1 if `crossed` is None."""
    first = forall(z)(rho(h + 1, z) == root * sigma(z)) & (D(h + 1) == 0)
    later = forall(z)(rho(h + 1, z) == kappa * sigma(z)) & (D(h + 1) == 1)
    start = a(h + 1, i) == root * E(w, sigma(N(M(h, i, i), w)))
    if crossed is None:
        return given(forall(h)(first), forall(h, i, j)(INSIDE >> plain()))
    cases = [
        forall(h)((h == 0) >> first), forall(h)((h >= 1) >> later),
        forall(h, i, j)(given(h == 0, INSIDE) >> conj(plain(), start)),
        forall(h, i, j)(given(h >= 1, INSIDE) >> residual(crossed)),
    ]  # fmt: skip
    if not crossed:
        cases.append(forall(i, j)(M(0, i, i) == M(0, j, j)))
    return given(*cases)


def agree(residual: bool) -> Any:
    same = K(h, i, j) == M(h, i, j)
    return conj(same, (h >= 1) >> (b(h, i) == a(h, i))) if residual else same


def consistent_says() -> Any:
    ends = [special(one) >> forall(h, i, j)((h < H) >> agree(one is not None))
            for one in (None, True, False)]  # fmt: skip
    return forall(K, b, M, a, N, P, Q, D, rho, sigma, root, c, kappa, c_res, H)(
        given(
            H >= 1, root >= 0, c == root**2, kappa == c_res / H, *means_exist(), general(),
            forall(i, j)(K(0, i, j) == M(0, i, j)),
        )
        >> conj(*ends)
    )  # fmt: skip


@claim(
    "deep.def-3.4.consistent.amended",
    chapter_3("Definition 3.4 and Definitions 3.1, 3.2"),
    amends="deep.def-3.4.consistent",
    formula=r"\text{agreement for Definition 3.1, for Definition 3.2 with crossed }b\text{ (or "
    r"equal norms)}",
    hypotheses=("h <= H-1; any activation and any laws for which the means exist",),
    says=consistent_says,
)
def consistent_after_correction(judge):
    """The general definition agrees with Definition 3.1 as printed (h <= H-1), and with Definition
    3.2 once b_i meets s(v) and b_j meets s(u), or if all inputs have one norm.

    For any activation, every layer h <= H-1 and any inputs.

    rho = sqrt(c_sigma) s and D = 0 for Definition 3.1 and the first layer, then rho = (c_res/H) s
    and D = I. By induction over the layers; with equal norms all b_i of a layer are equal.
    """
    k = judge.theorem()
    return k.qed(k.both(*(by_layers(k, one) for one in (None, True, False))))


def here(crossed: bool | None) -> Any:
    """What is passed on from layer to layer"""
    parts = [forall(i, j)(K(h, i, j) == M(h, i, j))]
    if crossed is not None:
        parts.append((h >= 1) >> forall(i)(b(h, i) == a(h, i)))
    if crossed is False:
        parts.append(forall(i, j)(M(h, i, i) == M(h, j, j)))
        parts.append((h >= 1) >> forall(i, j)(a(h, i) == a(h, j)))
    return (h < H) >> conj(*parts)


def by_layers(k: Any, crossed: bool | None) -> Any:
    known = k.assume(special(crossed))
    always, parts = here(crossed), k.split(known)
    goals = [always.put(h, 0).part(1)] if crossed is None else always.put(h, 0).part(1)
    made = [k.given[-1]]
    if crossed is not None:
        made.append(never(k, goals.part(1)))
    if crossed is False:
        made += [parts[-1], never(k, goals.part(3))]
    base = k.discharge(k.both(*made), always.put(h, 0).left)
    inside = k.assume(INSIDE)
    before = k.split(k.apply(k.assume(always), k.arith(h < H, inside)))
    if crossed is None:
        step = first_layer(k, k.at(parts[0], h), k.at(parts[1], h, i, j), before)[0]
    else:
        zero, later = k.assume(h == 0), k.assume(~(h == 0))
        late = k.arith(h >= 1, later)
        step = k.cases(
            k.excluded_middle(h == 0),
            together(k, first_layer(k, k.apply(k.at(parts[0], h), zero), k.at(parts[2], h, i, j),
                                    before, zero)),
            together(k, next_layer(k, k.apply(k.at(parts[1], h), late), k.at(parts[3], h, i, j),
                                   before, late, crossed)),
        )  # fmt: skip
    end = k.at(k.induction(h, always, base, k.discharge(step, INSIDE)), h)
    within = k.assume(h < H)
    found = k.split(k.apply(end, within))
    last = k.at(found[0], i, j)
    if crossed is not None:
        layer = k.at(k.apply(found[1], k.assume(h >= 1)), i)
        last = k.both(last, k.discharge(layer, h >= 1))
    return k.discharge(k.for_all(k.discharge(last, h < H), h, i, j), known.formula)


def never(k: Any, implication: Any) -> Any:
    """0 >= 1 implies anything."""
    one = implication.left
    return k.discharge(k.absurd(k.assume(one), k.arith(~one), implication.part(1)), one)


def together(k: Any, found: list[Any]) -> Any:
    """The parts of the invariant, those about b for h + 1 >= 1"""
    made = [k.discharge(one, h + 1 >= 1) if at in (1, 3) else one for at, one in enumerate(found)]
    return k.both(*made)


def of_general(k: Any, factor: Any, choice: Any, same: Any) -> list[Any]:
    """K^(h+1) and b^(h+1) by means of sigma at M^(h), from rho = factor * sigma and D = 0 or 1."""
    single, double, recursion = k.given[4:7]
    law, is_d = k.split(choice)
    u, v = pair(K)
    has = k.split(k.at(double, K(h, i, i), K(h, i, j), K(h, j, j)))
    own = k.at(single, K(h, i, i))
    layer, mean = k.split(k.apply(k.at(recursion, h, i, j), k.assume(INSIDE)))
    alone = N(K(h, i, i), w)
    facts = {one: k.at(law, point) for one, point in (("u", u), ("v", v), ("N", alone))}
    lines = [
        mean_of_combination(k, w, rho(h + 1, v), [(factor, sigma(v), has[1])], facts["v"]),
        mean_of_combination(k, w, rho(h + 1, u), [(factor, sigma(u), has[0])], facts["u"]),
        mean_of_combination(
            k, w, rho(h + 1, u) * rho(h + 1, v),
            [(factor * factor, sigma(u) * sigma(v), has[2])], facts["u"], facts["v"],
        ),
    ]  # fmt: skip
    first, second, product = (E(w, one) for one in (sigma(u), sigma(v), sigma(u) * sigma(v)))
    d = is_d.sides[1]
    cross = d * factor * (b(h, i) * second + b(h, j) * first)
    layer = k.arith(
        K(h + 1, i, j) == d * K(h, i, j) + cross + factor**2 * product, layer, is_d, *lines, *has
    )
    line = mean_of_combination(k, w, rho(h + 1, alone), [(factor, sigma(alone), own)], facts["N"])
    mean = k.arith(b(h + 1, i) == d * b(h, i) + factor * E(w, sigma(alone)), mean, is_d, line, own)
    for one, other in ((i, i), (i, j), (j, j)):
        layer, mean = (k.unfold(k.at(same, one, other), step) for step in (layer, mean))
    return [layer, mean]


def first_layer(k: Any, choice: Any, law: Any, before: Any, *zero: Any) -> list[Any]:
    """The parts of the invariant after rho = sqrt(c_sigma) sigma and D = 0"""
    c_is, inside = k.given[2], k.assume(INSIDE)
    layer, mean = of_general(k, root, choice, before[0])
    own = k.split(k.apply(law, k.both(*zero, inside)))
    end = k.arith(K(h + 1, i, j) == M(h + 1, i, j), layer, own[0], c_is)
    found = [k.for_all(end, i, j)]
    if zero:
        end = k.arith(b(h + 1, i) == a(h + 1, i), mean, own[1])
        found.append(k.for_all(end, i))
    if len(before) > 2:
        found += equal_norms(k, law, [*zero, inside], [k.at(before[2], i, j)])
    return found


def next_layer(
    k: Any, choice: Any, law: Any, before: Any, late: Any, crossed: bool | None
) -> list[Any]:
    """The parts of the invariant after rho = (c_res/H) sigma and D = I"""
    inside = k.assume(INSIDE)
    layer, mean = of_general(k, kappa, choice, before[0])
    own, moved = k.split(k.apply(law, k.both(late, inside)))
    u, v = map(sigma, pair(M))
    has = k.split(k.at(k.given[5], M(h, i, i), M(h, i, j), M(h, j, j)))
    ends = [(v, has[1]), (u, has[0])] if crossed else [(u, has[0]), (v, has[1])]
    parts = [(kappa * a(h, one), *end) for one, end in zip((i, j), ends)]
    whole = kappa * a(h, i) * ends[0][0] + kappa * a(h, j) * ends[1][0] + kappa**2 * u * v
    line = mean_of_combination(k, w, whole, [*parts, (kappa**2, u * v, has[2])])
    means = k.apply(before[1], late)
    known = [k.at(means, i), k.at(means, j), k.at(before[0], i, j), *has]
    if not crossed:
        alike = k.apply(before[3], late)
        known.append(k.at(alike, i, j))
    end = k.arith(K(h + 1, i, j) == M(h + 1, i, j), layer, own, line, *known)
    found = [k.for_all(end, i, j)]
    end = k.arith(b(h + 1, i) == a(h + 1, i), mean, moved, known[0])
    found.append(k.for_all(end, i))
    if not crossed:
        found += equal_norms(k, law, [late, inside], [k.at(before[2], i, j), known[-1]])
    return found


def equal_norms(k: Any, law: Any, when: Any, same: Any) -> list[Any]:
    """M^(h+1)_ii and a^(h+1)_i do not depend on i, as M^(h)_ii and a^(h)_i do not."""
    law = k.for_all(law, i, j)
    one, other = (k.split(k.apply(k.at(law, at, at), k.both(*when))) for at in (i, j))
    ends = []
    for first, second in zip(one, other):
        for equation in same:
            first = k.unfold(equation, first)
        ends.append(k.arith(first.sides[0] == second.sides[0], first, second))
    return [k.for_all(end, i, j) for end in ends]


@consistent_after_correction.mutant
def as_printed(judge):
    """b_i beside sigma(u): b_i = 1, b_j = 0, means 0 and 1 of sigma(u) and sigma(v)."""
    return falsify(
        forall(A, B, X, Y)(
            given(A == 1, B == 0, X == 0, Y == 1) >> (A * Y + B * X == A * X + B * Y)
        ),
        hints=[{"values": {"A": "1", "B": "0", "X": "0", "Y": "1"}}],
    )
