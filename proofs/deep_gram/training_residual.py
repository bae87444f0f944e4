"""Section 3.10: the movement of the weights of residual networks, and the width. The printed
bounds carry 1/H, but the first layer and the output do not.

X = c_x0, A = a_20, w = c_w0, c = sqrt(c_sigma), e = e^(2 c_res c_w0 L), y = |y - u(s)|. The
gradient of W^(h), h >= 2, has the factor c_res/H; that of W^(1) has sqrt(c_sigma), that of a is the
feature itself (deep.grad-res.first, deep.grad-fc.a).
"""

from __future__ import annotations

from steepest.proofs import claim, reals
from steepest.proofs.engine import theorems

from . import chapter_3, holds, number, positive

LEMMA12 = "Lemma 3.12 and its proof"


@claim(
    "deep.lem-3.12-s1.first",
    chapter_3(LEMMA12),
    formula=r"\text{the same for }h=1",
    hypotheses=(
        "one neuron in each layer, sigma' = 1 at the data, c_sigma = 1, W^(h) = 0 for h >= 2: "
        "the gradient of W^(1) is a r x",
    ),
)
def first_layer_as_printed(judge, scale=1):
    """The bound as printed for all layers. False for the first one: its gradient has
    sqrt(c_sigma/m) where the bound has c_res/(H sqrt(m)).
    """
    a, r, x, kappa, H = reals("a r x c_res H")
    where = [*positive(a, r, x, kappa), (kappa, "<", 1), (H, ">=", 2)]
    return holds(judge, (a * r * x, "<=", scale * kappa / H * a * r * x), where)


first_layer_as_printed.mutant("ten times the bound", scale=10)


@claim(
    "deep.lem-3.12-s2.second",
    chapter_3(LEMMA12),
    formula=r"2\eta c_{x,0}\sum_i|y_i-u_i(s)|\le\eta Q'(s)",
    hypotheses=(
        "with sum |y_i - u_i| <= sqrt(n)|y - u|: 2 c_x0 <= 4 c_res c_x0 a_20 L e^(2 c_res "
        "c_w0 L)/H",
        "L = 1, a_20 = 1, c_w0 = 2.01",
    ),
)
def output_as_printed(judge, factor=4):
    """The second inequality. False for every c_res < 1 once H > 2 c_res a_20 L e^(2 c_res c_w0 L);
    for c_res = 1/10 already at H = 2.
    """
    from sympy import exp

    X, kappa, H = reals("X c_res H")
    where = [*positive(X, kappa), (kappa, "<", 1), (H, ">=", 2)]
    return holds(judge, (2 * X, "<=", factor * kappa * X * exp(number("4.02") * kappa) / H), where)


output_as_printed.mutant("40 in place of 4", factor=40)


def small_steps_of_the_output(power=1, pixels=False):
    """For some constants the first step of the output vector, at least |y - u|/c_x0 for one datum,
    is at most Q'(0) = 4 c_res c_x0 a_20 L e |y - u| (root_pq)/H^power at every depth H.
    """
    X, A, L, kappa, e, root = theorems.reals("c_x0 a_20 L c_res e root_pq")
    H = theorems.nats("H")
    some = (X, A, L, kappa, e, root) if pixels else (X, A, L, kappa, e)
    size = 4 * kappa * X * A * L * e * (root if pixels else 1)
    positive = [X >= 1, *(one > 0 for one in some[1:])]
    always = theorems.forall(H)((H >= 2) >> (1 / X <= size / H**power))
    return theorems.exists(*some)(theorems.conj(*positive, always))


def no_small_steps(judge, pixels=False):
    """At a depth above X times the constant."""
    k = judge.refutation()
    X, A, L, kappa, e, root = theorems.reals("c_x0 a_20 L c_res e root_pq")
    H = theorems.nats("H")
    *positive, bound = k.inside(X, A, L, kappa, e, *([root] if pixels else []))
    size = 4 * kappa * X * A * L * e * (root if pixels else 1)
    large = k.above(2 + abs(X * size), H)
    return k.qed(k.falsehood(k.use(k.at(bound, H), large), large, *positive))


