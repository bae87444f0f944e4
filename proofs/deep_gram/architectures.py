"""The three architectures as functions of their weights, gradient descent, and the patches of a
convolution.
"""

from __future__ import annotations

from typing import Any

from steepest.proofs import claim, definition, reals

from ..engine.text import as_written
from . import holds, printed

CONV = printed("Section 3.3", "Section 3.2.2")


@definition(
    "deep.arch-fc",
    printed("equation (2)", "equation (3.2)"),
    r"x^{(h)}=\sqrt{c_\sigma/m}\,\sigma(W^{(h)}x^{(h-1)}),\ f=a^\top x^{(H)}",
)
def fully_connected(weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float) -> float:
    """The output of the fully connected network: m is the number of rows of each weight matrix."""
    for W in weights:
        x = (c_sigma / len(W)) ** 0.5 * sigma(W @ x)
    return a @ x


@definition(
    "deep.arch-res",
    printed("equation (3)", "equation (3.3)"),
    r"x^{(1)}=\sqrt{c_\sigma/m}\,\sigma(W^{(1)}x),\ x^{(h)}=x^{(h-1)}+\tfrac{c_{res}}{H\sqrt "
    r"m}\sigma(W^{(h)}x^{(h-1)}),\ f=a^\top x^{(H)}",
)
def residual(weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float, c_res: float) -> float:
    """The output of the ResNet: the first layer normalises, every other one adds to its input."""
    m, H = len(weights[0]), len(weights)
    x = (c_sigma / m) ** 0.5 * sigma(weights[0] @ x)
    for W in weights[1:]:
        x = x + c_res / (H * m**0.5) * sigma(W @ x)
    return a @ x


@definition(
    "deep.arch-conv",
    CONV,
    r"x^{(h)}=x^{(h-1)}+\tfrac{c_{res}}{H\sqrt m}\sigma(W^{(h)}\phi_h(x^{(h-1)})),\ f=\langle "
    r"a,x^{(H)}\rangle",
)
def convolutional(
    weights: list[Any], a: Any, x: Any, sigma: Any, c_sigma: float, c_res: float, q: int = 3
) -> float:
    """The output of the convolutional ResNet for x of shape (channels, positions): stride 1, odd q,
    zero padding.
    """
    m, H = len(weights[0]), len(weights)
    x = (c_sigma / m) ** 0.5 * sigma(weights[0] @ patches_of(x, q))
    for W in weights[1:]:
        x = x + c_res / (H * m**0.5) * sigma(W @ patches_of(x, q))
    return (a * x).sum()


def patches_of(x: Any, q: int) -> Any:
    """phi(x): column l holds the values of every channel at the positions l - (q-1)/2, .., l +
    (q-1)/2, zero outside.
    """
    from steepest.kernels.deep_gram.finite import neighbours

    return neighbours(x, x.shape[1], q)


@definition(
    "deep.alg-gd",
    CONV,
    r"W^{(h)}(k)=W^{(h)}(k-1)-\eta\,\partial L/\partial W^{(h)}(k-1),\ "
    r"a(k)=a(k-1)-\eta\,\partial L/\partial a(k-1)",
)
def gradient_step(parameters: list[Any], gradients: list[Any], eta: float) -> list[Any]:
    """One step of gradient descent on all layers and the output weights at once: every gradient is
    taken at the old parameters.
    """
    return [value - eta * gradient for value, gradient in zip(parameters, gradients, strict=True)]


@claim(
    "deep.arch-fc.normalised",
    printed("equation (2)", "equation (3.2)"),
    trial=True,
    formula=r"\|x\|=1\implies E\|x^{(1)}\|^2=c_\sigma E_{z\sim N(0,1)}\sigma(z)^2=1",
)
def normalised(judge, factor=1.0):
    """For unit inputs the first layer has squared norm 1 in the mean, at every width.

    E |x^(1)|^2 = (c_sigma/m) sum_r E s(w_r.x)^2 = c_sigma E s(z)^2 = 1, as w.x ~ N(0, |x|^2);
    trials with softplus, unit inputs, drawn weights.
    """
    from .simulation import UNIT, network_trial

    c, second, m, total = reals("c_sigma second m total")
    mean = holds(
        judge,
        (c / m * total, "==", 1),
        [(c * second, "==", 1), (total, "==", m * second), (m, ">", 0)],
    )
    plan = network_trial("fc", "softplus", 1, statistic="K", layer=1, inputs=UNIT, factor=factor)
    return judge.all(mean, judge.trial(plan))


