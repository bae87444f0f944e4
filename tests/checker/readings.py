"""What statements say, read without the checker: matrices at a point, theorems in models, counts
of laws, Gaussian means, least eigenvalues. Each function looks for a way in which an accepted
statement is false, and says how, or returns None.
"""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

import numpy as np

Json = Any


def rational(text: Json) -> float:
    return float(Fraction(text))


# --- matrices at a point


def not_a_matrix_witness(data: Json, value: Any, slack: float = 1e-8) -> Json:
    """`value(term, at, size)` evaluates a matrix term. The hypotheses that are shown hold at the
    point, and the claim does not.
    """
    size = lambda s: int(s) if s.isdigit() else data["sizes"][s]  # noqa: E731
    at: dict[str, Any] = {
        name: np.array([[rational(x) for x in row] for row in rows]).reshape(
            size(data["letters"][name][0]), size(data["letters"][name][1])
        )
        for name, rows in data["matrices"].items()
    }
    at |= {name: rational(x) for name, x in data.get("scalars", {}).items()}
    get = lambda term: np.asarray(value(term, at, size), dtype=float)  # noqa: E731
    reasons = data.get("reasons", ["given"] * len(data["rules"]))
    slacks = [reason.split(" ")[1] for reason in reasons if reason.split(" ")[0] == "order"]
    for (left, right), reason in zip(data["rules"], reasons):
        word = reason.split(" ")[0]
        if word == "order":  # U = L + P says L <= U
            gap = get(left) - get(right[1])
            if np.linalg.eigvalsh(gap).min() < -slack or np.abs(gap - gap.T).max() > slack:
                return {"hypothesis": reason}
        elif word in ("given", "reciprocal", "nonzero") and not near(get(left), get(right), slack):
            return {"hypothesis": [left, right]}
    for i, (small, large) in enumerate(data.get("where", [])):
        gap = float(get(large) - get(small))
        if gap < -slack or (i in data.get("strict", []) and gap <= 0):
            return {"hypothesis": [small, large]}
    for name, kind in data.get("kinds", {}).items():
        if name in at and name not in slacks and not of_kind(at[name], kind, slack):
            return {"kind": [name, kind]}
    left, right = get(data["left"]), get(data["right"])
    return {"holds": True} if holds(data["relation"], left, right, slack) else None


def near(a: np.ndarray, b: np.ndarray, slack: float) -> bool:
    return a.shape == b.shape and bool(np.all(np.abs(a - b) <= slack * (1 + np.abs(a))))


def of_kind(a: np.ndarray, kind: str, slack: float) -> bool:
    if kind == "orthogonal":
        return near(a.T @ a, np.eye(len(a)), slack)
    if kind in ("diagonal", "selector"):
        off = a - np.diag(np.diag(a))
        ones = sorted(np.diag(a).tolist())
        return not off.any() and (kind == "diagonal" or ones == [0.0] * (len(a) - 1) + [1.0])
    low = np.linalg.eigvalsh(a).min() >= -slack
    return near(a, a.T, slack) and (kind == "symmetric" or bool(low))


def holds(sign: str, left: np.ndarray, right: np.ndarray, slack: float) -> bool:
    """Whether the relation certainly holds (rounding counts as equality for == and != alone)."""
    if sign in ("==", "!="):
        return near(left, right, slack) == (sign == "==")
    gap = right - left
    if gap.ndim == 2:
        return bool(np.linalg.eigvalsh((gap + gap.T) / 2).min() >= slack)
    gap = float(gap) if sign in ("<", "<=") else -float(gap)
    return gap > slack * (1 + abs(float(left)))


# --- theorems, in small models


def false_theorem(data: Json) -> Json:
    """A model of the hypotheses in which the conclusion is false, drawn by the engine's
    falsifier.
    """
    from steepest.proofs.checker.formal.reading import from_json
    from steepest.proofs.engine.theorems import Formula
    from steepest.proofs.engine.theorems.falsify import falsify

    found = falsify(Formula(from_json(data["statement"]), {}), attempts=25, seed=3)
    return None if found is None else found.witness


class NoValue(Exception):
    """A term has no value."""


