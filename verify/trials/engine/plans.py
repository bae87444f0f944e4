"""Plans before they run: validation, the registered form that is hashed and stored, the code behind
a plan.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from steepest.proofs.vocabulary import Plan, SteepestError

from ...statistics import rational
from ...store.keys import closure, source_digest
from ...store.rows import canonical, digest

MOST_TRIALS = 10**7  # what the certificate checker recounts
LARGEST_ALPHA = Fraction(1, 100)
BACKENDS = ("auto", "numpy", "cpu", "cuda")
_STEPS_A_SHARD = {"numpy": 5 * 10**7, "cpu": 10**9, "cuda": 10**11}  # about a second of work


class PlanError(SteepestError):
    """A plan that cannot be run as written."""


def validated(plan: Plan) -> Plan:
    """The plan, if every field makes sense; its backend resolved. Raises `PlanError`."""
    _require(bool(plan.name), plan, "has no name; give it one, such as 'rank1'")
    _whole(plan, "trials", 1, MOST_TRIALS)
    _whole(plan, "horizon", 0, 10**15)
    _whole(plan, "seed", 0, 2**64 - 1)
    _whole(plan, "shard", 0, MOST_TRIALS)
    for field, low, high in (("at_least", 0, 1), ("margin", 0, 1)):
        value = rational(getattr(plan, field))
        _require(
            low <= value <= high,
            plan,
            f"has {field} {value}; expected a number from {low} to {high}",
        )
    low = rational(plan.at_least) - rational(plan.margin)
    _require(
        low > 0,
        plan,
        f"would be SUPPORTED by any outcome: at_least {plan.at_least} minus margin "
        f"{plan.margin} is not positive",
    )
    sharp = 0 < rational(plan.alpha) <= LARGEST_ALPHA
    _require(
        sharp,
        plan,
        f"has alpha {plan.alpha}; expected a level above 0 and at most {LARGEST_ALPHA}, such as "
        f"1e-5",
    )
    _require(bool(plan.success), plan, "does not say in words what a success is; fill in `success`")
    for field, words in (("diverged", ("fails", "excluded")), ("censored", ("fails", "unknown"))):
        value = getattr(plan, field)
        _require(
            value in words,
            plan,
            f"has {field} = {value!r}; expected {' or '.join(map(repr, words))}",
        )
    settled = not plan.early or (plan.diverged, plan.censored) == ("fails", "fails")
    _require(
        settled,
        plan,
        "stops early, which needs an answer from every trial; set diverged and censored to 'fails'",
    )
    try:
        canonical(dict(plan.parameters))
    except (TypeError, ValueError) as error:
        raise PlanError(
            f"the parameters of plan {plan.name!r} are no JSON ({error}); write rationals as "
            f"text, such as '1/10'"
        ) from None
    batch_function(plan.batch)
    return replace(plan, backend=resolve_backend(plan.backend))


def _require(fine: bool, plan: Plan, complaint: str) -> None:
    if not fine:
        raise PlanError(f"the plan {plan.name!r} {complaint}")


def _whole(plan: Plan, field: str, low: int, high: int) -> None:
    value = getattr(plan, field)
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        near = (
            min(max(int(value), low), high)
            if isinstance(value, int | float) and value == value and abs(value) < 1e300
            else low
        )
        _require(
            False,
            plan,
            f"has {field} = {value!r}; expected a whole number from {low} to {high}, the nearest "
            f"is {near}",
        )


def exact_numbers(plan: Plan) -> dict[str, str]:
    """The three rational numbers of a plan, as exact texts."""
    return {name: str(rational(getattr(plan, name))) for name in ("at_least", "margin", "alpha")}


def registered(plan: Plan) -> dict[str, Any]:
    """What is stored and hashed before the first shard: every field that can change a result, and
    the code's hash.

    How the trials are cut into shards is left out, because it changes nothing.
    """
    return {
        "name": plan.name,
        "batch": plan.batch,
        "parameters": dict(plan.parameters),
        "trials": plan.trials,
        "success": plan.success,
        **exact_numbers(plan),
        "horizon": plan.horizon,
        "seed": plan.seed,
        "backend": plan.backend,
        "diverged": plan.diverged,
        "censored": plan.censored,
        "early": plan.early,
        "code": code_hash(plan.batch),
    } | ({"basis": plan.basis} if plan.basis else {})


def plan_hash(plan: Plan) -> str:
    """The plan's content hash; the store computes the same."""
    return digest("plan", canonical(registered(plan)))


def shard_size(plan: Plan) -> int:
    """Trials a shard: about a second of work, at least eight shards if they stay worth a vector, at
    most 4096 shards.
    """
    if plan.shard:
        return min(plan.shard, plan.trials)
    widest = 2**20 if plan.backend == "cuda" else 2**16
    size = _STEPS_A_SHARD.get(plan.backend, 5 * 10**7) // plan.horizon if plan.horizon else 4096
    size = min(max(size, 512), widest, max(-(-plan.trials // 8), 64))
    return min(max(size, -(-plan.trials // 4096)), plan.trials)


# --- the batch function and its code --------------------------------------------------------------


def batch_function(path: str) -> Callable[..., Mapping[str, Any]]:
    """The function behind "module:function". Only importable modules: a plan names code, it never
    contains any.
    """
    module_name, _, name = path.partition(":")
    if not module_name or not name.isidentifier():
        raise PlanError(f"the batch {path!r} is not of the form 'package.module:function'")
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        raise PlanError(
            f"the batch {path!r} cannot be imported: {error}; install it or run where it can be "
            f"imported"
        ) from None
    function: Any = getattr(module, name, None)
    if not callable(function):
        near = get_close_matches(
            name, [key for key in vars(module) if not key.startswith("_")], n=3, cutoff=0.4
        )
        raise PlanError(
            f"{module_name} has no function {name!r}"
            + (f"; nearest: {', '.join(near)}" if near else "")
        )
    return function  # pyright: ignore[reportReturnType]


def step_hash(plan: Plan) -> str | None:
    """The content hash of the step that the batch runs, if it runs a recurrence: a claim that
    proves this step carries it too.
    """
    recurrence = getattr(batch_function(plan.batch), "recurrence", None)
    made = recurrence(plan.parameters) if recurrence else None
    return made.step_hash if made is not None else None


@functools.cache
def code_hash(path: str) -> str:
    """SHA-256 of the sources a batch function is made of, so that a changed kernel is another plan.

    They are those of its module and of the modules of ours that it imports, directly or not, with
    the kernel texts beside them. A function may name its own hash instead, as an attribute
    `code_hash`.
    """
    own = getattr(batch_function(path), "code_hash", None)
    if isinstance(own, str):
        return own
    return digest(
        *(f"{name}={source_digest(name)}" for name in sorted(closure(path.partition(":")[0])))
    )


# --- backends -------------------------------------------------------------------------------------


def resolve_backend(name: str) -> str:
    """The backend that will run: "auto" is the first available of cuda, cpu, numpy. A missing one
    is an error that says why.
    """
    if name not in BACKENDS:
        near = get_close_matches(name, BACKENDS, n=1, cutoff=0.0)
        raise PlanError(
            f"there is no backend {name!r}; nearest: {near[0]}. Choose one of {', '.join(BACKENDS)}"
        )
    if name == "numpy":
        return name
    from steepest.kernels.engine import backends
    from steepest.kernels.engine.errors import KernelError

    try:
        return backends.choose(name)
    except KernelError as error:
        raise PlanError(str(error)) from None