@claim(
    "deep.lem-3.12",
    chapter_3("Lemma 3.12"),
    formula=r"\|W^{(h)}(s)-W^{(h)}(s-1)\|_F,\|a(s)-a(s-1)\|\le\eta Q'(s-1),\quad "
    r"Q'(s)=\frac{4c_{res}c_{x,0}a_{2,0}Le^{2c_{res}c_{w,0}L}\sqrt n\|y-u(s)\|}H",
    hypotheses=(
        "one datum (n = 1), the first step of a: |a(1) - a(0)| = eta |y - u||x^(H)| >= eta |y "
        "- u|/c_x0",
        "any constants, all H",
    ),
    says=small_steps_of_the_output,
)
def movement_as_printed(judge, power=1):
    """All blocks move by at most eta Q'. False for a (and for W^(1)): their steps do not become
    small with H, Q' does.
    """
    return no_small_steps(judge)


movement_as_printed.mutant("Q' with 1/H^2", power=2)


@claim(
    "deep.lem-3.12-amended",
    chapter_3("Lemma 3.12"),
    formula=r"\dots\le\eta Q''(s),\ \ \|W^{(h)}(s)-W^{(h)}(0)\|_F,\|a(s)-a(0)\|\le R''\sqrt "
    r"m,\quad Q''=C\sqrt n\|y-u(s)\|,\ R''=\frac{4C\sqrt n\|y-u(0)\|}{\lambda_0\sqrt m}",
    hypotheses=(
        "C = max(2 c_x0, 2 sqrt(c_sigma) L a_20 e, 4 c_res c_x0 a_20 L e/H), e = e^(2 c_res "
        "c_w0 L)",
        "Condition 3.3, R'' <= min(c_w0, a_20, c_x0/c_x)",
    ),
    amends="deep.lem-3.12",
    missing=(
        "the bounds of the three kinds of blocks are premises",
        "the sum over the steps by induction",
    ),
)
def movement(judge, factor=4):
    """The three kinds of blocks, and the geometric sum 4/(eta lambda_0) of deep.lem-3.5-s2."""
    C, n, y, eta, lam, m, total, moved = reals("C root_n y_0 eta lambda_0 root_m total moved")
    where = [
        *positive(C, n, y, eta, lam, m),
        (total * eta * lam, "<=", 4),
        (moved, "<=", eta * C * n * y * total),
    ]
    return holds(judge, (moved, "<=", factor * C * n * y / (lam * m) * m), where)


movement.mutant("2 in place of 4", factor=2)


@claim(
    "deep.proof-3.2",
    chapter_3("Section 3.10"),
    formula=r"m\ge\Big(\frac{TC_0}{c}\Big)^2\max\Big\{\frac{n^4}{\lambda_0^4H^6},\frac{n^2}{"
    r"\lambda_0^2H^2}\Big\}\implies R'\le\frac{c\lambda_0H^2}n,\ R'\le c",
    hypotheses=(
        "R' as printed: R' = T C_0 n/(H lambda_0 sqrt(m)), T = 16 c_res c_x0 a_20 L e^(2 "
        "c_res c_w0 L)",
        "|y - u(0)| <= C_0 sqrt(n)",
    ),
)
def width_as_printed(judge, power=6):
    """The first two terms of the width of Theorem 3.2 follow from the printed R' by algebra (but
    see deep.lem-3.12).
    """
    return _width(judge, 1, power, 2)


def _width(judge, drop, power, second):
    T, n, lam, H, c, root, R = reals("T n lambda_0 H c root_m R")
    base = [
        *positive(T, lam, c, root),
        (n, ">=", 1),
        (H, ">=", 2),
        (R, "==", T * n / (H**drop * lam * root)),
    ]
    one = holds(
        judge,
        (R**2, "<=", (c * lam * H**2 / n) ** 2),
        [*base, (c**2 * root**2 * lam**4 * H**power, ">=", T**2 * n**4)],
    )
    two = holds(
        judge, (R**2, "<=", c**2), [*base, (c**2 * root**2 * lam**2 * H**second, ">=", T**2 * n**2)]
    )
    return judge.all(one, two)


width_as_printed.mutant("H^7", power=7)


@claim(
    "deep.proof-3.2.corrected",
    chapter_3("Section 3.10"),
    formula=r"m\ge\Big(\frac{4CC_0}{c}\Big)^2\max\Big\{\frac{n^4}{\lambda_0^4H^4},\frac{n^2}{"
    r"\lambda_0^2}\Big\}\implies R''\le\frac{c\lambda_0H^2}n,\ R''\le c",
    hypotheses=("R'' of deep.lem-3.12-amended; deep.proof-3.2 is sound algebra from a false R'",),
)
def width(judge, power=4):
    """With the movement that all blocks obey, two powers of H are lost in both terms:
    n^4/(lambda_0^4 H^4) and n^2/lambda_0^2.
    """
    return _width(judge, 0, power, 0)


width.mutant("H^6, as printed", power=6)
