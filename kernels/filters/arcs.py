"""Laws of one patch and the moments of its activation regions, as functions of the signed angle of
w (w* lies along e_1).

Regions, for w = (cos a, sin a):  ++ = {w.Z >= 0, w*.Z >= 0},  +- = {w.Z >= 0, w*.Z <= 0},  -+ =
{w.Z <= 0, w*.Z >= 0}; in the plane they are arcs. A law gives E[Z Z^T 1_region] as a 2 x 2 block in
the plane of w* and w, the second moment `rest` of each of the p - 2 directions orthogonal to it,
and E[Z 1_region]. Everything that is symmetric about w* needs non-negative angles alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from math import erf, gamma, inf, pi, sqrt
from typing import Any

import numpy as np

from ..engine.errors import KernelError

PP, PM, MP = 0, 1, 2  # the regions ++, +-, -+
PANEL = 24  # nodes of one panel of a quadrature; the error estimate uses half as many


@cache
def legendre(order: int) -> tuple[np.ndarray, np.ndarray]:
    """Gauss-Legendre nodes and weights on [-1, 1]."""
    return np.polynomial.legendre.leggauss(order)


def panels(breaks: Any, order: int = PANEL) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of the composite rule between consecutive breaks."""
    edges = np.unique(np.asarray(breaks, dtype=float))
    x, weight = legendre(order)
    half = np.diff(edges)[:, None] / 2
    return (edges[:-1, None] + half * (1 + x)).ravel(), (half * weight).ravel()


@dataclass(frozen=True)
class Bell:
    """N(0, sigma^2) given |s| <= edge: its density and the integrals of e^{ims} from 0 to t. sigma
    = inf: uniform.
    """

    sigma: float
    edge: float

    @property
    def mass(self) -> float:
        return erf(self.edge / (self.sigma * sqrt(2))) if self.sigma < inf else 1.0

    def density(self, s: Any) -> np.ndarray:
        s = np.asarray(s, dtype=float)
        if self.sigma == inf:
            return np.full(s.shape, 0.5 / self.edge)
        return np.exp(-((s / self.sigma) ** 2) / 2) / (self.sigma * sqrt(2 * pi) * self.mass)

    def integral(self, m: int, t: Any) -> np.ndarray:
        """int_0^t e^{ims} dP(s), |t| <= edge, through the Faddeeva function w (an error function of
        complex argument).

        With q = m sigma/sqrt 2: int_0^t e^{-s^2/2 sigma^2 + ims} ds = sigma sqrt(pi/2) (w(q) -
        e^{-t^2/2 sigma^2 + imt} w(q + it/(sigma sqrt 2))); nothing overflows for t >= 0, and t < 0
        follows by conjugation.
        """
        t = np.asarray(t, dtype=float)
        size = np.abs(t)
        if self.sigma == inf:
            value = size + 0j if m == 0 else (np.exp(1j * m * size) - 1) / (1j * m)
            value = value / (2 * self.edge)
        # there the difference above would cancel; the integrand is flat instead
        elif self.sigma > 20:
            x, weight = legendre(40)
            s = size[..., None] * (1 + x) / 2
            value = (np.exp(1j * m * s) * self.density(s) * weight).sum(-1) * size / 2
        elif m == 0:
            from scipy.special import erf as real_erf

            value = real_erf(size / (self.sigma * sqrt(2))) / (2 * self.mass) + 0j
        else:
            from scipy.special import wofz

            q = m * self.sigma / sqrt(2)
            far = np.exp(-((size / self.sigma) ** 2) / 2 + 1j * m * size) * wofz(
                q + 1j * size / (self.sigma * sqrt(2))
            )
            value = (wofz(q) - far) / (2 * self.mass)
        return np.where(t < 0, -np.conj(value), value)


def matrix(zeroth: Any, second: Any) -> np.ndarray:
    """int u u^T from int 1 and int e^{2it}, u = (cos t, sin t)."""
    zeroth, second = np.real(zeroth), np.asarray(second)
    rows = (zeroth + second.real, second.imag, second.imag, zeroth - second.real)
    return np.stack(rows, axis=-1).reshape(*zeroth.shape, 2, 2) / 2


