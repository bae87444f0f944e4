"""The end of Section 5.4.1: one step of gradient descent on both layers keeps the acute angle, the
positive signal and the small sum, for every number of patches and every size of the filter.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, pi

from . import thesis
from .angle_function import values_of_g
from .layer_invariants import STEP
from .layer_scalars import one_step, scalars
from .network import S, a, a_star, d, eta, k, n, phi, signal, size, turned, v, w_star
from .shrinking_angle import AFTER
from .state import g_range, holds, state
from .turning import BEFORE, size_next, x

STATE = (v, w_star, a, a_star, phi, turned, size, size_next, n, eta, d, k)


def invariants(angle, before=True):
    """phi < pi/2, a.a* > 0 and 1.a* 1.a <= |w*| (1.a*)^2, before or after the step."""
    z = scalars()
    inner, total = (z.x, z.s) if before else (z.x_next, z.s_next)
    return conj(angle < pi / 2, inner > 0, S * total <= n * S**2)


def joint_step():
    own = signal(a)
    step = conj(k >= 1, eta > 0, eta * (k + pi - 1) <= 2 * pi, eta * n * own <= 4 * size**2)
    known = given(BEFORE, AFTER.put(x, own), step, invariants(phi))
    return forall(*STATE)(known >> invariants(turned, before=False))


def pushes(s):
    """What moves the signal and the sum, as products of numbers that are not negative."""
    short, gap = 2 * pi - s.eta * (s.k + pi - 1), s.n * s.S**2 - s.S * s.s
    left = (2 * pi - s.eta * (pi - 1)) * s.x > 0
    signal_ = [left, s.eta * (s.g - 1) * (s.n * s.N) >= 0, s.eta * gap >= 0]
    return [*signal_, short * gap >= 0, s.eta * (pi - s.g) * (s.n * s.S**2) >= 0]


@claim(
    "conv.induction-I-II-III",
    thesis("end of Section 5.4.1"),
    formula=r"\phi^t<\tfrac\pi2,\ x_t>0,\ 1^\top a^*1^\top a^t\le(1^\top a^*)^2\implies\text{the "
    r"same "
    r"at }t+1",
    hypotheses=(
        "any n = |w*|, with |w*| (1.a*)^2 in the third",
        "one step",
        "eta <= 2 pi/(k + pi - 1)",
        "eta |w*| x_t <= 4 |v^t|^2 (conv.lem-5.2-amended)",
    ),
    says=joint_step,
    uses=("conv.lem-5.2-amended.step", "conv.layer-scalars", "conv.g-order",
          "book.squares-nonnegative"),
)  # fmt: skip
def three_invariants(judge):
    """The joint step: the angle does not grow; x' > 0; the sum stays. Explicit step: 2 pi/(k + pi -
    1) <= 2 < 2 pi/(pi - 1).
    """
    z = judge.theorem()
    values = (v, w_star, signal(a), phi, turned, size, size_next, n, eta, d)
    falls, enough = z.split(z.use(z.by("conv.lem-5.2-amended.step", *values), *z.given))
    angle = z.use(falls, z.use(enough, *z.given))
    acute = z.arith(turned < pi / 2, angle, *z.given)
    low, high, late = values_of_g(z, phi, *z.given)
    large = z.use(late, z.arith(phi <= pi / 2, *z.given))

    def assume(s):
        sizes = s.k >= 1, s.eta > 0, s.eta * (s.k + pi - 1) <= 2 * pi, s.n > 0
        return [*sizes, s.g >= 1, s.g <= pi, s.x > 0, s.S * s.s <= s.n * s.S**2]

    moved = z.by(*STEP)
    signs = one_step(z, assume, lambda s: conj(*pushes(s)), moved, low, high, large, *z.given)
    positive = one_step(z, pushes, lambda s: s.x_next > 0, moved, signs)
    small = one_step(z, pushes, lambda s: s.S * s.s_next <= s.n * s.S**2, moved, signs)
    return z.qed(z.both(acute, positive, small))


@three_invariants.mutant
def twice_the_step(judge):
    """The sum for eta <= 4 pi/(k + pi - 1), in letters, at k = n = 1."""
    from sympy import pi as circle

    q = state()
    step = [(q.eta, ">", 0), (q.eta * q.K, "<=", 4 * circle), (q.k, "==", 1), (q.n, "==", 1)]
    where = [*step, *g_range(), (q.S, ">", 0), (q.s, ">", 0), (q.s, "<=", q.S)]
    return holds(judge, (q.s_next, "<=", q.S), where)
