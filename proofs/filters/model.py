"""Sections 6.1 - 6.3: the network, the loss, the update, the activation regions and the population
gradient.

For one patch a = w.Z and b = w*.Z; a statement about every (a, b) holds for every law and every
filter size.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.matrix import inner, matrices

from . import chapter_6, holds
from .gaps import EXPECTATION

NO_MASS = "no mass on the hyperplanes w.Z = 0 and w*.Z = 0 (the source assumes continuous laws)"


def relu(x):
    from sympy import Max

    return Max(x, 0)


def patches(signal, size, stride=1):
    """The patches (x_i, ..., x_{i + size - 1}) of a one-dimensional signal, i = 0, stride, 2
    stride, ...; the last full one ends the list.
    """
    return [list(signal[i : i + size]) for i in range(0, len(signal) - size + 1, stride)]


@definition(
    "fsgd.def-model", chapter_6("equation (6.1)"), r"f(w,Z)=\frac1k\sum_{i=1}^k\sigma(w^\top Z_i)"
)
def network(w, Z):
    """The average of max(w . Z_i, 0) over the rows Z_i of Z (k x p, lists or arrays). A teacher w*
    != 0 gives the labels f(w*, Z).
    """
    return sum(max(sum(x * z for x, z in zip(w, row)), 0) for row in Z) / len(Z)


@definition(
    "fsgd.def-loss", chapter_6("Section 6.1"), r"\ell(w)=\tfrac12E_Z\left(f(w,Z)-f(w_*,Z)\right)^2"
)
def loss(w, w_star, points, weights):
    """Half the mean squared error over a finite law: inputs `points` with probabilities `weights`
    (exact for rational data).
    """
    return (
        sum(share * (network(w, Z) - network(w_star, Z)) ** 2 for Z, share in zip(points, weights))
        / 2
    )


@definition(
    "fsgd.def-update",
    chapter_6("equation (6.2)"),
    r"w_{t+1}=w_t-\eta_tg(w_t),\quad E[g(w)\mid w]=\nabla\ell(w),\quad\|g(w)\|\le B",
)
def update(w, gradient, eta):
    """One step of (stochastic) gradient descent: w - eta g(w)."""
    return [x - eta * g for x, g in zip(w, gradient(w))]


# --- regions --------------------------------------------------------------------------------------


@definition(
    "fsgd.def-regions-k1",
    chapter_6("equation (6.3)"),
    r"A_{w,\pm w_*}=E[ZZ^\top1\{w^\top Z\ge0,\ \pm w_*^\top Z\ge0\}]",
)
def region_moment(w, other, points, weights):
    """E[Z Z^T 1{w.Z >= 0, other.Z >= 0}] over a finite law of single patches; other = w* gives
    A_{w,w*}, other = -w* gives A_{w,-w*}.
    """
    dot = lambda x, y: sum(s * t for s, t in zip(x, y))  # noqa: E731
    kept = [
        (Z, share) for Z, share in zip(points, weights) if dot(w, Z) >= 0 and dot(other, Z) >= 0
    ]
    return [
        [sum(share * Z[i] * Z[j] for Z, share in kept) for j in range(len(w))]
        for i in range(len(w))
    ]


@definition(
    "fsgd.def-regions",
    chapter_6("Section 6.3"),
    r"Z_{S(w,w_*)}=\frac1k\sum_iZ_i1\{w^\top Z_i\ge0,w_*^\top Z_i\ge0\},\ Z_{S(w,-w_*)},\ "
    r"Z_{S(-w,w_*)}",
)
def region_averages(w, w_star, Z):
    """(Z_++, Z_+-, Z_-+): the patches of each activation region, summed and divided by k (the
    region -- adds nothing to f or f*).
    """
    dot = lambda x, y: sum(s * t for s, t in zip(x, y))  # noqa: E731
    averages = []
    for first, second in ((1, 1), (1, -1), (-1, 1)):
        kept = [row for row in Z if first * dot(w, row) >= 0 and second * dot(w_star, row) >= 0]
        averages.append(
            tuple(Fraction(1, len(Z)) * sum(row[j] for row in kept) for j in range(len(w)))
        )
    return tuple(averages)


@claim(
    "fsgd.grad-conv",
    chapter_6("Section 6.6.2, proof of Theorem 6.3, first display"),
    formula=(
        r"\nabla\ell=M_{++,++}(w-w_*)+[M_{++,+-}+M_{+-,++}]w+M_{+-,+-}w-[M_{++,-+}+M_{+-,"
        r"++}+M_{+-,-+}]w_*,"
        r"\ M_{ab}=E[Z_aZ_b^\top]"
    ),
    hypotheses=(NO_MASS, "w != 0"),
    missing=(
        EXPECTATION,
        "differentiation under the expectation",
        "sums over the patches of a region",
    ),
)
def gradient_of_the_filter(judge, extra=1):
    """The gradient for k patches: f = w.(Z_++ + Z_+-), f* = w*.(Z_++ + Z_-+), gradient (f -
    f*)(Z_++ + Z_+-), expanded. All k, p.
    """
    P, Q, R, w, v = matrices("P: p x 1, Q: p x 1, R: p x 1, w: p x 1, v: p x 1")
    gap = inner(w, P + Q) - inner(v, P + R)
    printed = (
        P @ P.T @ (w - v)
        + (P @ Q.T + extra * Q @ P.T) @ w
        + Q @ Q.T @ w
        - (P @ R.T + Q @ P.T + Q @ R.T) @ v
    )
    a, b = reals("a b")
    student = holds(judge, (relu(a), "==", a), [(a, ">", 0)])
    silent = holds(judge, (relu(b), "==", 0), [(b, "<", 0)])
    return judge.all(student, silent, judge.same(gap * (P + Q), printed))


gradient_of_the_filter.mutant("without M_{+-,++} w", extra=0)
