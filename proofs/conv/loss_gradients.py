"""Theorem 5.2 and its proof (Section 5.7): both gradients, from one sample to the expectation.

The notation is that of `loss`.
"""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import eye, gradient, inner, matrices, norm2, scalars

from . import thesis
from .loss import ABOUT_Z, HALF, A, B, a, circle, g, h, loss, n, one, quadratic, teacher
from .state import as_written, diff, equal, state


@claim(
    "conv.thm-5.2",
    thesis("Theorem 5.2"),
    formula=r"\partial_v\ell=-\tfrac1{2\pi\|v\|}\left(I-\tfrac{vv^\top}{\|v\|^2}\right)a^\top "
    r"a^*(\pi-\phi)w^*,\quad\partial_a\ell=\tfrac1{2\pi}(11^\top+(\pi-1)I)a-\tfrac1{2\pi}(11^"
    r"\top+(g-1)I)\|w^*\|a^*",
    hypotheses=(
        ABOUT_Z,
        "v != 0",
        "0 < phi < pi for differentiating arccos; both formulas extend continuously to phi = 0 "
        "and pi",
    ),
    missing=(
        "the chain rule: how the derivatives in g, phi and cos phi make up the gradient in v",
        "the loss is conv.thm-5.1-amended",
        "the continuous extension to phi = 0 and pi",
    ),
)
def gradients(judge, factor=1):
    """Both gradients, by differentiating the derived loss; all k and p.

    d l/d g = -n x/(2 pi), dg/dphi = -(pi - phi) sin phi, and with cos phi = v.w*/(|v| n) the
    gradient of cos phi is P w*/(|v| n), P = I - v v^T/|v|^2, so that d l/dv = -(n x/(2 pi))
    (dg/dphi) (-1/sin phi) P w*/(|v| n).
    """
    from sympy import pi, sin

    z = state()
    ascent = gradient(loss, a)
    second = judge.same(
        ascent,
        factor
        * (
            h * (one @ one.T + (circle - 1) * eye("k")) @ a
            - h * (one @ one.T + (g - 1) * eye("k")) @ (n * teacher)
        ),
    )
    phi, V = z.phi, z.V
    along_P = as_written(
        "in_g*in_phi*(-1/sin(phi))/(V*n)", in_g=diff(z.loss, z.g), in_phi=diff(z.g_of_phi, phi)
    )
    first = equal(
        judge,
        along_P,
        -factor * z.x * (pi - phi) / (2 * pi * V),
        [(phi, ">", 0), (phi, "<", pi), (V, ">", 0), (z.n, ">", 0), (sin(phi), ">", 0)],
    )
    return judge.all(second, first, cosine_gradient(judge))


def cosine_gradient(judge):
    """d(v.w*/|v|)/dv = (I - v v^T/|v|^2) w*/|v|: the variation of v.w*, and of |v| = V through V^2
    = v.v; i stands for 1/V.
    """
    v, ws, dv = matrices("v: p x 1, ws: p x 1, dv: p x 1")
    i = scalars("i")
    # d(c) V + c dV = dv.w*, V dV = v.dv  =>  dc = i dv.w* - i^3 (v.w*)(v.dv)
    varied = i * inner(dv, ws) - i * i * i * inner(v, ws) * inner(v, dv)
    projected = inner(dv, i * (ws - i * i * v @ (v.T @ ws)))
    return judge.same(varied, projected)


gradients.mutant("twice the gradients", factor=2)


@claim(
    "conv.thm-5.2-proof-chain",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"\partial_v\ell=\frac1{\|v\|}\left(I-\frac{vv^\top}{\|v\|^2}\right)\partial_w\ell",
    missing=("the differential of v/|v|, and the chain rule",),
)
def chain_rule(judge, power=2):
    """w = v/|v|: dw = dv/|v| - v (v.dv)/|v|^3, so <G, dw> = <(I - v v^T/|v|^2) G/|v|, dv> for every
    G. i = 1/|v|.
    """
    v, G, dv = matrices("v: p x 1, G: p x 1, dv: p x 1")
    i = scalars("i")
    dw = i * dv - i * i * i * v @ (v.T @ dv)
    printed = i * (G - (i * i if power == 2 else i) * v @ (v.T @ G))
    return judge.same(inner(G, dw), inner(printed, dv))


chain_rule.mutant("v v^T/|v|", power=1)

Z, w, ws = matrices("Z: k x p, w: p x 1, ws: p x 1")


