"""Figure 6.2b: gamma, L, L_- and the cross terms of three laws, by the angle."""

from __future__ import annotations

from math import pi
from typing import Any

import numpy as np
from steepest.kernels.filters.constants import (
    L_cross,
    beta,
    cross,
    gamma_and_L,
    least_and_largest,
    side,
)
from steepest.kernels.filters.laws import gaussian, mixture
from steepest.kernels.filters.moments import InputLaw

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction
from .settings import chosen

# --- Figure 6.2b ----------------------------------------------------------------------------------


@reproduction("figure-6.2b", "du-thesis, Sections 6.2, 6.3 and Figure 6.2b", aliases=("fig-6.2",))
def figure_6_2b(run: Run) -> Reproduction:
    """gamma, L, L_- and the cross terms as functions of the angle, for three laws"""
    given = chosen(run, {"points": 361}, "figure-6.2b")
    angles = np.linspace(0, pi, given["points"])
    laws: dict[str, InputLaw] = {
        "N(0, I_p), one patch": gaussian(2),
        "mixture, sigma = 1, one patch": mixture(1.0),
        "mixture, sigma = 1, 5 close patches, sigma_2 = 0.1": mixture(
            1.0, k=5, coupling="close", sigma_2=0.1
        ),
    }
    made = Reproduction(
        "figure-6.2b", "Figure 6.2b: gamma, L, L_- and the cross terms", "du-thesis, Figure 6.2b"
    )
    made.settings = {
        "laws": list(laws),
        "angles": given["points"],
        "mixture": "truncated Gaussians around w* and -w*, standard deviation sigma",
    }
    rows: list[list[Any]] = [[float(a)] for a in angles]
    with picture.canvas(1, 3, width=4.6, height=3.6) as (drawing, axes):
        for ax, (name, law) in zip(axes.flat, laws.items()):
            moments = law.at_angle(angles)
            gamma, L = least_and_largest(moments)
            minus, mixed = (
                np.maximum.accumulate(side(moments)),
                np.maximum.accumulate(cross(moments)),
            )
            for row, *values in zip(rows, gamma, L, minus, mixed):
                row += [float(v) for v in values]
            ax.plot(angles, L, color=picture.BLUE, label=r"$L(\phi)$")
            ax.plot(angles, gamma, color=picture.GREEN, label=r"$\gamma(\phi)$")
            near = angles <= pi / 2
            b, c = beta(law), L_cross(law)
            slope = rf"$\beta\phi$, $\beta$ = {b.value:.4f}"
            bounded = [(minus, r"$L_{-w_*}(\phi)$", (5, 2), b, slope, picture.RED)]
            if law.k > 1:
                slope = rf"$L_{{cross}}\phi$, {c.value:.4f}"
                bounded += [(mixed, "cross terms", (1, 1.2), c, slope, picture.PURPLE)]
            for values, name_of, dashes, bound, line, color in bounded:
                style = {"color": color, "linestyle": (0, dashes)}
                ax.plot(angles[near], values[near], label=name_of, **style)
                style = {"color": color, "linewidth": 0.8, "alpha": 0.6}
                ax.plot(angles[near], bound.value * angles[near], label=line, **style)
            ax.set_title(name.replace(", 5 close", ",\n5 close"))
            ax.set_xticks([0, pi / 4, pi / 2, 3 * pi / 4, pi], ["0", "π/4", "π/2", "3π/4", "π"])
            ax.set_xlim(0, pi)
            ax.set_ylim(bottom=0)
            ax.set_xlabel("angle between w and w*")
            ax.legend(loc="upper right")
        caption = (
            "Extreme eigenvalues of the second moment where both filters are active, and "
            "of the region where only w is."
        )
        made.pictures = picture.save(drawing, run.out, "figure-6.2b", caption)
    header = [
        "angle",
        *(f"{quantity} {name}" for name in laws for quantity in ("gamma", "L", "L_minus", "cross")),
    ]
    made.data.append(write_csv(run.out / "figure-6.2b.csv", header, rows))
    normal = gaussian(2)
    ratio = [float(L / g) for g, L in zip(*gamma_and_L(normal, [0.0, 1.0]))]
    made.comparisons += [
        Comparison(
            "Gaussian: L/gamma at 0 and at 1",
            "1 for every angle",
            f"{ratio[0]:.4g} and {ratio[1]:.4g}",
            False,
            "equal at 0 and pi only",
        ),
        Comparison(
            "Gaussian: smallest beta",
            "p",
            f"{beta(normal).value:.6f} = 1/pi",
            True,
            "an upper bound, far from sharp",
        ),
        Comparison(
            "unit norm, p = 2: smallest beta",
            "1",
            f"{beta(mixture(float('inf'))).value:.6f} = 1/(2 pi)",
            True,
            "an upper bound",
        ),
        Comparison(
            "gamma and L decrease, L_- increases",
            "drawn so",
            "so for all three laws",
            bool(_monotone(rows)),
        ),
    ]
    made.remarks.append(
        "the printed picture is schematic; L_- and the cross terms are maxima over all angles up "
        "to the given one"
    )
    return finish(made, run.out)


def _monotone(rows: list[list[Any]]) -> bool:
    table = np.array(rows)[:, 1:].reshape(len(rows), 3, 4)
    return bool(
        (np.diff(table[:, :, :2], axis=0) <= 1e-12).all()
        and (np.diff(table[:, :, 2], axis=0) >= -1e-12).all()
    )
