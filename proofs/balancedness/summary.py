"""The summary of contributions in Section 1 (Du, Hu, Lee 2018), each sentence decided through the
theorems that carry it.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import Plan, claim
from steepest.proofs import reals as symbols
from steepest.proofs.engine.text import as_written
from steepest.proofs.engine.theorems import (
    E,
    Lambda,
    conj,
    disj,
    forall,
    functions,
    given,
    nats,
    reals,
    samples,
    sum_over,
)
from steepest.proofs.engine.theorems.falsify import falsify

from . import NORMS, du_hu_lee, layers
from .networks import any_weights

m, n, p = nats("m n p")
a, b = reals("a b")
X, Y = functions("X Y", "nat", "nat", "sample")


@claim(
    "balance.intro-claims-summary.a",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\frac{d}{dt}\left(\|W^{(h)}\|_F^2-\|W^{(h+1)}\|_F^2\right)=0",
    hypotheses=(
        "linear, ReLU or leaky ReLU activations: homogeneous ones",
        "fully connected or convolutional layers: any patterns of sharing",
    ),
    says=lambda: conj(layers.PLAIN.along_the_flow()(), layers.SHARED.along_the_flow()()),
    uses=("balance.cor-2.1", "balance.thm-2.3"),
)
def differences_are_invariant(judge):
    """(a) gradient flow keeps the differences of squared norms across layers, fully connected and
    with shared weights.
    """
    proof = judge.theorem()
    return proof.qed(proof.both(proof.by("balance.cor-2.1"), proof.by("balance.thm-2.3")))


@differences_are_invariant.mutant
def for_any_motion(judge):
    return any_weights(layers.SHARED)


@claim(
    "balance.intro-claims-summary.b",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\eta_t=c\,(t+1)^{-(1/2+\delta)}:\quad\|U_t^\top U_t-V_t^\top V_t\|_F\le\varepsilon\ "
    r"\text{for all}\ t",
    hypotheses=(
        "0 < delta <= 1/2",
        "c^2 <= eps delta / (40 sqrt(r) |M*|^3 (2 delta + 1))",
        "the bounds of Lemma 3.1 on loss and factors",
    ),
    missing=(
        NORMS,
        "induction over t: the accumulated balance is a premise (balance.claim-B.1.slow has it)",
        "the sum over t of the squared step sizes (balance.claim-B.1.slow has it)",
        "the bounds on loss and factors along the run are a premise",
    ),
)
def balance_stays_small_with_slow_schedules(judge, weight=1):
    """(b), first half: with eta_t = O(t^-(1/2+delta)) the balance stays small; the admissible
    constant is explicit.

    s is the running sum of (i+1)^-(1+2 delta), at most 1 + 1/(2 delta) (balance.fn-11). The second
    half, convergence to a bounded global optimum, is Theorem 3.1.
    """
    n, s, rho, m, c, delta, eps = symbols("n s rho m c delta eps")
    where = [
        eps > 0,
        rho >= 1,
        m > 0,
        c > 0,
        delta > 0,
        delta <= Fraction(1, 2),
        s >= 0,
        s <= 1 + 1 / (2 * delta),
        c**2 <= weight * eps * delta / (40 * rho * m**3 * (2 * delta + 1)),
        n <= eps / 2 + 40 * rho * m**3 * c**2 * s,
    ]
    return judge.holds(n <= eps, where=where)


balance_stays_small_with_slow_schedules.mutant("a constant twice as large", weight=2)


def _expected_norms(fan_in, width, fan_out, scheme):
    """E|W^(h)|_F^2 and E|W^(h+1)|_F^2 for layers fan_in -> width -> fan_out, as terms: number of
    entries times variance.
    """
    variance = {"kaiming": "2/m", "xavier": "2/(m + n)", "gaussian": "1/m"}[scheme]
    return [
        as_written(f"m*n*({variance})", m=m, n=n) for m, n in ((fan_in, width), (width, fan_out))
    ]


@claim(
    "balance.intro-claims-summary.e",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\left|E\|W^{(h)}\|_F^2-E\|W^{(h+1)}\|_F^2\right|\le\tfrac1{10}\,E\|W^{(h)}\|_F^2",
    hypotheses=("any positive widths", "'small' read as: at most a tenth of the larger norm"),
    case=True,
)
def initialisations_are_balanced(judge, tenth=Fraction(1, 10)):
    """(e) the commonly used initialisations (1/sqrt(d) Gaussian, Kaiming, Xavier) start with small
    differences of squared norms.

    For Gaussian and Kaiming the expected norms are proportional to the width that a layer leads to,
    so they differ as the widths do.
    """
    m, n, p = symbols("m n p")
    parts = []
    for scheme in ("gaussian", "kaiming", "xavier"):
        first, second = _expected_norms(m, n, p, scheme)
        parts.append(
            judge.holds(
                as_written("abs(a - b) <= tenth*a", a=first, b=second, tenth=tenth),
                where=[m >= 1, n >= 1, p >= 1],
            )
        )
    return judge.all(*parts)


initialisations_are_balanced.mutant("at most half of it", tenth=Fraction(1, 2))


def expected(matrix, rows, columns):
    i, j, w = *nats("i j"), samples("w")
    return E(w, sum_over(i, rows, sum_over(j, columns, matrix(i, j, w) ** 2)))


def moments(matrix, value):
    i, j, w = *nats("i j"), samples("w")
    return forall(i, j)(E(w, matrix(i, j, w) ** 2) == value)


def equal_norms():
    """Widths m, n, p; a, b are the variances of one of the three schemes: 1/m, 2/m or 2/(m + n)."""
    schemes = disj(
        conj(a * m == 1, b * n == 1),
        conj(a * m == 2, b * n == 2),
        conj(a * (m + n) == 2, b * (n + p) == 2),
    )
    equal = [m >= 1, m == n, p == n]
    return forall(m, n, p, a, b, X, Y)(
        given(*equal, schemes, moments(X, a), moments(Y, b))
        >> (expected(X, n, m) == expected(Y, p, n))
    )


ONES = {"of": ["i", "j", "w"], "is": "1"}


@claim(
    "balance.intro-claims-summary.e-amended",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"n_{h-1}=n_h=n_{h+1}\implies E\|W^{(h)}\|_F^2=E\|W^{(h+1)}\|_F^2",
    hypotheses=("three equal consecutive widths", "entries of mean zero"),
    amends="balance.intro-claims-summary.e",
    says=equal_norms,
    uses=("book.mean-of-entries",),
)
def equal_widths_are_balanced(judge):
    """With equal widths all three initialisations are balanced in expectation; the trial says how
    close a draw is.
    """
    proof = judge.theorem()
    *equal, schemes, first, second = proof.given
    i, j, w = *nats("i j"), samples("w")
    known = [
        proof.apply(
            proof.by("book.mean-of-entries", Lambda((i, j, w), one(i, j, w) ** 2), *sizes), each
        )
        for one, sizes, each in ((X, (a, n, m), first), (Y, (b, p, n), second))
    ]
    same = proof.arith(a == b, schemes, *equal)
    lemma = forall(m, n, p, a, b)(given(m == n, p == n, a == b) >> (n * (m * a) == p * (n * b)))
    return proof.qed(
        proof.arith(
            proof.target, *known, proof.use(proof.lemma(lemma, m, n, p, a, b), *equal, same)
        )
    )


@equal_widths_are_balanced.mutant
def the_last_layer_twice_as_wide(judge):
    values = {"m": "1", "n": "1", "p": "2", "a": "1", "b": "1"}
    model = {"values": values, "functions": {"X": ONES, "Y": ONES}, "weights": ["1"]}
    says = forall(m, n, p, X, Y)(
        given(m == n, p == 2 * n) >> (expected(X, n, m) == expected(Y, p, n))
    )
    return falsify(says, hints=[model], attempts=0)


@claim(
    "balance.intro-claims-summary.e-trial",
    du_hu_lee("Section 1", "Section 4.1"),
    trial=True,
    hypotheses=("widths n, n, n, n with n = 100 and 1000",),
)
def draws_are_balanced(judge, within=0.1):
    """With equal widths the squared norms of consecutive layers differ by at most a tenth in a
    draw, for all three initialisations.
    """
    batch, success = (
        "steepest.kernels.balancedness.network_trials:initial_balance",
        "all differences are at most `within` times the largest norm",
    )
    plans = [
        Plan(
            "initial-balance",
            batch,
            {"widths": [n] * 4, "scheme": scheme, "within": within},
            1200,
            success,
            margin="1/100",
        )
        for scheme in ("1/sqrt(d) Gaussian", "Kaiming", "Xavier")
        for n in (100, 1000)
    ]
    return judge.all(*(judge.trial(plan) for plan in plans))


draws_are_balanced.mutant("within a tenth of a percent", within=0.001)
