"""A claim is refuted by its conclusion alone; a supporting fact that fails is a defect of ours."""

from steepest.proofs.engine.judge import Judge
from steepest.proofs.engine.text import as_written

JUDGE = Judge()
TRUE, FALSE = (JUDGE.holds(as_written(text)) for text in ("x**2 >= 0", "x**2 >= 1"))
OPEN = JUDGE.undecided("not known")


def test_a_false_conclusion_refutes_whatever_the_support():
    for support in ([], [TRUE], [FALSE], [OPEN]):
        found = JUDGE.all(FALSE, support=support)
        assert (found.verdict, found.witness) == ("REFUTED", FALSE.witness)


def test_a_false_support_is_an_error():
    found = JUDGE.all(TRUE, support=[TRUE, FALSE])
    assert found.verdict == "ERROR"
    assert "supporting fact" in found.detail
    assert found.witness is None
    assert JUDGE.all(OPEN, support=[FALSE]).verdict == "ERROR"


def test_support_belongs_to_the_evidence():
    found = JUDGE.all(TRUE, support=[TRUE])
    assert found.verdict == "PROVED"
    assert len(found.certificate["parts"]) == 2
    assert JUDGE.all(TRUE, support=[OPEN]).verdict == "UNDECIDED"
