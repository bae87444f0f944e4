"""The stages of the judge for one goal, in their order: satisfiability, quick refutation,
identities, nonlinear arithmetic, facts about functions, deep search. A stage takes a `Run` and
returns evidence or None.
"""

from .arithmetic import averages, brief, functions, nonlinear, polynomial, squares
from .cases import induction, kinks, real_powers
from .counterexamples import crossing, deep, quick
from .enclosures import boxed, closed, derivative, near, spared, touching
from .hypotheses import vacuous
from .identities import equation, likely, plain, unexpanded
from .reductions import simpler
from .roots import tangents

ORDER = (
    vacuous,
    closed,
    plain,
    brief,
    likely,
    averages,
    squares,
    quick,
    tangents,
    polynomial,
    equation,
    simpler,
    near,
    unexpanded,
    nonlinear,
    functions,
    real_powers,
    induction,
    kinks,
    derivative,
    spared,
    touching,
    crossing,
    boxed,
    deep,
)
