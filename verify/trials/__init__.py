"""Trials that can be trusted: registered before they run, resumed after anything, the same for
every way of running them.
"""

from .engine.drive import Interrupted as Interrupted
from .engine.drive import TrialDefect as TrialDefect
from .engine.drive import judge_trials as judge_trials
from .engine.drive import run_plan as run_plan
from .engine.outcome import Counts as Counts
from .engine.outcome import Result as Result
from .engine.outcome import evidence as evidence
from .engine.plans import PlanError as PlanError
from .engine.plans import plan_hash as plan_hash
from .engine.shard import TrialError as TrialError