def formula(node: Json, at: dict[str, Any], nats: int = 6) -> bool:
    """A statement in JSON form, natural numbers up to `nats`, functions as Python functions."""
    head, *parts = node
    if head in ("and", "or"):
        return (all if head == "and" else any)(formula(one, at, nats) for one in parts)
    if head in ("not", "implies"):
        return not formula(parts[0], at, nats) or (
            head == "implies" and formula(parts[1], at, nats)
        )
    if head in ("forall", "exists"):
        name, sort, body = parts
        domain = {"nat": range(nats), "sample": range(len(at["weights"]))}[sort]
        ways = (formula(body, {**at, name: Fraction(k)}, nats) for k in domain)
        return all(ways) if head == "forall" else any(ways)
    try:
        left, right = (term(one, at, nats) for one in parts)
    except (NoValue, ZeroDivisionError):
        return False
    return {
        "==": left == right, "!=": left != right, "<": left < right, "<=": left <= right,
        ">": left > right, ">=": left >= right,
    }[head]  # fmt: skip


def term(node: Json, at: dict[str, Any], nats: int) -> Any:
    if isinstance(node, str):
        return at[node] if node in at else Fraction(node)
    head, *parts = node
    if head == "sum":
        whole = range(int(term(parts[1], at, nats)))
        return sum(
            (term(parts[2], {**at, parts[0]: Fraction(k)}, nats) for k in whole), Fraction(0)
        )
    if head == "expect":
        return sum(
            w * term(parts[1], {**at, parts[0]: Fraction(k)}, nats)
            for k, w in enumerate(at["weights"])
        )
    if head == "indicator":
        return Fraction(formula(parts[0], at, nats))
    if head == "apply":
        return at[parts[0]](*(term(one, at, nats) for one in parts[1:]))
    values = [term(one, at, nats) for one in parts]
    a, *rest = values
    if head == "-":
        return a - rest[0] if rest else -a
    if head == "/":
        return a / rest[0]
    if head == "^":
        if a == 0 and rest[0] < 0:
            raise NoValue
        return a ** int(rest[0])
    if head in ("abs", "min", "max"):
        return abs(a) if head == "abs" else min(values) if head == "min" else max(values)
    if head == "+":
        return sum(values, Fraction(0))
    if head == "*":
        return math.prod(values, start=Fraction(1))
    raise NotImplementedError(head)


def not_a_model(data: Json) -> Json:
    """The model, read by the evaluator above: its outer names take the values, hypotheses about all
    times are tried at the first few, and the conclusion fails.
    """
    at: dict[str, Any] = {name: Fraction(one) for name, one in data.get("values", {}).items()}
    at["weights"] = [Fraction(one) for one in data.get("weights", [])]
    node, equations = data["statement"], []
    parts = [node]
    while parts:
        one = parts.pop()
        if isinstance(one, list):
            parts += one
            if one[:1] == ["=="] and isinstance(one[1], list) and one[1][:1] == ["apply"]:
                equations.append(one)
    for name, given in data.get("functions", {}).items():
        if "table" in given:
            table = [Fraction(x) for x in given["table"]]
            at[name] = lambda k, t=table: t[min(int(k), len(t) - 1)]
        elif "is" in given:
            at[name] = lambda *x, g=given: term(g["is"], {**at, **dict(zip(g["of"], x))}, 6)
        else:
            at[name] = followed(name, Fraction(given["start"]), equations, at)
    try:
        while node[0] in ("forall", "implies"):
            if node[0] == "implies":
                if not formula(node[1], at):
                    return {"hypothesis": node[1]}
                node = node[2]
            else:
                node = node[3]
        return {"conclusion": node} if formula(node, at) else None
    except (NotImplementedError, KeyError):
        return None


def followed(name: str, start: Fraction, equations: list[Json], at: dict[str, Any]) -> Any:
    """The sequence with name(t + 1) == right from its start."""
    (right,) = (
        one[2] for one in equations if one[1][:2] == ["apply", name] and one[1][2][:1] == ["+"]
    )
    (time,) = (one[1][2][1] for one in equations if one[2] is right)

    def value(k: Any) -> Any:
        return start if k == 0 else term(right, {**at, time: Fraction(int(k) - 1)}, 6)

    return value


# --- Gaussian means and eigenvalues


def wrong_mean(data: Json, number: Any) -> Json:
    """`number(term, at)` evaluates a scalar term. The mean by quadrature lies in the interval."""
    from scipy.integrate import quad

    times = [rational(one) for one in data.get("times", ["1"])]

    def integrand(z: float) -> float:
        value = number(data["function"], {data["variable"]: z})
        powers = sum(c * z**k for k, c in enumerate(times))
        return value * powers * math.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    mean = sum(quad(integrand, a, a + 3, epsabs=1e-12)[0] for a in range(-15, 15, 3))
    low, high = map(rational, data["interval"])
    return {"mean": mean} if not low - 1e-7 <= mean <= high + 1e-7 else None