def vector(first: Any) -> np.ndarray:
    """A complex number as a vector of the plane."""
    first = np.asarray(first)
    return np.stack((first.real, first.imag), axis=-1)


def ends(angle: Any) -> tuple[np.ndarray, np.ndarray]:
    """The first and the last angle of the arcs ++, +-, -+ for w at a signed angle in [-pi, pi];
    shape (..., 3).
    """
    a = np.asarray(angle, dtype=float)
    h, left = pi / 2, a >= 0
    first = np.stack(
        (np.where(left, a - h, -h), np.where(left, h, a - h), np.where(left, -h, a + h)), -1
    )
    last = np.stack(
        (np.where(left, h, a + h), np.where(left, a + h, -h), np.where(left, a - h, h)), -1
    )
    return first, last


@dataclass(frozen=True)
class Regions:
    """Moments of one patch in the three regions: block (..., 3, 2, 2), rest (..., 3), first (...,
    3, 2).
    """

    block: np.ndarray
    rest: np.ndarray
    first: np.ndarray


class Patch:
    """A law of one patch. `signed`: angles a and -a differ; `planar`: p = 2 with unit or
    independent length.
    """

    p: int = 2
    signed: bool = False
    planar: bool = True
    square: float = 1.0  # E|Z|^2 of the part in the plane
    length: float = 1.0  # E|Z| of it

    def regions(self, angle: Any) -> Regions:
        """The moments for w at the given signed angles."""
        first, last = ends(angle)
        arc = lambda m: self.arcs(m, last) - self.arcs(m, first)  # noqa: E731
        block = self.square * matrix(arc(0), arc(2))
        return Regions(block, np.zeros(block.shape[:-2]), self.length * vector(arc(1)))

    def arcs(self, m: int, t: Any) -> np.ndarray:
        """int_0^t e^{ims} dP(s) over the angle s of Z, for |t| <= 3 pi/2."""
        raise NotImplementedError

    def density(self, t: Any) -> np.ndarray:
        """The density of the angle (on the real line with period 2 pi; at a jump, the value to the
        right).
        """
        raise NotImplementedError

    def edge(self, sign: int) -> tuple[float, float]:
        """The density at the boundary of +- and of -+ next to w*, for w at a small angle of this
        sign.
        """
        step = 1e-12
        at = (pi / 2 + step, -pi / 2 + step) if sign > 0 else (-pi / 2 - step, pi / 2 - step)
        return float(self.density(at[0])), float(self.density(at[1]))

    @property
    def breaks(self) -> tuple[float, ...]:
        """Angles in [-pi, pi] between which the density is smooth and not steep."""
        return (-pi, 0.0, pi)


@dataclass(frozen=True)
class Mixture(Patch):
    """psi = s + B pi, s ~ N(0, sigma^2) given |s| <= pi/2, B a fair coin; Z = (cos psi, sin psi).
    sigma = inf: uniform on the circle.
    """

    sigma: float

    @cached_property
    def bell(self) -> Bell:
        return Bell(self.sigma, pi / 2)

    def arcs(self, m: int, t: Any) -> np.ndarray:
        t = np.asarray(t, dtype=float)
        size = np.abs(t)
        turn = (size > pi / 2).astype(float)
        local = self.bell.integral(m, size - pi * turn)
        half = self.bell.integral(m, pi / 2)
        value = np.where(turn > 0, half + (-1.0) ** m * (local + np.conj(half)), local) / 2
        return np.where(t < 0, -np.conj(value), value)

    def density(self, t: Any) -> np.ndarray:
        t = np.asarray(t, dtype=float)
        return self.bell.density(t - pi * np.round(t / pi)) / 2

    @property
    def breaks(self) -> tuple[float, ...]:
        widths = [step * self.sigma for step in (1.5, 3.0, 6.0) if step * self.sigma < pi / 2]
        inner = [sign * width for width in widths for sign in (1, -1)]
        outer = [sign * (pi - width) for width in widths for sign in (1, -1)]
        return (-pi, -pi / 2, 0.0, pi / 2, pi, *inner, *outer)


