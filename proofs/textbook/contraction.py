"""One step of gradient descent on a quadratic form: v -> v - eta A v."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import Lambda, conj, forall, given, reals
from steepest.proofs.engine.theorems.falsify import falsify

from . import inequalities
from .bounded_forms import H, along, map_of, symmetric
from .forms import form, i, image, length, n, v

eta, least, most = reals("eta lambda_min lambda_max")
A, B, C, D, N, Y, q = reals("A B C D N Y q")


def spectrum():
    """lambda_min |v|^2 <= v.A v <= lambda_max |v|^2"""
    return forall(v)(conj(form(H) >= least * length(), form(H) <= most * length()))


def shorter():
    """|v - eta A v| <= (1 - eta lambda_min) |v|"""
    return length(along(1, -eta)) <= (1 - eta * least) ** 2 * length()


def contracts():
    return forall(H, n, eta, least, most)(
        given(symmetric(H), spectrum(), eta > 0, eta * most <= 1) >> forall(v)(shorter())
    )


@claim(
    "book.step-contracts",
    inequalities("chapter 2"),
    says=contracts,
    uses=("book.combination-form", "book.squares-nonnegative"),
)
def step_contracts(judge):
    """|v - eta A v| <= (1 - eta lambda_min) |v| for eta lambda_max <= 1.

    With y = (A - lambda_min) v and q = v.y the forms at lambda_max v - A v and at y give
    |y|^2 <= (lambda_max - lambda_min) q, and v - eta A v = (1 - eta lambda_min) v - eta y.
    """
    k = judge.theorem()
    same, bounds, positive, short = k.given

    def split(a, b):
        """Form and squared length of a v + b A v, and the bounds of the form there."""
        both = k.use(k.by("book.combination-form", H, n, v, a, b), same)
        return [both, k.at(bounds, Lambda((i,), along(a, b)(i)))]

    letters = length(), form(H), image(H), form(H, map_of(v)), least, most, eta
    powers = A, B, C, D, least, most, eta
    gap, rest = B - least * A, C - 2 * least * B + least**2 * A  # q and |y|^2

    def rule(statement, *known):
        lemma = k.lemma(forall(*powers)(statement), *letters)
        needed = lemma.formula.left
        return k.apply(lemma, k.arith(needed, *known))

    at_y = split(-least, 1)
    size_v = k.by("book.squares-nonnegative", v, n)
    size_y = k.by("book.squares-nonnegative", Lambda((i,), along(-least, 1)(i)), n)
    far, near = split(most, -1), split(least + 1, -1)
    above_y = most * rest >= D - 2 * least * C + least**2 * B
    apart = k.assume(most > least)
    wide = rule(
        given(most > least, above_y,
              most**2 * B - 2 * most * C + D >= least * (most**2 * A - 2 * most * B + C))
        >> (rest <= (most - least) * gap),
        apart, *at_y, *far,
    )  # fmt: skip
    low = rule(given(B >= least * A) >> (gap >= 0), k.at(bounds, v))
    together = k.assume(~(most > least))
    flat = rule(
        given(above_y, most <= least, A >= 0, B <= most * A, B >= least * A,
              (least + 1) ** 2 * B - 2 * (least + 1) * C + D
              >= least * ((least + 1) ** 2 * A - 2 * (least + 1) * B + C), rest >= 0)
        >> conj(gap == 0, rest <= 0),
        together, *at_y, *near, k.at(bounds, v), size_v, size_y,
    )  # fmt: skip
    after = A - 2 * eta * B + eta**2 * C
    end = (1 - eta * least) ** 2 * A
    step = split(1, -eta)[0]
    first = rule(
        given(eta > 0, eta * most <= 1, most > least, gap >= 0, rest <= (most - least) * gap)
        >> (after <= end),
        positive, short, apart, low, wide,
    )  # fmt: skip
    second = rule(given(eta > 0, gap == 0, rest <= 0) >> (after <= end), positive, flat)
    bound = k.cases(k.excluded_middle(apart.formula), first, second)
    return k.qed(k.for_all(k.arith(shorter(), step, bound), v))


@step_contracts.mutant
def three_times_the_step(judge):
    """eta lambda_max <= 3: lambda_min = 0 and the matrix 3."""
    one = conj(H(0, 0) >= least, H(0, 0) <= most, n == 1)
    hint = {
        "values": {"n": "1", "eta": "1", "lambda_min": "0", "lambda_max": "3"},
        "functions": {"H": {"of": ["i", "j"], "is": "3"}, "v": {"table": ["1"]}},
    }
    return falsify(
        forall(H, n, eta, least, most, v)(given(one, eta > 0, eta * most <= 3) >> shorter()),
        hints=[hint],
    )
