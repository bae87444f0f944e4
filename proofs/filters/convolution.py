"""Theorem 6.3: the rate for k patches. The printed proof needs gamma to be non-increasing, which is
false; the theorem is true all the same.

Scalars: D = |d|^2 with d = w - w*, n = |w*|, W = |w|, s = |d|/n = sin(phi), theta = theta(w, w*) <=
phi = phi_t; x1, x2, x3 are the norms of M_{++,+-}, M_{++,-+}, M_{+-,-+}, with x1 + x2 + x3 <=
L_cross theta; m = u^T M_{++,++} u for u = d/|d|, N = <grad, d>/|d|^2, c = L_cross.
"""

from __future__ import annotations

from steepest.proofs import claim, reals

from . import chapter_6, equal, every, holds
from .gaps import ANGLE, EIGENVALUES, EXPECTATION, OPERATORS
from .model import NO_MASS

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
