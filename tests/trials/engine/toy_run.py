"""A program that runs a named toy trial: what the fault tests start, stop and start again. Prints
the table's digest.
"""

import hashlib
import sys

from steepest.proofs.vocabulary import Plan, SteepestError
from steepest.verify.store.database import Store
from steepest.verify.trials.engine import named
from steepest.verify.trials.engine.command import trial_command
from steepest.verify.trials.engine.plans import plan_hash, validated
from steepest.verify.trials.engine.table import table


def slow_coin(p, seconds, trials, shard):
    """A coin that takes its time."""
    return Plan(
        "slow-coin",
        "toys:pause",
        {"p": p, "seconds": seconds},
        trials,
        "draw < p",
        "0.9",
        "0.05",
        shard=shard,
    )


def register():
    named._trials.pop("slow-coin", None)
    number, integer = named.number, named.integer
    named.trial(
        "slow-coin",
        p=number(0.93, low=0, high=1),
        seconds=number(2e-4, low=0),
        trials=integer(2000, low=1),
        shard=integer(50, low=1),
    )(slow_coin)


def digest(path, plan):
    """SHA-256 of the whole table of a finished plan, column by column."""
    with Store(path, "read") as store:
        columns = table(store.shards(plan_hash(plan)), plan.trials)
    assert len(columns["trial"]) == plan.trials
    return hashlib.sha256(
        b"".join(
            f"{key}{columns[key].dtype}".encode() + columns[key].tobytes()
            for key in sorted(columns)
        )
    ).hexdigest()


def chosen(settings):
    register()
    return validated(named.trials()["slow-coin"].plan(named.parse_settings(settings)))


def main():
    path, workers, *settings = sys.argv[1:]
    register()
    try:
        _, code = trial_command("slow-coin", path, settings=settings, workers=int(workers))
    except SteepestError as error:
        print(f"steepest: {error}", file=sys.stderr)
        sys.exit(2)
    sys.exit(code)


if __name__ == "__main__":
    main()
