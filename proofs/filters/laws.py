"""Input laws of Chapter 6 as data: second moments of activation regions, gamma, L, beta, L_cross.
No judge in here.

Numerical laws (closed forms and quadratures in double precision, accurate to about 1e-15) come from
`steepest.kernels`:

    law = mixture(sigma=1.0, k=5, coupling="close", sigma_2=0.1)      # also gaussian(p, k),
    sphere(p, k), Atoms(...) law.moments(phi).block[..., a, b, :, :]                           #
    M_ab in the plane of w* and w; .rest: each other direction gamma_and_L(law, phi), beta(law),
    L_cross(law), guarantee(law, phi_0, beta(law).value, L_cross(law).value)

`Discrete` is a finite law with rational atoms and weights. For p = 2 the regions change only where
w is orthogonal to a patch, so finitely many rational directions carry all values of its moments,
exactly; beta and L_cross come as balls (Arb).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, cmp_to_key
from typing import TYPE_CHECKING, Any

from ..vocabulary import SteepestError

if TYPE_CHECKING:
    from steepest.kernels.filters.atoms import Atoms as Atoms
    from steepest.kernels.filters.constants import Guarantee as Guarantee
    from steepest.kernels.filters.constants import L_cross as L_cross
    from steepest.kernels.filters.constants import Value as Value
    from steepest.kernels.filters.constants import beta as beta
    from steepest.kernels.filters.constants import cross as cross
    from steepest.kernels.filters.constants import descend as descend
    from steepest.kernels.filters.constants import gamma_and_L as gamma_and_L
    from steepest.kernels.filters.constants import guarantee as guarantee
    from steepest.kernels.filters.constants import population as population
    from steepest.kernels.filters.constants import side as side
    from steepest.kernels.filters.laws import Patches as Patches
    from steepest.kernels.filters.laws import gaussian as gaussian
    from steepest.kernels.filters.laws import law_of as law_of
    from steepest.kernels.filters.laws import mixture as mixture
    from steepest.kernels.filters.laws import sphere as sphere
    from steepest.kernels.filters.moments import InputLaw as InputLaw

PP, PM, MP = 0, 1, 2  # the regions ++, +-, -+
_HOME = {
    "constants": (
        "Guarantee",
        "L_cross",
        "Value",
        "beta",
        "cross",
        "descend",
        "gamma_and_L",
        "guarantee",
        "population",
        "side",
    ),
    "atoms": ("Atoms",),
    "laws": ("Patches", "gaussian", "law_of", "mixture", "sphere"),
    "moments": ("InputLaw",),
}


# NumPy is imported when a name is used, not when claims are listed
def __getattr__(name: str) -> Any:
    for module, names in _HOME.items():
        if name in names:
            from importlib import import_module

            return getattr(import_module(f"steepest.kernels.filters.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


Vector = tuple[Fraction, ...]
Matrix = tuple[tuple[Fraction, ...], ...]


class LawError(SteepestError):
    """An input law that cannot be used."""


def _vector(entries: Iterable[Any]) -> Vector:
    return tuple(Fraction(entry) for entry in entries)


def dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    """The inner product."""
    return sum((a * b for a, b in zip(x, y)), Fraction(0))


def turn(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    """det(x, y) in the plane: positive when y lies counterclockwise of x."""
    return x[0] * y[1] - x[1] * y[0]


@dataclass(frozen=True)
class Sector:
    """An open range of directions w on one side of w* in which no patch changes its region; `inner`
    lies in it.

    `first` is the direction where it begins (w* itself for the first one), `last` the one where it
    ends.
    """

    first: Vector
    inner: Vector
    last: Vector


@dataclass(frozen=True)
class Discrete:
    """P(Z = points[n]) = weights[n], exactly; points[n] are k patches in Q^p. Regions are closed,
    as the source defines them.
    """

    points: tuple[tuple[Vector, ...], ...]
    weights: tuple[Fraction, ...]
    target: Vector

    @staticmethod
    def of(
        points: Iterable[Any], weights: Iterable[Any] | None = None, target: Iterable[Any] = (1, 0)
    ) -> Discrete:
        """Atoms as lists of patches, or as single patches (k = 1); entries are whole numbers,
        rationals or texts such as "3/5".
        """
        atoms = [atom if _nested(atom) else [atom] for atom in points]
        made = tuple(tuple(_vector(patch) for patch in atom) for atom in atoms)
        shares = (
            [Fraction(1, max(len(made), 1))] * len(made)
            if weights is None
            else [Fraction(share) for share in weights]
        )
        law = Discrete(made, tuple(shares), _vector(target))
        law.check()
        return law

    def check(self) -> None:
        """Raise `LawError` unless this is a law on R^{p x k} with w* != 0 and no patch on the
        hyperplane of w*.
        """
        shapes = {(len(atom), *(len(patch) for patch in atom)) for atom in self.points}
        sizes = {len(patch) for atom in self.points for patch in atom}
        if not self.points or len(shapes) != 1 or sizes != {len(self.target)}:
            raise LawError(
                f"every atom needs the same number of patches and every patch as many entries "
                f"as w_star ({len(self.target)}); "
                f"patches with {', '.join(map(str, sorted(sizes))) or 'no'} entries were given"
            )
        if (
            len(self.weights) != len(self.points)
            or min(self.weights) <= 0
            or sum(self.weights) != 1
        ):
            raise LawError(
                f"the weights must be {len(self.points)} positive numbers with sum 1; "
                f"{len(self.weights)} with sum {sum(self.weights)} were "
                'given. Rationals such as "1/3" are exact'
            )
        if not any(self.target):
            raise LawError("w_star is 0; give a filter that is not zero")
        for atom in self.points:
            for patch in atom:
                if any(patch) and dot(patch, self.target) == 0:
                    raise LawError(
                        f"the patch ({', '.join(map(str, patch))}) is orthogonal to w_star: "
                        f"the regions of the source overlap there and beta is "
                        "infinite; move it, however little"
                    )

    @property
    def p(self) -> int:
        return len(self.target)

    @property
    def k(self) -> int:
        return len(self.points[0])

    # --- moments at one w -------------------------------------------------------------------------

    def averages(self, w: Sequence[Any], atom: Sequence[Vector]) -> tuple[Vector, Vector, Vector]:
        """(Z_++, Z_+-, Z_-+) of one atom."""
        w = _vector(w)
        sums = [[Fraction(0)] * self.p for _ in range(3)]
        for patch in atom:
            own, goal = dot(w, patch), dot(self.target, patch)
            for region, inside in enumerate(
                (own >= 0 and goal >= 0, own >= 0 and goal <= 0, own <= 0 and goal >= 0)
            ):
                if inside:
                    sums[region] = [s + x / self.k for s, x in zip(sums[region], patch)]
        return tuple(tuple(s) for s in sums)  # pyright: ignore[reportReturnType]

    def moment(self, w: Sequence[Any], a: int, b: int) -> Matrix:
        """M_ab = E[Z_a Z_b^T] at w, exactly; a, b among PP, PM, MP."""
        total = [[Fraction(0)] * self.p for _ in range(self.p)]
        for atom, share in zip(self.points, self.weights):
            parts = self.averages(w, atom)
            for i in range(self.p):
                for j in range(self.p):
                    total[i][j] += share * parts[a][i] * parts[b][j]
        return tuple(tuple(row) for row in total)

    def output(self, w: Sequence[Any], atom: Sequence[Vector]) -> Fraction:
        """f(w, Z)."""
        w = _vector(w)
        return sum((max(dot(w, patch), Fraction(0)) for patch in atom), Fraction(0)) / self.k

    def loss(self, w: Sequence[Any]) -> Fraction:
        """The population loss at w, exactly."""
        gaps = [self.output(w, atom) - self.output(self.target, atom) for atom in self.points]
        return sum((share * gap**2 for share, gap in zip(self.weights, gaps)), Fraction(0)) / 2

    def gradient(self, w: Sequence[Any]) -> Vector:
        """The population gradient at w, exactly (patches with w.Z_i = 0 count as active, as in the
        closed regions).
        """
        w = _vector(w)
        total = [Fraction(0)] * self.p
        for atom, share in zip(self.points, self.weights):
            gap = self.output(w, atom) - self.output(self.target, atom)
            for patch in atom:
                if dot(w, patch) >= 0:
                    total = [t + share * gap * x / self.k for t, x in zip(total, patch)]
        return tuple(total)

    # --- all w of the plane -----------------------------------------------------------------------

    def breakpoints(self, side: int) -> list[Vector]:
        """The directions on one side of w* (+1: counterclockwise) that are orthogonal to a patch,
        in the order of their angles.
        """
        if self.p != 2:
            raise LawError(
                f"the breakpoints are enumerated in the plane; this law has p = {self.p}"
            )
        found: list[Vector] = []
        for patch in {patch for atom in self.points for patch in atom if any(patch)}:
            for direction in ((-patch[1], patch[0]), (patch[1], -patch[0])):
                if side * turn(self.target, direction) > 0 and not any(
                    turn(direction, known) == 0 for known in found
                ):
                    found.append(direction)
        return sorted(found, key=cmp_to_key(lambda x, y: -1 if side * turn(x, y) > 0 else 1))

    def sectors(self, side: int) -> list[Sector]:
        """The sectors between w* and -w*, in the order of their angles."""
        edges = [self.target, *self.breakpoints(side), tuple(-x for x in self.target)]
        if len(edges) == 2:
            across = (-side * self.target[1], side * self.target[0])
            return [Sector(edges[0], across, edges[1])]
        mean = lambda x, y: tuple(a / _size(x) + b / _size(y) for a, b in zip(x, y))  # noqa: E731
        return [Sector(x, mean(x, y), y) for x, y in zip(edges, edges[1:])]

    @cached_property
    def numbers(self) -> Atoms:
        """The same law in double precision."""
        import numpy as np
        from steepest.kernels.filters.atoms import Atoms

        floats = np.array([[[float(x) for x in patch] for patch in atom] for atom in self.points])
        return Atoms(
            floats,
            np.array([float(w) for w in self.weights]),
            np.array([float(x) for x in self.target]),
        )

    def growth(self, which: str = "beta") -> tuple[Any, Vector | None]:
        """A ball around beta (or, for "cross", L_cross), and the direction of w just after which it
        is attained (None: it is 0).

        Both quotients jump up where a sector of angle at most pi/2 begins, and fall inside it.
        """
        from flint import arb, ctx

        ctx.prec = max(ctx.prec, 128)
        best, where = arb(0), None
        for hand in (1, -1):
            for sector in self.sectors(hand)[1:]:
                if dot(self.target, sector.first) < 0:
                    continue
                angle = arb.atan2(
                    _ball(abs(turn(self.target, sector.first))),
                    _ball(dot(self.target, sector.first)),
                )
                pairs = ((PM, PM),) if which == "beta" else ((PP, PM), (PP, MP), (PM, MP))
                value = (
                    sum((spectral_norm(self.moment(sector.inner, a, b)) for a, b in pairs), arb(0))
                    / angle
                )
                if where is None or value.mid() > best.mid():
                    where = sector.first
                best = best.max(value)
        return best, where


def _nested(atom: Any) -> bool:
    return bool(len(atom)) and not isinstance(atom[0], int | float | str | Fraction)


def _size(x: Vector) -> Fraction:
    """A rational number near |x|, so that the mean of two directions lies well inside."""
    return max(abs(a) for a in x)


def _ball(x: Fraction) -> Any:
    from flint import arb, fmpq

    return arb(fmpq(x.numerator, x.denominator))


def spectral_norm(M: Matrix) -> Any:
    """The spectral norm of a rational 2 x 2 matrix as a ball: sqrt((t + sqrt(t^2 - 4 det^2))/2), t
    = |M|_F^2.
    """
    t = sum((x * x for row in M for x in row), Fraction(0))
    det = M[0][0] * M[1][1] - M[0][1] * M[1][0]
    return ((_ball(t) + _ball(t * t - 4 * det * det).sqrt()) / 2).sqrt()


def eigenvalues(M: Matrix) -> tuple[Any, Any]:
    """Least and largest eigenvalue of a symmetric rational 2 x 2 matrix as balls."""
    half, root = (
        _ball(M[0][0] + M[1][1]) / 2,
        _ball((M[0][0] - M[1][1]) ** 2 / 4 + M[0][1] * M[1][0]).sqrt(),
    )
    return half - root, half + root
