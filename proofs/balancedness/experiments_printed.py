"""Section 4 (Du, Hu, Lee 2018): the printed norms and bounds among themselves."""

from __future__ import annotations

from fractions import Fraction

from steepest.proofs import claim, reals
from steepest.proofs.engine.text import as_written

from .experiments import PRINTED, SOURCE

ROUNDING = Fraction(5, 1000)  # of two printed decimals


def _rounds_to(number, printed, rounding):
    printed = Fraction(printed)
    return [number >= printed - rounding, number <= printed + rounding]


def _bounded(judge, kind, pair, bound, rounding=0):
    """Is the difference of two printed final norms, each known to within `rounding`, at most the
    printed bound?
    """
    a, b = reals("a b")
    first, second = (PRINTED[kind][h] for h in pair)
    where = [*_rounds_to(a, first, rounding), *_rounds_to(b, second, rounding)]
    return judge.holds(abs(a - b) <= bound, where=where)


@claim("balance.exp-balanced.printed-bound", SOURCE, formula=r"\left|42.90-43.76\right|\le0.14")
def printed_balanced_norms_obey_the_bound(judge, bound=Fraction(14, 100)):
    """The printed final norms of the balanced run obey "in all iterations bounded by 0.14".

    They do not: 42.90 and 43.76 differ by 0.86. (43.76 and 43.68 do; so would 43.90, exactly at the
    bound.)
    """
    return judge.all(
        _bounded(judge, "balanced", (1, 2), bound), _bounded(judge, "balanced", (0, 1), bound)
    )


printed_balanced_norms_obey_the_bound.mutant("bounded by 0.5", bound=Fraction(1, 2))


@claim(
    "balance.exp-balanced.printed-bound-amended",
    SOURCE,
    formula=r"\left|43.90-43.76\right|\le0.14",
    amends="balance.exp-balanced.printed-bound",
)
def printed_balanced_norms_with_one_digit_changed(judge, first="43.90"):
    """With 43.90 in the place of 42.90 both printed differences are at most 0.14, the larger one
    exactly: one digit explains it.
    """
    norms = (first, *PRINTED["balanced"][1:])
    return judge.all(
        judge.holds(as_written(f"abs({norms[0]} - {norms[1]}) == 0.14")),
        judge.holds(as_written(f"abs({norms[1]} - {norms[2]}) <= 0.14")),
    )


printed_balanced_norms_with_one_digit_changed.mutant("as printed", first="42.90")


@claim("balance.exp-balanced.printed-contradiction", SOURCE, formula=r"|a-b|>0.14")
def no_rounding_saves_the_balanced_bound(judge, first="42.90"):
    """No numbers that round to 42.90 and 43.76 differ by 0.14 or less: norms and bound of the
    balanced run contradict each other.
    """
    return _contradiction(judge, first, PRINTED["balanced"][1], Fraction(14, 100))


no_rounding_saves_the_balanced_bound.mutant("43.90", first="43.90")


@claim("balance.exp-unbalanced.printed-bound", SOURCE, formula=r"\left|55.50-45.65\right|\le9")
def printed_unbalanced_norms_obey_the_bound(judge, bound=9):
    """The printed final norms of the unbalanced run obey "bounded by 9". They do not: 55.50 and
    45.65 differ by 9.85.
    """
    return judge.all(
        _bounded(judge, "unbalanced", (1, 2), bound), _bounded(judge, "unbalanced", (0, 1), bound)
    )


printed_unbalanced_norms_obey_the_bound.mutant("bounded by 8", bound=8)


@claim(
    "balance.exp-unbalanced.printed-bound-amended",
    SOURCE,
    amends="balance.exp-unbalanced.printed-bound",
)
def printed_unbalanced_norms_with_another_bound(judge, bound=Fraction(986, 100)):
    """The printed final norms of the unbalanced run differ by at most 9.86, whatever their
    rounding.
    """
    return judge.all(
        *(_bounded(judge, "unbalanced", pair, bound, ROUNDING) for pair in ((0, 1), (1, 2)))
    )


printed_unbalanced_norms_with_another_bound.mutant("9.85", bound=Fraction(985, 100))


@claim("balance.exp-unbalanced.printed-contradiction", SOURCE, formula=r"|a-b|>9")
def no_rounding_saves_the_unbalanced_bound(judge, first="55.50"):
    """No numbers that round to 55.50 and 45.65 differ by 9 or less: norms and bound of the
    unbalanced run contradict each other.
    """
    return _contradiction(judge, first, PRINTED["unbalanced"][1], 9)


no_rounding_saves_the_unbalanced_bound.mutant("54.50", first="54.50")


def _contradiction(judge, first, second, bound):
    a, b = reals("a b")
    where = [*_rounds_to(a, first, ROUNDING), *_rounds_to(b, second, ROUNDING)]
    return judge.holds((b - a) ** 2 > bound**2, where=where)
