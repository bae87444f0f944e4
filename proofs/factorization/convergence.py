"""Theorem 3.1 (Du, Hu, Lee 2018): rank-r factorization converges to a nearly optimal point; what is
checkable and what is quoted.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.balancedness import du_hu_lee
from steepest.proofs.engine.theorems import conj, forall, given, nats, sqrt, sum_over
from steepest.proofs.engine.theorems import reals as numbers
from steepest.proofs.engine.theorems.arrays import norm
from steepest.proofs.engine.theorems.arrays import norm2 as square
from steepest.proofs.engine.theorems.falsify import falsify

from . import objective
from .objective import eps, eta, loss, norms, r, sizes, t, u, v

HALF = Fraction(1, 2)
X, Y, N = objective.U, objective.V, objective.M
i = nats("i")
beta = numbers("beta")


def decreases_enough():
    from .descent import smooth_on_the_segment

    gradient = objective.gradient(X, Y)
    moved = objective.next_iterate(X, Y, eta)
    size = objective.square(*gradient)
    way = objective.square(moved[0] - X, moved[1] - Y)
    return forall(eta, beta, X, Y, N)(
        given(eta > 0, eta * beta <= 1, smooth_on_the_segment(*(-eta * one for one in gradient)))
        >> (loss(*moved) <= loss(X, Y) - HALF * sqrt(size) * sqrt(way))
    )


@claim(
    "balance.eq-16",
    du_hu_lee("equation (16)", "(4.16)"),
    says=decreases_enough,
    uses=("balance.eq-14",),
)
def sufficient_decrease(judge):
    """(14) rewritten with |W_{t+1} - W_t| = eta |grad f|, under the hypotheses of (14)."""
    k = judge.theorem()
    found = k.split(k.use(k.by("balance.eq-14", eta, beta, X, Y, N), *k.given))
    gradient = objective.gradient(X, Y)
    moved = objective.next_iterate(X, Y, eta)
    size = objective.square(*gradient)
    way = objective.square(moved[0] - X, moved[1] - Y)
    length = k.matrix(way == eta**2 * size)
    some = k.matrix(size >= 0)
    f, g, w, z = numbers("f g w z")
    lemma = forall(eta, f, g, w, z)(
        given(eta > 0, g >= 0, w == eta**2 * g, f <= z - eta / 2 * g)
        >> (f <= z - HALF * sqrt(g) * sqrt(w))
    )
    whole = k.arith(loss(*moved) <= loss(X, Y) - eta / 2 * size, *found)
    values = eta, loss(*moved), size, way, loss(X, Y)
    return k.qed(k.use(k.lemma(lemma, *values), whole, length, some, k.given[0]))


@sufficient_decrease.mutant
def without_the_factor_one_half(judge):
    from sympy import Eq

    f0, f1, G, step, d = reals("f0 f1 G step d")
    where = [G >= 0, step > 0, Eq(d, step * G), f1 <= f0 - step / 2 * G**2]
    return judge.holds(f1 <= f0 - G * d, where=where)


def work_until(time):
    """The sum over s < time of (eta_s/2) |grad f_s|^2."""
    one = objective.schedule(i) / 2 * objective.square(*objective.gradient(u(i), v(i)))
    return sum_over(i, time, one)


def telescoped():
    first, last = loss(u(0), v(0)), loss(u(t), v(t))
    return forall(eps, N, u, v)(
        lemma_3_1_start() >> forall(t)(conj(work_until(t) <= first - last, first - last <= first))
    )


def lemma_3_1_start():
    """What Lemma 3.1 assumes."""
    return given(
        objective.small(eps),
        objective.run(),
        square(u(0)) <= eps,
        square(v(0)) <= eps,
        norm(objective.balance(u(0), v(0))) <= eps / 2,
    )


@claim(
    "balance.lem-B.2.telescope",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    says=telescoped,
    uses=("balance.lem-3.1", "balance.claim-B.2"),
)
def decreases_telescope(judge):
    """The decreases of the loss add up, under the hypotheses of Lemma 3.1: by induction on t, with
    f >= 0.
    """
    k = judge.theorem()
    positive, less, recursion, *_ = k.given
    small = [positive, less, sizes(k)]
    always = work_until(t) <= loss(u(0), v(0)) - loss(u(t), v(t))
    body = objective.schedule(i) / 2 * objective.square(*objective.gradient(u(i), v(i)))
    empty = k.sum_empty(i, body)
    base = k.arith(always.put(t, 0), empty)
    invariant = k.at(k.use(k.by("balance.lem-3.1", eps, N, u, v), *k.given), t)
    low, within = k.part(invariant, 2), k.part(invariant, 3)
    found = k.use(k.by("balance.claim-B.2", eps, t, u(t), v(t), N), positive, less, low, within)
    first = k.part(found, 0)
    for one in k.split(k.at(recursion, t)):
        first = k.fold(one, first)
    defined = [k.for_all(one, i) for one in objective.schedule_is_defined(k, i, small)[3:]]
    more = k.sum_step(i, t, body, *defined)
    following = k.arith(always.put(t, t + 1), k.assume(always), more, first)
    induced = k.at(k.induction(t, always, base, following), t)
    low_end = k.matrix(square(objective.residual(u(t), v(t))) >= 0)
    end = k.both(induced, k.arith(loss(u(0), v(0)) - loss(u(t), v(t)) <= loss(u(0), v(0)), low_end))
    return k.qed(k.for_all(end, t))


@decreases_telescope.mutant
def the_full_eta_gradient_squared(judge):
    """One step of size 1 from (U, V) = (1, 0) to the solution (1, 1) gains |grad f|^2/2."""
    gain = loss(X, Y) - loss(*objective.next_iterate(X, Y, eta))
    says = forall(eta, X, Y, N)(
        (eta > 0) >> (eta * objective.square(*objective.gradient(X, Y)) <= gain)
    )
    return falsify(says, hints=[objective.scalars(U=1, V=0, M=1, eta=1)])


@claim(
    "balance.lem-B.2.absil",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"(16)\ \text{and}\ f\ \text{analytic}\implies\ \|W_t\|\to\infty\ \text{or}\ W_t\ "
    r"\text{converges}",
)
def absil_mahony_andrews(judge, quoted=True):
    """Quoted: descent sequences of an analytic function that satisfy (16) converge or diverge to
    infinity (Absil, Mahony, Andrews 2005).

    Its hypotheses are met: f is a polynomial, and (16) with |W_{t+1} - W_t| = 0 only at a
    stationary point. The theorem itself rests on Lojasiewicz's inequality, which is outside the
    exact engines.
    """
    if not quoted:
        return _converges_without_descent(judge)
    return judge.undecided(
        "an external theorem (Lojasiewicz); its hypotheses are checked in balance.eq-16 and "
        "balance.lem-3.1"
    )


def _converges_without_descent(judge):
    """Bounded alone does not converge: +-1 alternating is bounded, and consecutive iterates stay 2
    apart.
    """
    from sympy import Abs, Eq

    x, y = reals("x y")
    return judge.holds(Abs(y - x) < 2, where=[Eq(x**2, 1), Eq(y, -x)])


absil_mahony_andrews.mutant("boundedness alone", quoted=False)


@claim(
    "balance.lem-B.2",
    du_hu_lee("Lemma B.2", "Lemma 4.4"),
    formula=r"\lim(U_t,V_t)=(\bar U,\bar V)\ \text{exists, is stationary, and}\ \|\bar U^\top\bar "
    r"U-\bar V^\top\bar V\|_F\le\varepsilon",
)
def limit_exists(judge, parts=3):
    """The limit exists and is stationary. Existence rests on the quoted theorem; the rest is proved
    in the claims below it.
    """
    if parts < 3:
        return _converges_without_descent(judge)
    return judge.undecided(
        "existence of the limit is quoted (balance.lem-B.2.absil); boundedness, sufficient "
        "decrease and the vanishing gradient are proved"
    )


limit_exists.mutant("without descent", parts=2)


@claim(
    "balance.thm-3.1-finish",
    du_hu_lee("Theorem 3.1, end of proof", "Theorem 4.4"),
    formula=r"\Pr[\lim W_t\ \text{is a strict saddle}]=0",
)
def almost_sure_avoidance(judge, quoted=True):
    """Quoted: gradient descent avoids strict saddles for almost every initialisation (Lee et al.
    2016; Panageas, Piliouras 2016).

    The cited results are for a constant step size below 1/beta on a set that the iteration keeps;
    here the steps shrink like 1/t, for which the stable-manifold argument needs the time-dependent
    version. The setting is therefore not literally covered by the citation.
    """
    if not quoted:
        return _leaves_the_saddle(judge)
    return judge.undecided(
        "an external theorem; note that the cited versions assume a constant step size, while "
        "Theorem 3.1 uses eta_t proportional to 1/(t+1)"
    )


def _leaves_the_saddle(judge):
    """Started at U = V = 0 (scalars), one step of any size lowers the loss: false, the gradient
    vanishes there.
    """
    from sympy import Eq

    m, step, u, v = reals("m step u v")
    moved_u, moved_v = u - step * (u * v - m) * v, v - step * (u * v - m) * u
    return judge.holds(
        (moved_u * moved_v - m) ** 2 < (u * v - m) ** 2,
        where=[m > 0, step > 0, Eq(u, 0), Eq(v, 0)],
    )


almost_sure_avoidance.mutant("for every initialisation", quoted=False)


@claim(
    "balance.thm-3.1",
    du_hu_lee("Theorem 3.1", "Theorem 4.4"),
    formula=r"\Pr\left[\lim(U_t,V_t)\ \text{exists},\ \|\bar U\bar "
    r"V^\top-M^*\|_F\le\varepsilon\right]\ge1-o(1)",
    hypotheses=(
        "0 < eps < |M*|_F",
        "entries of U_0, V_0 ~ N(0, eps/poly(d))",
        "eta_t = sqrt(eps/r)/(100 (t+1)|M*|^(3/2))",
    ),
)
def theorem_3_1(judge, quoted=True):
    """Gradient descent with the printed schedule converges to a point with |U V^T - M*|_F <= eps.

    Proved here: Lemma 3.1 (invariants for all time) and Lemma 3.2 (landscape). Quoted: that the
    limit exists and avoids strict saddles.
    """
    if not quoted:
        return _leaves_the_saddle(judge)
    return judge.undecided(
        "rests on two quoted theorems (balance.lem-B.2.absil, balance.thm-3.1-finish); all "
        "other steps are decided"
    )


theorem_3_1.mutant("for every initialisation, the saddle U = V = 0 included", quoted=False)


def coercive(two=2):
    bound = r * (eps**2 + two * (sqrt(2 * loss(X, Y)) + norm(N)) ** 2)
    return forall(eps, X, Y, N)(
        objective.nearly_balanced(X, Y) >> (square(X) ** 2 + square(Y) ** 2 <= bound)
    )


@claim(
    "balance.intro-claims-summary.c",
    du_hu_lee("Section 1", "Section 4.1"),
    says=coercive,
    instance=objective.scalars(U=2, V=2, M=0, epsilon=0),
)
def coercive_where_balanced(judge, two=2):
    """(c) where U^T U - V^T V is small the loss is coercive: the factors are bounded by an explicit
    function of the loss, |U|^4 + |V|^4 <= r (eps^2 + 2 (sqrt(2 f) + |M*|)^2).
    """
    k = judge.theorem()
    gram_u, gram_v, gap = X.T @ X, Y.T @ Y, objective.balance(X, Y)
    error, product = objective.residual(X, Y), X @ Y.T
    identity = k.matrix(square(gap) + 2 * square(product) == square(gram_u) + square(gram_v))
    traces = [
        k.matrix(square(one) ** 2 <= r * square(gram)) for one, gram in ((X, gram_u), (Y, gram_v))
    ]
    triangle = k.matrix(norm(product) <= norm(error) + norm(N))
    facts = norms(k, gap, product, error, N)
    e, f, g = numbers("e f g")
    rooted = forall(e, f)(given(e >= 0, e**2 == f) >> (sqrt(2 * (f / 2)) == e))
    same = k.use(k.lemma(rooted, norm(error), square(error)), *facts)
    p, m, n, x, y, P, G, h, w, q = numbers("p m n x y P G h w q")
    lemma = forall(eps, p, m, n, x, y, P, G, h, w, q, e)(
        given(
            p >= 0, n >= 0, n <= eps, p <= e + m, e >= 0, m >= 0, P == p**2, G == n**2,
            G + 2 * P == x + y, q >= 1, h**2 <= q * x, w**2 <= q * y,
        )
        >> (h**2 + w**2 <= q * (eps**2 + two * (e + m) ** 2))
    )  # fmt: skip
    values = norm(product), norm(N), norm(gap), square(gram_u), square(gram_v), square(product)
    made = k.lemma(lemma, eps, *values, square(gap), square(X), square(Y), r, norm(error))
    found = k.use(made, identity, triangle, *traces, sizes(k), *facts, *k.given)
    return k.qed(k.fold(same, found))


coercive_where_balanced.mutant("without the factor 2", two=1)
