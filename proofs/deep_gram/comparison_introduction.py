"""The widths of the three theorems in the orders that the introduction gives them."""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, log, maximum, nats, reals, term
from steepest.proofs.engine.theorems.falsify import falsify

from . import chapter_3

n, lam, kappa, delta, C, K, T = reals("n lambda kappa delta C K poly_p")
A, B, X, Y, P, Q, R = reals("A B X Y P Q R")
h, H = nats("h H")


def largest(*terms: Any) -> Any:
    first, *rest = terms
    for one in rest:
        first = maximum(first, one)
    return first


def confidence() -> tuple[Any, Any]:
    """The terms that all three widths have"""
    return n / delta, n**2 * log(H * n / delta) / lam**2


def fully_connected() -> Any:
    return C * K**H * largest(n**4 / lam**4, *confidence())


def residual(printed: bool = True) -> Any:
    first = n**4 / (lam**4 * H**6) if printed else n**4 / (lam**4 * H**4)
    return C * largest(first, n**2 / (lam**2 * H**2), *confidence())


def convolutional() -> Any:
    first, second = n**4 / (lam**4 * H**6), n**4 / (lam**4 * H**2)
    return C * T * largest(first, second, *confidence())


def orders_say() -> Any:
    least = lam >= kappa / H**2
    ends = [
        fully_connected() <= C * (2 * K) ** H * (n**4 * (1 + 1 / lam) ** 4 / delta),
        least
        >> conj(
            *(residual(one) <= C * (n**4 * H**5 / (kappa**4 * delta)) for one in (True, False)),
            convolutional() <= C * (T * n**4 * H**6 / (kappa**4 * delta)),
        ),
    ]
    return forall(n, H, lam, kappa, delta, C, K, T)(
        given(
            n >= 1, H >= 1, lam > 0, kappa > 0, kappa <= 1, delta > 0, delta <= 1, C >= 0, K >= 1,
            T >= 0,
        )
        >> conj(*ends)
    )  # fmt: skip


ONE = dict.fromkeys(("n", "H", "lambda", "kappa", "delta", "C", "K", "poly_p"), "1")


@claim(
    "deep.claim-intro",
    chapter_3("Section 3.1"),
    formula=r"m=\mathrm{poly}(n)2^{O(H)}\ (\text{fully connected}),\quad m=\mathrm{poly}(n,H)\ "
    r"(\text{ResNet}),\quad m=\mathrm{poly}(n,p,H)\ (\text{convolutional})",
    hypotheses=(
        "the widths of Theorems 3.1 to 3.3 with C for the constant of Omega, K^H for 2^O(H) and "
        "any poly(p); for ResNets also n^4/(lambda^4 H^4) of the corrected proof",
        "lambda >= kappa/H^2 with kappa <= 1 for residual networks; polynomials in 1/lambda or "
        "1/kappa and in 1/delta",
    ),
    says=orders_say,
    instance={"values": ONE},
)
def orders_of_the_introduction(judge):
    """How the widths of the three theorems grow: with 2^O(H) for the fully connected network, with
    polynomials for the residual ones, as printed and amended.

    At most C (2K)^H n^4 (1 + 1/lambda)^4/delta for the fully connected network, C n^4 H^5/(kappa^4
    delta) for the ResNet, and C poly(p) n^4 H^6/(kappa^4 delta) for the convolutional one.

    log(Hn/delta) <= Hn/delta, H <= 2^H, and 1/lambda <= H^2/kappa.
    """
    k = judge.theorem()
    return k.qed(k.both(of_powers(k), of_depth(k)))


def facts(k: Any) -> dict[str, Any]:
    """What is small and what is large, each as (a, b, the step 0 <= a <= b)."""
    many, deep, lam_pos, kappa_pos, kappa_top, d_pos, d_top, *_ = k.given
    has = [k.arith(delta != 0, d_pos), k.arith(lam != 0, lam_pos), k.arith(H != 0, deep),
           k.arith(kappa != 0, kappa_pos)]  # fmt: skip
    inverse = forall(X)(given(X > 0, X <= 1) >> conj(term(1) >= 0, 1 <= 1 / X))
    e, y = (k.use(k.lemma(inverse, one), *own)
            for one, own in ((delta, (d_pos, d_top)), (kappa, (kappa_pos, kappa_top))))  # fmt: skip
    rule = k.lemma(
        forall(A, n, delta)(
            given(A >= 1, n >= 1, delta > 0, delta <= 1)
            >> conj(A * n / delta >= 1, A * n / delta == A * n * (1 / delta))
        ),
        H, n, delta,
    )  # fmt: skip
    inside = k.use(rule, deep, many, d_pos, d_top)
    logs = k.lemma(forall(X)((X >= 1) >> conj(log(X) >= 0, log(X) <= X)), H * n / delta,
                   defined=has)  # fmt: skip
    logs = k.use(logs, k.part(inside, 0))
    size = log(H * n / delta)
    logs = k.arith(conj(size >= 0, size <= H * n * (1 / delta)), logs, inside, *has)
    one = term(1)
    whole = k.lemma(forall(X)((X > 0) >> conj(1 / X >= 0, 1 / X <= 1 + 1 / X, 1 <= 1 + 1 / X)), lam)
    whole = k.use(whole, lam_pos)
    return {
        "has": [*has, logs],
        "n": (one, n, k.arith(conj(one >= 0, 1 <= n), many)),
        "H": (one, H, k.arith(conj(one >= 0, 1 <= H), deep)),
        "e": (one, 1 / delta, e),
        "y": (one, 1 / kappa, y),
        "log": (size, H * n * (1 / delta), logs),
        "x": (1 / lam, 1 + 1 / lam, whole),
        "X": (one, 1 + 1 / lam, k.arith(conj(one >= 0, 1 <= 1 + 1 / lam), whole, *has)),
    }