@dataclass(frozen=True)
class Truncated(Patch):
    """The literal reading: psi from N(0, sigma^2) or, with probability 1/2, from N(-pi, sigma^2),
    both given |psi| <= pi/2.
    """

    sigma: float
    signed: bool = True

    @cached_property
    def bell(self) -> Bell:
        return Bell(self.sigma, pi / 2)

    def tail(self, m: int, t: Any) -> np.ndarray:
        """e^{(pi/2)^2/2 sigma^2} times int_{t + pi}^inf e^{-s^2/2 sigma^2 + im(s - pi)} ds, -pi/2
        <= t <= pi/2.
        """
        from scipy.special import wofz

        s = np.asarray(t, dtype=float) + pi
        shape = np.exp(-(s**2 - (pi / 2) ** 2) / (2 * self.sigma**2) + 1j * m * (s - pi))
        return (
            self.sigma
            * sqrt(pi / 2)
            * shape
            * wofz((m * self.sigma + 1j * s / self.sigma) / sqrt(2))
        )

    @cached_property
    def far_mass(self) -> float:
        return float((self.tail(0, -pi / 2) - self.tail(0, pi / 2)).real)

    def arcs(self, m: int, t: Any) -> np.ndarray:
        t = np.clip(np.asarray(t, dtype=float), -pi / 2, pi / 2)
        if self.sigma == inf:
            return self.bell.integral(m, t)
        return (
            self.bell.integral(m, t) + (self.tail(m, 0.0) - self.tail(m, t)) / self.far_mass
        ) / 2

    def density(self, t: Any) -> np.ndarray:
        t = (np.asarray(t, dtype=float) + pi) % (2 * pi) - pi
        inside = np.abs(t) < pi / 2
        if self.sigma == inf:
            return np.where(inside, self.bell.density(t), 0.0)
        far = np.exp(-((t + pi) ** 2 - (pi / 2) ** 2) / (2 * self.sigma**2)) / self.far_mass
        return np.where(inside, (self.bell.density(t) + far) / 2, 0.0)

    @property
    def breaks(self) -> tuple[float, ...]:
        widths = [step * self.sigma for step in (1.5, 3.0, 6.0) if step * self.sigma < pi / 2]
        near = [sign * width for width in widths for sign in (1, -1)]
        edge = [width**2 / (3 * pi) - pi / 2 for width in widths]
        return (-pi, -pi / 2, 0.0, pi / 2, pi, *near, *edge)


@dataclass(frozen=True)
class Rotational(Patch):
    """N(0, I_p) (`unit` false) or uniform on the unit sphere of R^p: everything in closed form, for
    every p >= 2.
    """

    p: int
    unit: bool = False

    def __post_init__(self) -> None:
        if self.p < 2:
            raise KernelError(f"a law with angles needs p >= 2, p={self.p} was given")

    @property
    def planar(self) -> bool:
        return self.p == 2

    @property
    def square(self) -> float:
        return 2 / self.p if self.unit else 2.0

    @property
    def length(self) -> float:
        """E of the length of the projection to a plane."""
        if not self.unit:
            return sqrt(pi / 2)
        from math import lgamma

        return float(np.exp(lgamma(1.5) + lgamma(self.p / 2) - lgamma((self.p + 1) / 2)))

    def arcs(self, m: int, t: Any) -> np.ndarray:
        t = np.asarray(t, dtype=float)
        return (t + 0j if m == 0 else (np.exp(1j * m * t) - 1) / (1j * m)) / (2 * pi)

    def density(self, t: Any) -> np.ndarray:
        return np.full(np.shape(t), 1 / (2 * pi))

    def regions(self, angle: Any) -> Regions:
        inside = super().regions(angle)
        first, last = ends(angle)
        return Regions(inside.block, self.square / 2 * (last - first) / (2 * pi), inside.first)


