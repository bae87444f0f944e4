"""Trials that can be trusted: registered before they run, resumed after anything, the same for
every way of running them.
"""

from .engine import Interrupted as Interrupted
from .engine import TrialDefect as TrialDefect
from .engine import judge_trials as judge_trials
from .engine import run_plan as run_plan
from .outcome import Counts as Counts
from .outcome import Result as Result
from .outcome import evidence as evidence
from .plans import PlanError as PlanError
from .plans import plan_hash as plan_hash
from .shard import TrialError as TrialError
