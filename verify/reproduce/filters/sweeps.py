"""Figures 6.3a and 6.3b: convergence by smoothness of the law, and by closeness of patches."""

from __future__ import annotations

from collections.abc import Mapping
from math import asin, ceil, log, pi
from typing import Any

import numpy as np
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.filters.constants import (
    L_cross,
    beta,
    descend,
    distances,
    gamma_and_L,
    guarantee,
)
from steepest.kernels.filters.laws import Patches, mixture
from steepest.kernels.filters.runs import simulate

from ..engine import picture
from ..engine.output import finish, write_csv
from ..engine.registry import Comparison, Reproduction, Run, reproduction
from .settings import (
    CLOSENESS,
    COLOURS,
    SOURCE,
    SWEEP,
    TARGET,
    SettingError,
    chosen,
    label,
)

# --- Figures 6.3a and 6.3b ------------------------------------------------------------------------

TABLE = (
    "gamma_0",
    "L_0",
    "gamma_pi/4",
    "L_pi/4",
    "gamma_pi/2",
    "L_pi/2",
    "beta",
    "beta_at",
    "L_cross",
    "L_cross_at",
    "L_cross_eigenvalue_reading",
    "largest_step_at_0.5",
    "largest_step_at_1",
    "largest_step_at_1.5",
    "phi_0",
    "gamma_phi_0_minus_6_L_cross",
    "guaranteed_factor_at_phi_0",
    "guaranteed_iterations_to_1e-6",
    "final_factor_at_eta",
    "measured_iterations_to_1e-6_at_eta",
)


def constants_row(
    law: Patches, start: tuple[float, float], eta: float, path: np.ndarray
) -> list[Any]:
    """What the theorems say about a law, and what its population descent (distances `path`, step
    eta) does.
    """
    gammas, Ls = gamma_and_L(law, [0.0, pi / 4, pi / 2])
    b, c, eigen = beta(law), L_cross(law), L_cross(law, "eigenvalue")
    steps = [guarantee(law, phi, b.value, c.value).step for phi in (0.5, 1.0, 1.5)]
    phi_0 = asin(float(np.hypot(start[0] - 1, start[1])))
    made = guarantee(law, phi_0, b.value, c.value)
    factor = 1 - eta * float(gammas[0])
    hit = np.flatnonzero(path <= 1e-6 * path[0])
    needed = (
        int(hit[0])
        if len(hit)
        else len(path) - 1 + ceil(log(1e-6 * path[0] / path[-1]) / log(factor))
    )
    pairs = [float(x) for pair in zip(gammas, Ls) for x in pair]
    blank = lambda value: "none" if value is None else value  # noqa: E731
    return [
        *pairs,
        b.value,
        b.at,
        c.value,
        c.at,
        eigen.value,
        *map(blank, steps),
        phi_0,
        made.margin,
        blank(made.factor),
        blank(made.iterations(1e-6)),
        factor,
        needed,
    ]


def curves(
    laws: Mapping[float, Patches], given: Mapping[str, Any], run: Run
) -> tuple[dict, dict, list[list[Any]]]:
    """Population distances, quartiles of SGD (3, times), and the rows of the table, a law each."""
    start, steps, eta = (0.4, 0.6), given["steps"], given["eta"]
    exact, noisy, rows = {}, {}, []
    for value, law in laws.items():
        run.say(f"{law.k} patch{'es' if law.k > 1 else ''}, parameter {label(value)}")
        exact[value] = distances(descend(law, start, eta, steps), TARGET)
        try:
            found = simulate(
                law,
                start,
                eta,
                steps,
                0,
                given["runs"],
                run.seed,
                "auto",
                0.0,
                list(range(steps + 1)),
            )
        except KernelError as error:
            raise SettingError(str(error)) from None
        noisy[value] = np.quantile(found["distance"], (0.25, 0.5, 0.75), axis=1)
        rows.append(
            [label(value).replace("∞", "inf"), *constants_row(law, start, eta, exact[value])]
        )
    return exact, noisy, rows


