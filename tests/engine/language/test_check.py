"""Claims of users end to end: records, expectations, time limits, exit codes, certificate files,
the plugin.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest
from steepest.proofs.checker import recheck
from steepest.proofs.engine.language import ClaimFileError
from steepest.verify import check, claim
from steepest.verify.check_command import as_expected, main
from steepest.verify.running.worker import FIELDS
from steepest.verify.user_claims import BadClaim

TRUE = '[[claim]]\nid = "good"\nreal = ["x", "y"]\nclaim = "2*x*y <= x**2 + y**2"\n'
FALSE = TRUE.replace('"good"', '"bad"').replace("2*x*y <=", "2*x*y + 1 <=")
HARD = (
    '[[claim]]\nid = "hard"\nreal = ["x"]\nwhere = ["-1 <= x <= 1"]\nclaim = "acos(x) <= '
    '2*sqrt(1 - x) + 1/1000000000"\ntimeout = 1.5\n'
)


@pytest.fixture
def written(tmp_path):
    def write(text, name="paper.claims.toml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_records(written):
    good, bad = check(written(TRUE + FALSE))
    assert list(good) == list(FIELDS)
    assert (good["id"], good["verdict"]) == ("good", "PROVED")
    assert (bad["id"], bad["verdict"]) == ("bad", "REFUTED")
    assert recheck(good["certificate"]).ok
    assert recheck(bad["witness"]).ok
    assert len(good["hash"]) == 64


def test_the_limit_holds(written):
    started = time.monotonic()
    (record,) = check(written(HARD))
    assert time.monotonic() - started < 1.5 + 1.0 + 4.0  # the fork server may have to start
    assert record["seconds"] <= 2.5
    assert record["verdict"] in ("UNDECIDED", "REFUTED")


def test_exit_codes(written, capsys):
    assert main([written(TRUE)]) == 0
    assert main([written(TRUE + FALSE)], json=True) == 1
    lines = capsys.readouterr().out.strip().splitlines()
    assert [json.loads(line)["verdict"] for line in lines[-2:]] == ["PROVED", "REFUTED"]
    assert main([written(TRUE + FALSE + 'expect = "REFUTED"\n')]) == 0
    assert main([written(TRUE + 'expect = "REFUTED"\n')]) == 1


def test_certificate_files(written, tmp_path, capsys):
    main([written(TRUE + FALSE)], certificates=tmp_path / "out")
    capsys.readouterr()
    files = sorted((tmp_path / "out").iterdir())
    assert [file.name for file in files] == ["paper.claims.bad.json", "paper.claims.good.json"]
    for file in files:
        record = json.loads(file.read_text())
        assert recheck(record["certificate"] or record["witness"]).ok


def test_no_folder_for_certificates(written, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(BadClaim, match="cannot be made"):
        main([written(TRUE)], certificates=tmp_path / "file")


def test_python_form():
    from steepest.proofs.engine.matrix import inner, matrices, norm2
    from sympy import symbols

    x, y = symbols("x y", real=True)
    A, B = matrices("A B: m x n")
    claims = [
        claim("am-gm", 2 * x * y <= x**2 + y**2, says="squares"),
        claim("strict", 2 * x * y < x**2 + y**2, expect="REFUTED"),
        claim("young", 2 * inner(A, B) <= norm2(A) + norm2(B)),
        claim("drift", (A @ B.T, B @ A.T)),
        claim("text", "x**2 >= 0", real=["x"]),
        claim(
            "flow",
            conserved={"quantity": "a**2 - b**2", "loss": "L(a*b)", "parameters": ["a", "b"]},
            real=["a", "b"],
        ),
    ]
    records = check(claims)
    assert [record["verdict"] for record in records] == [
        "PROVED",
        "REFUTED",
        "PROVED",
        "REFUTED",
        "PROVED",
        "PROVED",
    ]
    assert all(recheck(record["certificate"] or record["witness"]).ok for record in records)
    assert [as_expected(*pair) for pair in zip(claims, records)] == [
        True,
        True,
        True,
        False,
        True,
        True,
    ]
    assert "exactly eta**2*" in records[5]["detail"]


def test_python_form_mistakes():
    from sympy import Float, symbols

    x = symbols("x", real=True)
    with pytest.raises(BadClaim, match="float"):
        claim("a", x >= Float(0.1))
    with pytest.raises(BadClaim, match="'reel' is not known"):
        claim("a", x >= 0, reel=["x"])
    with pytest.raises(BadClaim, match="'C' does not occur"):
        claim("a", x >= 0, sharpest="C")
    with pytest.raises(ClaimFileError, match="'y' is not declared"):
        claim("a", "y >= 0", real=["x"])


def test_sharpest(written):
    text = (
        '[[claim]]\nid = "c"\nreal = ["x", "y", "C"]\nclaim = "x*y <= C*(x**2 + '
        'y**2)"\nsharpest = "C"\n'
    )
    (record,) = check(written(text))
    assert record["verdict"] == "CERTIFIED"
    low, high = (eval_fraction(end) for end in record["certificate"]["interval"])
    assert low <= 0.5 <= high
    assert high - low <= 1e-6
    assert recheck(record["certificate"]).ok


def eval_fraction(text):
    top, _, bottom = text.partition("/")
    return int(top) / int(bottom or 1)


def test_shapes_seen_by_the_engine(written):
    text = '[[claim]]\nid = "c"\nreal = ["c"]\nmatrix = { A = "n x n" }\nclaim = "tr(A)/c <= 1"\n'
    (record,) = check(written(text))
    assert (record["verdict"], record["method"]) == ("ERROR", "input")
    assert ":1: claim 'c'" in record["detail"]


def test_corners_have_no_derivative(written):
    text = (
        '[[claim]]\nid = "c"\nreal = ["a", "w"]\nconserved = { quantity = "a**2 - w**2", loss '
        '= "L(a*relu(w))", parameters = ["a", "w"] }\n'
    )
    (record,) = check(written(text))
    assert record["verdict"] == "ERROR"
    assert "none at its corner" in record["detail"]


def test_one_bad_claim_is_an_error_of_its_own(written, capsys):
    bad = '[[claim]]\nid = "odd"\nreal = ["x"]\n\nclaim = "x^2 >= 0"\n'
    path = written(TRUE + bad + FALSE)
    records = check(path)
    assert [record["verdict"] for record in records] == ["PROVED", "ERROR", "REFUTED"]
    line = TRUE.count("\n") + 5
    assert (
        f"paper.claims.toml:{line}: claim 'odd': claim, column 1: powers are"
        in (records[1]["detail"])
    )
    assert main([path]) == 2
    output = capsys.readouterr().out
    assert "PROVED" in output
    assert "powers are written x**2" in output


def test_standard_input(monkeypatch, capsys):
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + TRUE.encode())))
    assert main(["-"]) == 0
    assert "PROVED" in capsys.readouterr().out


def test_contradictory_hypotheses(written):
    text = '[[claim]]\nid = "c"\nreal = ["x"]\nwhere = ["x > 1", "x < 0"]\nclaim = "x == 7"\n'
    (record,) = check(written(text))
    assert record["verdict"] == "UNDECIDED"
    assert "vacuous" in record["detail"]


def test_plugin(written, tmp_path):
    written(TRUE, "good.claims.toml")
    written(FALSE, "bad.claims.toml")
    written('[[claim]]\nid = "b"\nclaim = "x >= 0"\n', "broken.claims.toml")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "steepest.verify.pytest_plugin",
        "-p",
        "no:cacheprovider",
        "-q",
        str(tmp_path),
    ]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert "broken.claims.toml" in done.stdout
    assert "the name 'x' is not declared" in done.stdout
    done = subprocess.run(
        [*command, "--continue-on-collection-errors"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "2 failed, 1 passed" in done.stdout
    assert "REFUTED (anything but REFUTED was expected)" in done.stdout
