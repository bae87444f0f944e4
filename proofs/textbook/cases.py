"""Cases of a natural number."""

from __future__ import annotations

from steepest.proofs.engine.theorems import exists, nats

s = nats("s")


def zero_or_more(k, n, zero, more):
    """One conclusion from n == 0, assumed by `zero`, and from n == s + 1, assumed by `more`."""
    above = k.obtain(k.assume(exists(s)(n == s + 1)), more, s)
    return k.cases(k.by("book.zero-or-successor", n), zero, above)