def drawn(made: Reproduction, run: Run, *curves: Any) -> Reproduction:
    """With the picture of `draw` (whose arguments come first) under a caption (the last one)."""
    *what, caption = curves
    with picture.canvas(1, 2) as (drawing, axes):
        draw(axes[0], *what)
        picture.put(made, drawing, run, caption)
    return finish(made, run.out)


def draw(
    axes: Any, exact: Mapping[float, Any], noisy: Mapping[float, Any], symbol: str, floor: float
) -> None:
    """SGD on the left, population descent on the right."""
    for number, value in enumerate(exact):
        colour, name = COLOURS[number % len(COLOURS)], f"{symbol} = {label(value)}"
        low, middle, high = (
            np.log10(np.maximum(quartile, floor / 100)) for quartile in noisy[value]
        )
        t = np.arange(len(middle))
        axes[0].plot(t, middle, color=colour, label=name)
        axes[0].fill_between(t, low, high, color=colour, alpha=0.15, linewidth=0)
        axes[1].plot(t, np.log10(np.maximum(exact[value], floor / 100)), color=colour, label=name)
    for ax, title in zip(
        axes, ("SGD, batch 1: median and quartiles", "Gradient descent on the population loss")
    ):
        ax.set_title(title)
        ax.set_xlabel("iteration t")
        ax.set_ylabel(r"$\log_{10}\|w_t-w_*\|$")
        ax.set_ylim(np.log10(floor), 0.1)
        ax.set_xlim(0, len(t) - 1)
    axes[0].legend(loc="lower left", ncols=2)


def ordered(values: Mapping[float, np.ndarray], times: list[int]) -> bool:
    """Whether the curves lie in the order of the mapping, the last one lowest, at every time at
    which the last one is above 1e-13.
    """
    table = np.array([values[key] for key in values])[:, times]
    table = table[:, table[-1] > 1e-13]
    return bool((np.diff(table, axis=0) < 0).all())


SETTINGS_A: dict[str, Any] = {"completion": "A", "p": 5, "eta": 0.5, "steps": 400, "runs": 200}