@claim(
    "conv.thm-5.2-proof-sample-grad",
    thesis("equations (5.7), (5.8)"),
    formula=r"\partial_w\ell(Z,w,a)=\Big(\sum_ia_i\sigma(Z_i^\top w)-\sum_ia^*_i\sigma(Z_i^\top "
    r"w^*)\Big)\Big(\sum_ia_iZ_i1_i\Big)=\Big(\sum_{i,j}a_ia_jZ_iZ_j^\top1_i1_j\Big)w-\Big("
    r"\sum_{i,j}a_ia^*_jZ_iZ_j^\top1_i1^*_j\Big)w^*",
    hypotheses=("(5.7) + (5.8) with the sums i = j and i != j taken together",),
    missing=(
        "the derivative of the sample loss away from the kinks",
        "the sums over i and j as products with D = diag(1{Zw >= 0})",
    ),
)
def sample_gradient(judge, sign=-1):
    """sigma(Zw) = D Z w; the scalar residual times Z^T D a is the sum of the two quadratic
    expressions. All k, p.
    """
    from steepest.proofs.engine.matrix import diagonal

    D, Ds = diagonal("D: k x k"), diagonal("Ds: k x k")
    residual = inner(a, D @ Z @ w) - inner(teacher, Ds @ Z @ ws)
    pulled = Z.T @ D @ a
    expanded = (pulled @ a.T @ D @ Z) @ w + sign * (pulled @ teacher.T @ Ds @ Z) @ ws
    return judge.same(
        pulled @ (a.T @ D @ Z @ w) - pulled @ (teacher.T @ Ds @ Z @ ws), expanded
    ) & judge.same(residual * inner(pulled, w), inner(expanded, w))


sample_gradient.mutant("plus instead of minus", sign=1)


@claim(
    "conv.thm-5.2-proof-first-term",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"E[(5.7)]=\sum_ia_i^2\,\tfrac w2+\sum_{i\ne j}a_ia_j\frac w{2\pi}",
    missing=(
        "the expectations of Lemma 5.6 are written in",
        "independence of Z_i and Z_j",
        "the sum over the pairs as a quadratic form",
    ),
)
def first_term(judge, off=1):
    """E[Z_i Z_j^T 1_i 1_j] w is w/2 on the diagonal (Lemma 5.6a) and w/(2 pi) off it, where Z_i
    and Z_j are independent: E[Z_i 1_i] times E[Z_j.w 1_j] = (w/|w|)(1/sqrt(2 pi)) |w|/sqrt(2 pi).

    The sum over all pairs is then a.a/2 + ((1.a)^2 - a.a)/(2 pi), for all k.
    """
    (W,) = reals("W,")
    product = as_written("1/sqrt(2*pi)*(W/sqrt(2*pi))/W")
    means = equal(judge, product, as_written("off/(2*pi)", off=Fraction(off)), [(W, ">", 0)])
    pairs = h * (one @ one.T) + (HALF - h) * eye("k")  # the coefficients of w, pair by pair
    total = HALF * norm2(a) + h * (inner(one, a) * inner(one, a) - norm2(a))
    return judge.all(means, judge.same(quadratic(a, a, pairs), total))


first_term.mutant("1/pi off the diagonal", off=2)


@claim(
    "conv.thm-5.2-proof-second-term",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"E[(5.8)]=a^\top a^*\left(\tfrac1\pi(\pi-\phi)w^*+\tfrac1\pi\sin\phi\tfrac{\|w^*\|}{"
    r"\|w"
    r"\|}w\right)+\sum_{i\ne j}a_ia^*_j\tfrac1{2\pi}\tfrac{\|w^*\|}{\|w\|}w",
    case=True,
)
def second_term(judge, share=1):
    """The diagonal part of (5.8) with the printed factor 1/pi, against Lemma 5.6c (coefficients of
    w* at a.a* = 1).
    """
    from sympy import pi

    phi = state().phi
    lemma = (pi - phi) / (2 * pi)
    return equal(judge, share * (pi - phi) / pi, lemma, [(phi, ">=", 0), (phi, "<", pi)])


second_term.mutant("factor 2/pi", share=2)


