"""Theorem 5.5 with every constant: the angle tends to pi at the rate 1/t (spurious_run)."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, cos, forall, given, pi, reals, sin, term

from .. import symbols
from ..engine.relations import holds
from . import thesis
from .layer_scalars import along as layer_at
from .network import Phi, Size, eta, n, phi, size, t
from .spurious_run import VARIABLES, X, f, for_starts, locus
from .turning import lam, x
from .turning_run import RUN, along, bounded_energy, nonzero

high = abs(cos(Phi(0)))
rate = eta * f * high / (3 * pi)
V, V_next, w, c, s, s_next, q, y, P = reals("V V_next w c s s_next q y P")


def opposite(time=t):
    """|cos phi| = -cos phi, for the angles of such a run."""
    return -cos(Phi(time))


def by(z, name, time=t):
    """conv.thm-5.5-amended.<name> at a time."""
    return z.at(z.use(z.by(f"conv.thm-5.5-amended.{name}", *VARIABLES), *z.given), time)


def push(time=t):
    """-eta lambda, which is not negative."""
    return -(eta * along(time).lam)


def turns():
    own, psi = along(), pi - Phi(t)
    small = conj(push() * (2 * pi * Size(t) ** 2) == eta * -layer_at().x * psi,
                 push() >= 0, Size(t) ** 2 * push() <= opposite() / 4)  # fmt: skip
    order = conj(opposite() >= high, opposite() <= 1, high > 0)
    smaller = own.sine_next**2 <= (1 - push() * opposite()) * own.sine**2
    grown = own.size_next**2 == own.size**2 * (1 + push() ** 2 * own.sine**2)
    return for_starts(forall(t)(conj(small, order, smaller, grown)))


@claim(
    "conv.thm-5.5-amended.turns",
    thesis(locus),
    says=turns,
    uses=("conv.thm-5.5-amended.invariants", "conv.turn-run", "book.cosine-fall"),
)
def every_step_turns(judge):
    """With u = -eta lambda = eta |x| psi/(2 pi |v|^2): |v|^2 u <= |cos phi|/4, and sin^2 phi' <=
    (1 - u |cos phi|) sin^2 phi, Lemma 5.5 in the mirror.
    """
    z = judge.theorem()
    own = along()
    angle, first = z.at(z.given[3], t), z.at(z.given[3], term(0))
    held = by(z, "invariants")
    there = nonzero(z)
    fall = z.use(z.by("book.cosine-fall", Phi(0), Phi(t)), held, angle, first)
    acute = z.lemma(forall(y)(given(y >= 0, y < pi / 2) >> (cos(y) > 0)), pi - Phi(0))
    acute = z.use(acute, first, *z.given)
    obtuse = z.arith(cos(Phi(0)) < 0, acute, z.arith(cos(pi - Phi(0)) == -cos(Phi(0))))
    start = z.arith(conj(high == opposite(term(0)), high > 0), obtuse)
    order = z.arith(conj(opposite() >= high, opposite() <= 1, high > 0), fall, start)
    value = forall(eta, n, x, phi, size)(
        given(size >= 1, n == 1) >> (-(eta * lam) * (2 * pi * size**2) == eta * -x * (pi - phi))
    )
    values = (eta, n, layer_at().x, Phi(t), Size(t))
    exact = z.use(z.lemma(value, *values, defined=there), held, *z.given)
    bound = forall(eta, x, X, w, V, y, c, P)(
        given(eta > 0, x < 0, x >= -X, eta * X <= y, y <= c, V >= 1, P >= 0, P <= pi / 2,
              w * (2 * pi * V**2) == eta * -x * P)
        >> conj(w >= 0, V**2 * w <= c / 4)
    )  # fmt: skip
    values = (eta, layer_at().x, X, push(), Size(t), high, opposite(), pi - Phi(t))
    wide = z.arith(conj(pi - Phi(t) >= 0, pi - Phi(t) <= pi / 2), held, angle, *z.given)
    negative = z.arith(layer_at().x < 0, held)
    small = z.lemma(bound, *values, defined=there)
    small = z.use(small, exact, order, wide, negative, held, *z.given)
    run = z.at(z.use(z.by("conv.turn-run", *RUN), *z.given[:5]), t)
    moved = forall(w, c, s, s_next, V)(
        given(s_next**2 == s**2 * (1 - w * c) ** 2 / (1 + w**2 * s**2), w >= 0, c >= 0, c <= 1,
              V >= 1, V**2 * w <= c / 4)
        >> (s_next**2 <= (1 - w * c) * s**2)
    )  # fmt: skip
    values = (push(), opposite(), own.sine, own.sine_next, Size(t))
    same = forall(c, s, s_next, w)(
        given(s_next**2 == s**2 * (1 - w * c) ** 2 / (1 + w**2 * s**2))
        >> (s_next**2 == s**2 * (1 - -w * -c) ** 2 / (1 + (-w) ** 2 * s**2))
    )
    same = z.lemma(same, own.cosine, own.sine, own.sine_next, eta * own.lam, defined=there)
    mirrored = z.use(same, run)
    less = z.use(z.lemma(moved, *values, defined=there), mirrored, small, order, held)
    longer = forall(V, V_next, w, s)(
        given(V_next**2 == V**2 * (1 + w**2 * s**2)) >> (V_next**2 == V**2 * (1 + (-w) ** 2 * s**2))
    )
    values = (own.size, own.size_next, eta * own.lam, own.sine)
    longer = z.use(z.lemma(longer, *values, defined=there), run)
    return z.qed(z.for_all(z.both(z.both(exact, *z.split(small)), order, less, longer), t))


@every_step_turns.mutant
def an_eighth(judge):
    """|v|^2 u <= |cos phi|/8, in letters."""
    share, omega, c0 = symbols.reals("share omega c0")
    where = [(share, "==", omega * c0), (omega, ">=", 0), (4 * omega, "<=", 1), (c0, ">", 0)]
    return holds(judge, (8 * share, "<=", c0), where)


def bounded_norm():
    return for_starts(forall(t)(conj(Size(t) ** 2 >= 1, Size(t) ** 2 <= term("3/2"))))


@claim(
    "conv.thm-5.5-amended.norm",
    thesis(locus),
    says=bounded_norm,
    uses=("conv.thm-5.5-amended.turns", "conv.thm-5.5-amended.invariants"),
)
def norm_is_bounded(judge):
    """|v|^2 + sin^2(phi)/2 does not grow: |v|^2 u^2 sin^2 phi <= u |cos phi| sin^2(phi)/4."""
    z = judge.theorem()
    held = by(z, "invariants")
    _, end = bounded_energy(z, push(), opposite(), by(z, "turns"))
    return z.qed(z.for_all(z.both(z.arith(Size(t) ** 2 >= 1, held), end), t))


@norm_is_bounded.mutant
def a_ninth(judge):
    """|v|^2 + sin^2(phi)/9, in letters."""
    u, c0, s2 = symbols.reals("u c0 s2")
    where = [(u, ">=", 0), (c0, ">=", 0), (c0, "<=", 1), (s2, ">=", 0), (s2, "<=", 1)]
    return holds(judge, (u * c0 * s2 / 4, "<=", u * c0 * s2 / 9), where)


def approach():
    own = along()
    later = 1 / own.sine_next >= 1 / own.sine + rate / 2
    step = (own.sine > 0) >> conj(own.sine_next > 0, later)
    bound = conj(rate * t * own.sine <= 2, (t >= 1) >> (own.sine <= 2 / (rate * t)))
    return for_starts(conj(rate > 0, forall(t)(conj(step, bound))))


@claim(
    "conv.thm-5.5-amended.angle",
    thesis(locus),
    formula=r"\frac1{\sin\psi^{t+1}}\ge\frac1{\sin\psi^t}+\frac q2,\qquad\text{so "
    r"}\sin\psi^t\le\frac2{qt},\quad q=\frac{\eta f|\cos\phi^0|}{3\pi}",
    hypotheses=("the start and the step of conv.thm-5.5-amended", "sin psi^t > 0 for the first"),
    says=approach,
    uses=("conv.thm-5.5-amended.turns", "conv.thm-5.5-amended.norm",
          "conv.thm-5.5-amended.invariants", "conv.turn-run"),
)  # fmt: skip
def angle_phase(judge):
    """u |cos phi| >= q psi >= q y for y = sin psi, so y'^2 <= (1 - q y) y^2, y' <= y (1 - q y/2).
    This rate, 1/t, is the right order.
    """
    z = judge.theorem()
    turn, held, norm, own = by(z, "turns"), by(z, "invariants"), by(z, "norm"), along()
    angle, later = z.at(z.given[3], t), z.at(z.given[3], t + 1)
    there = nonzero(z)
    positive = forall(eta, f, y)(given(eta > 0, f > 0, y > 0) >> (eta * f * y / (3 * pi) > 0))
    positive = z.use(z.lemma(positive, eta, f, high), turn, held, *z.given)
    psi = pi - Phi(t)
    below = z.use(z.lemma(forall(y)((y >= 0) >> (sin(y) <= y)), psi), z.arith(psi >= 0, angle))
    below = z.arith(own.sine <= psi, below, z.arith(sin(psi) == own.sine))
    sine = z.both(z.arith(conj(own.sine >= 0, own.sine <= 1), angle), below)
    sine_next = z.arith(own.sine_next >= 0, later)
    # u |cos phi| >= q y
    fast = forall(eta, f, x, w, V, P, s)(
        given(eta > 0, f > 0, x <= -f, V <= term("3/2"), P >= s, s >= 0, w >= 0,
              w * (2 * pi * V) == eta * -x * P)
        >> (w * (3 * pi) >= eta * f * s)
    )  # fmt: skip
    values = (eta, f, layer_at().x, push(), Size(t) ** 2, psi, own.sine)
    fast = z.use(z.lemma(fast, *values, defined=there), norm, sine, turn, held, *z.given)
    faster = forall(eta, f, w, c, s, y)(
        given(eta > 0, f > 0, w * (3 * pi) >= eta * f * s, c >= y, y > 0, s >= 0)
        >> (w * c >= eta * f * y / (3 * pi) * s)
    )
    values = (eta, f, push(), opposite(), own.sine, high)
    fast = z.use(z.lemma(faster, *values, defined=there), fast, sine, turn, held, *z.given)
    small = forall(w, c, V)(
        given(V >= 1, V * w <= c / 4, c <= 1, c >= 0, w >= 0) >> (w * c <= term("1/4"))
    )
    size_ = z.arith(opposite() >= 0, turn)
    small = z.use(
        z.lemma(small, push(), opposite(), Size(t) ** 2, defined=there), norm, turn, size_
    )
    letters = z.lemma(
        forall(w, s, s_next, q)(
            given(s_next**2 <= (1 - w) * s**2, w >= q * s, s >= 0, w <= term("1/4"), s_next >= 0,
                  q > 0)
            >> conj((s_next <= s * (1 - q * s / 2)), q * s <= term("1/4"))
        ),
        push() * opposite(), own.sine, own.sine_next, rate, defined=there,
    )  # fmt: skip
    down = z.use(letters, fast, small, sine, sine_next, positive, turn)
    # the exact step keeps sin phi > 0
    run = z.at(z.use(z.by("conv.turn-run", *RUN), *z.given[:5]), t)
    alive = forall(w, c, s, s_next)(
        given(s_next**2 == s**2 * (1 - w * c) ** 2 / (1 + w**2 * s**2), -w * -c <= term("1/4"),
              s > 0, s_next >= 0)
        >> (s_next > 0)
    )  # fmt: skip
    above = z.assume(own.sine > 0)
    values = (eta * own.lam, own.cosine, own.sine, own.sine_next)
    alive = z.use(z.lemma(alive, *values, defined=there), run, small, above, sine_next)
    inverse = forall(s, s_next, q)(
        given(s > 0, s_next > 0, q > 0, q * s <= term("1/4"), s_next <= s * (1 - q * s / 2))
        >> (1 / s_next >= 1 / s + q / 2)
    )
    inverse = z.lemma(inverse, own.sine, own.sine_next, rate)
    inverse = z.use(inverse, down, above, alive, positive)
    step = z.discharge(z.both(alive, inverse), own.sine > 0)
    m = reals("m")
    here = rate * t * own.sine <= 2
    more = forall(m, s, s_next, q)(
        given(m >= 0, q * m * s <= 2, q * s <= term("1/4"), s_next <= s * (1 - q * s / 2), s >= 0,
              q > 0)
        >> (q * (m + 1) * s_next <= 2)
    )  # fmt: skip
    more = z.lemma(more, t, own.sine, own.sine_next, rate)
    more = z.use(more, z.assume(here), down, sine, positive, z.arith(t >= 0))
    ever = z.at(z.induction(t, here, z.arith(here.put(t, 0)), more), t)
    quotient = forall(m, s, q)(given(m >= 1, q > 0, q * m * s <= 2) >> (s <= 2 / (q * m)))
    late = z.assume(t >= 1)
    late = z.discharge(z.use(z.lemma(quotient, t, own.sine, rate), ever, positive, late), t >= 1)
    return z.qed(z.both(positive, z.for_all(z.both(step, z.both(ever, late)), t)))


@angle_phase.mutant
def q_in_place_of_half(judge):
    """q in place of q/2, in letters."""
    r, old, new = symbols.reals("q y new")
    where = [(r, ">", 0), (old, ">", 0), (4 * r * old, "<=", 1), (new, ">", 0)]
    return holds(
        judge, (1 / new, ">=", 1 / old + r), [*where, (new, "<=", old * (1 - r * old / 2))]
    )