@reproduction("figure-6.3a", SOURCE, aliases=("exp-6.3a",))
def figure_6_3a(run: Run) -> Reproduction:
    """SGD on one neuron for inputs of different smoothness sigma"""
    given = chosen(run, SETTINGS_A, "figure-6.3a")
    completion = given["completion"].upper()
    if completion not in ("A", "B", "C"):
        raise SettingError(
            f"figure-6.3a: completion = {given['completion']!r} was given; choose A (p = 2), "
            f"B (p >= 3) or C (p = 2, literal)"
        )
    p = given["p"] if completion == "B" else 2
    if completion == "B" and p < 3:
        raise SettingError(f"figure-6.3a: p = {p} was given; completion B needs p >= 3")
    laws = {sigma: mixture(sigma, p=p, literal=completion == "C") for sigma in SWEEP}
    exact, noisy, rows = curves(laws, given, run)
    made = Reproduction(
        "figure-6.3a", "Figure 6.3a: convergence and smoothness of the input", SOURCE
    )
    words = {
        "A": "psi = s + B pi, s ~ N(0, sigma^2) given |s| <= pi/2, B a fair coin; Z = (cos psi, "
        "sin psi)",
        "B": f"as A, Z = cos(psi) u + sin(psi) q in R^{p}, q uniform on the unit sphere orthogonal "
        f"to u = w*",
        "C": "N(0, sigma^2) or N(-pi, sigma^2) with probability 1/2 each, both given |psi| <= pi/2",
    }
    made.settings = {
        "completion": completion,
        "angle": words[completion],
        "p": p,
        "k": 1,
        "sigma": [label(s) for s in SWEEP],
        **_common(given, run),
    }
    _files(made, run, "sigma", exact, noisy, rows)
    times = [t for t in (50, 100, 200, 400) if t <= given["steps"]]
    smooth, five = list(exact)[-1], dict(list(noisy.items())[:5])
    ratio = [float(L[0] / g[0]) for g, L in (gamma_and_L(law, [0.5]) for law in laws.values())]
    betas = [row[1 + TABLE.index("beta")] for row in rows]
    slope, predicted = _slope(exact[1.0]), log(1 - given["eta"] * rows[list(exact).index(1.0)][1])
    made.comparisons += [
        _in_order(
            f"population curves in the order of sigma at t = {times}",
            "larger sigma is faster",
            exact,
            times,
        ),
        _in_order(
            "medians of SGD in the order of sigma, sigma <= 2",
            "larger sigma is faster",
            {k: v[1] for k, v in five.items()},
            times,
        ),
        _in_order(
            f"medians of SGD in the order of sigma up to {label(smooth)}",
            "larger sigma is faster",
            {k: v[1] for k, v in noisy.items()},
            times,
        ),
        Comparison(
            "L/gamma at angle 1/2 decreases in sigma",
            "large for small sigma",
            ", ".join(f"{r:.4g}" for r in ratio),
            bool((np.diff(ratio) < 0).all()),
        ),
        Comparison(
            "beta decreases in sigma",
            "large for small sigma",
            ", ".join(f"{b:.4f}" for b in betas),
            bool((np.diff(betas) < 0).all()),
            "sharp values",
        ),
        Comparison(
            "slope at the end of the population curve, sigma = 1",
            f"{predicted:.6f} (theory)",
            f"{slope:.6f}",
            abs(slope - predicted) < 1e-3,
        ),
    ]
    made.remarks.append(
        "the source states neither sigma nor start nor step; natural candidates for the law "
        "are the three completions"
    )
    caption = (
        f"One neuron, inputs of unit norm around w* and -w* (completion {completion}, "
        f"p = {p}), step {given['eta']}, {given['runs']} runs."
    )
    return drawn(made, run, exact, noisy, "σ", 1e-14, caption)


SETTINGS_B: dict[str, Any] = {"sigma": 1.0, "k": 5, "eta": 0.5, "steps": 200, "runs": 200}


