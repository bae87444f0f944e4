"""Lemma 3.15 with its constants amended: the norms of the features of a convolutional network.

The notation is that of `patches`; W(a, c, s) are the weights of channel a of m.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import (
    Lambda,
    by_terms,
    conj,
    exp,
    forall,
    functions,
    given,
    nats,
    reals,
    sequences,
    sqrt,
    sum_over,
    term,
)
from steepest.proofs.engine.theorems.falsify import falsify

from ..textbook.frobenius import entrywise
from . import chapter_3
from .architectures import CONV
from .initialization import L, lipschitz, sigma
from .initialization_conv import CONV as NORMS
from .layer_norms import H, N, P, c_res, is_norm, kappa, root_m, root_p, scaled
from .patches import X, c, d, f, i, j, length, p, patch, patched, product, r, s, x

a, m = nats("a m")
W = functions("W", "nat", "nat", "nat")
u = functions("u", "nat", "nat")
b, c_w, root_c, root_q = reals("b c_w0 root_c root_q")
A, B, C, Q, S = reals("A B C Q S")


def response(weights, patch, d):
    """Channel a at one patch of d channels"""
    return sum_over(c, d, sum_over(s, 2 * r + 1, weights(a, c, s) * patch(c, s)))


def bounded(weights, b, d=d):
    """|W| <= b"""
    size = sum_over(c, d, sum_over(s, 2 * r + 1, u(c, s) ** 2))
    return forall(u)(sum_over(a, m, response(weights, u, d) ** 2) <= b**2 * size)


def pre(weights, patches, d=d):
    """W phi(x) at channel a and position i"""
    return response(weights, lambda c, s: patches(c, i, s), d)


def weights_say():
    image = sum_over(a, m, sum_over(i, p, pre(W, X) ** 2))
    return forall(x, X, W, b, S, root_q, d, m, p, r)(
        given(patched(X, x), bounded(W, b), root_q**2 == 2 * r + 1, length() <= S**2)
        >> (image <= (b * root_q * S) ** 2)
    )


@claim(
    "deep.lem-3.15.weights",
    CONV,
    formula=r"\|W\phi(x)\|_F\le\sqrt q\,\|W\|\,\|x\|_F",
    says=weights_say,
    uses=("deep.ineq-patch", "book.sum-exchange"),
)
def convolution_norm(judge):
    """|W phi(x)|_F <= |W| sqrt(q) |x|_F: the norm of W at every patch, and the sum over them."""
    k = judge.theorem()
    patches, norm, q_size, short = k.given
    image, size = pre(W, X) ** 2, sum_over(s, 2 * r + 1, X(c, i, s) ** 2)
    each = k.at(norm, Lambda((c, s), X(c, i, s)))
    bodies = sum_over(a, m, image), sum_over(c, d, size)
    total = by_terms(
        k, i, p, lambda n: sum_over(i, n, bodies[0]) <= b**2 * sum_over(i, n, bodies[1]),
        bodies, each,
    )  # fmt: skip
    turned = [
        k.by("book.sum-exchange", Lambda((one, i), body), count, p)
        for one, body, count in ((a, image, m), (c, size, d))
    ]
    squares = [X(c, i, s) ** 2, X(c, i, s) * X(c, i, s)]
    same = entrywise(
        k, lambda one, two: one == two, squares, sizes=((s, 2 * r + 1), (i, p), (c, d))
    )
    known = k.part(k.apply(k.by("deep.ineq-patch", x, X, d, p, r), patches), 1)
    rule = forall(A, B, Q)(given(sqrt(A) <= sqrt(Q) * sqrt(B)) >> (A <= Q * B))
    known = k.use(k.lemma(rule, product(X, X), length(), 2 * r + 1), known)
    size = k.arith(turned[1].sides[1] <= (2 * r + 1) * length(), turned[1], same, known)
    whole = k.arith(turned[0].sides[0] <= b**2 * turned[1].sides[1], total, *turned)
    rule = forall(A, B, C, Q, S, b)(
        given(A <= b**2 * B, B <= Q**2 * C, C <= S**2) >> (A <= (b * Q * S) ** 2)
    )
    rule = k.lemma(rule, turned[0].sides[0], turned[1].sides[1], length(), root_q, S, b)
    return k.qed(k.use(rule, whole, k.arith(rule.formula.left.part(1), size, q_size), short))


@convolution_norm.mutant
def without_the_patches(judge):
    """|W phi(x)| <= |W||x|: W = (1, 1, 1), whose norm is sqrt 3, and x = (1, 1, 1)."""
    image = sum_over(i, p, sum_over(s, 2 * r + 1, patch(f)) ** 2)
    model = {"values": {"p": "3", "r": "1"}, "functions": {"f": {"table": ["1", "1", "1"]}}}
    size = sum_over(j, p, f(j) ** 2)
    return falsify(forall(f, p, r)(image <= (2 * r + 1) * size), hints=[model], attempts=0)


def square(entry):
    """|x|_F^2 for m channels"""
    return sum_over(a, m, sum_over(i, p, entry(a, i) ** 2))


def reached(k, size, patches, norm, q_size, short, d=d):
    """|W phi(x)|_F <= sqrt(m) (c_w0 sqrt(q) size) from |x|_F <= size"""
    image = k.by("deep.lem-3.15.weights", x, X, W, c_w * root_m, size, root_q, d, m, p, r)
    image = k.use(image, patches, norm, q_size, short)
    return k.arith(image.sides[0] <= (root_m * (c_w * (root_q * size))) ** 2, image)


def roots():
    return is_norm(root_p, p), is_norm(root_q, 2 * r + 1)


def first_says():
    after = square(lambda a, i: kappa * sigma(pre(W, X)))
    bound = root_c * (root_q * L * c_w + root_p * abs(sigma(0)))
    scale = conj(root_m > 0, root_m**2 == m, root_c >= 0, kappa * root_m == root_c)
    return forall(sigma, x, X, W, L, kappa, root_c, c_w, N, root_m, root_p, root_q, d, m, p, r)(
        given(
            L >= 0, scale, c_w >= 0, *roots(), lipschitz(), patched(X, x), bounded(W, c_w * root_m),
            length() <= 1, is_norm(N, after),
        )
        >> (N <= bound)
    )  # fmt: skip


@claim(
    "deep.lem-3.15-s3-amended",
    chapter_3(NORMS),
    formula=r"\|x^{(1)}\|_F\le\sqrt{c_\sigma}\big(\sqrt qLc_{w,0}+\sqrt p|\sigma(0)|\big)",
    hypotheses=(
        "|W^(1)| <= c_w0 sqrt(m), |x|_F <= 1",
        "kappa = sqrt(c_sigma/m), and root_c, root_m, root_p, root_q are the roots",
    ),
    amends="deep.lem-3.15-s3",
    says=first_says,
    uses=("deep.lem-3.15.weights", "deep.lem-3.8-s2.layer"),
)
def first_conv_layer(judge):
    """The triangle inequality in R^(m p), as in deep.lem-3.8-s2-amended; sigma(0) costs a factor
    sqrt(p), so c_x0 is still poly(p).
    """
    k = judge.theorem()
    slope, m_low, m_size, c_low, scale, w_low, p_low, p_size, q_low, q_size, lip = k.given[:11]
    patches, norm, short, N_low, N_size = k.given[11:]
    image = reached(k, 1, patches, norm, q_size, k.arith(length() <= 1**2, short))
    layer = k.by(
        "deep.lem-3.8-s2.layer", sigma, Lambda((a, i), 0 * pre(W, X)), Lambda((a, i), pre(W, X)), L,
        root_c, kappa, 1, c_w * (root_q * 1), 0, N, root_m, root_p, m, p,
    )  # fmt: skip
    step = kappa * sigma(pre(W, X))
    bodies = [(0 * pre(W, X)) ** 2, (0 * pre(W, X) + step) ** 2, step**2]
    same = entrywise(
        k, lambda none, two, one: conj(none == 0, two == one), bodies, sizes=((i, p), (a, m))
    )
    none, after = (k.part(same, place).sides[0] for place in (0, 1))
    known = [
        k.arith(kappa * (1 * root_m) == root_c, scale),
        k.arith(c_w * (root_q * 1) >= 0, w_low, q_low),
        k.arith(conj(term(0) >= 0, term(0) ** 2 == none), same),
        k.arith(N**2 == after, same, N_size),
    ]
    bound = k.use(layer, slope, m_low, m_size, c_low, p_low, p_size, lip, image, N_low, *known)
    return k.qed(k.arith(k.target, bound))


@first_conv_layer.mutant
def at_zero(judge):
    """Without sigma(0): x = 0 and sigma = 1, at c_sigma = m = p = 1."""
    one = given(A == 1, root_c == 1, root_p == 1, N == root_c * root_p * A)
    return falsify(
        forall(A, root_c, root_p, N)(one >> (N <= root_c * 0)),
        hints=[{"values": {"A": "1", "root_c": "1", "root_p": "1", "N": "1"}}],
    )


def step_says():
    after = square(lambda a, i: x(a, i) + kappa * sigma(pre(W, X, m)))
    growth = c_res / H * (root_p * abs(sigma(0)) + root_q * c_w * L * N)
    return forall(
        sigma, x, X, W, L, c_res, kappa, H, c_w, N, P, root_m, root_p, root_q, m, p, r
    )(
        given(
            L >= 0, scaled(), c_w >= 0, *roots(), lipschitz(), patched(X, x),
            bounded(W, c_w * root_m, m), is_norm(N, length(m)), is_norm(P, after),
        )
        >> (abs(P - N) <= growth)
    )  # fmt: skip


@claim(
    "deep.lem-3.15-s4-amended",
    chapter_3(NORMS),
    formula=r"\big|\|x^{(h)}\|_F-\|x^{(h-1)}\|_F\big|\le\frac{c_{res}}H\big(\sqrt "
    r"p|\sigma(0)|+\sqrt qc_{w,0}L\|x^{(h-1)}\|_F\big)",
    hypotheses=("x^(h) = x^(h-1) + kappa sigma(W phi(x^(h-1))), |W| <= c_w0 sqrt(m)",),
    amends="deep.lem-3.15-s4",
    says=step_says,
    uses=("deep.lem-3.15.weights", "deep.lem-3.8-s2.layer"),
)
def conv_step(judge):
    """|phi(x)|_F <= sqrt(q)|x|_F and the triangle inequality in R^(m p)."""
    k = judge.theorem()
    slope, *ratio = k.given[:6]
    w_low, p_low, p_size, q_low, q_size, lip, patches, norm, *norms = k.given[6:]
    N_low, N_size, *_ = norms
    image = reached(k, N, patches, norm, q_size, k.arith(length(m) <= N**2, N_size), d=m)
    entries = Lambda((a, i), x(a, i)), Lambda((a, i), pre(W, X, m))
    layer = k.by(
        "deep.lem-3.8-s2.layer", sigma, *entries, L, c_res, kappa, H, c_w * (root_q * N), N, P,
        root_m, root_p, m, p,
    )  # fmt: skip
    reach = k.arith(root_q * N >= 0, q_low, N_low)
    reach = k.arith(c_w * (root_q * N) >= 0, w_low, reach)
    bound = k.use(layer, slope, *ratio, reach, p_low, p_size, lip, image, *norms)
    return k.qed(k.arith(k.target, bound, ratio[0]))


@conv_step.mutant
def a_constant_activation(judge):
    """Without sigma(0): a constant activation moves x = 0."""
    one = given(A == 1, c_res == 1, H == 1, N == 0, P == N + c_res / H * A)
    return falsify(
        forall(A, c_res, H, N, P)(one >> (abs(P - N) <= c_res / H * N)),
        hints=[{"values": {"A": "1", "c_res": "1", "H": "1", "N": "0", "P": "1"}}],
    )


h, D = nats("h H")
t, rho, kappa_1 = reals("t rho kappa_1")
norm = sequences("N")
y = functions("y", "nat", "nat")
V, Y = functions("V Y", "nat", "nat", "nat")
z = functions("x", "nat", "nat", "nat")
U, Z = functions("W X", "nat", "nat", "nat", "nat")


def feature(h):
    return lambda a, i: z(h, a, i)


def each_unit(formula):
    """Of all channels and positions"""
    return forall(a, i)(((a < m) & (i < p)) >> formula)


def network():
    """y is the input, x(h) the features of layer h + 1; X(h) are the patches of x(h) and Y those of
    y.
    """
    weights, patches = (lambda *at: U(h, *at)), (lambda *at: Z(h, *at))
    first = each_unit(z(0, a, i) == kappa_1 * sigma(pre(V, Y)))
    then = each_unit(z(h + 1, a, i) == z(h, a, i) + kappa * sigma(pre(weights, patches, m)))
    layer = conj(patched(patches, feature(h)), bounded(weights, c_w * root_m, m), then)
    size = sum_over(c, d, sum_over(j, p, y(c, j) ** 2))
    return (
        patched(Y, y), bounded(V, c_w * root_m), size <= 1, first,
        forall(h)((h + 1 < D) >> layer),
        forall(h)((h < D) >> is_norm(norm(h), square(feature(h)))),
    )  # fmt: skip


def start():
    """The bound of the first layer"""
    return root_c * (root_q * L * c_w + root_p * abs(sigma(0)))


def features_say():
    above = norm(h) <= (start() + rho) * exp(t) - rho
    below = norm(h) >= (norm(0) + rho) * exp(-t) - rho
    names = (kappa_1, root_c, c_res, kappa, c_w, rho, t, root_m, root_p, root_q)
    return forall(sigma, y, Y, V, z, Z, U, norm, L, *names, D, d, m, p, r)(
        given(
            L > 0, c_res > 0, c_w > 0, D >= 2, root_c >= 0, scaled().put(H, D),
            kappa_1 * root_m == root_c, *roots(), lipschitz(),
            rho * (root_q * c_w * L) == root_p * abs(sigma(0)), t == root_q * c_res * c_w * L,
            *network(),
        )
        >> forall(h)((h < D) >> conj(above, (t <= 1) >> below))
    )  # fmt: skip


@claim(
    "deep.lem-3.15-amended",
    chapter_3("Lemma 3.15"),
    formula=r"\|x^{(h)}\|_F\le\Big(\sqrt{c_\sigma}(\sqrt qLc_{w,0}+\sqrt "
    r"p|\sigma(0)|)+\rho\Big)e^t-\rho,\quad\rho=\frac{\sqrt p|\sigma(0)|}{\sqrt qc_{w,0}L},\ "
    r"t=\sqrt qc_{res}c_{w,0}L",
    hypotheses=(
        "every depth: from deep.lem-3.15-s3-amended, deep.lem-3.15-s4-amended",
        "lower bound (N_1 + rho) e^(-t) - rho for t <= 1, N_1 = |x^(1)|_F",
        "kappa_1 = sqrt(c_sigma/m), kappa = c_res/(H sqrt(m)); |W^(h)| <= c_w0 sqrt(m)",
    ),
    amends="deep.lem-3.15",
    says=features_say,
    uses=("deep.lem-3.15-s3-amended", "deep.lem-3.15-s4-amended", "deep.lem-3.8.growth"),
)
def conv_features(judge):
    """The recursion of deep.lem-3.8-amended with sqrt(q) c_w0 and sqrt(p)|sigma(0)|; polynomial in
    p, as the lemma says.

    A layer adds at most (c_res/H)(sqrt(p)|sigma(0)| + sqrt(q) c_w0 L N) = (t/H)(rho + N), so N +
    rho grows by at most 1 + t/H and shrinks by at most 1 - t/H in each of H - 1 layers.
    """
    k = judge.theorem()
    slope, c_low, w_low, deep, root_low, H_low, m_low, m_size, _, ratio = k.given[:10]
    first_scale, *root, lip, rho_is, t_is = k.given[10:18]
    patches, weights, short, first, run, sizes = k.given[18:]
    low = k.arith(conj(L >= 0, c_res >= 0, c_w >= 0), slope, c_low, w_low)

    def same(features, formula, body):
        """|x|_F of a layer, from its entries"""
        bodies = [features(a, i) ** 2, body**2]
        unit = k.apply(k.at(formula, a, i), k.both(k.assume(a < m), k.assume(i < p)))
        return entrywise(
            k, lambda one, two: one == two, bodies, k.arith(bodies[0] == bodies[1], unit),
            sizes=((i, p), (a, m)),
        )  # fmt: skip

    def size(layer, equal, inside):
        own = k.apply(k.at(sizes, layer), inside)
        return k.part(own, 0), k.arith(norm(layer) ** 2 == equal.sides[1], k.part(own, 1), equal)

    new = kappa_1 * sigma(pre(V, Y))
    bound = k.by("deep.lem-3.15-s3-amended", sigma, y, Y, V, L, kappa_1, root_c, c_w, norm(0))
    bound = k.at(bound, root_m, root_p, root_q, d, m, p, r)
    begins = k.use(
        bound, *k.split(low), m_low, m_size, root_low, first_scale, *root, lip, patches, weights,
        short, *size(term(0), same(feature(0), first, new), k.arith(term(0) < D, deep)),
    )  # fmt: skip
    # one layer
    inside = k.assume(h + 1 < D)
    patches, weights, layer = k.split(k.apply(k.at(run, h), inside))
    own = (
        Lambda((a, i), z(h, a, i)),
        Lambda((c, i, s), Z(h, c, i, s)),
        Lambda((a, c, s), U(h, a, c, s)),
    )
    step = k.by("deep.lem-3.15-s4-amended", sigma, *own, L, c_res, kappa, D, c_w, norm(h))
    step = k.at(step, norm(h + 1), root_m, root_p, root_q, m, p, r)
    new = z(h, a, i) + kappa * sigma(pre(lambda *at: U(h, *at), lambda *at: Z(h, *at), m))
    step = k.use(
        step, *k.split(low), H_low, m_low, m_size, ratio, *root, lip, patches, weights,
        *k.split(k.apply(k.at(sizes, h), k.arith(h < D, inside))),
        *size(h + 1, same(feature(h + 1), layer, new), inside),
    )  # fmt: skip
    move = abs(norm(h + 1) - norm(h)) <= t / D * (rho + norm(h))
    share = k.arith(
        c_res / D * (rho * (root_q * c_w * L) + root_q * c_w * L * norm(h))
        == t / D * (rho + norm(h)),
        t_is, deep,
    )  # fmt: skip
    move = k.arith(move, step, share, rho_is, deep)
    # all layers
    q_pos = k.arith(root_q > 0, *root[2:], k.arith(r >= 0))
    t_low = k.arith(t > 0, k.arith(root_q * c_res * c_w > 0, c_low, w_low, q_pos), slope, t_is)
    rule = forall(A, B)(given(A * B >= 0, B > 0) >> (A >= 0))
    rule = k.lemma(rule, rho, root_q * c_w * L)
    rho_low = k.use(
        rule, k.arith(rule.formula.left.part(0), rho_is, root[0]),
        k.arith(root_q * c_w * L > 0, k.arith(root_q * c_w > 0, w_low, q_pos), slope),
    )  # fmt: skip
    run = k.for_all(k.discharge(move, inside.formula), h)
    positive = k.part(k.apply(k.at(sizes, 0), k.arith(term(0) < D, deep)), 0)
    every = k.use(k.by("deep.lem-3.8.growth", norm, t, rho, D), t_low, rho_low, deep, positive, run)
    deep_h = k.assume(h < D)
    above, below = k.split(k.apply(k.at(every, h), deep_h))
    rule = forall(A, B, C, rho)(given(A <= B, C > 0) >> ((A + rho) * C <= (B + rho) * C))
    wider = k.use(k.lemma(rule, norm(0), start(), exp(t), rho), begins, k.arith(exp(t) > 0))
    above = k.arith(norm(h) <= (start() + rho) * exp(t) - rho, above, wider)
    return k.qed(k.for_all(k.discharge(k.both(above, below), h < D), h))


@conv_features.mutant
def the_fully_connected_start(judge):
    """Without sqrt(p) at sigma(0): t and rho near 0, sigma = 1, p = 4 and c_sigma = 1."""
    one = given(A == 1, root_c == 1, root_p == 2, L == 0, N == root_c * root_p * A)
    return falsify(
        forall(A, root_c, root_p, L, N)(one >> (N <= root_c * (L + A))),
        hints=[{"values": {"A": "1", "root_c": "1", "root_p": "2", "L": "0", "N": "2"}}],
    )