def wrong_eigenvalue(data: Json, draws: int = 8) -> Json:
    """Symmetric matrices with entries in the intervals have least eigenvalue > at_least (and <=
    at_most).
    """
    rng = np.random.default_rng(5)
    n = len(data["matrix"])
    for draw in range(draws):
        share = rng.integers(0, 2, (n, n)) if draw % 2 else rng.random((n, n))
        a = np.zeros((n, n))
        for i, row in enumerate(data["matrix"]):
            for j, (low, high) in enumerate(row):
                low, high = rational(low), rational(high)
                a[i, j] = a[j, i] = low + (high - low) * share[i, j]
        least = np.linalg.eigvalsh(a).min()
        slack = 1e-9 * (1 + np.abs(a).max())
        wrong = least < rational(data["at_least"]) - slack
        if "at_most" in data:
            wrong |= least > rational(data["at_most"]) + slack
        if wrong:
            return {"least": float(least)}
    return None


# --- laws of networks: plain floating point, derivatives by central differences

MAPS = {
    "exp": math.exp,
    "inv": lambda z: 1 / z,
    "rsqrt": lambda z: z**-0.5,
    "softplus": lambda z: math.log1p(math.exp(z)),
}


def output(nodes: Json, theta: np.ndarray, inputs: list[np.ndarray]) -> np.ndarray:
    values: list[np.ndarray] = []
    start, given = 0, iter(inputs)
    for op, *args in nodes:
        if op == "weight":
            size = math.prod(args[0])
            value = theta[start : start + size].reshape(args[0])
            start += size
        elif op == "input":
            value = next(given)
        elif op == "constant":
            value = np.array([rational(one) for one in args[1]]).reshape(args[0])
        elif op == "einsum":
            value = np.einsum(args[0], values[args[1]], values[args[2]])
        elif op == "add":
            value = values[args[0]] + values[args[1]]
        elif op == "relu":
            z = values[args[1]]
            value = np.where(z > 0, z, rational(args[0]) * z)
        elif op == "gauss":
            scale = math.sqrt(rational(args[0]))
            value = np.vectorize(lambda z, s=scale: math.erf(s * z))(values[args[1]])
        else:
            value = np.vectorize(MAPS[op])(values[args[0]])
        values.append(np.asarray(value, dtype=float))
    return values[-1]


def wrong_count(data: Json, samples: int = 40) -> Json:
    """Between the ends of an accepted count lies the number of quadratic laws (found by linear
    algebra) and the room that the gradients of many samples leave.
    """
    if data["momentum"] is not None:
        return None  # the laws of the heavy ball are of another form
    nodes, rng = data["network"], np.random.default_rng(11)
    size = sum(math.prod(node[1]) for node in nodes if node[0] == "weight")
    if size > 12:
        return None
    shapes = [node[1] for node in nodes if node[0] == "input"]

    def field(theta: np.ndarray) -> np.ndarray:
        inputs = [rng.normal(size=shape) for shape in shapes]
        u = rng.normal(size=output(nodes, theta, inputs).shape)
        if data["loss"] == "cross-entropy":
            u = u - u.mean(axis=-1, keepdims=True)
        step, made = 1e-5, np.zeros(size)
        for i in range(size):
            e = np.zeros(size)
            e[i] = step
            ahead, back = (output(nodes, theta + sign * e, inputs) for sign in (1, -1))
            made[i] = (u * (ahead - back)).sum() / (2 * step)
        return made

    pairs = [(i, j) for i in range(size) for j in range(i + 1)]

    def conserved(theta: np.ndarray, along: np.ndarray) -> list[float]:
        """The change of each entry of theta theta^T / 2, and of theta."""
        moved = [(theta[i] * along[j] + theta[j] * along[i]) / 2 for i, j in pairs]
        return [*moved, *along]

    at = rng.normal(size=size)
    fields = [field(at) for _ in range(samples)]
    room = size - np.linalg.matrix_rank(np.array(fields), tol=1e-5)
    rows = []
    for _ in range(3 * (len(pairs) + size)):
        theta = rng.normal(size=size)
        try:
            rows.append(conserved(theta, field(theta)))
        except (ValueError, OverflowError):
            return None
    _, singular, basis = np.linalg.svd(np.array(rows))
    null = basis[np.sum(singular > 1e-5 * singular[0]) :]
    slopes = []
    for law in null:
        B = np.zeros((size, size))
        for (i, j), c in zip(pairs, law):
            B[i, j] += c / 2
            B[j, i] += c / 2
        slopes.append(B @ at + law[len(pairs) :])
    quadratic = np.linalg.matrix_rank(np.array(slopes), tol=1e-4) if slopes else 0
    if data["upper"] < quadratic or data["lower"] > min(room, quadratic):
        return {"quadratic laws": int(quadratic), "room": int(room)}
    return None