@reproduction("figure-6.3b", SOURCE, aliases=("exp-6.3b",))
def figure_6_3b(run: Run) -> Reproduction:
    """SGD on several patches for different closeness sigma_2"""
    given = chosen(run, SETTINGS_B, "figure-6.3b")
    if given["k"] < 2 or given["k"] > 16:
        raise SettingError(
            f"figure-6.3b: k = {given['k']} was given; expected a whole number from 2 to 16"
        )
    laws = {
        s: mixture(given["sigma"], k=given["k"], coupling="close", sigma_2=s) for s in CLOSENESS
    }
    exact, noisy, rows = curves(laws, given, run)
    made = Reproduction(
        "figure-6.3b", "Figure 6.3b: convergence and closeness of the patches", SOURCE
    )
    made.settings = {
        "p": 2,
        "k": given["k"],
        "sigma": given["sigma"],
        "sigma_2": list(CLOSENESS),
        "patches": "Z rotated by delta_i, delta_i iid N(0, sigma_2^2) given |delta_i| <= pi",
        "Z": "psi = s + B pi as in figure-6.3a, completion A",
        **_common(given, run),
    }
    _files(made, run, "sigma_2", exact, noisy, rows)
    times = [t for t in (10, 50, 100, 200) if t <= given["steps"]]
    backwards = {key: exact[key] for key in reversed(exact)}
    medians = {key: noisy[key][1] for key in (2.0, 1.0, 0.5, 0.2, 0.05) if key in noisy}
    late = [t for t in times if t >= 50]
    margins = [row[1 + TABLE.index("gamma_phi_0_minus_6_L_cross")] for row in rows]
    deviation = _monte_carlo(laws[CLOSENESS[len(CLOSENESS) // 2]], run.seed)
    crosses = [row[1 + TABLE.index("L_cross")] for row in rows]
    made.comparisons += [
        _in_order(
            f"population curves in the order of sigma_2 at t = {times}",
            "smaller is faster",
            backwards,
            times,
        ),
        _in_order(
            f"medians of SGD in order at t = {late}, sigma_2 = {', '.join(map(label, medians))}",
            "smaller is faster",
            medians,
            late,
        ),
        Comparison(
            "gamma(phi_0) - 6 L_cross > 0, as Theorem 6.3 asks",
            "coincides with the theorem",
            ", ".join(f"{m:.3f}" for m in margins),
            all(m > 0 for m in margins),
            "a value for each sigma_2",
        ),
        Comparison(
            "L_cross tends to 0 with sigma_2",
            "close patches: small L_cross",
            ", ".join(f"{c:.4f}" for c in crosses),
            crosses[0] < crosses[-1] / 20,
            "it tends to (1 - 1/k) f(pi/2)",
        ),
        Comparison(
            "gradient by quadrature against 400,000 inputs",
            "equal",
            f"{deviation:.2f} standard errors",
            deviation < 4.5,
        ),
    ]
    made.remarks.append(
        "k, p, sigma_2, the start and the step are not stated in the source; sigma = 1 is"
    )
    caption = (
        f"{given['k']} patches, rotations of one input by random angles (sigma = "
        f"{given['sigma']}), step {given['eta']}, {given['runs']} runs."
    )
    return drawn(made, run, exact, noisy, "σ₂", 1e-9, caption)


def _common(given, run):
    """The settings that both sweeps share."""
    return {
        "w*": "e_1",
        "w_0": "0.4 e_1 + 0.6 e_2",
        "eta": given["eta"],
        "steps": given["steps"],
        "runs": given["runs"],
        "batch": 1,
        "seed": run.seed,
    }


def _files(
    made: Reproduction,
    run: Run,
    name: str,
    exact: Mapping[float, Any],
    noisy: Mapping[float, Any],
    rows: list[list[Any]],
) -> None:
    header = ["iteration"] + [
        f"{kind} {name}={label(v).replace('∞', 'inf')}"
        for v in exact
        for kind in ("population", "lower", "median", "upper")
    ]
    columns = np.array([column for value in exact for column in (exact[value], *noisy[value])]).T
    made.data.append(
        write_csv(
            run.out / f"{made.name}.csv",
            header,
            ([t, *map(float, row)] for t, row in enumerate(columns)),
        )
    )
    made.data.append(write_csv(run.out / f"{made.name}-constants.csv", (name, *TABLE), rows))


def _monte_carlo(law: Patches, seed: int) -> float:
    """The largest deviation of the sampled gradient at w_0 from the exact one, in standard
    errors.
    """
    from steepest.kernels.filters.constants import population

    w, rng = np.array((0.4, 0.6)), np.random.Generator(np.random.Philox(key=seed))
    Z = law.sample(rng, 400_000)
    own = Z @ w
    gap = np.maximum(own, 0).mean(axis=1) - np.maximum(Z @ TARGET, 0).mean(axis=1)
    each = gap[:, None] * np.einsum("nk,nkp->np", (own > 0).astype(float), Z) / law.k
    error = each.std(axis=0) / len(Z) ** 0.5
    return float(np.abs((each.mean(axis=0) - population(law, w, TARGET)[0]) / error).max())


def _in_order(what: str, says: str, curves: Mapping[float, Any], times: list[int]) -> Comparison:
    """Whether the curves are in the order of their keys at all these times."""
    good = ordered(curves, times)
    return Comparison(what, says, "in order" if good else "not in order", good)


def _slope(path: np.ndarray) -> float:
    """log(d_{t+1}/d_t) at the last t with d_t above 1e-9."""
    last = int(np.flatnonzero(path > 1e-9)[-1])
    return float(np.log(path[last] / path[last - 1]))
