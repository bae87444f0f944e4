"""Section 5 (Du, Hu, Lee 2018) asks what happens beyond plain gradient flow; two exact answers, and
the question itself.

Letters as in `neurons`; A and B are the velocities of W and V.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.matrix import inner, matrices, norm2, scalars

from . import CHAIN_RULE, ONE_SAMPLE, du_hu_lee
from .kinks import V, W, grad_V, grad_W, homogeneity

A, B = matrices("A: n x m, B: p x n")
friction, decay = scalars("friction decay")


@claim(
    "balance.future",
    du_hu_lee("Section 5"),
    formula=r"\text{invariance for accelerated and adaptive methods?}",
)
def open_directions(judge, asserted=False):
    """The source poses questions here (accelerated and adaptive methods, a general discretisation
    analysis) and asserts nothing.
    """
    if asserted:
        return judge.is_zero(2 * inner(W, A) - 2 * inner(V, B))
    return judge.undecided(
        "an open question, not an assertion; exact statements for heavy-ball flow and weight "
        "decay are given below it"
    )


open_directions.mutant("the balance is constant along heavy-ball flow", asserted=True)


@claim(
    "balance.future.momentum",
    du_hu_lee("Section 5"),
    formula=r"\ddot e+\gamma\dot e=2\left(\|\dot W\|_F^2-\|\dot V\|_F^2\right),\quad "
    r"e=\|W\|_F^2-\|V\|_F^2",
    hypotheses=(
        "heavy-ball flow: second derivative + gamma * first derivative = minus gradient",
        "phi_h homogeneous",
    ),
    missing=(
        CHAIN_RULE,
        ONE_SAMPLE,
        "the derivatives of the squared norms along the flow",
    ),
)
def heavy_ball_flow(judge, factor=2):
    """With momentum the balance is not constant: it is driven by the difference of the kinetic
    energies of the two layers.
    """
    acceleration_W, acceleration_V = -1 * friction * A - grad_W, -1 * friction * B - grad_V
    first = 2 * inner(W, A) - 2 * inner(V, B)
    second = (
        2 * norm2(A) + 2 * inner(W, acceleration_W) - 2 * norm2(B) - 2 * inner(V, acceleration_V)
    )
    return judge.same(
        second + friction * first, factor * (norm2(A) - norm2(B)), rules=[homogeneity]
    )


heavy_ball_flow.mutant("no driving term", factor=0)


@claim(
    "balance.future.weight-decay",
    du_hu_lee("Section 5"),
    formula=r"\dot e=-2\lambda e",
    hypotheses=("gradient flow of L + (lambda/2)(|W|^2 + |V|^2)", "phi_h homogeneous"),
    missing=(
        CHAIN_RULE,
        ONE_SAMPLE,
        "a curve with e' = -2 lambda e is an exponential",
    ),
)
def weight_decay_flow(judge, rate=2):
    """Weight decay shrinks the imbalance exponentially: e(t) = exp(-2 lambda t) e(0)."""
    change = 2 * inner(W, -1 * grad_W - decay * W) - 2 * inner(V, -1 * grad_V - decay * V)
    return judge.same(change, -rate * decay * (norm2(W) - norm2(V)), rules=[homogeneity])


weight_decay_flow.mutant("rate lambda", rate=1)
