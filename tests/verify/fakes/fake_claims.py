"""Claims with every way of ending, for tests of the runner."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import fake_helper
from steepest.proofs import Evidence, Source, Verdict, claim, definition

HERE = Source("du-hu-lee-2018", "Section 0", also="thesis, Section 0")
WITNESS = {
    "kind": "point",
    "goal": {
        "variables": ["x"],
        "where": [[">=", "x", "0"]],
        "claim": ["<=", ["*", "2", "x"], "x"],
    },
    "values": {"x": "1"},
}
COUNTS = {
    "kind": "counts",
    "verdict": "SUPPORTED",
    "successes": 997,
    "trials": 1000,
    "at_least": "0.99",
    "margin": "0.01",
    "alpha": "1e-5",
    "plan": "0" * 64,
    "seed": 7,
    "backend": "numpy",
}


SHOWN = {
    "kind": "smt",
    "goal": {"variables": ["x"], "where": [], "claim": [">=", ["^", "x", "2"], "0"]},
    "axioms": [],
}


def says(verdict, **more):
    return Evidence(verdict, scope="all x", method="fake", **more)


@definition("fake.def-double", HERE, formula=r"2x")
def double(x):
    """Twice a number."""
    return 2 * x


@claim("fake.proved", HERE, formula=r"\frac{x}{2}\le x^2_1", hypotheses=("x >= 0", "eta_1 -> 0"))
def proved(judge, constant=fake_helper.ONE):
    """A proved <thing> & more.

    It has a second paragraph with sigma_1^2 <= 3.
    """
    good = constant == 1
    return says(
        Verdict.PROVED if good else Verdict.REFUTED,
        certificate={"kind": "all", "parts": [SHOWN]},
    )


proved.mutant("two", constant=2)


@proved.mutant
def with_another_sign(judge):
    return says(Verdict.REFUTED, witness=WITNESS)


@claim("fake.proved.step-1", HERE)
def step(judge):
    """Its first step."""
    return says(Verdict.CERTIFIED, certificate={"kind": "all", "parts": [SHOWN]})


step.mutant("survivor")


@claim("fake.refuted", HERE, formula=r"2x\le x")
def refuted(judge):
    """Twice x is at most x."""
    return says(Verdict.REFUTED, witness=WITNESS, detail="fails at x = 1")


@claim("fake.refuted-amended", HERE, amends="fake.refuted")
def amended(judge):
    """Twice x is at least x, for x >= 0."""
    return says(Verdict.PROVED)


@claim("fake.supported", HERE, trial=True)
def supported(judge):
    """Trials agree."""
    return says(Verdict.SUPPORTED, certificate=COUNTS)


@claim("fake.undecided", HERE)
def undecided(judge):
    """Out of reach."""
    return judge.undecided("an external theorem")


@claim("asks.goals", HERE)
def goals(judge, factor=2):
    """Two goals of the scalar engine."""
    import sympy

    x = sympy.Symbol("x", real=True)
    return judge.all(
        judge.holds(x**2 + 1 >= 2 * x, [x >= 0]),
        judge.holds(x**2 + 1 >= factor * x, [x >= 1]),
    )


goals.mutant("three", factor=3)


@claim("bad.hang", HERE, seconds=1.0)
def hang(judge):
    """Never returns, with a child process of its own."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
    if "FAKE_PID" in os.environ:
        Path(os.environ["FAKE_PID"]).write_text(str(child.pid))
    while True:
        pass


@claim("bad.crash", HERE)
def crash(judge):
    """Takes the process down."""
    os.kill(os.getpid(), signal.SIGSEGV)


@claim("bad.exit", HERE)
def leave(judge):
    """Leaves without an answer."""
    os._exit(3)


@claim("bad.exception", HERE)
def exception(judge):
    """Divides by zero."""
    return 1 / 0


@claim("bad.memory", HERE, memory_gb=0.25)
def memory(judge):
    """Wants ten gigabytes."""
    return says(Verdict.PROVED, certificate=len(bytearray(10**10)))


@claim("bad.type", HERE)
def wrong_type(judge):
    """Returns a Boolean."""
    return True


@claim("bad.json", HERE)
def wrong_json(judge):
    """Returns a certificate that JSON cannot hold."""
    return says(Verdict.PROVED, certificate={1, 2})


@claim("bad.noise", HERE)
def noise(judge):
    """Prints."""
    print("noise on stdout")
    os.write(1, b"more noise")
    return says(Verdict.PROVED)


@claim("long.one", HERE, full=True)
def long_one(judge):
    """Runs with --full only."""
    return says(Verdict.PROVED if judge.full else Verdict.UNDECIDED)


def _slow(number):
    @claim(f"slow.{number}", HERE)
    def slow(judge):
        """Takes its time."""
        time.sleep(0.25)
        return says(Verdict.PROVED)


for _number in range(12):
    _slow(_number)
