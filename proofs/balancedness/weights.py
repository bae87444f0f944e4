"""Groups of weights of a network: the gradient of a loss in them, gradient flow, and what the
symmetry of a homogeneous network says about both.

A group is a family of weights, W(j, k) with j < n, k < m say. A loss takes the families of all
groups. It is differentiable at W with the gradient A if along every curve X through W that has a
derivative there

    d/dy loss(X(y)) = sum over the groups of sum_{j, k} A(j, k) X(j, k)'(y)   at y = 0, X(0) = W:

for finitely many weights this is Frechet's notion. Nothing else is asked of the loss, and nothing
of it or of the activation at other points: there they may have kinks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from steepest.proofs.engine.theorems import (
    Lambda,
    conj,
    deriv,
    exp,
    forall,
    functions,
    given,
    reals,
    sum_over,
    term,
)

x, y, t, c = reals("x y t c")
a, b = reals("t_1 t_2")  # two times
start, end = reals("start end")
phi = functions("phi", "real")


def sort_of(time: Any) -> str:
    """Natural numbers are the times of descent, reals those of the flow."""
    return "nat" if set(time.sorts.values()) <= {"nat"} else "real"


Loss = Callable[..., Any]  # takes for each group a function of its indices


@dataclass(frozen=True, eq=False)
class Group:
    """Weights with the indices `index` below `count` (one weight without indices), and the letter
    of the gradient in them; `sign` is 1 for those into a neuron, -1 for those out of it.
    """

    letter: str
    gradient: str
    index: tuple[Any, ...]
    count: tuple[Any, ...]
    sign: int = 1

    def name(self, letter: str, *more: str) -> Any:
        """A family of the shape of the weights, or one that depends on `more` as well."""
        arguments = (*("nat" for _ in self.index), *more)
        return functions(letter, *arguments) if arguments else reals(letter)

    def value(self, letter: str, *more: Any) -> Any:
        """Its entry, at the time `more`."""
        made = self.name(letter, *map(sort_of, more))
        return made(*self.index, *more) if self.index or more else made

    def here(self, *more: Any) -> Any:
        return self.value(self.letter, *more)

    def at(self, *more: Any) -> Loss:
        """What a loss takes: the entry at any indices."""
        made = self.name(self.letter, *map(sort_of, more))
        return lambda *index: made(*index, *more) if index or more else made

    def every(self, formula: Any, *, below: bool = False) -> Any:
        if not self.index:
            return formula
        inside = conj(*(one < count for one, count in zip(self.index, self.count)))
        return forall(*self.index)((inside >> formula) if below else formula)

    def sum(self, body: Any, inside: int = 0) -> Any:
        """The sum of the body, over the indices from number `inside` on."""
        pairs = tuple(zip(self.index, self.count))[inside:]
        for one, count in reversed(pairs):
            body = sum_over(one, count, body)
        return body

    def put(self, body: Any) -> Any:
        """The family with this entry, to be put in for one."""
        return Lambda(self.index, term(body)) if self.index else body


@dataclass(frozen=True, eq=False)
class Point(Group):
    """A family that is no weight, such as the outputs: `entry` is its value (at a time)."""

    entry: Callable[..., Any] = lambda *time: None

    def here(self, *more: Any) -> Any:
        return self.entry(*more)


def total(parts: Sequence[Any]) -> Any:
    made = parts[0]
    for one in parts[1:]:
        made = made + one
    return made


def names(groups: Sequence[Group], *more: str) -> list[Any]:
    """The families of weights and of the gradient in them."""
    letters = [one.letter for one in groups] + [one.gradient for one in groups]
    return [one.name(letter, *more) for one, letter in zip((*groups, *groups), letters)]


def differentiable(
    loss: Loss, groups: Sequence[Group], *at: Any, gradients: Sequence[Any] = ()
) -> Any:
    """The loss is differentiable at the weights (of the time `at`), with the gradient that the
    letters name, or with `gradients`, one entry for each group.
    """
    gradients = gradients or [one.value(one.gradient, *at) for one in groups]
    curves = [one.name(f"{one.letter}_curve", "real") for one in groups]
    slopes = [one.name(f"{one.letter}_slope") for one in groups]
    through, change = [], []
    for one, curve, gradient in zip(groups, curves, gradients):
        slope = one.value(f"{one.letter}_slope")
        begins = curve(*one.index, 0) == one.here(*at)
        through.append(one.every(conj(begins, deriv(y, curve(*one.index, y), 0) == slope)))
        change.append(one.sum(gradient * slope))
    value = loss(*(_along(curve) for curve in curves))
    return forall(*curves, *slopes)(given(*through) >> (deriv(y, value, 0) == total(change)))


def _along(curve: Any) -> Loss:
    return lambda *indices: curve(*indices, y)


def homogeneous() -> Any:
    """phi(c x) = c phi(x) for positive c: phi is linear on each side of 0, as (leaky) ReLU is."""
    return forall(c, x)((c > 0) >> (phi(c * x) == c * phi(x)))


def balanced(groups: Sequence[Group], factor: int = 1) -> Any:
    """<weights, gradient> is the same into the neurons and out of them."""
    sides = {1: [], -1: []}
    for one in groups:
        sides[one.sign].append(one.sum(one.value(one.gradient) * one.here()))
    return total(sides[1]) == (total(sides[-1]) if factor == 1 else factor * total(sides[-1]))


def balance(groups: Sequence[Group], *at: Any, factor: int = 1) -> Any:
    """The squared norm of the weights into the neurons minus that of those out of them."""
    into = [one.sum(one.here(*at) ** 2) for one in groups if one.sign > 0]
    out = [one.sum(one.here(*at) ** 2) for one in groups if one.sign < 0]
    return total(into) - (total(out) if factor == 1 else factor * total(out))


def same_sum(k: Any, index: Any, count: Any, left: Any, right: Any, step: Any) -> Any:
    """The sums are equal, from left == right for the index; the step may assume index < count."""
    left, right = term(left), term(right)
    each = k.for_all(k.discharge(step, index < count), index)
    known = k.by("book.sum-equal", Lambda((index,), left), Lambda((index,), right), count)
    equal = sum_over(index, count, left) == sum_over(index, count, right)
    return k.arith(equal, k.apply(known, each))


def pulled(k: Any, group: Group, factor: Any, body: Any) -> Any:
    """The sum of factor * body over the group is factor times the sum of body."""
    step = k.arith(factor * body == factor * body)
    for place in reversed(range(len(group.index))):
        one, count = group.index[place], group.count[place]
        left, inner = group.sum(factor * body, place + 1), group.sum(body, place + 1)
        same = same_sum(k, one, count, left, factor * inner, step)
        out = k.by("book.sum-scaled", Lambda((one,), inner), factor, count)
        step = k.arith(sum_over(one, count, left) == factor * group.sum(body, place), same, out)
    return step


def scaled(one: Group) -> Any:
    """The weights along the symmetry: into the neurons times exp(y), out of them times exp(-y)."""
    return one.here() * exp(y if one.sign > 0 else -y)


def along(k: Any, groups: Sequence[Group], smooth: Any, bodies: Sequence[Any], *known: Any) -> Any:
    """The derivative at 0 of the loss along a curve, from its differentiability: `bodies` are pairs
    (entry of the curve in y, its slope at 0) for each group, `known` what these rest on.
    """
    curves, slopes, through = [], [], []
    parts = [each for step in known for each in k.split(step)]
    for one, (curve, slope) in zip(groups, bodies):
        curves.append(Lambda((*one.index, y), curve))
        slopes.append(one.put(slope))
        begins = k.arith(curve.put(y, 0) == one.here(), *known)
        table = k.derivative(deriv(y, curve, 0), *parts)
        moves = k.arith(deriv(y, curve, 0) == slope, table, *known)
        both = k.both(begins, moves)
        through.append(k.for_all(both, *one.index) if one.index else both)
    return k.apply(k.at(smooth, *curves, *slopes), k.both(*through))


def by_symmetry(k: Any, groups: Sequence[Group], smooth: Any, same: Any) -> Any:
    """`balanced`, from the differentiability of the loss and from `same`: for y between -1 and 1
    the loss does not change along the symmetry.

    Its derivative there is 0, and by differentiability the sum of sign <weights, gradient>.
    """
    bodies = [(scaled(one), one.here() if one.sign > 0 else -1 * one.here()) for one in groups]
    change = along(k, groups, smooth, bodies)
    _, _, _, (_, _, (_, _, fixed)) = same.theorem.conclusion
    fixed = type(x)(fixed, same.theorem.sorts)
    flat = k.arith(deriv(y, fixed, 0) == 0, k.derivative(deriv(y, fixed, 0)))
    still = k.derivative_of_equal(same, flat)
    signs = []
    for one in groups:
        if one.sign < 0:
            product = one.value(one.gradient) * one.here()
            turned = k.arith(one.value(one.gradient) * (-1 * one.here()) == -1 * product)
            signs.append(_turned(k, one, product, turned))
    return k.arith(balanced(groups), change, still, *signs)


def _turned(k: Any, one: Group, product: Any, step: Any) -> Any:
    """The sum of gradient * (-weight) is minus that of gradient * weight."""
    left = one.value(one.gradient) * (-1 * one.here())
    for place in reversed(range(len(one.index))):
        index, count = one.index[place], one.count[place]
        inner, other = one.sum(left, place + 1), one.sum(-1 * product, place + 1)
        step = same_sum(k, index, count, inner, other, step)
    out = pulled(k, one, -1, product)
    return k.arith(one.sum(left) == -1 * one.sum(product), step, out)


def gradient_flow(loss: Loss, groups: Sequence[Group]) -> Any:
    """At all times between `start` and `end` the loss (of that time) is differentiable at the
    weights, which move against its gradient.
    """
    moves = [
        one.every(deriv(y, one.here(y), t) == -one.value(one.gradient, t), below=True)
        for one in groups
    ]
    return forall(t)(given(start < t, t < end) >> conj(differentiable(loss, groups, t), *moves))


TIMES = given(start < a, a < end, start < b, b < end)


def stays(value: Callable[[Any], Any]) -> Any:
    """A quantity has the same value at any two times between `start` and `end`."""
    return forall(a, b)(TIMES >> (value(a) == value(b)))


def conserved(k: Any, groups: Sequence[Group], flow: Any, symmetry: Callable[[Any], Any]) -> Any:
    """The balance stays, from the flow and from `symmetry`, which makes `balanced` at the time t
    of the differentiability at that time. Its derivative is -2 sum sign <gradient, weights>.
    """
    inside = k.assume(given(start < t, t < end))
    smooth, *moves = k.split(k.apply(k.at(flow, t), inside))
    same = symmetry(smooth)
    value = balance(groups, y)
    each, twice = [], []
    for one, move in zip(groups, moves):
        each.append(slope_of_squares(k, one, move))
        product = one.value(one.gradient, t) * one.here(t)
        twice.append(pulled(k, one, -2, product))
    table = k.derivative(deriv(y, value, t), *each)
    flat = k.arith(deriv(y, value, t) == 0, table, same, *twice)
    return constant_between(k, flat, lambda time: balance(groups, time))


def constant_between(k: Any, flat: Any, value: Callable[[Any], Any]) -> Any:
    """`stays`, from a derivative that is 0 at the time t between `start` and `end`."""
    flat = k.for_all(k.discharge(flat, given(start < t, t < end)), t)
    times = k.assume(TIMES)
    cover = k.arith((a <= b) | (b <= a))
    goal = value(a) == value(b)
    ends = [k.arith(goal, between(k, flat, *pair, times)) for pair in ((a, b), (b, a))]
    return k.for_all(k.discharge(k.cases(cover, *ends), TIMES), a, b)


def between(k: Any, flat: Any, low: Any, high: Any, times: Any) -> Any:
    """The values at the ends are equal, from low <= high and a derivative that vanishes inside
    (start, end).
    """
    inside = k.assume(given(low <= t, t <= high))
    here = k.apply(k.at(flat, t), k.arith(given(start < t, t < end), inside, times))
    slopes = k.for_all(k.discharge(here, given(low <= t, t <= high)), t)
    return k.mean_value(slopes, k.assume(low <= high))


def slope_of_squares(k: Any, one: Group, move: Any) -> Any:
    """The derivative of the sum of the squared weights: the sum of -2 gradient * weight."""
    square, slope = one.here(y) ** 2, -2 * (one.value(one.gradient, t) * one.here(t))
    if one.index:
        bounds = [k.assume(index < count) for index, count in zip(one.index, one.count)]
        move = k.apply(k.at(move, *one.index), k.both(*bounds))
    step = k.arith(deriv(y, square, t) == slope, move, k.derivative(deriv(y, square, t), move))
    for index, count in reversed(tuple(zip(one.index, one.count))):
        step = k.derivative_of_sum(k.for_all(k.discharge(step, index < count), index))
    return step