normalised.mutant("1.05 in the mean", factor=1.05)


@claim(
    "deep.ineq-patch",
    CONV,
    formula=r"\|x\|_F\le\|\phi_h(x)\|_F\le\sqrt q\,\|x\|_F",
    hypotheses=("stride 1, q = 2 r + 1 odd, zero padding, p >= 1",),
    missing=("the sum over the positions: one multiplicity is decided",),
)
def patch_norm(judge, most=0):
    """Each entry appears in at least one and in at most q patches.

    |phi(x)|^2 = sum_l mult(l) |x_(:,l)|^2, and position l lies in the patches of the positions from
    max(1, l - r) to min(p, l + r).
    """
    p, l, r = reals("p l r")  # noqa: E741
    from sympy import Max, Min

    multiplicity = Min(p, l + r) - Max(1, l - r) + 1
    inside = [(p, ">=", 1), (l, ">=", 1), (l, "<=", p), (r, ">=", 0)]
    return judge.all(
        holds(judge, (multiplicity, ">=", 1), inside),
        holds(judge, (multiplicity, "<=", 2 * r + 1 - most), inside),
    )


patch_norm.mutant("at most q - 1 times", most=1)


@claim(
    "deep.ineq-patch.counts",
    CONV,
    formula=r"\phi^\top\phi=\mathrm{diag}(\text{mult}),\ \text{mult}(l)=\min(p,l+r)-\max(1,l-r)+1",
    missing=("the counts are made by this program, which hands them to the judge",),
)
def patch_counts(judge, shift=0):
    """The multiplicities are those of the operator phi that the kernels apply: compared for p = 1,
    .., 5, 8, 20, q = 1, 3, 5, by exact counting.

    The squared norm of the patches of the unit vector e_l is the number of patches that contain l;
    as integers.
    """
    import numpy as np

    facts = []
    for q in (1, 3, 5):
        for p in (1, 2, 3, 4, 5, 8, 20):
            eye = np.eye(p, dtype=int)
            seen = sum(
                int((patches_of(eye[[k]], q) ** 2).sum()) * 21**k for k in range(p)
            )  # all counts in one number: digits in base 21
            r = q // 2
            told = " + ".join(
                f"({min(p, l + r)} - {max(1, l - r)} + 1 + {shift})*{21 ** (l - 1)}"
                for l in range(1, p + 1)  # noqa: E741
            )
            facts.append(as_written(f"{told} == {seen}"))
    return judge.all(*(judge.holds(fact) for fact in facts))


patch_counts.mutant("one more each", shift=1)


@claim(
    "deep.ineq-patch.sharper",
    CONV,
    formula=r"\sqrt{\min(p,r+1)}\,\|x\|_F\le\|\phi(x)\|_F,\quad q=2r+1",
    hypotheses=("p and r are whole numbers, p >= 1, r >= 0",),
    missing=("the sum over the positions: one multiplicity is decided",),
)
def patch_norm_sharper(judge, extra=0):
    """The smallest multiplicity is min(p, r + 1) (at the border), so the printed lower bound is
    attained for p = 1 or q = 1 only.

    For q = 3 and p >= 2 even |phi(x)| >= sqrt 2 |x|. The upper bound is attained by x supported on
    positions r < l <= p - r, if p >= q.
    """
    from sympy import Max, Min

    p, l, r = reals("p l r")  # noqa: E741
    multiplicity = Min(p, l + r) - Max(1, l - r) + 1
    inside = [(p, ">=", 1), (l, ">=", 1), (l, "<=", p), (r, ">=", 0)]
    middle = [(r, ">=", 0), (l, ">", r), (l, "<=", p - r), (l, ">=", r + 1)]
    return judge.all(
        holds(judge, (multiplicity, ">=", Min(p, r + 1 + extra)), inside),
        holds(judge, (multiplicity, "==", 2 * r + 1), middle),
    )


patch_norm_sharper.mutant("min(p, r + 2)", extra=1)
