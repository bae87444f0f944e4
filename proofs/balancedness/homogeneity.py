"""Section 1 and 2.1: homogeneous activations and the rescaling symmetry of the networks built from
them.
"""

from __future__ import annotations

from steepest.proofs import claim, definition, reals
from steepest.proofs.engine.text import as_written
from steepest.proofs.engine.theorems import Lambda, conj, deriv, forall, functions, given, term
from steepest.proofs.engine.theorems import reals as real_numbers

from . import du_hu_lee

x, y, t, d = real_numbers("x y t d")
phi = functions("phi", "real")


@definition(
    "balance.def-homogeneous-activation",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    r"\phi(x) = \phi'(x)\,x",
)
def homogeneous(z, positive_slope=1, negative_slope=0):
    """phi(x) = phi'(x) x for every x and every element of the sub-differential.

    The general solution: slope a on x >= 0 and slope b on x < 0 (ReLU: 1, 0; leaky ReLU: 1, alpha;
    linear: 1, 1).
    """
    from sympy import Piecewise

    return Piecewise((positive_slope * z, z >= 0), (negative_slope * z, True))


@definition(
    "balance.def-coercive",
    du_hu_lee("footnote 5", "footnote 1"),
    r"f(x) \to \infty \text{ as } \|x\| \to \infty",
)
def coercive(lower_bound_of_f, radius):
    """f is coercive when its infimum outside the ball of radius R grows without bound as R does."""
    return lower_bound_of_f(radius)


@definition(
    "balance.def-smooth",
    du_hu_lee("footnote 6", "footnote 2"),
    r"\|\nabla f(x) - \nabla f(y)\| \le \beta \|x - y\|",
)
def smoothness_constant(hessian):
    """f is smooth when its gradient is beta-Lipschitz for a finite beta; for a C^2 function on a
    convex set, beta = sup |lambda(hessian)|.
    """
    import numpy

    return float(numpy.abs(numpy.linalg.eigvalsh(hessian)).max())


@definition(
    "balance.def-strict-saddle",
    du_hu_lee("footnote 7", "footnote 3"),
    r"\nabla f(x) = 0,\ \lambda_{\min}(\nabla^2 f(x)) < 0",
)
def is_strict(hessian):
    """A stationary point is a strict saddle when its Hessian has a negative eigenvalue."""
    import numpy

    return float(numpy.linalg.eigvalsh(hessian).min()) < 0


def _slope(z, alpha):
    from sympy import Max

    return Max(z, alpha * z)


@claim(
    "balance.def-homogeneous-activation.relu",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"\max\{x,0\} = s\,x \text{ for every } s \in \partial\phi(x)",
)
def relu_is_homogeneous(judge, kink=0):
    """ReLU equals slope times argument for every slope in its sub-differential: 1 for x > 0, 0 for
    x < 0, any s in [0, 1] at 0.
    """
    from sympy import And, Max, Or, Rational

    x, s = reals("x s")
    shift = Rational(kink)
    in_subdifferential = [
        Or(x <= shift, s >= 1),
        Or(x <= shift, s <= 1),
        Or(x >= shift, s >= 0),
        Or(x >= shift, s <= 0),
        And(s >= 0, s <= 1),
    ]
    return judge.equal(Max(x - shift, 0), s * x, where=in_subdifferential)


relu_is_homogeneous.mutant("ReLU with its kink at 1", kink=1)


@claim(
    "balance.def-homogeneous-activation.leaky-relu",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"\max\{x,\alpha x\} = s\,x,\ 0<\alpha<1",
    hypotheses=("0 < alpha < 1",),
)
def leaky_relu_is_homogeneous(judge, power=1):
    """Leaky ReLU equals slope times argument for every slope in its sub-differential: 1 for x > 0,
    alpha for x < 0, [alpha, 1] at 0.
    """
    from sympy import Max, Or

    x, s, alpha = reals("x s alpha")
    subdifferential = [
        alpha > 0,
        alpha < 1,
        s >= alpha,
        s <= 1,
        Or(x <= 0, s >= 1),
        Or(x >= 0, s <= alpha),
    ]
    return judge.equal(Max(x, alpha * x) ** power, s * x, where=subdifferential)


leaky_relu_is_homogeneous.mutant("its square", power=2)


@claim(
    "balance.def-homogeneous-activation.linear",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"x = 1 \cdot x",
)
def identity_is_homogeneous(judge, offset=0):
    """The linear activation x equals its slope 1 times its argument."""
    return judge.holds(as_written(f"x + {offset} == diff(x + {offset}, x)*x"))


identity_is_homogeneous.mutant("an affine activation", offset=1)