def same(k: Any, value: Any, known: Any, has: Any) -> Any:
    """0 <= value <= value"""
    return value, value, k.arith(conj(value >= 0, value <= value), known, *has)


def times(k: Any, has: Any, *pairs: Any) -> Any:
    """a_1 a_2 .. <= b_1 b_2 .., of numbers that are not negative"""
    first, *rest = pairs
    for other in rest:
        rule = k.lemma(
            forall(A, B, P, Q)(
                given(A >= 0, A <= B, P >= 0, P <= Q) >> conj(A * P >= 0, A * P <= B * Q)
            ),
            *first[:2], *other[:2], defined=has,
        )  # fmt: skip
        first = first[0] * other[0], first[1] * other[1], k.use(rule, first[2], other[2])
    return first


def at_most(k: Any, terms: Any, bound: Any, steps: Any, has: Any) -> Any:
    """The largest of the terms is at most the bound."""
    top, step = terms[0], steps[0]
    for one, more in zip(terms[1:], steps[1:]):
        rule = forall(A, B, X)(given(A <= X, B <= X) >> (maximum(A, B) <= X))
        step = k.use(k.lemma(rule, top, one, bound, defined=has), step, more)
        top = maximum(top, one)
    return step


def bounded(k: Any, value: Any, bound: Any, product: Any, has: Any) -> Any:
    """value <= bound where they are the sides of the product."""
    left = k.arith(value == product[0], *has)
    right = k.arith(bound == product[1], *has)
    return k.arith(value <= bound, left, right, product[2], *has)


def powers(k: Any, K_low: Any) -> Any:
    """K^h >= 1 and h K^h <= (2 K)^h for all h"""
    one, two = K**h, (2 * K) ** h
    here = conj(one >= 1, two >= one, two >= h * one)
    base = k.arith(here.put(h, 0), k.power_zero(K), k.power_zero(2 * K))
    rule = k.lemma(
        forall(P, Q, X, K)(
            given(P >= 1, Q >= P, Q >= X * P, K >= 1)
            >> conj(K * P >= 1, 2 * K * Q >= K * P, 2 * K * Q >= (X + 1) * (K * P))
        ),
        one, two, h, K,
    )  # fmt: skip
    more = k.use(rule, k.assume(here), K_low)
    steps = [k.power_step(K, h), k.power_step(2 * K, h)]
    return k.induction(h, here, base, k.arith(here.put(h, h + 1), more, *steps))


def of_powers(k: Any) -> Any:
    """Every term is at most H n^4 (1 + 1/lambda)^4/delta."""
    C_low, K_low = k.given[7:9]
    f = facts(k)
    has, e, x, more = f["has"], f["e"], f["x"], f["X"]
    own = {name: same(k, f[name][1], f[name][2], has) for name in ("n", "X", "e")}
    size = n**4 * (1 + 1 / lam) ** 4 / delta
    first = times(k, has, *(own["n"],) * 4, *(x,) * 4, e, f["H"])
    second = times(k, has, own["n"], *(f["n"],) * 3, *(more,) * 4, own["e"], f["H"])
    third = times(k, has, *(own["n"],) * 2, f["n"], f["log"], *(x,) * 2, *(more,) * 2)
    terms = [
        bounded(k, one, H * size, product, has)
        for one, product in zip((n**4 / lam**4, *confidence()), (first, second, third))
    ]
    low = times(k, has, *(own["n"],) * 4, *(own["X"],) * 4, own["e"])
    rule = k.lemma(forall(A, B)(given(A == B, B >= 0) >> (A >= 0)), size, low[0], defined=has)
    low = k.use(rule, k.arith(size == low[0], *has), low[2])
    top = largest(n**4 / lam**4, *confidence())
    below = at_most(k, (n**4 / lam**4, *confidence()), H * size, terms, has)
    power = k.split(k.at(powers(k, K_low), H))
    rule = k.lemma(
        forall(P, Q, X, Y, R, C)(
            given(P >= 1, Q >= X * P, R <= X * Y, Y >= 0, C >= 0) >> (C * P * R <= C * Q * Y)
        ),
        K**H, (2 * K) ** H, H, size, top, C, defined=has,
    )  # fmt: skip
    return k.use(rule, power[0], power[2], below, low, C_low)


