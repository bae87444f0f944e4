"""One step of descent contracts the residual, for inputs of any norms. The notation is that of
`norms_step`.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exists,
    forall,
    given,
    reals,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify
from steepest.proofs.textbook.forms import bounded_below

from . import thesis
from .certificate_neurons import kappa
from .data_movement import norm
from .data_rows import nu, q, rows_below
from .network import (
    F,
    V,
    W,
    a,
    b,
    d,
    eta,
    i,
    j,
    kernel,
    lam,
    m,
    n,
    output,
    signs,
    symmetric_kernel,
    v,
    width,
    x,
    y,
)
from .norms_step import few, locus, product, row
from .perturbation import gram_of, kept, sets, share
from .step import ONE, change, e, loss, moved, residual

A, B, C, D, S, g = reals("A B C D S g")
gram = gram_of(W)


def step():
    return conj(width(), signs(), eta > 0, residual(), moved(), sets(), kept(W, V))


def sizes():
    small = conj(rows_below(kernel, nu), nu >= 0, q >= 0, 16 * q * nu <= lam, few())
    return conj(lam > 0, 2 * lam <= kappa, eta * kappa <= "2/5", norm(), small)


def after():
    return sum_over(i, n, (output(V, i) - y(i)) ** 2)


def contraction_says():
    low = bounded_below(gram, 5 * lam / 8)
    return forall(x, W, V, F, a, y, e, b, eta, n, m, d, lam, kappa, nu, q)(
        given(step(), sizes(), low) >> (after() <= (1 - eta * lam / 2) * loss())
    )


def rows_against_loss(k, rows, nu_low):
    """The squares of the sums over j of |K_ij| |e_j| add up to at most nu^2 |e|^2."""
    moduli = [abs(abs(kernel(i, j))), abs(kernel(i, j))]
    own = by_terms(
        k, j, n, lambda t: sum_over(j, t, moduli[0]) == sum_over(j, t, moduli[1]), moduli
    )
    own = k.arith(sum_over(j, n, moduli[0]) <= nu, own, k.apply(k.at(rows, i), k.assume(i < n)))
    own = k.for_all(k.discharge(own, i < n), i)
    turned = [abs(abs(kernel(i, j))), abs(kernel(j, i))]
    columns = by_terms(
        k, i, n, lambda t: sum_over(i, t, turned[0]) == sum_over(i, t, turned[1]), turned,
        k.arith(turned[0] == turned[1], symmetric_kernel(k)),
    )  # fmt: skip
    known = k.apply(k.at(rows, j), k.assume(j < n))
    columns = k.arith(sum_over(i, n, turned[0]) <= nu, columns, known)
    columns = k.for_all(k.discharge(columns, j < n), j)
    lemma = k.by("book.row-sums", Lambda((i, j), abs(kernel(i, j))), n, nu)
    norm = k.at(k.use(lemma, nu_low, own, columns), Lambda((j,), abs(e(j))))
    squares = [abs(e(j)) ** 2, e(j) ** 2]
    same = by_terms(
        k, j, n, lambda t: sum_over(j, t, squares[0]) == sum_over(j, t, squares[1]), squares
    )
    return k.arith(sum_over(i, n, row(i) ** 2) <= nu**2 * loss(), norm, same)


@claim(
    "relu2.thm-2.3-norms.contraction",
    thesis(locus),
    says=contraction_says,
    uses=("relu2.thm-2.3-norms.change", "relu2.thm-2.3-sharper.step-along",
          "relu2.thm-2.3-sharper.flips", "relu2.eq-2.5.psd", "book.row-sums"),
)  # fmt: skip
def contraction(judge):
    """One step of descent contracts the squared residual by 1 - eta lambda_0/2, for inputs of any
    norms, while few neurons flip.

    Where lambda_min(H) >= 5 lambda_0/8, a share q <= lambda_0/(16 nu) of the neurons may flip at an
    input, and eta <= 2/(5 kappa).

    The step is -eta (H e + f) with |f_i| <= q times the sum of the |K_ij| |e_j|, so |f| <= q nu |e|
    <= lambda_0 |e|/16.
    """
    k = judge.theorem()
    scale, square, signed, positive, resid, moves, binary, stays, *rest = k.given
    lam_pos, double, short, top, rows, nu_low, q_low, small, shares, low = rest
    entry = k.assume(i < n)
    off = k.by("relu2.thm-2.3-norms.change", x, W, V, F, a, e, b, eta, n, m, d)
    off = k.apply(k.at(k.use(off, scale, signed, positive, moves, binary, stays), i), entry)
    # f, with g = 1/eta
    inverse = exists(g)(g * eta == 1)
    nonzero = k.arith(eta != 0, positive)
    found = k.exhibit(inverse, 1 / eta, k.arith(1 / eta * eta == 1, nonzero), nonzero)
    one = k.such(found, g)
    f = -g * (change(i) + eta * product(i))
    never = by_terms(
        k, j, n, lambda t: sum_over(j, t, abs(kernel(i, j)) * abs(e(j))) >= 0,
        [abs(kernel(i, j)) * abs(e(j))],
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, D, g, eta)(
            # A = u(k + 1) - u(k) + eta H e, B the share, C the row, D = q
            given(abs(A) <= eta * B * C, B <= D, C >= 0, g * eta == 1, eta > 0, D >= 0)
            >> ((-g * A) ** 2 <= D**2 * C**2)
        ),
        change(i) + eta * product(i), share(i), row(i), q, g, eta,
    )  # fmt: skip
    off = k.arith(rule.formula.left.part(0), off)
    each = k.use(rule, off, k.apply(k.at(shares, i), entry), never, one, positive, q_low)
    bodies = [f**2, row(i) ** 2]
    total = by_terms(
        k, i, n, lambda t: sum_over(i, t, bodies[0]) <= q**2 * sum_over(i, t, bodies[1]), bodies,
        each,
    )  # fmt: skip
    rule = k.lemma(
        forall(A, B, C, q, nu, lam)(
            given(A <= q**2 * B, B <= nu**2 * C, 16 * q * nu <= lam, q >= 0, nu >= 0, C >= 0)
            >> (A <= (lam / 16) ** 2 * C)
        ),
        sum_over(i, n, bodies[0]), sum_over(i, n, bodies[1]), loss(), q, nu, lam,
    )  # fmt: skip
    never = by_terms(k, i, n, lambda t: sum_over(i, t, e(i) ** 2) >= 0, [e(i) ** 2])
    near = rows_against_loss(k, rows, nu_low)
    off = k.use(rule, total, near, small, q_low, nu_low, never)
    # the step
    above = k.arith(kappa > 0, lam_pos, double)
    flips = k.by("relu2.thm-2.3-sharper.flips", x, W, F, b, n, m, d, 0, kappa)
    flips = k.use(flips, scale, square, k.arith(term(0) >= 0), k.arith(kappa >= 0, above))
    bounds = k.apply(k.part(flips, 1), top)
    same = k.at(k.use(k.by("relu2.eq-2.5.psd", x, W, b, n, m, d), scale, square), v)
    lemma = k.by("relu2.thm-2.3-sharper.step-along", Lambda((i, j), gram(i, j)), Lambda((i,), f), e,
                 n, eta, lam, kappa)  # fmt: skip
    end = k.use(lemma, positive, lam_pos, above, short, k.part(same, 2), low, bounds, off)
    new = e(i) - eta * (product(i) + f)
    bodies = [(output(V, i) - y(i)) ** 2, new**2]
    rule = k.lemma(
        forall(A, B, C, D, S, g, eta)(
            # A and B the outputs, C = y, D = H e, S = e
            given(S == B - C, g * eta == 1)
            >> ((A - C) ** 2 == (S - eta * (D + -g * (A - B + eta * D))) ** 2)
        ),
        output(V, i), output(W, i), y(i), product(i), e(i), g, eta,
    )  # fmt: skip
    equal = k.use(rule, k.apply(k.at(resid, i), entry), one)
    equal = by_terms(
        k, i, n, lambda t: sum_over(i, t, bodies[0]) == sum_over(i, t, bodies[1]), bodies, equal
    )
    result = k.arith(after() <= (1 - eta * lam / 2) * loss(), equal, end)
    return k.qed(k.obtain(found, result, g))


@contraction.mutant
def with_a_step_of_three(judge):
    """eta kappa <= 3 for one input and one neuron: the residual goes from 1/10 to -2/10."""
    one = conj(n == 1, m == 1, kernel(0, 0) <= kappa, gram(0, 0) >= 5 * lam / 8)
    long = conj(lam > 0, 2 * lam <= kappa, eta * kappa <= 3)
    run = conj(width(), signs(), eta > 0, residual(), moved())
    stays = conj(V(0, 0) >= 0, W(0, 0) >= 0)
    hint = {
        "values": ONE["values"] | {"eta": "3", "lambda_0": "1/2", "kappa": "1"},
        "functions": ONE["functions"] | {
            "V": {"of": ["r", "c"], "is": "7/10"},
            "y": {"table": ["9/10"]},
            "e": {"table": ["1/10"]},
        },
    }  # fmt: skip
    longer = given(run, one, long, stays) >> (after() <= (1 - eta * lam / 2) * loss())
    return falsify(forall(x, W, V, a, y, e, b, eta, n, m, d, lam, kappa)(longer), hints=[hint])
