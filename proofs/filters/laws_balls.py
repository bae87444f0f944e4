"""Rigorous enclosures (Arb) of the moments of close patches: the one quadrature of `laws` with a
proved error bound.

Z has the angle psi = s + B pi, s ~ N(0, sigma^2) given |s| <= pi/2, B a fair coin; Z_i is Z rotated
by delta_i, delta_i iid N(0, sigma_2^2) given |delta_i| <= pi. Given psi the patches are
independent, so that

    E[Z_a Z_b^T] = 1{a=b} E[u u^T 1_a]/k + (1 - 1/k) E[m_a(psi) m_b(psi)^T],   m_a(psi) = E[u(psi +
    delta) 1{psi + delta in arc a} | psi].

Between the angles at which an end of an arc lies at distance pi from psi, and +-pi/2, everything is
an entire function of psi (exponentials and error functions), which Arb's integrator encloses.
"""

from __future__ import annotations

from fractions import Fraction
from math import pi as float_pi
from typing import Any

Ball = Any
# arc a = [b0 pi/2 + c0 angle, b1 pi/2 + c1 angle] for angle >= 0
ARCS = {0: (-1, 1, 1, 0), 1: (1, 0, 1, 1), 2: (-1, 0, -1, 1)}


def _number(x: Any) -> Ball:
    from flint import acb, arb, fmpq

    value = Fraction(x)
    return acb(arb(fmpq(value.numerator, value.denominator)))


class ClosePatches:
    """The law with rational (or decimal text) sigma, sigma_2 and angle >= 0 of w; `bits` of working
    precision.
    """

    def __init__(self, sigma: Any, sigma_2: Any, k: int, angle: Any, bits: int = 80):
        from flint import acb, arb, ctx

        ctx.prec = bits
        self.k, self.pi, self.i = k, acb(arb.pi()), acb(0, 1)
        self.sigma, self.spread, self.angle = _number(sigma), _number(sigma_2), _number(angle)
        self.mass = (self.pi / 2 / (self.sigma * acb(2).sqrt())).erf()
        self.inner = (self.pi / (self.spread * acb(2).sqrt())).erf()

    def primitive(self, m: int, t: Ball) -> Ball:
        """int_0^t e^{im delta} dP(delta), an entire function of t."""
        from flint import acb

        root, s = acb(2).sqrt(), self.spread
        shift = self.i * m * s / root
        return (
            (-((m * s) ** 2) / 2).exp()
            * ((t / (s * root) - shift).erf() + shift.erf())
            / (2 * self.inner)
        )

    def end(self, arc: int, which: int) -> Ball:
        b, c = ARCS[arc][2 * which : 2 * which + 2]
        return b * self.pi / 2 + c * self.angle

    def moment(self, arc: int, m: int, psi: Ball, middle: float) -> Ball:
        """E[e^{im(psi + delta)} 1{arc} | psi] on the piece around `middle`, as an entire function
        of psi.
        """
        total = _number(0)
        for which, sign in ((0, -1), (1, 1)):
            place = self.end(arc, which)
            turns = int((float(place.real.mid()) - middle + float_pi) // (2 * float_pi))
            inside = self.primitive(m, place - psi - 2 * turns * self.pi)
            whole = self.primitive(m, self.pi) - self.primitive(m, -self.pi)
            total += sign * (inside + turns * whole)
        return (self.i * m * psi).exp() * total

    def pieces(self) -> list[tuple[Ball, Ball, float, int]]:
        """Intervals of psi on which everything is analytic, their middles, and the centre (multiple
        of pi) of the density there.
        """
        marks = [-self.pi, self.pi] + [
            b * self.pi / 2 + n * self.pi for b in (-1, 1) for n in (-1, 0, 1)
        ]
        marks += [
            b * self.pi / 2 + self.angle + n * self.pi for b in (-1, 1) for n in (-2, -1, 0, 1)
        ]
        inside = [x for x in marks if -float_pi - 1e-9 < float(x.real.mid()) < float_pi + 1e-9]
        inside.sort(key=lambda x: float(x.real.mid()))
        kept = [inside[0]]
        for x in inside[1:]:
            if float(x.real.mid()) - float(kept[-1].real.mid()) > 1e-12:
                kept.append(x)
        found = []
        for low, high in zip(kept, kept[1:]):
            middle = (float(low.real.mid()) + float(high.real.mid())) / 2
            found.append((low, high, middle, round(middle / float_pi)))
        return found

    def density(self, psi: Ball, centre: int) -> Ball:
        t = (psi - centre * self.pi) / self.sigma
        return (-(t**2) / 2).exp() / (2 * self.sigma * (2 * self.pi).sqrt() * self.mass)

    def expectation(self, value: Any) -> Ball:
        """E value(psi, middle) as a ball."""
        from flint import acb

        total = _number(0)
        for low, high, middle, centre in self.pieces():

            def integrand(psi, _, middle=middle, centre=centre):
                return self.density(psi, centre) * value(psi, middle)  # noqa: E731

            total += acb.integral(integrand, low, high)
        return total

    def block(self, a: int, b: int) -> list[list[Ball]]:
        """E[Z_a Z_b^T] as balls (real parts); a, b among 0 (++), 1 (+-), 2 (-+)."""

        def component(arc: int, axis: int, psi: Ball, middle: float) -> Ball:
            plus, minus = self.moment(arc, 1, psi, middle), self.moment(arc, -1, psi, middle)
            return (plus + minus) / 2 if axis == 0 else (plus - minus) / (2 * self.i)

        share = 1 - _number(1) / self.k
        pairs = [
            [
                share
                * self.expectation(
                    lambda psi, mid, i=i, j=j: component(a, i, psi, mid) * component(b, j, psi, mid)
                )
                for j in (0, 1)
            ]
            for i in (0, 1)
        ]
        if a == b:
            zero, plus, minus = (
                self.expectation(lambda psi, mid, m=m: self.moment(a, m, psi, mid))
                for m in (0, 2, -2)
            )
            cos, sin = (plus + minus) / 2, (plus - minus) / (2 * self.i)
            own = [[(zero + cos) / 2, sin / 2], [sin / 2, (zero - cos) / 2]]
            pairs = [[pairs[i][j] + own[i][j] / self.k for j in (0, 1)] for i in (0, 1)]
        return [[entry.real for entry in row] for row in pairs]
