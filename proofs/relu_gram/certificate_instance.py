"""The certificate of relu2.certificate.flow and .descent evaluated exactly: floats choose tau,
rational numbers decide.

`certify(X, y, W, a)` answers for any start, `certify(X, y, W, a, eta)` for descent; numbers are
integers, fractions, texts such as "3/5" or floats (a float is the binary fraction that it is). The
evidence holds the data, so that the independent checker recomputes everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from steepest.proofs.vocabulary import SteepestError

from .certificate import statement
from .exact import Rows, Vector, dot

locus = "Theorems 2.2 and 2.3, a-posteriori form"


class NoCertificate(SteepestError):
    """A start that cannot be certified; the message says what is missing."""


@dataclass(frozen=True)
class Start:
    """A network and its data, exactly; what the certificate needs of them."""

    X: Rows
    y: Vector
    W: Rows
    a: Vector

    @cached_property
    def K(self) -> Rows:
        return [[dot(x, z) for z in self.X] for x in self.X]

    @cached_property
    def Z(self) -> Rows:
        return [[dot(w, x) for x in self.X] for w in self.W]

    @cached_property
    def sums(self) -> Vector:
        """sqrt(m) u_i(0)"""
        return [
            sum((a * max(z[i], Fraction(0)) for a, z in zip(self.a, self.Z)), Fraction(0))
            for i in range(len(self.X))
        ]

    def error(self) -> Any:
        """|u(0) - y| as a ball."""
        from flint import arb, ctx, fmpq

        with ctx.workprec(192):
            ball = lambda q: arb(fmpq(q.numerator, q.denominator))  # noqa: E731
            root = arb(len(self.W)).sqrt()
            return sum(
                ((ball(s) / root - ball(t)) ** 2 for s, t in zip(self.sums, self.y)), arb(0)
            ).sqrt()

    def loose(self, tau: Fraction) -> list[list[bool]]:
        """Entry (r, i): sqrt(m)|z_ri| <= k_i tau, decided on the squares."""
        m, reach = len(self.W), [sum((v * v for v in row), Fraction(0)) * tau**2 for row in self.K]
        return [[m * v * v <= bound for v, bound in zip(z, reach)] for z in self.Z]

    def stable_gram(self, loose: list[list[bool]]) -> Rows:
        """H_s: the neurons without a loose entry."""
        on = [[v >= 0 for v in z] for z, near in zip(self.Z, loose) if not any(near)]
        n = range(len(self.X))
        return [
            [self.K[i][j] * Fraction(sum(s[i] and s[j] for s in on), len(self.W)) for j in n]
            for i in n
        ]

    def to_json(self) -> dict[str, Any]:
        rows = lambda M: [[str(v) for v in row] for row in M]  # noqa: E731
        line = lambda v: [str(x) for x in v]  # noqa: E731
        return {
            "inputs": rows(self.X),
            "labels": line(self.y),
            "weights": rows(self.W),
            "signs": line(self.a),
        }


@dataclass(frozen=True)
class Rate:
    """What was certified: the rate, and the few numbers behind it."""

    start: Start
    rate: Fraction  # flow: of exp(-rate t); descent: the factor per step
    tau: Fraction
    least: Fraction  # below lambda_min(H_s)
    eta: Fraction | None = None
    norm: Fraction | None = None  # above |K|_2

    @property
    def says(self) -> str:
        return statement("descent" if self.eta else "flow", {"rate": self.rate, "eta": self.eta})

    def to_json(self) -> dict[str, Any]:
        numbers = {
            "tau": self.tau,
            "least": self.least,
            "rate": self.rate,
            "eta": self.eta,
            "norm": self.norm,
        }
        return (
            {"kind": "relu-rate"}
            | self.start.to_json()
            | {key: str(q) for key, q in numbers.items() if q is not None}
        )


def certify(X: Any, y: Any, W: Any, a: Any, eta: Any = None) -> Rate:
    """A certified linear rate of gradient flow (or of descent with step `eta`) from W; raises
    `NoCertificate` where the conditions fail.
    """
    start = Start(exact_rows(X), exact_rows([y])[0], exact_rows(W), exact_rows([a])[0])
    if (
        len(start.y) != len(start.X)
        or len(start.a) != len(start.W)
        or any(abs(s) != 1 for s in start.a)
    ):
        raise NoCertificate(
            f"{len(start.X)} inputs, {len(start.y)} labels, {len(start.W)} neurons and "
            f"{len(start.a)} signs were given; "
            "expected one label an input and one sign, 1 or -1, a neuron"
        )
    return _flow(start) if eta is None else _descent(start, Fraction(eta))


def exact_rows(M: Any) -> Rows:
    return [
        [Fraction(v) if isinstance(v, int | str | Fraction) else Fraction(float(v)) for v in row]
        for row in M
    ]


def _search(start: Start, objective: Any) -> tuple[float, float]:
    """The smallest tau of a grid at which objective(tau, lambda, Q, p) > 0 with 2 % to spare, and
    its lambda; in floating point.
    """
    import numpy as np

    Z, K = np.array(start.Z, dtype=float), np.array(start.K, dtype=float)
    m = len(Z)
    # entry (r, i) is loose from this tau on
    need = np.abs(Z) * np.sqrt(m) / np.linalg.norm(K, axis=1)
    S, best = Z >= 0, (-np.inf, 0.0)
    first, last = np.quantile(need.min(axis=1), (0.005, 0.95))
    for tau in np.geomspace(max(first, 1e-6 * last), last, 60) if last > 0 else ():
        near = need <= tau
        tight = S[~near.any(axis=1)].astype(float)
        least = float(np.linalg.eigvalsh(K * (tight.T @ tight) / m)[0])
        weight = np.where(near, (near.astype(float) @ np.abs(K)) * near, 0.0).max(axis=1)  # kappa_r
        value = objective(
            tau, least, (near * weight[:, None]).mean(axis=0).max(), (near | S).mean(axis=0).max()
        )
        if value > 0:
            return tau, least
        best = max(best, (value, tau))
    raise NoCertificate(
        f"no tube is wide enough: the condition misses by {-best[0]:.3g} at best (tau = "
        f"{best[1]:.3g}); widen the network, or start nearer to the labels"
    )


def _below(value: float, digits: int = 4) -> Fraction:
    """A short rational below a positive float."""
    return Fraction(int(value * 10**digits), 10**digits)


def _definite(A: Rows) -> bool:
    A = [list(row) for row in A]
    for k, row in enumerate(A):
        if row[k] <= 0:
            return False
        for i in range(k + 1, len(A)):
            factor = A[i][k] / row[k]
            A[i] = [p - factor * q for p, q in zip(A[i], row)]
    return True


def _shifted(A: Rows, shift: Fraction, sign: int = 1) -> Rows:
    return [[sign * (v - shift * (i == j)) for j, v in enumerate(row)] for i, row in enumerate(A)]


def _ball(q: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(q.numerator, q.denominator))


def _flow(start: Start) -> Rate:
    error = float(start.error().mid())
    tau, least = _search(start, lambda tau, lam, q, p: tau * lam - 1.02 * error)
    found = Rate(
        start, _below(0.999 * least), Fraction(tau).limit_denominator(1000), _below(0.999 * least)
    )
    check(found)
    return found


def _descent(start: Start, eta: Fraction) -> Rate:
    import numpy as np

    if eta <= 0:
        raise NoCertificate(f"eta = {eta} was given; expected a positive step")
    error, top = (
        float(start.error().mid()),
        float(np.linalg.eigvalsh(np.array(start.K, dtype=float))[-1]),
    )
    norm = Fraction(int(top * 1010) + 1, 1000)

    def factor(lam: float, q: float, p: float) -> float:
        theta = 2 - float(eta * norm) * p
        return 1 - float(eta) * (theta * lam - q / theta) if theta > 0 else np.inf

    def spare(tau: float, lam: float, q: float, p: float) -> float:
        rho2 = factor(0.998 * lam, q, p)
        return (
            (1 - np.sqrt(max(rho2, 0.0))) * tau - 1.02 * float(eta) * error
            if rho2 < 1
            else rho2 * -1e3
        )

    tau, least = _search(start, spare)
    width = Fraction(tau).limit_denominator(1000)
    loose, low = start.loose(width), _below(0.999 * least)
    q, p = _shares(start, loose)
    rho = Fraction(
        int(np.sqrt(max(factor(float(low), float(q), float(p)), 0.0)) * 10**6) + 2, 10**6
    )
    found = Rate(start, rho, width, low, eta, norm)
    check(found)
    return found


def _shares(start: Start, loose: list[list[bool]]) -> tuple[Fraction, Fraction]:
    """Q = max_i (1/m) sum of kappa_r over the neurons loose at i, kappa_r = max row sum of |K| on
    the loose entries; and max_i p_i.
    """
    m, n = len(start.W), range(len(start.X))
    Q = [Fraction(0)] * len(start.X)
    for near in loose:
        at = [i for i in n if near[i]]
        weight = max(
            (sum((abs(start.K[i][j]) for j in at), Fraction(0)) for i in at), default=Fraction(0)
        )
        for i in at:
            Q[i] += weight
    p = max(sum(near[i] or z[i] >= 0 for near, z in zip(loose, start.Z)) for i in n)
    return max(Q) / m, Fraction(p, m)


def check(found: Rate) -> None:
    """The conditions of the theorem, exactly; raises `NoCertificate` where one is not certain."""
    start, loose = found.start, found.start.loose(found.tau)
    conditions = [
        (_definite(_shifted(start.stable_gram(loose), found.least)), "lambda_min(H_s) > least")
    ]
    if found.eta is None:
        conditions += [
            (found.rate <= found.least, "rate <= least"),
            (_ball(found.least * found.tau) > start.error(), "least tau > |e(0)|"),
        ]
    else:
        (q, p), eta, norm = _shares(start, loose), found.eta, found.norm or Fraction(0)
        theta = 2 - eta * norm * p
        conditions += [
            (_definite(_shifted(start.K, norm, -1)), "norm > |K|"),
            (theta > 0 and 0 <= found.rate < 1, "theta > 0, 0 <= rate < 1"),
            (
                theta > 0 and 1 - eta * (theta * found.least - q / theta) <= found.rate**2,
                "contraction <= rate^2",
            ),
            (
                _ball((1 - found.rate) * found.tau) >= _ball(eta) * start.error(),
                "eta |e(0)| <= (1 - rate) tau",
            ),
        ]
    if failed := [words for good, words in conditions if not good]:
        raise NoCertificate(
            f"not certain: {', '.join(failed)}; widen the network, shorten the step or ask for a "
            f"lower rate"
        )
