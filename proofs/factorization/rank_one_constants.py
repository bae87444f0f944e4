"""The sharp constants of Lemmas C.1 and C.2 (Du, Hu, Lee 2018): each is the largest there is.

"Sufficiently small" is made explicit by statements of one form: the condition holds for every state
up to a value of the constant, and for no larger one.
"""

from __future__ import annotations

from steepest.proofs import claim
from steepest.proofs.engine.theorems import conj, exp, forall, given, log, reals

from .rank_one_contraction import C1
from .rank_one_growth import c, sigma, signs, small, x, y
from .rank_one_stage1 import number
from .rank_one_stage2 import signals_at_T1
from .rank_one_stages import balanced
from .rank_one_state import du_hu_lee, holds

step, A, B = reals("c_step A B")


def largest(constant, value, holds_always):
    """The condition holds exactly up to the value."""
    up_to = constant <= value
    return forall(constant)(conj(up_to >> holds_always, holds_always >> up_to))


def growing():
    """The last printed link of the growth bound of Lemma C.1."""
    return forall(step)((step > 0) >> (1 + step - step * ("1/2" + 100 * c) >= 1 + step / 3))


@claim(
    "balance.lem-C.1.c_init",
    du_hu_lee("proof of Lemma C.1, 'c_init sufficiently small'", "Lemma 4.5"),
    says=largest(c, "1/600", growing()),
)
def largest_c_init(judge):
    """The last link of the growth bound holds for every step size exactly up to c_init^2 = 1/600.

    The other conditions of the lemma ask for less: balance.lem-C.1 holds up to it.
    """
    k = judge.theorem()
    below, always = k.assume(c <= "1/600"), k.assume(growing())
    link = 1 + step - step * ("1/2" + 100 * c) >= 1 + step / 3
    push = k.arith(step * c <= step / 600, below, k.assume(step > 0))
    here = k.discharge(k.arith(link, push), step > 0)
    at_one = k.use(k.at(always, 1), k.arith(step * 0 < 1))
    up_to = k.discharge(k.for_all(here, step), c <= "1/600")
    return k.qed(k.both(up_to, k.discharge(k.arith(c <= "1/600", at_one), growing())))


@largest_c_init.mutant
def one_percent_above(judge):
    from steepest.proofs import reals

    c, step = reals("c_init_squared c_step")
    growth = (1 + step - step * (number("1/2") + 100 * c), ">=", 1 + step / 3)
    return holds(judge, growth, [(step, ">", 0), (c, ">", 0), (c, "<=", number("101/60000"))])


def entering():
    """What Lemma C.1 leaves at T_1 makes both signals at least 2 sqrt(c_1 sigma_1)."""
    at_T1 = given(sigma > 0, signs(x, y), ~small(x, y), balanced(x, y))
    return forall(x, y, sigma)(at_T1 >> conj(x**2 >= 4 * C1 * sigma, y**2 >= 4 * C1 * sigma))


@claim(
    "balance.lem-C.2.c1-largest",
    du_hu_lee("proof of Lemma C.2, beginning", "Lemma 4.6"),
    says=largest(C1, "1/80008", entering()),
)
def largest_c_1(judge):
    """T_1 gives min(alpha, beta) >= 2 sqrt(c_1 sigma_1) exactly up to c_1 = 1/80008 = 1/(8 (1 +
    100^2)): at the ratio 100 nothing is left.
    """
    k = judge.theorem()
    below, always = k.assume(C1 <= "1/80008"), k.assume(entering())
    at_T1 = given(sigma > 0, signs(x, y), ~small(x, y), balanced(x, y))
    held = k.assume(at_T1)
    least = k.arith(conj(x**2 >= 4 * sigma / 80008, y**2 >= 4 * sigma / 80008), held)
    scaled = k.arith(C1 * sigma <= sigma / 80008, below, held)
    sides = conj(x**2 >= 4 * C1 * sigma, y**2 >= 4 * C1 * sigma)
    here = k.for_all(k.discharge(k.arith(sides, least, scaled), at_T1), x, y, sigma)
    extreme = k.use(k.at(always, 1, 100, 20002), k.arith(C1 <= C1))
    ends = k.discharge(k.arith(C1 <= "1/80008", extreme), entering())
    return k.qed(k.both(k.discharge(here, C1 <= "1/80008"), ends))


@largest_c_1.mutant
def a_tenth_of_a_percent_above(judge):
    return signals_at_T1.check(judge, c_1="1001/80008000")


def kept():
    """I gives J: 2 exp(-200 c_init^2/c_1) >= 1 at c_1 = 1/80008."""
    return 2 * exp(-200 * 80008 * c) >= 1


@claim(
    "balance.lem-C.2.c_init",
    du_hu_lee("proof of Lemma C.2, 'choosing c_init to be small'", "Lemma 4.6"),
    says=largest(c, log(2) / (200 * 80008), kept()),
)
def largest_start(judge):
    """I gives J exactly up to c_init^2 = c_1 log(2)/200, about (2.081 10^-4)^2 at c_1 = 1/80008."""
    k = judge.theorem()
    up_to = c <= log(2) / (200 * 80008)
    exponent = 200 * 80008 * c
    inverse = k.lemma(forall(A)((exp(A) <= 2) >> (2 * exp(-A) >= 1)), exponent)
    below = k.lemma(forall(A)((A <= log(2)) >> (exp(A) <= 2)), exponent)
    held = k.use(below, k.arith(exponent <= log(2), k.assume(up_to)))
    first = k.arith(kept(), k.use(inverse, held))
    back = k.lemma(forall(A)((2 * exp(-A) >= 1) >> (exp(A) <= 2)), exponent)
    above = k.lemma(forall(A, B)((exp(A) <= B) >> (A <= log(B))), exponent, 2)
    second = k.arith(up_to, k.use(above, k.use(back, k.assume(kept()))))
    return k.qed(k.both(k.discharge(first, up_to), k.discharge(second, kept())))


@largest_start.mutant
def c_init_above(judge):
    from sympy import Rational, exp

    square = Rational(2082, 10**7) ** 2
    return holds(judge, (2 * exp(-200 * 80008 * square), ">=", 1))
