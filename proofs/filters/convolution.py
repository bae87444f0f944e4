"""Theorem 6.3: the rate for k patches. The printed proof needs gamma to be non-increasing, which is
false; the theorem is true all the same.

Scalars: D = |d|^2 with d = w - w*, n = |w*|, W = |w|, s = |d|/n = sin(phi), theta = theta(w, w*) <=
phi = phi_t; x1, x2, x3 are the norms of M_{++,+-}, M_{++,-+}, M_{+-,-+}, with x1 + x2 + x3 <=
L_cross theta; m = u^T M_{++,++} u for u = d/|d|, N = <grad, d>/|d|^2, c = L_cross.
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine.matrix import inner, matrices

from . import chapter_6, equal, every, holds
from .gaps import ANGLE, COUNT, EIGENVALUES, EXPECTATION, OPERATORS
from .model import NO_MASS
from .rate import geometric

proof = "Section 6.6.2, proof of Theorem 6.3"
SETTING = (
    "Assumptions 6.2 and 6.3, L_cross in spectral norms",
    "|w_0 - w*| < |w*|, gamma(phi_0) > 6 L_cross",
    "phi_t = arcsin(|w_t - w*|/|w*|)",
)


@claim(
    "fsgd.thm-6.3",
    chapter_6("Theorem 6.3"),
    formula=(
        r"0\le\eta_t\le\min_{\phi\le\phi_0}\frac{\gamma(\phi)-6L_{\mathrm{cross}}}{2(L("
        r"\phi)+10L_{\mathrm{cross}}+4\beta)^2}"
        r"\implies\|w_{t+1}-w_*\|^2\le\left(1-\tfrac12\eta_t(\gamma(\phi_t)-6L_{"
        r"\mathrm{cross}})\right)\|w_t-w_*\|^2"
    ),
    hypotheses=(*SETTING, NO_MASS),
    missing=(
        "fsgd.thm-6.3.inner2, .defect, .geometry, .norm enter as hypotheses",
        EIGENVALUES,
        ANGLE,
        "|w| <= 2 |w*|",
    ),
)
def linear_rate(judge, longest=1):
    """Linear convergence for k patches, with the printed constants 6, 10, 4, 2: true, although
    gamma may increase (fsgd.asm-6.2.mono).

    N >= m - X with X = (1 + |w|/|w*|) c theta/s (fsgd.thm-6.3.inner2), m >= gamma(theta) >= 6 c,
    and m >= gamma(phi) - 2 c (phi + theta) (fsgd.thm-6.3.defect). With phi + theta + X/c <= 6
    (fsgd.thm-6.3.geometry) the mean of the two bounds gives N >= (gamma(phi) - 6 c)/2, and N >=
    gamma(theta) - X; so 2 N - eta K^2 >= (gamma(phi) - 6 c)/2. Explicit count for gamma_low = min
    over [0, phi_0], L_high = max: T = ceil(8 (L_high + 10 c + 4 beta)^2/(gamma_low - 6 c)^2
    log(1/eps)) (fsgd.cor-6.3-rate). For one patch see fsgd.thm-6.2-without-beta.
    """
    N, m, X, x, c, gt, gp, phi, theta, eta, K, D, new, q = reals(
        "N m X x c gamma_theta gamma_phi phi theta eta K D new q"
    )
    facts = [
        (c, ">=", 0),
        (N, ">=", m - c * x),
        (m, ">=", gt),
        (gt, ">=", 6 * c),
        (m, ">=", gp - 2 * c * (phi + theta)),
    ]
    facts += [(phi + theta + x, "<=", 6), (phi, ">=", 0), (theta, ">=", 0), (x, ">=", 0)]
    half = holds(judge, (N, ">=", (gp - 6 * c) / 2), facts, [(c * (phi + theta + x), "<=", 6 * c)])
    # cross = c x
    cross = reals("cross,")[0]
    step = [
        (eta, ">=", 0),
        (K, ">=", 0),
        (D, ">=", 0),
        (q, "<=", K**2 * D),
        (new, "==", D - 2 * eta * N * D + eta**2 * q),
    ]
    step += [
        (2 * eta * K**2, "<=", longest * (gt - 6 * c)),
        (N, ">=", (gp - 6 * c) / 2),
        (N, ">=", gt - cross),
        (cross, "<=", 6 * c),
        (gt, ">=", 6 * c),
    ]
    lemmas = [
        (eta**2 * q, "<=", eta * (gt - 6 * c) / 2 * D),
        (2 * N - (gt - 6 * c) / 2, ">=", (gp - 6 * c) / 2),
    ]
    lemmas.append((eta * D * (2 * N - (gt - 6 * c) / 2), ">=", eta * D * (gp - 6 * c) / 2))
    shown = (new, "<=", (1 - eta * (gp - 6 * c) / 2) * D)
    rate = holds(judge, shown, step, lemmas if longest == 1 else ())
    return judge.all(half, rate)


# one input with every patch active: L_cross = beta = 0, the gradient is L d, a step doubles d
linear_rate.mutant("six times the step", longest=6)


@claim(
    "fsgd.thm-6.3.defect",
    chapter_6(proof),
    formula=r"u^\top M_{++,++}(w)\,u\ge\gamma(\phi)-2L_{\mathrm{cross}}(\phi+\theta),\quad "
    r"u=\tfrac{w-w_*}{\|w-w_*\|},\ \theta(w,w_*)\le\phi\le\tfrac\pi2",
    hypotheses=("any k, any law with Assumption 6.3", "replaces the monotonicity of gamma"),
    missing=(
        EXPECTATION,
        "averages of patches from the signs of each patch",
        "the intermediate directions w' and the two cases",
        OPERATORS,
    ),
)
def defect(judge, least=0):
    """In the direction u of w - w* the moment at w is not much below gamma at any larger angle phi,
    monotone or not.

    Let w' be at angle phi on the same arc, and let a, e, e' average the patches with w*.Z >= 0 and,
    in turn, w'.Z >= 0; w'.Z < 0 <= w.Z; w.Z < 0. Then Z_++(w) = a + e, M_{++,-+}(w') = E[a (e +
    e')^T], M_{++,-+}(w) = E[(a + e) e'^T], and with scalars for u.a, u.e, u.e' (a + e)^2 = a^2 +
    e^2 + 2[a (e + e') - (a + e) e' + e e']. If d is at angle >= phi, then w' = c w + f d with c, f
    >= 0 and so u.e <= 0, u.e' <= 0, e e' >= 0: the two cross moments are all that is lost. If d is
    at angle delta < phi, then d = c w* + f w', u.a >= 0; the patches that enter between phi and
    delta have u.Z >= 0 and only add, and the first case applies from delta on. On the ray of w*
    (theta = 0) u.a and u.e have one sign and e' = 0: nothing is lost.
    """
    a, e, f = reals("a e e_inactive")
    identity = equal(judge, (a + e) ** 2, a**2 + e**2 + 2 * (a * (e + f) - (a + e) * f + e * f))
    signs = holds(judge, (e * f, ">=", 0), [(e, "<=", least), (f, "<=", 0)])
    dz, wz, tz, bz, c, g = reals("d_Z w_Z turned_Z b c g")  # turned = w'
    turned = [(tz, "==", c * wz + g * dz), (c, ">=", 0), (g, ">", 0)]
    between = holds(judge, (dz, "<=", 0), [*turned, (wz, ">=", 0), (tz, "<=", 0)])
    inactive = holds(judge, (dz, "<=", 0), [(dz, "==", wz - bz), (wz, "<=", 0), (bz, ">=", 0)])
    inside = holds(
        judge,
        (dz, ">=", 0),
        [(dz, "==", c * bz + g * tz), (c, ">=", 0), (g, ">=", 0), (bz, ">=", 0), (tz, ">=", 0)],
    )
    adds = holds(judge, ((a + e) ** 2, ">=", a**2), [(a, ">=", 0), (e, ">=", 0)])
    m, low, first, second, theta, phi, L = reals("m low first second theta phi L_cross")
    total = [
        (m, ">=", low - 2 * first - 2 * second),
        (first, "<=", L * phi),
        (second, "<=", L * theta),
    ]
    return judge.all(
        identity,
        signs,
        between,
        inactive,
        inside,
        adds,
        holds(judge, (m, ">=", low - 2 * L * (phi + theta)), total),
    )


defect.mutant("u.e <= 1", least=1)


@claim(
    "fsgd.thm-6.3.geometry",
    chapter_6(proof),
    formula=r"\phi+\theta+\left(1+\tfrac{\|w\|}{\|w_*\|}\right)\frac\theta{\sin\phi}\le6\quad(0\le"
    r"\theta\le\phi<\tfrac\pi2)",
    hypotheses=(
        "|w|/|w*| = cos(theta) + r with r^2 = sin(phi)^2 - sin(theta)^2, since |w - w*| = |w*| "
        "sin(phi)",
    ),
    missing=("that the bounds combine; S, T, r, W stand for sin phi, sin theta, .., |w|/|w*|",),
)
def geometry(judge, bound=6):
    """The one place where the constant 6 of the theorem is needed by the new argument.

    theta (1 + cos theta) <= 2 sin theta, and then with S = sin(phi), T = sin(theta), r^2 + T^2 <=
    S^2: (1 + cos theta + r) theta <= 2 T + (8/5) r <= (13/5) S, and pi + 13/5 <= 6.
    """
    from sympy import cos, pi, sin

    theta, r, W, S, T, phi = reals("theta r W S T phi")
    length = equal(judge, (W - cos(theta)) ** 2 + sin(theta) ** 2, W**2 - 2 * W * cos(theta) + 1)
    arc = holds(
        judge,
        (theta * (1 + cos(theta)), "<=", 2 * sin(theta)),
        [(theta, ">=", 0), (theta, "<=", pi / 2)],
    )
    triangle = [(S, ">", 0), (T, ">=", 0), (r, ">=", 0), (r**2 + T**2, "<=", S**2)]
    chord = holds(judge, (2 * T + 8 * r / 5, "<=", 13 * S / 5), triangle)
    angles = [(theta, ">=", 0), (theta, "<=", phi), (2 * phi, "<", pi), (r, ">=", 0)]
    turn = holds(judge, (theta * r, "<=", 8 * r / 5), angles)
    total = holds(
        judge, ((phi + theta) * S + 13 * S / 5, "<=", bound * S), [*angles[:3], (S, ">", 0)]
    )
    return judge.all(length, arc, chord, turn, total)


geometry.mutant("at most 3", bound=3)


@claim(
    "fsgd.thm-6.3.inner1",
    chapter_6(proof),
    formula=r"\langle\nabla\ell,d\rangle\ge d^\top M_{++,++}d+d^\top "
    r"M_{++,+-}w-d^\top(M_{++,-+}+M_{+-,++}+M_{+-,-+})w_*",
    hypotheses=("dropped: d^T M_{+-,++} w and d^T M_{+-,+-} w",),
    missing=(EXPECTATION, "sums over the patches of a region"),
)
def dropped_terms(judge, sign=1):
    """The dropped terms are products of nonnegative numbers: on +- d.Z = a - b >= 0 and w.Z = a >=
    0, on ++ w.Z >= 0. All k, p.
    """
    P, Q, R, w, v = matrices("P: p x 1, Q: p x 1, R: p x 1, w: p x 1, v: p x 1")
    d = w - v
    gradient = (inner(w, P + Q) - inner(v, P + R)) * (P + Q)
    kept = (
        inner(d, P) * inner(P, d)
        + inner(d, P) * inner(Q, w)
        - inner(d, P) * inner(R, v)
        - inner(d, Q) * inner(P, v)
        - inner(d, Q) * inner(R, v)
    )
    identity = judge.same(
        inner(gradient, d), kept + inner(d, Q) * inner(P, w) + inner(d, Q) * inner(Q, w)
    )
    a, b, other = reals("a b other")
    return judge.all(
        identity,
        holds(
            judge, ((a - b) * other, ">=", 0), [(a, ">=", 0), (sign * b, "<=", 0), (other, ">=", 0)]
        ),
    )


dropped_terms.mutant("on ++", sign=-1)


@claim(
    "fsgd.thm-6.3.inner2",
    chapter_6(proof),
    formula=r"\ge\gamma(\theta)\|d\|^2-\|d\|\|w\|\|M_{++,+-}\|-\|d\|\|w_*\|(\|M_{++,-+}\|+"
    r"\|M_{+-,++}"
    r"\|+\|M_{+-,-+}\|)\ge\left(\gamma(\theta)-\tfrac{(\|w\|+\|w_*\|)L_{\mathrm{cross}}"
    r"\theta}{\|d\|}\right)\|d\|^2",
    hypotheses=("|u^T M v| <= |M| |u| |v|",),
    missing=(OPERATORS, EIGENVALUES),
)
def operator_norms(judge, share=1):
    """Operator norms; the second link (not printed) keeps theta and |w|: |w| x1 + |w*|(x1 + x2 +
    x3) <= (|w| + |w*|) L_cross theta.
    """
    p, first, t1, t2, t3, t4, g, d, W, n, x1, x2, x3, L, theta = reals(
        "p first t1 t2 t3 t4 gamma d W n x1 x2 x3 L_cross theta"
    )
    where = [
        (first, ">=", g * d**2),
        (t1, ">=", -d * W * x1),
        (t2, "<=", d * n * x2),
        (t3, "<=", d * n * x1),
        (t4, "<=", d * n * x3),
    ]
    printed = holds(
        judge,
        (p, ">=", g * d**2 - d * W * x1 - d * n * (x1 + x2 + x3)),
        [*where, (p, "==", first + t1 - t2 - t3 - t4)],
    )
    sizes = [
        (d, ">=", 0),
        (W, ">=", 0),
        (n, ">=", 0),
        (x1, ">=", 0),
        (x2, ">=", 0),
        (x3, ">=", 0),
        (x1 + x2 + x3, "<=", L * theta),
    ]
    lemmas = [
        (W * (x1 + x2 + x3), "<=", W * L * theta),
        (n * (x1 + x2 + x3), "<=", n * L * theta),
        (W * x1, "<=", W * (x1 + x2 + x3)),
    ]
    kept = holds(
        judge,
        (W * x1 + n * (x1 + x2 + x3), "<=", (W + share * n) * L * theta),
        sizes,
        lemmas if share else (),
    )
    return judge.all(printed, kept)


operator_norms.mutant("|w| alone", share=0)


@claim(
    "fsgd.thm-6.3.inner3",
    chapter_6(proof),
    formula=r"\ge\gamma(\theta)\|d\|^2-3L_{\mathrm{cross}}\phi_t\|w_*\|\|d\|",
    hypotheses=("|w| <= 2|w*|", "x1 + x2 + x3 <= L_cross phi_t"),
    missing=(OPERATORS,),
)
def three_cross(judge, three=3):
    """2 x1 + (x1 + x2 + x3) <= 3 L_cross phi_t."""
    W, n, x1, x2, x3, L, phi = reals("W n x1 x2 x3 L_cross phi")
    where = [
        (n, ">=", 0),
        (W, "<=", 2 * n),
        (x1, ">=", 0),
        (x2, ">=", 0),
        (x3, ">=", 0),
        (x1 + x2 + x3, "<=", L * phi),
    ]
    lemmas = [
        (W * x1, "<=", 2 * n * x1),
        (n * (x1 + x2 + x3), "<=", n * L * phi),
        (n * x1, "<=", n * (x1 + x2 + x3)),
    ]
    return holds(judge, (W * x1 + n * (x1 + x2 + x3), "<=", three * L * phi * n), where, lemmas)


three_cross.mutant("2 L_cross", three=2)


@claim(
    "fsgd.thm-6.3.inner4",
    chapter_6(proof),
    formula=r"\ge(\gamma(\theta)-6L_{\mathrm{cross}})\|d\|^2",
    hypotheses=("|d| = |w*| sin(phi_t)", "0 <= phi_t <= pi/2"),
    missing=(OPERATORS, "that 3 phi n <= 6 d from the bound on the sine"),
)
def six_cross(judge, six=6):
    """phi <= 2 sin(phi) on [0, pi/2]."""
    from sympy import pi, sin

    phi, L, n, d, g = reals("phi L_cross n d gamma")
    sine = holds(judge, (3 * phi, "<=", six * sin(phi)), [(phi, ">=", 0), (phi, "<=", pi / 2)])
    where = [(L, ">=", 0), (n, ">=", 0), (3 * phi * n, "<=", 6 * d), (d, ">=", 0)]
    lemmas = [(L * d * 3 * phi * n, "<=", 6 * L * d**2)]
    return judge.all(
        sine,
        holds(judge, (g * d**2 - 3 * L * phi * n * d, ">=", (g - 6 * L) * d**2), where, lemmas),
    )


six_cross.mutant("4 L_cross", six=4)


@claim(
    "fsgd.thm-6.3.norm",
    chapter_6(proof),
    formula=r"\|\nabla\ell\|\le(L(\theta)+10L_{\mathrm{cross}}+4\beta)\|d\|",
    hypotheses=("|w| <= 2|w*|", "phi_t n <= 2|d|"),
    missing=(OPERATORS, "the triangle inequality for the terms of the gradient"),
)
def gradient_norm(judge, ten=10):
    """L|d| + 2 x1 |w| + beta phi |w| + (x1 + x2 + x3)|w*| with |w| <= 2|w*|: 5 L_cross phi |w*| <=
    10 L_cross |d| and 2 beta phi |w*| <= 4 beta |d|.
    """
    W, n, d, x1, x2, x3, L, beta, phi, X = reals("W n d x1 x2 x3 L_cross beta phi X")
    where = [
        (n, ">=", 0),
        (W, ">=", 0),
        (W, "<=", 2 * n),
        (x1, ">=", 0),
        (x1, "<=", X),
        (X, "<=", L * phi),
        (phi, ">=", 0),
    ]
    where += [(phi * n, "<=", 2 * d), (beta, ">=", 0), (L, ">=", 0), (d, ">=", 0)]
    crossing = holds(
        judge, (2 * x1 * W + X * n, "<=", ten * L * d), where,
        [(x1 * W, "<=", X * 2 * n), (X * n, "<=", L * phi * n), (L * phi * n, "<=", 2 * L * d)],
    )  # fmt: skip
    mixed = holds(
        judge,
        (beta * phi * W, "<=", 4 * beta * d),
        where,
        [(phi * W, "<=", 2 * phi * n), (phi * W, "<=", 4 * d)],
    )
    return judge.all(crossing, mixed)


gradient_norm.mutant("7 L_cross", ten=7)


@claim(
    "fsgd.thm-6.3.combine",
    chapter_6(proof),
    formula=r"1-\eta g_\theta+\eta^2K^2\le1-\tfrac12\eta g_\theta\le1-\tfrac12\eta g_\phi",
    hypotheses=(
        "eta >= 0, 2 eta K^2 <= g_theta",
        "g_theta >= g_phi: this is fsgd.asm-6.2.mono, which is false for k >= 2",
    ),
)
def combination(judge, monotone=True):
    """If eta >= 0, 2 eta K^2 <= g_theta and g_theta >= g_phi, then 1 - eta g_theta + eta^2 K^2 <= 1
    - eta g_theta/2 <= 1 - eta g_phi/2.

    The last step of the printed proof, with g = gamma - 6 L_cross and K = L(theta) + 10 L_cross + 4
    beta, given the monotonicity that it uses: true for one patch, false for more
    (fsgd.asm-6.2.mono); without it see fsgd.thm-6.3.
    """
    gt, gp, eta, K = reals("g_theta g_phi eta K")
    where = [(eta, ">=", 0), (2 * eta * K**2, "<=", gt), (gt, ">=", 0)] + (
        [(gt, ">=", gp)] if monotone else []
    )
    return every(
        judge,
        [
            (1 - eta * gt + eta**2 * K**2, "<=", 1 - eta * gt / 2),
            (1 - eta * gt / 2, "<=", 1 - eta * gp / 2),
        ],
        where,
    )


combination.mutant("without monotonicity", monotone=False)


@claim(
    "fsgd.cor-6.3-rate",
    chapter_6("Section 6.3, after Theorem 6.3"),
    formula=(
        r"\eta=\frac{\gamma(\phi_0)-6L_{\mathrm{cross}}}{2(L(0)+10L_{\mathrm{cross}}+4\beta)^2},\ "
        r"T\ge8\frac{(L(0)+10L_{\mathrm{cross}}+4\beta)^2}{(\gamma(\phi_0)-6L_{"
        r"\mathrm{cross}})^2}\log\frac1\varepsilon\implies\|w_T-w_*\|\le\varepsilon\|w_*\|"
    ),
    hypotheses=(
        *SETTING,
        "gamma(phi) >= gamma(phi_0) and L(phi) <= L(0) on [0, phi_0]: automatic for one "
        "patch, false in general (fsgd.asm-6.2.mono, L-mono); "
        "otherwise read min gamma and max L over [0, phi_0]",
    ),
    missing=("fsgd.thm-6.3 with its gaps", COUNT, ANGLE),
)
def iterations(judge, constant=8):
    """The iteration count with its constant 8; the step satisfies Theorem 6.3 and every factor is
    at most 1 - eta (gamma(phi_0) - 6 L_cross)/2.
    """
    from sympy import log

    from . import as_written, number

    g0, g, K0, K = reals("gamma_start gamma K_start K")
    where = [(g0, ">", 0), (g, ">=", g0), (K, ">", 0), (K0, ">=", K)]
    allowed = holds(judge, (g0 / (2 * K0**2), "<=", g / (2 * K**2)), where)
    half = as_written("eta*gamma_start/2", eta=g0 / (2 * K0**2))
    rate = equal(judge, half, g0**2 / (4 * K0**2), [(K0, ">", 0)])
    return judge.all(allowed, rate, geometric(judge, number(f"{constant}/4"), log))


iterations.mutant("constant 1", constant=1)
