"""Additive functions on an interval."""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, forall, functions, given, nats, reals
from steepest.proofs.engine.theorems.falsify import falsify

from . import analysis

f = functions("f", "real")
s, t, p, q, h, top, X, Y = reals("s t p q h top X Y")
n, N = nats("n N")


def inside(*points):
    """Positive and below the top"""
    return conj(*(one > 0 for one in points), *(one < top for one in points))


def additive_says():
    sums = forall(s, t)((inside(s, t) & (s + t < top)) >> (f(s + t) == f(s) + f(t)))
    never = forall(s)(inside(s) >> (f(s) >= 0))
    return forall(f, top)(
        given(sums, never) >> forall(p, q)(inside(p, q) >> (q * f(p) == p * f(q)))
    )


@claim("book.additive-is-linear", analysis("chapter 4"), says=additive_says)
def additive_is_linear(judge):
    """An additive function that is not negative on an interval (0, L) is linear there.

    By steps of length h, h f(q) >= (q - h) f(h); and f(p) = N f(p/N), so that p f(q) >= (q - p/N)
    f(p) for every N; and so with p and q exchanged.
    """
    k = judge.theorem()
    sums, never = k.given
    # h f(q) >= (q - h) f(h) for q <= (n + 1) h
    low = h * f(q) >= (q - h) * f(h)
    reach = conj(inside(h, q), q <= (n + 1) * h)
    always = forall(q)(reach >> low)

    def near(here):
        """q <= h: the right side is not positive."""
        signs = [k.use(k.at(never, one), here) for one in (q, h)]
        rule = forall(h, q, X, Y)(given(h > 0, q <= h, X >= 0, Y >= 0) >> (h * X >= (q - h) * Y))
        return k.use(k.lemma(rule, h, q, f(q), f(h)), here, k.assume(q <= h), *signs)

    first = k.assume(reach.put(n, 0))
    base = k.apply(k.discharge(near(first), q <= h), k.arith(q <= h, first))
    base = k.for_all(k.discharge(base, first.formula), q)
    here, far = k.assume(reach.put(n, n + 1)), k.assume(~(q <= h))
    before = k.use(k.at(k.assume(always), q - h), here, far)
    split = k.use(k.at(sums, q - h, h), here, far)
    split = k.unfold(k.arith(q - h + h == q), split)
    step = k.cases(k.excluded_middle(q <= h), near(here), k.arith(low, before, split))
    step = k.for_all(k.discharge(step, here.formula), q)
    steps = k.induction(n, always, base, step)
    # f((n + 1) h) = (n + 1) f(h)
    small = k.assume(inside(h))
    many = ((n + 1) * h < top) >> (f((n + 1) * h) == (n + 1) * f(h))
    single = many.part(1).put(n, 0)
    one = k.arith(f(h) == ((n + 1) * f(h)).put(n, 0))
    one = k.rewrite(k.arith(((n + 1) * h).put(n, 0) == h), one, single)
    base = k.discharge(one, many.left.put(n, 0))
    more = k.assume(many.left.put(n, n + 1))
    less = k.arith((n + 1) * h < top, more, small, k.arith(n >= 0))
    added = k.use(k.at(sums, (n + 1) * h, h), less, small, more, k.arith((n + 1) * h > 0, small))
    added = k.unfold(k.arith((n + 1) * h + h == (n + 1 + 1) * h), added)
    step = k.arith(many.part(1).put(n, n + 1), added, k.use(k.assume(many), less))
    multiples = k.induction(n, many, base, k.discharge(step, more.formula))
    # p f(q) >= (q - h) f(p) with (N + 1) h = p
    both, part = k.assume(inside(p, q)), k.assume((N + 1) * h == p)
    positive = k.arith(conj(h > 0, h <= p), part, both, k.arith(N >= 0))
    short = k.arith(inside(h), positive, both)
    multiples = k.apply(k.discharge(multiples, small.formula), short)
    whole = k.use(k.at(multiples, N), k.arith((N + 1) * h < top, part, both))
    whole = k.unfold(part, whole)
    above = k.for_all(k.archimedes(X), X)
    large = k.at(above, q / h, defined=[k.arith(h != 0, positive)])
    last = k.arith(q <= (n + 1) * h, k.such(large, n), positive)
    close = k.use(k.at(k.at(steps, n), q), short, both, last)
    rule = forall(h, p, q, N, X, Y, s)(
        given(h * X >= (q - h) * Y, s == (N + 1) * Y, (N + 1) * h == p, N >= 0)
        >> (p * X >= (q - h) * s)
    )
    close = k.use(k.lemma(rule, h, p, q, N, f(q), f(h), f(p)), close, whole, part, k.arith(N >= 0))
    close = k.obtain(large, close, n)
    close = k.for_all(k.discharge(close, part.formula), h)
    # N to infinity
    goal, gap = q * f(p) <= p * f(q), q * f(p) - p * f(q)
    wrong = k.assume(~goal)
    apart = k.arith(gap > 0, wrong)
    late = k.at(above, p * f(p) / gap, defined=[k.arith(gap != 0, apart)])
    far = k.such(late, N)
    nonzero = k.arith(N + 1 != 0, k.arith(N >= 0))
    there = k.at(close, p / (N + 1), defined=[nonzero])
    there = k.use(there, k.arith((N + 1) * (p / (N + 1)) == p, nonzero))
    rule = forall(p, q, N, X, Y)(
        given(
            p * Y >= (q - p / (N + 1)) * X, N >= 0, N >= p * X / (q * X - p * Y),
            q * X - p * Y > 0, X >= 0, p > 0,
        )
        >> (p < 0)
    )  # fmt: skip
    never_so = k.use(
        k.lemma(rule, p, q, N, f(p), f(q)), there, k.arith(N >= 0), far, apart,
        k.use(k.at(never, p), both), both,
    )  # fmt: skip
    never_so = k.obtain(late, k.arith(goal, never_so, both), N)
    below = k.cases(k.excluded_middle(goal), k.assume(goal), never_so)
    below = k.for_all(k.discharge(below, both.formula), p, q)
    end = [k.use(k.at(below, *pair), both) for pair in ((p, q), (q, p))]
    end = k.arith(q * f(p) == p * f(q), *end)
    return k.qed(k.for_all(k.discharge(end, both.formula), p, q))


@additive_is_linear.mutant
def squares(judge):
    """Without additivity: the square is not negative."""
    model = {
        "values": {"p": "1", "q": "2", "top": "3"},
        "functions": {"f": {"of": ["x"], "is": ["*", "x", "x"]}},
    }
    return falsify(forall(f, top, p, q)(inside(p, q) >> (q * f(p) == p * f(q))), hints=[model])