def two_slopes(share=1):
    """phi(x) = phi'(x) x off 0, and phi(0) = d 0 for an element d of the sub-differential."""
    off = conj(
        forall(x)((x > 0) >> (deriv(y, phi(y), x) * x == phi(x))),
        forall(x)((x < 0) >> (deriv(y, phi(y), x) * x == phi(x))),
    )
    left = forall(x)((x <= 0) >> (phi(x) == (-phi(-1) if share == 1 else share * -phi(-1)) * x))
    right = forall(x)((x >= 0) >> (phi(x) == phi(1) * x))
    return forall(phi, d)(given(off, phi(0) == d * 0) >> conj(right, left))


@claim(
    "balance.def-homogeneous-activation.classification",
    du_hu_lee("Section 2.1", "Section 4.2.1"),
    formula=r"x\,\phi'(x) = \phi(x) \implies \phi(x)=\phi(1)\,x\ (x\ge0),\quad"
    r"\phi(x)=-\phi(-1)\,x\ (x\le0)",
    hypotheses=("phi differentiable on each open half-line",),
    says=two_slopes,
)
def only_two_slopes(judge, share=1):
    """A homogeneous activation is a x for x >= 0 and b x for x <= 0: on each half-line phi(x)/x has
    the derivative zero.
    """
    if share != 1:
        return the_identity(judge)
    proof = judge.theorem()
    right, left, zero = proof.given
    sides = []
    for known, sign, inside in ((right, 1, lambda z: z > 0), (left, -1, lambda z: z < 0)):
        end = term(sign)
        held = proof.assume(inside(x))
        cover = proof.arith((end <= x) | (x <= end))
        goal = phi(x) == sign * phi(end) * x
        cases = []
        for low, high in ((end, x), (x, end)):
            order = proof.assume(low <= high)
            between = conj(low <= t, t <= high)
            here = proof.assume(between)
            nonzero = proof.arith(inside(t), here, held)
            slope = proof.use(proof.at(known, t), nonzero)
            off = proof.arith(t != 0, nonzero)
            exists = proof.differentiable(deriv(y, phi(y), t), slope)
            quotient = deriv(y, phi(y) / y, t)
            table = proof.derivative(quotient, exists, off)
            square = proof.arith(t * t != 0, off)
            flat = proof.arith(quotient == 0, table, slope, off, square)
            flat = proof.for_all(proof.discharge(flat, between), t)
            equal = proof.mean_value(flat, order)
            cases.append(proof.arith(goal, equal, proof.arith(x != 0, held)))
        sides.append(proof.discharge(proof.cases(cover, *cases), inside(x)))
    made = []
    for step, sign, inside in zip(sides, (1, -1), ((x >= 0), (x <= 0))):
        goal = phi(x) == (phi(1) * x if sign > 0 else -phi(-1) * x)
        held = proof.assume(inside)
        own = x == 0
        at_zero = proof.arith(phi(0) == 0, zero)
        equal = proof.assume(own)
        there = proof.rewrite(equal, at_zero, phi(x) == 0)
        first = proof.arith(goal, there, equal)
        other = proof.arith(x > 0 if sign > 0 else x < 0, held, proof.assume(~own))
        second = proof.arith(goal, proof.apply(step, other))
        both = proof.cases(proof.excluded_middle(own), first, second)
        made.append(proof.for_all(proof.discharge(both, inside), x))
    return proof.qed(proof.both(*made))


def the_identity(judge):
    """phi(x) = x has the slope 1 on the left as well, not 2."""
    proof = judge.refutation()
    claimed = proof.at(proof.claim, Lambda((x,), x), 1)
    slopes = []
    for inside in (x > 0, x < 0):
        step = proof.arith(deriv(y, y, x) * x == x, proof.derivative(deriv(y, y, x)))
        slopes.append(proof.for_all(proof.discharge(step, inside), x))
    zero = proof.arith(term(0) == term(1) * 0)
    ends = proof.apply(claimed, proof.both(proof.both(*slopes), zero))
    here = proof.use(proof.at(proof.part(ends, 1), -1))
    left, right = here.sides
    return proof.qed(proof.falsehood(proof.arith(left <= right, here)))


only_two_slopes.mutant("twice the slope on the left", share=2)


@claim(
    "balance.def-homogeneous-net.activation",
    du_hu_lee("Section 1", "Section 4.1"),
    formula=r"\phi(cz) = c\,\phi(z),\quad c > 0",
    hypotheses=("c > 0", "0 <= alpha <= 1"),
)
def positive_scaling(judge, any_sign=False):
    """ReLU, leaky ReLU and the identity (alpha = 0, in between, 1) commute with positive factors; c
    > 0 cannot be dropped.
    """
    c, z, alpha = reals("c z alpha")
    where = [alpha >= 0, alpha <= 1] + ([] if any_sign else [c > 0])
    return judge.equal(_slope(c * z, alpha), c * _slope(z, alpha), where=where)


positive_scaling.mutant("negative factors allowed", any_sign=True)
