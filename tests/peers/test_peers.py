"""Problems of MetiTarski, dReal, coq-interval and Polya: no verdict contradicts what is known, and
every certificate and witness passes the checker. A few dozen by default, all with `-m slow`.
"""

from __future__ import annotations

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language.decide import decide
from steepest.proofs.vocabulary import Verdict

from .suites import SUITES, problems

ALL = [one for suite in SUITES for one in problems(suite)]
QUICK = {  # decided in a fraction of a second each
    "metitarski": "abs-problem-1 abs-problem-2 abs-problem-12 cbrt-problem-4 cbrt-problem-6a "
    "exp-lower-1 exp-lower-7 exp-lower-16 exp-problem-4 exp-upper-8 exp-upper-10 atan-problem-7",
    "interval": "bug-20120927 bug-20140728 bug-20150924 bug-20160218 bug-20201223-b "
    "example-20071016-a example-20120205-c test-failures-pi",
    "dreal": "02 07 fedor_01 zenna_02",
    "polya": "3 14 18 30 38 75",
}
FAST = {(suite, name) for suite, names in QUICK.items() for name in names.split()}
POSITIVE = (Verdict.PROVED, Verdict.CERTIFIED)


def case(one):
    marks = [] if (one.suite, one.name) in FAST else [pytest.mark.slow]
    return pytest.param(one, id=f"{one.suite}-{one.name}", marks=marks)


def test_the_tables_read():
    assert {suite: len(problems(suite)) for suite in SUITES} == {
        "metitarski": 120,
        "dreal": 59,
        "interval": 25,
        "polya": 64,
    }
    assert len({(one.suite, one.name) for one in ALL}) == len(ALL)
    assert all(one.asked().kind == "scalar" for one in ALL)


@pytest.mark.parametrize("one", [case(one) for one in ALL])
def test_no_wrong_word(one):
    evidence = decide(one.asked(), seconds=20.0)
    data = evidence.certificate or evidence.witness
    assert (evidence.verdict == Verdict.UNDECIDED) == (data is None)
    if data is not None:
        assert (evidence.verdict in POSITIVE) == one.true
        assert recheck(data).ok, recheck(data).reason
    if (one.suite, one.name) in FAST:
        assert data is not None, evidence.detail