def of_depth(k: Any) -> Any:
    """Every term is at most n^4 H^5/(kappa^4 delta), or with H^6 where n^4/(lambda^4 H^2) is one;
    1/lambda <= H^2/kappa.
    """
    _, deep, lam_pos, kappa_pos, _, _, _, C_low, _, T_low = k.given
    least = k.assume(lam >= kappa / H**2)
    f = facts(k)
    has, e, y, N, D = f["has"], f["e"], f["y"], f["n"], f["H"]
    rule = k.lemma(
        forall(lam, kappa, P)(
            given(lam >= kappa / P, kappa > 0, P > 0, lam > 0)
            >> conj(1 / lam >= 0, 1 / lam <= P * (1 / kappa))
        ),
        lam, kappa, H**2, defined=has,
    )  # fmt: skip
    x = k.use(rule, least, kappa_pos, k.arith(H**2 > 0, deep), lam_pos)
    x = (1 / lam, H**2 * (1 / kappa), x)
    g = k.lemma(forall(X)((X >= 1) >> conj(1 / X >= 0, 1 / X <= 1)), H)
    g = (1 / H, term(1), k.use(g, deep))
    n_, g_, e_ = (same(k, one[at], one[2], has) for one, at in ((N, 1), (g, 0), (e, 1)))
    small, bounds = {}, [n**4 * H**power / (kappa**4 * delta) for power in (5, 6)]

    def term_below(value: Any, power: int, *pairs: Any) -> None:
        product = times(k, has, *pairs)
        small[repr(value), power] = bounded(k, value, bounds[power - 5], product, has)

    fourth = [n**4 / (lam**4 * H**power) for power in (2, 4, 6)]
    share, logs = confidence()
    quartic = (*(n_,) * 4, *(x,) * 4)
    term_below(fourth[2], 5, *quartic, *(g_,) * 4, *(g,) * 2, e, D)
    term_below(fourth[1], 5, *quartic, *(g_,) * 4, e, D)
    term_below(fourth[2], 6, *quartic, *(g_,) * 2, *(g,) * 4, e)
    term_below(fourth[0], 6, *quartic, *(g_,) * 2, e)
    square = n**2 / (lam**2 * H**2)
    term_below(square, 5, *(n_,) * 2, *(N,) * 2, *(x,) * 2, *(g_,) * 2, *(y,) * 2, e, *(D,) * 3)
    for power in (5, 6):
        term_below(share, power, n_, *(N,) * 3, e_, *(y,) * 4, *(D,) * power)
        more = (D,) * (power - 5)
        term_below(logs, power, *(n_,) * 2, N, f["log"], *(x,) * 2, *(y,) * 2, *more)
    chosen = [(fourth[2], square, 5), (fourth[1], square, 5), (fourth[2], fourth[0], 6)]
    ends = []
    for first, second, power in chosen:
        terms = (first, second, share, logs)
        steps = [small[repr(one), power] for one in terms]
        top = at_most(k, terms, bounds[power - 5], steps, has)
        factor, inner, signs = (C, bounds[0], (C_low,)) if power == 5 else (C * T, bounds[1], ())
        if not signs:
            rule = k.lemma(forall(C, T)(given(C >= 0, T >= 0) >> (C * T >= 0)), C, T)
            signs = (k.use(rule, C_low, T_low),)
        rule = k.lemma(
            forall(C, X, Y)(given(X <= Y, C >= 0) >> (C * X <= C * Y)),
            factor, largest(*terms), inner, defined=has,
        )  # fmt: skip
        ends.append(k.use(rule, top, *signs))
    last = k.target.part(1).part(1).part(2)
    ends[2] = k.arith(last, ends[2], *has)
    return k.discharge(k.both(*ends), least.formula)


@orders_of_the_introduction.mutant
def less_depth(judge):
    """H^3 in place of H^5: n = kappa = delta = 1, lambda = 1/H^2, H = 2, where n^4/(lambda^4 H^4)
    is 16.
    """
    return falsify(
        forall(lam, X)(given(lam == "1/4", X == 2) >> (1 / (lam**4 * X**4) <= X**3)),
        hints=[{"values": {"lambda": "1/4", "X": "2"}}],
    )
