"""The steps of the proof of Lemma 5.9 with the constants that hold (the lemma: phase_one_norm).
beta = min{x_0, (g(phi^0) - 1)|a*|^2}.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    conj,
    cos,
    forall,
    given,
    minimum,
    pi,
    reals,
    sin,
)

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_bounds import first
from .layer_scalars import LAYER, for_runs
from .layer_scalars import along as layer_at
from .network import (
    N,
    Phi,
    S,
    Size,
    a,
    a_star,
    eta,
    k,
    n,
    phi,
    signal,
    size,
    speed,
    t,
)
from .turning import lam, x
from .turning_run import along, nonzero, taken
from .turning_run import for_runs as for_filters

beta, c, s, s_next, Q, V, y, u = reals("beta c s s_next Q V y u")
target = N + S**2


def in_state(conclusion):
    """For all states with |v| >= 1 and 0 < x <= n (N + S^2), as Lemma 5.8 has it for n = 1."""
    own = signal(a)
    known = given(phi >= 0, phi <= pi, n > 0, size >= 1, own > 0, own <= n * target)
    return forall(a, a_star, phi, size, n, eta, k)(known >> conclusion(own))


def speed_bounds(own):
    return conj(speed(own, phi, size) <= n**2 * target / 2, n**2 * target / 2 <= target * n**2)


@claim(
    "conv.lem-5.5-proof-step-size.lambda",
    thesis("Lemma 5.5 and its proof, Section 5.9.1"),
    formula=r"\lambda^t\le\tfrac12(\|a^*\|^2+(1^\top a^*)^2)\|w^*\|^2\le(\|a^*\|^2+(1^\top "
    r"a^*)^2)\|w^*\|^2",
    hypotheses=(
        "|v| >= 1",
        "x <= n (N + S^2): Lemma 5.8 with the power of n that it needs",
    ),
    says=lambda: in_state(speed_bounds),
)
def lambda_is_bounded(judge):
    """(pi - phi)/(2 pi) <= 1/2, |v| >= 1 and x <= n (N + S^2)."""
    z = judge.theorem()
    own = signal(a)
    rule = forall(n, x, Q, phi, size)(
        given(phi >= 0, phi <= pi, n > 0, size >= 1, x > 0, x <= n * Q)
        >> conj(lam <= n**2 * Q / 2, n**2 * Q / 2 <= Q * n**2)
    )
    return z.qed(z.use(z.lemma(rule, n, own, target, phi, size), *z.given))


@lambda_is_bounded.mutant
def one_quarter(judge):
    """n^2 (N + S^2)/4, in letters, at phi = 0 and |v| = n = 1."""
    own, most = symbols.reals("x Q")
    return holds(judge, (own / 2, "<=", most / 4), [(own, ">", 0), (own, "<=", most)])


def increment(own):
    share = (eta * own * (pi - phi) / (2 * pi)) ** 2
    gained = share * (sin(phi) ** 2 * n**2 / size**2)
    return gained <= eta**2 * target**2 * n**4 * sin(phi) ** 2 / 4


@claim(
    "conv.lem-5.9-norm-recursion.bound-amended",
    thesis("Lemma 5.9 and its proof, Section 5.9.2"),
    formula=r"\dots\le\tfrac14\eta^2(\|a^*\|^2+(1^\top a^*)^2)^2\|w^*\|^4\sin^2\phi",
    hypotheses=("|v| >= 1", "x <= n (|a*|^2 + (1.a*)^2)"),
    amends="conv.lem-5.9-norm-recursion.bound",
    says=lambda: in_state(increment),
)
def increment_amended(judge):
    """With the square, and a factor 1/4 to spare."""
    z = judge.theorem()
    own = signal(a)
    share = x * ((pi - phi) / (2 * pi))
    half = forall(n, x, Q, phi)(
        given(phi >= 0, phi <= pi, n > 0, x > 0, x <= n * Q) >> conj(share >= 0, share <= n * Q / 2)
    )
    half = z.use(z.lemma(half, n, own, target, phi), *z.given)
    value = own * ((pi - phi) / (2 * pi))
    square = forall(n, y, Q)(
        given(y >= 0, y <= n * Q / 2) >> conj(y**2 <= n**2 * Q**2 / 4, y**2 >= 0)
    )
    square = z.use(z.lemma(square, n, value, target), half)
    below = forall(s, n, size)(
        given(size >= 1) >> conj(s**2 * n**2 / size**2 <= s**2 * n**2, s**2 * n**2 / size**2 >= 0)
    )
    below = z.use(z.lemma(below, sin(phi), n, size), *z.given)
    same = forall(eta, x, phi)((eta * x * (pi - phi) / (2 * pi)) ** 2 == eta**2 * share**2)
    same = z.lemma(same, eta, own, phi)
    less = forall(eta, u, y, V, Q, s)(
        given(u == eta**2 * y, y <= Q, y >= 0, V <= s, V >= 0) >> (u * V <= eta**2 * (Q * s))
    )
    gained = sin(phi) ** 2 * n**2
    values = (eta, same.sides[0], value**2, gained / size**2, n**2 * target**2 / 4, gained)
    there = [z.arith(size**2 != 0, *z.given)]
    less = z.use(z.lemma(less, *values, defined=there), same, square, below)
    equal = forall(eta, n, Q, s)(
        eta**2 * (n**2 * Q**2 / 4 * (s**2 * n**2)) == eta**2 * Q**2 * n**4 * s**2 / 4
    )
    equal = z.lemma(equal, eta, n, target, sin(phi))
    return z.qed(z.unfold(equal, less))


@increment_amended.mutant
def the_first_power(judge):
    """(N + S^2) in place of its square, in letters, at |v| = n = 1 and omega = 1/2."""
    own, most = symbols.reals("x Q")
    return holds(judge, (own**2 / 4, "<=", most / 4), [(own, ">", 0), (own, "<=", most)])


def acute():
    return conj(Size(t) > 0, Size(t) ** 2 <= 2, Phi(t) < pi / 2)


def lower():
    floor = minimum(first.x, (first.g - 1) * N)
    conclusion = acute() >> (speed(layer_at().x, Phi(t), Size(t)) >= floor / (8 * (pi - 1)))
    signs = conj(first.x > 0, first.g >= 1)
    run = for_runs(
        forall(t)(conclusion), n == 1, eta > 0, eta * (pi - 1) <= 2 * pi,
        forall(t)(Phi(t + 1) <= Phi(t)), forall(t)(S * layer_at().s <= S**2), signs,
    )  # fmt: skip
    return forall(Size)(run)


@claim(
    "conv.lem-5.9-lambda-lower-bound-amended",
    thesis("Lemma 5.9 and its proof, Section 5.9.2"),
    formula=r"\|v^t\|^2\le2,\ \phi^t<\tfrac\pi2\implies\lambda^t\ge\frac{\beta^0}{8(\pi-1)}",
    hypotheses=(
        "n = 1; the run of Corollary 5.1: 0 < eta <= 2 pi/(pi - 1), the angle does not grow, "
        "1.a* 1.a^t <= (1.a*)^2",
        "beta^0 = min{x_0, (g(phi^0) - 1)|a*|^2}, x_0 > 0, g(phi^0) >= 1",
    ),
    amends="conv.lem-5.9-lambda-lower-bound",
    says=lower,
    uses=("conv.cor-5.1", "book.squares-nonnegative"),
)
def lambda_floor_amended(judge):
    """With the factor pi - 1 of Corollary 5.1; (pi - phi)/(2 pi) >= 1/4."""
    z = judge.theorem()
    signals = z.use(z.by("conv.cor-5.1", *LAYER), *z.given)
    held = z.assume(acute())
    P, G, D = reals("P G D")
    squares = z.by("book.squares-nonnegative", a_star, k)
    target = forall(P, G)(given(P >= 1, G >= 0) >> ((P - 1) * G >= 0))
    target = z.use(z.lemma(target, first.g, N), squares, *z.given)
    ends = forall(P, G)(
        given(P > 0, G >= 0) >> conj(minimum(P, G) <= P, minimum(P, G) <= G, minimum(P, G) >= 0)
    )
    ends = z.use(z.lemma(ends, first.x, (first.g - 1) * N), target, *z.given)
    either = forall(x, P, G)((x >= minimum(P, G)) >> ((x >= P) | (x >= G)))
    level = (first.g - 1) / (pi - 1) * N
    either = z.use(z.lemma(either, layer_at().x, first.x, level), z.at(signals, t))
    beta_0 = minimum(first.x, (first.g - 1) * N)
    one = forall(x, P, D)(given(x >= P, D <= P, D >= 0) >> (x >= D / (pi - 1)))
    one = z.use(z.lemma(one, layer_at().x, first.x, beta_0), ends, z.assume(either.formula.part(0)))
    two = forall(x, P, G, D)(
        given(x >= (P - 1) / (pi - 1) * G, D <= (P - 1) * G) >> (x >= D / (pi - 1))
    )
    two = z.lemma(two, layer_at().x, first.g, N, beta_0)
    two = z.use(two, ends, z.assume(either.formula.part(1)))
    floor = z.both(z.cases(either, one, two), ends)
    least = forall(n, x, phi, size, beta)(
        given(n == 1, phi < pi / 2, size > 0, size**2 <= 2, x >= beta / (pi - 1), beta >= 0)
        >> (lam >= beta / (8 * (pi - 1)))
    )
    values = (n, layer_at().x, Phi(t), Size(t), beta_0)
    least = z.use(z.lemma(least, *values, defined=[z.meet(Size(t) > 0, held)]), floor, held,
                  *z.given)  # fmt: skip
    return z.qed(z.for_all(z.discharge(least, acute()), t))


@lambda_floor_amended.mutant
def without_the_factor(judge):
    """beta/8, in letters: Corollary 5.1 has (g - 1)|a*|^2/(pi - 1)."""
    from sympy import pi as circle

    own, level = symbols.reals("x level")
    where = [(level, ">", 0), (own, ">=", level / (circle - 1))]
    return holds(judge, (own, ">=", level), where)


share = eta * (beta / 8)


def angle_steps():
    own = along()
    rate = 1 - share * cos(Phi(0))
    once = (1 - share * own.cosine) * own.sine**2
    steps = forall(t)(conj(own.sine_next**2 <= once, once <= rate ** (t + 1)))
    run = for_filters(
        steps, eta > 0, beta >= 0, cos(Phi(0)) > 0, forall(t)(own.lam >= beta / 8),
        forall(t)(own.cosine >= cos(Phi(0))), forall(t)(eta * own.cosine * own.lam <= 1),
    )  # fmt: skip
    return forall(beta)(run)


def acute_angle(z, positive):
    """phi <= pi/2 from cos phi >= 0."""
    order = z.arith(cos(pi / 2) <= cos(Phi(t)), positive)
    half = z.arith(conj(pi / 2 >= 0, pi / 2 <= pi))
    return z.use(z.by("book.cosine-order", pi / 2, Phi(t)), order, half, z.at(z.given[3], t))


@claim(
    "conv.lem-5.9-angle-step",
    thesis("Lemma 5.9 and its proof, Section 5.9.2"),
    formula=r"\sin^2\phi^{t+1}\le(1-\eta\tfrac{\cos\phi^t\beta^0}8)\sin^2\phi^t\le(1-\eta\tfrac{"
    r"\cos"
    r"\phi^0\beta^0}8)^{t+1}",
    hypotheses=(
        "lambda^t >= beta^0/8",
        "cos phi^t >= cos phi^0 > 0",
        "eta cos(phi^t) lambda^t <= 1",
    ),
    says=angle_steps,
    uses=("conv.lem-5.5-amended", "book.cosine-order"),
)
def angle_step(judge):
    """Lemma 5.5 at every step, and induction. (With conv.lem-5.9-lambda-lower-bound-amended read
    beta^0/(pi - 1).)
    """
    z = judge.theorem()
    own = along()
    there = nonzero(z)
    low, order, small = (z.at(one, t) for one in z.given[8:11])
    positive = z.arith(cos(Phi(t)) >= 0, order, z.given[7])
    acute_ = acute_angle(z, positive)
    signs = z.arith(own.lam >= 0, low, z.given[6])
    amended = taken(z, "conv.lem-5.5-amended", acute_, signs, z.given[5])
    smaller = z.use(z.part(amended, 0), z.arith(eta * own.lam * own.cosine <= 1, small))
    A, B, C, R, F = reals("A B C R F")
    shrinks = forall(eta, A, B, c, s, s_next)(
        given(s_next**2 <= (1 - eta * c * A) * s**2, A >= B, c >= 0, eta > 0)
        >> (s_next**2 <= (1 - eta * B * c) * s**2)
    )
    values = (eta, own.lam, beta / 8, own.cosine, own.sine, own.sine_next)
    one = z.lemma(shrinks, *values, defined=there)
    one = z.use(one, smaller, low, positive, z.given[5])
    rate = 1 - share * cos(Phi(0))
    factor = forall(eta, A, B, c, C)(
        given(eta > 0, A >= B, B >= 0, c >= C, C > 0, eta * c * A <= 1)
        >> conj(eta * B * c >= eta * B * C, eta * B * c <= 1)
    )
    factor = z.lemma(factor, eta, own.lam, beta / 8, own.cosine, cos(Phi(0)), defined=there)
    factor = z.use(factor, low, order, small, z.arith(beta / 8 >= 0, z.given[6]), *z.given)
    down = forall(A, B, s, R)(given(A >= B, A <= 1, s**2 <= R) >> ((1 - A) * s**2 <= (1 - B) * R))
    here = own.sine**2 <= rate**t
    down = z.lemma(down, share * own.cosine, share * cos(Phi(0)), own.sine, rate**t)
    down = z.use(down, factor, z.assume(here))
    below = z.arith((1 - share * own.cosine) * own.sine**2 <= rate ** (t + 1), down,
                    z.power_step(rate, t))  # fmt: skip
    both = z.both(one, below)
    later = z.arith(here.put(t, t + 1), one, below)
    base = z.arith(here.put(t, 0), z.arith(sin(Phi(0)) ** 2 <= 1), z.power_zero(rate))
    ever = z.at(z.induction(t, here, base, later), t)
    return z.qed(z.for_all(z.apply(z.discharge(both, here), ever), t))


@angle_step.mutant
def twice_the_rate(judge):
    """Twice the rate, in letters."""
    rate, square, new = symbols.reals("rate square new")
    where = [(rate, ">", 0), (2 * rate, "<=", 1), (square, ">", 0), (new, "<=", 1)]
    return holds(
        judge, (new, "<=", (1 - 2 * rate) * square), [*where, (new, "<=", (1 - rate) * square)]
    )