@dataclass(frozen=True)
class Cone(Patch):
    """Z = cos(psi) u + sin(psi) q in R^p, p >= 3: u = w*/|w*|, psi as in `Mixture`, q uniform on
    the unit sphere orthogonal to w*.
    """

    sigma: float
    p: int
    planar: bool = False

    def __post_init__(self) -> None:
        if self.p < 3:
            raise KernelError(
                f"the mixture around w* with a uniform second direction needs p >= 3, "
                f"p={self.p} was given; use p = 2"
            )

    def shadow(self, level: Any) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """P, E[c], E[c^2] on {c >= level} for one coordinate c of q."""
        from scipy.special import betainc

        d = self.p - 1
        level = np.clip(level, -1.0, 1.0)
        upper = np.where(level > 0, 1.0, -1.0)
        share = (1 - betainc(0.5, (d - 1) / 2, level**2)) / 2
        square = (1 - betainc(1.5, (d - 1) / 2, level**2)) / (2 * d)
        first = (
            gamma(d / 2)
            / (sqrt(pi) * gamma((d - 1) / 2) * (d - 1))
            * (1 - level**2) ** ((d - 1) / 2)
        )
        return (
            np.where(upper > 0, share, 1 - share),
            first,
            np.where(upper > 0, square, 1 / d - square),
        )

    def regions(self, angle: Any, order: int = PANEL) -> Regions:
        """One quadrature over psi in (0, pi/2); the law is even, so that +- and -+ mirror each
        other.
        """
        angle = np.asarray(angle, dtype=float)
        flat = [self._one(float(a), order) for a in np.abs(angle).ravel()]
        parts = [np.array(part).reshape(*angle.shape, *np.shape(part[0])) for part in zip(*flat)]
        return Regions(*parts)

    def _one(self, a: float, order: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        bell, kink = Bell(self.sigma, pi / 2), abs(pi / 2 - a)
        widths = [step * self.sigma for step in (0.75, 1.5, 3.0, 6.0)]
        edges = np.unique([0.0, pi / 4, pi / 2, kink, *(x for x in widths if x < pi / 2)])
        x, w = panels(np.linspace(0, 1, 4), order)
        psi, weight = [], []
        # psi = low + (high - low) x^2 (3 - 2 x): roots at the kink become smooth
        for low, high in zip(edges[:-1], edges[1:]):
            psi.append(low + (high - low) * x**2 * (3 - 2 * x))
            weight.append((high - low) * 6 * x * (1 - x) * w)
        psi, weight = np.concatenate(psi), np.concatenate(weight)
        weight = weight * bell.density(psi)  # psi and -psi together, times 1/2 for the coin
        with np.errstate(all="ignore"):
            level = np.where(
                np.sin(a) > 0,
                -np.cos(a) * np.cos(psi) / (np.sin(a) * np.sin(psi)),
                -np.inf if a < 1 else np.inf,
            )
        P, c, cc = self.shadow(level)
        total = [np.ones_like(P), np.zeros_like(P), np.full_like(P, 1 / (self.p - 1))]
        pieces = [
            self._integrate(psi, weight, *moments)
            for moments in ((P, c, cc), [t - m for t, m in zip(total, (P, c, cc))])
        ]
        (plus, plus_rest, plus_first), (minus, minus_rest, minus_first) = pieces
        return (
            np.array((plus, minus, minus)),
            np.array((plus_rest, minus_rest, minus_rest)),
            np.array((plus_first, -minus_first, minus_first)),
        )

    def _integrate(
        self, psi: Any, weight: Any, P: Any, c: Any, cc: Any
    ) -> tuple[np.ndarray, float, np.ndarray]:
        cos, sin = np.cos(psi), np.sin(psi)
        mixed, rest = (
            (weight * cos * sin * c).sum(),
            (weight * sin**2 * (P - cc)).sum() / (self.p - 2),
        )
        block = np.array(
            ((weight * cos**2 * P).sum(), mixed, mixed, (weight * sin**2 * cc).sum())
        ).reshape(2, 2)
        return block, rest, np.array(((weight * cos * P).sum(), (weight * sin * c).sum()))

    def thin(self) -> tuple[float, float, float]:
        """The limits, as the angle tends to 0, of the moments of +- over the angle: along w,
        orthogonal to the plane, first moment.
        """
        d, t = self.p - 1, float(Bell(self.sigma, pi / 2).density(pi / 2))
        norm = gamma(d / 2) / (sqrt(pi) * gamma((d - 1) / 2))
        one, three = norm * 2 / (d - 1), norm * 4 / ((d - 1) * (d + 1))  # E|c|, E|c|^3
        return t * three / 2, t * (one - three) / (2 * (d - 1)), t / (2 * d)
