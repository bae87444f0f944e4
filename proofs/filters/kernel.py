"""The formula that is proved is the formula that runs: the step of the filter's kernels against one
step of stochastic gradient descent.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from steepest.proofs import claim, reals

from . import as_written, chapter_6, equal

place = "equation (6.2) (our kernel)"


def case(expression, active):
    """The expression where exactly the patches in `active` have w.Z_i > 0 (in the order in which
    their conditions occur).
    """
    import sympy

    arms = sorted(expression.atoms(sympy.Piecewise), key=sympy.default_sort_key)
    for arm in arms:
        (value, condition), _ = arm.args
        expression = expression.xreplace({arm: value if active[condition] else sympy.Integer(0)})
    return expression


def sample_step(patches, active, which, sign):
    """w - eta (f(w, Z) - f(w*, Z)) (1/k) sum Z_i 1{w.Z_i > 0}, in one coordinate, as (6.2) has it;
    w* = e_1.
    """
    from steepest.kernels.filters.sgd import STATE, relu

    k, (along, across) = len(patches), STATE
    values = {f"own{i}": relu(along * x + across * y) for i, (x, y) in enumerate(patches)}
    values |= {f"teacher{i}": relu(x) for i, (x, _) in enumerate(patches)}
    mean = lambda name: "(" + " + ".join(f"{name}{i}" for i in range(k)) + f")/{k}"  # noqa: E731
    letter = "x" if which == "along" else "y"
    moved = " + ".join(f"{letter}{i}" for i in range(k) if active[i]) or "0"
    text = f"{which} - sign*eta*({mean('own')} - {mean('teacher')})*(({moved})/{k})"
    return as_written(text, sign=Fraction(sign), **values)


@claim(
    "fsgd.kernel",
    chapter_6(place),
    formula=r"w'=w-\eta\,(f(w,Z)-f(w_*,Z))\,\tfrac1k\sum_iZ_i1\{w^\top Z_i>0\}",
    hypotheses=(
        "in the plane of w and w*, w* = e_1; k = 1 and 2 patches, every case of which is active",
        "the laws of the angles are draws; their sine and cosine are Taylor polynomials in the "
        "kernel (error about 1e-15, tested)",
    ),
    missing=(
        "for Gaussian inputs in R^p: that the norm of the part across w* follows this step in law",
        "the root of the compared radicand",
    ),
)
def kernel_takes_the_step(judge, sign=1):
    """One step of the filter's kernel is the step of (6.2) on one input of one or two patches; for
    a Gaussian input in R^p the second coordinate is the norm of the part orthogonal to w*.
    """
    from steepest.kernels.filters import sgd

    along, across = sgd.STATE
    parts = []
    for k in (1, 2):
        x = reals(" ".join(f"x{i}" for i in range(k)) + ",")
        y = reals(" ".join(f"y{i}" for i in range(k)) + ",")
        patches = list(zip(x, y))
        step = sgd._step(patches)
        for chosen in product((True, False), repeat=k):
            active = {along * a + across * b > 0: on for (a, b), on in zip(patches, chosen)}
            for which, symbol in (("along", along), ("across", across)):
                value = case(step[symbol], active)
                parts.append(equal(judge, value, sample_step(patches, chosen, which, sign)))
    z, height, rest = reals("z y rest")
    own = along * z + across * height
    made = sgd.rotational()
    for on in (True, False):
        step = {key: case(value, {own > 0: on}) for key, value in made.step.items()}
        size = as_written(
            "on*eta*(along*z + across*y - teacher)*sign",
            on=Fraction(on),
            sign=Fraction(sign),
            teacher=sgd.relu(z),
        )
        parts.append(equal(judge, step[along], as_written("along - size*z", size=size)))
        # across' is a square root; its radicand is compared
        norm = as_written("(across - size*y)**2 + (size*rest)**2", size=size)
        parts.append(equal(judge, step[across] ** 2, norm))
    whole = judge.all(*parts)
    planar = sgd.around("mixture")
    s, b = (symbol for symbol in planar.draws)
    return judge.all(judge.runs(made, whole), judge.runs(_on_circle(sgd, planar, s, b), whole))


def _on_circle(sgd, recurrence, s, b):
    """The recurrence of the mixture, if its step is `sgd._step` at the drawn patch."""
    import sympy

    side = sympy.sign(b - sgd.HALF)
    cos, sin = sgd.circle(sgd.sigma * s, 1)
    if dict(recurrence.step) != sgd._step([(side * cos, side * sin)]):
        raise ValueError("the mixture's kernel is not the step of one patch on the circle")
    return recurrence


kernel_takes_the_step.mutant("ascent", sign=-1)
