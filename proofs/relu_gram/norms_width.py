"""The width of Theorem 2.3 for inputs of any norms, S = C^2 + B^2/2: with it the conditions of
relu2.thm-2.3-norms.probability hold, each event with delta/3.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, given, log, pi, reals
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.normal import g_0

from . import thesis
from .certificate_neurons import kappa
from .data_rows import nu
from .flips_share import tau
from .network import R, delta, lam, m, n
from .norms_step import locus

S, level = reals("S level")
A, B, X, Y, Z = reals("A B X Y Z")
third = delta / 3


def radius():
    """R = sqrt(2 pi) lambda_0/(64 nu) and tau = lambda_0/(32 nu)"""
    gauss = conj(g_0 > 0, 2 * pi * g_0**2 == 1)
    return conj(gauss, R > 0, 64 * g_0 * nu * R == lam, tau > 0, 32 * nu * tau == lam)


def logarithms():
    return conj(
        m * lam**2 >= 8 * nu**2 * log(n * (n + 1) / third),
        2 * m * tau**2 >= log(3 * n / delta),
    )


def width_says(constant=31292):
    sizes = conj(n >= 1, m >= 1, lam > 0, delta > 0, delta < 1, nu > 0, S >= lam, kappa >= 2 * lam)
    wide = m * lam**4 * delta >= constant * S * kappa * nu**2 * n
    near = 16 * kappa * (n * S / third) <= m * (lam * R) ** 2
    return forall(n, m, S, kappa, nu, lam, delta, g_0, R, tau)(
        given(sizes, wide, radius()) >> conj(logarithms(), near)
    )


def square_of_radius(k, nu_pos):
    """R^2 nu^2 4096 == 2 pi lambda_0^2"""
    gauss, circle, _, equal, *_ = k.given[-6:]
    rule = k.lemma(
        forall(g_0, nu, R, lam, X)(
            given(64 * g_0 * nu * R == lam, X * g_0**2 == 1)
            >> (4096 * nu**2 * R**2 == X * lam**2)
        ),
        g_0, nu, R, lam, 2 * pi,
    )  # fmt: skip
    return k.use(rule, equal, circle)


@claim(
    "relu2.thm-2.3-norms.width",
    thesis(locus),
    says=width_says,
)
def width(judge):
    """The width m >= 31292 S kappa nu^2 n/(lambda_0^4 delta) is enough for the three events, where
    S >= lambda_0 and kappa >= 2 lambda_0.

    m lambda_0^2 delta >= 62584 nu^2 n covers the logarithms, and 16 kappa times the level 3 n S/
    delta is at most m (lambda_0 R)^2, as 48 * 4096/(2 pi) = 31291.1.
    """
    k = judge.theorem()
    one, many, lam_pos, d_pos, d_less, nu_pos, above, double, wide, *rest = k.given
    *_, spread = rest
    rule = k.lemma(
        forall(A, S, kappa, lam)(
            given(S >= lam, kappa >= 2 * lam, lam > 0, A > 0) >> (S * kappa * A >= 2 * lam**2 * A)
        ),
        nu**2 * n, S, kappa, lam,
    )  # fmt: skip
    rows = k.arith(nu**2 * n > 0, nu_pos, one)
    product = k.use(rule, above, double, lam_pos, rows)
    rule = k.lemma(
        forall(A, B, X, lam, delta)(
            given(A * lam**4 * delta >= 31292 * X, X >= 2 * lam**2 * B, lam > 0)
            >> (A * lam**2 * delta >= 62584 * B)
        ),
        m, nu**2 * n, S * kappa * (nu**2 * n), lam, delta,
    )  # fmt: skip
    wide_ = k.arith(rule.formula.left.part(0), wide)
    enough = k.use(rule, wide_, product, lam_pos)
    logs = logarithms_are_small(k, one, d_pos, d_less, nu_pos, enough, spread)
    rule = k.lemma(
        forall(A, B, X, Y, Z, delta, lam)(
            # A = m, B = S kappa n, X = nu^2, Y = R^2, Z = 2 pi
            given(A * lam**4 * delta >= 31292 * (B * X), 4096 * X * Y == Z * lam**2, X > 0,
                  Z >= "628/100", B > 0, delta > 0, lam > 0, Z * 31292 >= 196608)
            >> (48 * B <= delta * (A * (lam**2 * Y)))
        ),
        m, S * kappa * n, nu**2, R**2, 2 * pi, delta, lam,
    )  # fmt: skip
    positive = k.lemma(
        forall(S, kappa, A, lam)(
            given(S >= lam, kappa >= 2 * lam, lam > 0, A >= 1) >> (S * kappa * A > 0)
        ),
        S, kappa, n, lam,
    )  # fmt: skip
    positive = k.use(positive, above, double, lam_pos, one)
    circle = k.arith(conj(2 * pi >= "628/100", 2 * pi * 31292 >= 196608))
    near = k.use(
        rule, k.arith(rule.formula.left.part(0), wide), square_of_radius(k, nu_pos),
        k.arith(nu**2 > 0, nu_pos), circle, positive, d_pos, lam_pos,
    )  # fmt: skip
    near = k.arith(k.target.part(1), near, d_pos)
    return k.qed(k.both(logs, near))


def logarithms_are_small(k, one, d_pos, d_less, nu_pos, enough, spread):
    """Both conditions with a logarithm, from m lambda_0^2 delta >= 62584 nu^2 n."""
    ratio = 3 * n / delta
    sizes = k.lemma(
        forall(A, B)(
            given(A >= 1, B > 0, B < 1)
            >> conj(3 * A / B > 0, A * (A + 1) / (B / 3) > 0,
                    A * (A + 1) / (B / 3) <= (3 * A / B) ** 2)
        ),
        n, delta,
    )  # fmt: skip
    sizes = k.use(sizes, one, d_pos, d_less)
    nonzero = k.arith(delta != 0, d_pos)
    logs = k.lemma(forall(X)((X > 0) >> (log(X) <= X)), ratio, defined=[nonzero])
    logs = k.use(logs, sizes)
    rule = k.lemma(
        forall(X, Y)(given(X > 0, Y > 0, Y <= X**2) >> (log(Y) <= 2 * X)), ratio,
        n * (n + 1) / third, defined=[nonzero],
    )  # fmt: skip
    second = k.use(rule, sizes)
    rule = k.lemma(
        forall(A, B, X, Y, lam, delta)(
            given(A * lam**2 * delta >= 62584 * B**2 * Y, X <= 2 * (3 * Y / delta), delta > 0,
                  Y >= 1)
            >> (A * lam**2 >= 8 * B**2 * X)
        ),
        m, nu, log(n * (n + 1) / third), n, lam, delta, defined=[sizes, nonzero],
    )  # fmt: skip
    first = k.use(rule, enough, second, d_pos, one)
    rule = k.lemma(
        forall(A, B, X, Y, Z, lam, delta)(
            given(A * lam**2 * delta >= 62584 * B**2 * Y, X <= 3 * Y / delta, delta > 0, Y >= 1,
                  32 * B * Z == lam, B > 0)
            >> (2 * A * Z**2 >= X)
        ),
        m, nu, log(ratio), n, tau, lam, delta, defined=[sizes, nonzero],
    )  # fmt: skip
    return k.both(first, k.use(rule, enough, logs, d_pos, one, spread, nu_pos))


@width.mutant
def three_quarters(judge):
    """Three quarters of the constant: the level is too high for R at lambda_0 = 1/2, kappa = nu = S
    = 1.
    """
    at = {"n": "1", "m": "750992", "S": "1", "kappa": "1", "nu": "1", "lambda_0": "1/2",
          "delta": "1/2"}  # fmt: skip
    rule = forall(n, m, S, kappa, nu, lam, delta)(
        given(m * lam**4 * delta >= 23469 * S * kappa * nu**2 * n, lam > 0, delta > 0, n >= 1)
        >> (48 * kappa * n * S * 4096 * nu**2 <= m * lam**4 * delta * 2 * pi)
    )
    return falsify(rule, hints=[{"values": at}])