@claim(
    "conv.thm-5.2-proof-second-term-amended",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"E[(5.8)]=a^\top a^*\left(\tfrac1{2\pi}(\pi-\phi)w^*+\tfrac1{2\pi}\sin\phi\tfrac{\|w^*"
    r"\|}{\|w\|}w\right)+\sum_{i\ne j}a_ia^*_j\tfrac1{2\pi}\tfrac{\|w^*\|}{\|w\|}w",
    amends="conv.thm-5.2-proof-second-term",
    missing=(
        "the moments of Lemma 5.6 are written in",
        "independence of Z_i and Z_j",
        "that the parts combine",
    ),
)
def second_term_amended(judge, share=1):
    """1/(2 pi), as in Lemma 5.6c and as the next display uses; off the diagonal the product of two
    means.

    In the plane of w and w*: E[Z Z^T 1 1*] w* by its three moments against the printed bracket, in
    both coordinates (w = W e_1); and the sum over i != j is 1.a 1.a* - a.a*, for all k.
    """
    from sympy import cos, pi, sin

    from .gaussian import moment_11, moment_12, moment_22

    z = state()
    (W,) = reals("W,")
    phi, positive = z.phi, [(W, ">", 0), (z.n, ">", 0)]
    first, second = (
        z.n * (one_ * cos(phi) + two_ * sin(phi))
        for one_, two_ in ((moment_11(phi), moment_12(phi)), (moment_12(phi), moment_22(phi)))
    )
    along_target = share * (pi - phi) / (2 * pi)
    along_w = share * sin(phi) / (2 * pi) * z.n / W
    means = as_written("1/sqrt(2*pi)*(n/sqrt(2*pi))/W")
    printed = as_written("share*n/(2*pi*W)", share=Fraction(share))
    unequal = one @ one.T - eye("k")
    return judge.all(
        equal(judge, first, along_target * z.n * cos(phi) + along_w * W, positive),
        equal(judge, second, along_target * z.n * sin(phi), positive),
        equal(judge, means, printed, positive),
        judge.same(
            quadratic(a, teacher, unequal), inner(one, a) * inner(one, teacher) - inner(a, teacher)
        ),
    )


second_term_amended.mutant("1/pi", share=2)


@claim(
    "conv.thm-5.2-proof-aggregate",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"\partial_w\ell=-\tfrac1{2\pi}a^\top a^*(\pi-\phi)w^*+\left(\tfrac{\|a\|^2}2+\tfrac{"
    r"\sum_{i\ne j}a_ia_j}{2\pi}-\tfrac{a^\top a^*\sin\phi\|w^*\|}{2\pi\|w\|}-\tfrac{\sum_{i"
    r"\ne j}a_ia^*_j\|w^*\|}{2\pi\|w\|}\right)w",
    hypotheses=("signs as read from the source",),
    missing=(
        "the loss by (5.5), (5.6) is written in",
        "the gradient in w from its components along w and across it",
    ),
)
def aggregate(judge, factor=1):
    """The printed gradient in w is that of the population loss: along w it is dl/dW, across w, in
    the direction in which phi grows, (1/W) dl/dphi. It contradicts the factor 1/pi two displays
    earlier.

    l = (n^2 (S^2 + (pi - 1) N) + W^2 (s^2 + (pi - 1) q) - 2 W n (s S + (g(phi) - 1) x))/(4 pi) by
    (5.5), (5.6), W = |w|; the sums over i != j are s^2 - q and s S - x; w*.e_w = n cos phi and
    w*.e_phi = -n sin phi.
    """
    from sympy import cos, pi, sin

    z = state()
    (W,) = reals("W,")
    layers = z.n**2 * (z.S**2 + (pi - 1) * z.N) + W**2 * (z.s**2 + (pi - 1) * z.q)
    value = (layers - 2 * W * z.n * (z.s * z.S + (z.g_of_phi - 1) * z.x)) / (4 * pi)
    of_target = -z.x * (pi - z.phi) / (2 * pi)
    of_w = (
        z.q / 2
        + (z.s**2 - z.q) / (2 * pi)
        - factor * z.x * z.n * sin(z.phi) / (2 * pi * W)
        - (z.s * z.S - z.x) * z.n / (2 * pi * W)
    )
    where = [(W, ">", 0)]
    turning = as_written("slope/W", slope=diff(value, z.phi))
    return judge.all(
        equal(judge, diff(value, W), of_target * z.n * cos(z.phi) + of_w * W, where),
        equal(judge, turning, -of_target * z.n * sin(z.phi), where),
    )


aggregate.mutant("1/pi in front of the sine", factor=2)


@claim("conv.thm-5.2-proof-aggregate.external", thesis("Section 5.7, 'sanity check'"))
def cited_equation(judge):
    """At a = a* = 1 the display matches equation (16) of reference [10]: the cited paper is not
    part of this text.
    """
    return judge.undecided("equation (16) of the cited paper is not printed in the source")


@claim(
    "conv.thm-5.2-proof-a",
    thesis("Section 5.7, proof of Theorem 5.2"),
    formula=r"\partial_a\ell=\sigma(Zw)\sigma(Zw)^\top a-\sigma(Zw)\sigma(Zw^*)^\top a^*,\quad "
    r"E=A(w)a-B(w,w^*)a^*",
    missing=("the expectation entry by entry gives A and B",),
)
def second_layer_gradient(judge, factor=1):
    """Differentiate half the squared error in a; expectation entry by entry gives A and B.
    All k.
    """
    u, us = matrices("u: k x 1, us: k x 1")
    error = inner(a, u) - inner(teacher, us)
    derived = gradient(HALF * error * error, a)
    return judge.same(derived, factor * (u @ u.T @ a - u @ us.T @ teacher)) & judge.same(
        gradient(loss, a), factor * (A @ a - B @ teacher)
    )


second_layer_gradient.mutant("twice", factor=2)
