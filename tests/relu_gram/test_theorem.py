"""The theorem's bounds on real runs, the explicit constants, and that theorems rest on claims that
exist.
"""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest
from steepest.kernels.engine.errors import KernelError
from steepest.kernels.relu_gram.lemmas import lemma, worst_change
from steepest.proofs import claims, definitions
from steepest.proofs.relu_gram import descent_theorem, flow_theorem, initial_gram, introduction
from steepest.proofs.relu_gram.flow_rate import active_neuron
from steepest.verify.store import ledger

SOURCES = Path(introduction.__file__).parent


def steps_named_in(source):
    """The ids that `rests_on` names: literal arguments, and f"prefix{step}" over a tuple of
    literals of the same function.
    """
    for function in (node for node in ast.walk(source) if isinstance(node, ast.FunctionDef)):
        tuples = {
            node.targets[0].id: [part.value for part in node.value.elts]
            for node in ast.walk(function)
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Tuple)
            if all(isinstance(part, ast.Constant) for part in node.value.elts)
        }
        for call in (
            node
            for node in ast.walk(function)
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "rests_on"
        ):
            for argument in call.args[1:]:
                if isinstance(argument, ast.Constant):
                    yield argument.value
                elif isinstance(argument, ast.Starred):
                    prefix = (
                        next(node for node in ast.walk(argument) if isinstance(node, ast.JoinedStr))
                        .values[0]
                        .value
                    )
                    over = argument.value.generators[0].iter
                    steps = (
                        [part.value for part in over.elts]
                        if isinstance(over, ast.Tuple)
                        else tuples[over.id]
                    )
                    yield from (prefix + step for step in steps)


def test_theorems_rest_on_claims_that_hold():
    known, recorded = claims(), ledger.recorded()
    named = {
        id for path in SOURCES.glob("*.py") for id in steps_named_in(ast.parse(path.read_text()))
    }
    assert named
    assert not named - set(known)
    holds = ("PROVED", "CERTIFIED", "ARGUED")
    assert not [id for id in named if recorded.get(id, "PROVED") not in holds]
    assert not [id for id in named if any(other.amends == id for other in known.values())]


def test_what_rests_on_other_claims_says_what_is_missing():
    resting = [one for one in claims().values() if one.subject == "relu_gram"]
    resting = [one for one in resting if "rests_on(" in inspect.getsource(one.check)]
    assert resting
    assert not [one.id for one in resting if not one.missing]


def test_every_pointer_of_the_overview_leads_somewhere():
    everything = [*claims(), *definitions()]
    subjects = {claim.subject for claim in claims().values()}
    for target in introduction.overview().values():
        assert target in subjects or any(
            id == target or id.startswith(target) for id in everything
        ), target
    assert introduction.notation()
    assert introduction.is_strict_saddle(np.zeros(2), np.diag([1.0, -1.0]))
    assert not introduction.is_strict_saddle(np.zeros(2), np.diag([1.0, 0.0]))


def test_explicit_widths_are_ordered():
    printed, short = flow_theorem.explicit_width(10, 0.2, 0.1)
    assert short < printed
    both = descent_theorem.explicit_constants(10, 0.2, 0.1)
    assert both["sharper"][0] > both["printed proof"][0]
    assert both["sharper"][1] < both["printed proof"][1]
    assert initial_gram.widths(5, 0.2, 0.1)[1] < initial_gram.widths(5, 0.2, 0.1)[0]


def test_flow_of_one_sample_by_small_steps_reaches_twice_the_printed_radius():
    """n = 1, one of four neurons active: Euler steps against the exact trajectory; printed R' is 2
    r0/sqrt m.
    """
    t, _, moved = active_neuron(4, 1)
    w, u, r0, step = 1.0, 0.5, 1.0, 1e-3
    for _ in range(20000):
        residual = 0.5 + r0 - u
        w += step * residual / 2
        u = w / 2
    exact = float(moved.subs(t, 20.0)) * r0 / 2
    assert abs((w - 1) - exact) < 2e-3
    assert w - 1 > 1.9 * (2 * r0 / 2)


@pytest.mark.parametrize("seed", range(5))
def test_one_step_contracts_under_the_hypotheses_of_the_sharper_theorem(seed):
    rng = np.random.default_rng(seed)
    n, lam = 6, 0.3
    Q, _ = np.linalg.qr(rng.standard_normal((n, n)))
    top = 4.0
    H = (
        Q
        @ np.diag(np.concatenate(([5 * lam / 8, top], rng.uniform(5 * lam / 8, top, n - 2))))
        @ Q.T
    )
    E = rng.standard_normal((n, n))
    E *= lam / 16 / np.linalg.norm(E, 2)
    eta = 2 / (5 * top)
    step = np.eye(n) - eta * (H + E)
    assert np.linalg.norm(step, 2) ** 2 <= 1 - eta * lam / 2


def test_worst_change_bounds_admissible_weights():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((4, 3))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    W, R, K = rng.standard_normal((50, 3)), 0.2, X @ X.T
    gram = lambda V: K * ((V @ X.T >= 0).T.astype(float) @ (V @ X.T >= 0)) / 50  # noqa: E731
    top = worst_change(W @ X.T, K, R)
    for _ in range(20):
        shift = rng.standard_normal(W.shape)
        moved = W + R * shift / np.linalg.norm(shift, axis=1, keepdims=True)
        assert np.all(np.abs(gram(moved) - gram(W)) <= top + 1e-12)


def test_lemma_trials_do_not_depend_on_batching_and_refuse_nonsense():
    whole = lemma(0, 4, {"check": "flips", "m": 50}, 7)
    parts = [lemma(k, 1, {"check": "flips", "m": 50}, 7) for k in range(4)]
    assert list(whole["value"]) == [part["value"][0] for part in parts]
    with pytest.raises(KernelError, match="check 'nothing' was given"):
        lemma(0, 1, {"check": "nothing"}, 7)
    with pytest.raises(KernelError, match="delta = 2 was given"):
        lemma(0, 1, {"delta": 2}, 7)


def test_page_of_the_theorems_names_claims_that_exist_and_its_example_runs():
    text = (Path(__file__).parents[2] / "docs" / "two-layer-relu-theorems.md").read_text()
    named = set(re.findall(r"`(relu2\.[\w.-]+)`", text))
    assert len(named) > 20
    assert not named - set(claims())
    space: dict = {}
    for example in re.findall(r"```python\n(.*?)```", text, re.S):
        exec(compile(example, "docs/two-layer-relu-theorems.md", "exec"), space)
    assert space["flow"] < space["descent"]
