"""Laws in TOML files: what they may say, and what is answered to a mistake."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from steepest.proofs.filters.laws import L_cross, LawError, beta
from steepest.proofs.filters.laws_file import law_from, read

EXAMPLES = sorted((Path(__file__).parents[2] / "examples" / "laws").glob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples(path):
    law = read(path)
    assert beta(law.numbers).value > 0
    assert L_cross(law.numbers).value >= 0
    assert len(law.start) == (law.numbers.p if law.record["kind"] == "atoms" else 2)


def test_decimals_are_exact():
    law = law_from({"kind": "discrete", "atoms": [["0.1", 1], [1, "1/3"]]})
    assert law.exact.points[0][0][0] == Fraction(1, 10)
    assert law.exact.points[1][0][1] == Fraction(1, 3)


def test_decimals_of_a_file_are_exact(tmp_path):
    file = tmp_path / "law.toml"
    file.write_text('kind = "discrete"\natoms = [[0.1, 1], [0.3, 0.7]]\nweights = [0.1, 0.9]\n')
    assert read(file).exact.weights == (Fraction(1, 10), Fraction(9, 10))


def test_kinds():
    assert law_from({"kind": "gaussian"}).numbers.p == 2
    assert law_from({"kind": "sphere", "p": 4, "k": 3}).numbers.k == 3
    law = law_from(
        {"kind": "mixture", "sigma": "inf", "k": 2, "coupling": "close", "sigma_2": "1/10"}
    )
    assert law.record["sigma"] == "inf"
    assert law.numbers.sigma_2 == 0.1
    assert law_from({"kind": "mixture", "sigma": "pi/4"}).record["sigma"] == np.pi / 4
    assert law_from({"kind": "discrete", "atoms": [[[1, 2], [3, 4]]]}).numbers.k == 2


@pytest.mark.parametrize("p", [2, 3, 6])
def test_an_infinite_sigma_is_rotation_invariant_in_the_plane_alone(p):
    """E[Z Z^T], from the halves w.Z >= 0 and w.Z <= 0: along w* and orthogonal to it."""
    numbers = law_from({"kind": "mixture", "sigma": "inf", "p": p}).numbers
    found = numbers.at_angle([0.7])
    whole = np.sum([2 * found.block[0, 0, a, a] for a in (0, 1)], axis=0)
    expected = np.diag([1 / 2, 1 / 2 / (p - 1)])
    assert whole == pytest.approx(expected, abs=1e-9)
    assert (whole[0, 0] == pytest.approx(whole[1, 1])) == (p == 2)


def test_samples(tmp_path):
    (tmp_path / "z.csv").write_text("a,b,c,d\n1,2,3,4\n\n-1,0.5,1,1\n")
    law = law_from(
        {"kind": "samples", "file": "z.csv", "k": 2, "w_0": ["0.8", "0.1"]}, "law", tmp_path
    )
    assert law.record["points"] == [[[1, 2], [3, 4]], [[-1, 0.5], [1, 1]]]
    assert law.record["weights"] == [0.5, 0.5]


WRONG = [
    ({}, "kind = None"),
    ({"kind": "gausian"}, "nearest: gaussian"),
    ({"kind": "gaussian", "dimension": 3}, "no key 'dimension'"),
    ({"kind": "gaussian", "p": 1}, "from 2 to"),
    ({"kind": "gaussian", "p": "2.5"}, "whole number"),
    ({"kind": "gaussian", "p": True}, "not a number"),
    ({"kind": "mixture"}, "needs sigma"),
    ({"kind": "mixture", "sigma": 0}, "from 1e-4"),
    ({"kind": "mixture", "sigma": 1, "literal": "yes"}, "true or false"),
    ({"kind": "mixture", "sigma": 1, "k": 2, "coupling": "near"}, "coupling"),
    ({"kind": "mixture", "sigma": 1, "p": 3, "literal": True}, "use p = 2"),
    ({"kind": "discrete"}, "needs atoms"),
    ({"kind": "discrete", "atoms": [[1, "x"]]}, "'x' is not a number"),
    ({"kind": "discrete", "atoms": [[1, "1/0"]]}, "not a number"),
    ({"kind": "discrete", "atoms": [[1, "1" * 200]]}, "not a number"),
    ({"kind": "discrete", "atoms": [[1, 10**61]]}, "60 digits"),
    ({"kind": "discrete", "atoms": [[[1, 2], []]]}, "list of numbers"),
    ({"kind": "discrete", "atoms": [[1, 2], [1, 2, 3]]}, "same number of patches"),
    ({"kind": "discrete", "atoms": [[1, 2]], "weights": ["1/2"]}, "sum 1/2"),
    ({"kind": "discrete", "atoms": [[[1], [2]]]}, "at least 2 numbers"),
    ({"kind": "discrete", "atoms": [[1, 10**10]]}, "as large as 1e"),
    ({"kind": "discrete", "atoms": [[0, 2]]}, "orthogonal to w_star"),
    ({"kind": "discrete", "atoms": [[1, 2]] * 100_001}, "more than 200,000"),
    ({"kind": "discrete", "atoms": [[1, 2]], "w_0": [1]}, "w_0 needs 2 numbers"),
    ({"kind": "discrete", "atoms": [[1, 2]], "w_0": [5, 0]}, "distance 4"),
    ({"kind": "samples"}, "need file"),
    ({"kind": "samples", "file": "absent.csv"}, "cannot be read"),
]


@pytest.mark.parametrize(("table", "words"), WRONG, ids=[words for _, words in WRONG])
def test_mistakes(table, words, tmp_path):
    with pytest.raises(LawError, match=words):
        law_from(table, "law", tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("1,2\n3\n", "line 2"),
        ("1,2\n3,x\n", "line 2"),
        ("1,nan\n", "holds no input|line 1"),
        ("", "holds no input"),
        ("1,2,3\n", "no k = 2 patches"),
        ("1,2\n" * 100_001, "thin the lines out"),
    ],
)
def test_mistakes_in_samples(text, words, tmp_path):
    (tmp_path / "z.csv").write_text(text)
    with pytest.raises(LawError, match=words):
        law_from({"kind": "samples", "file": "z.csv", "k": 2}, "law", tmp_path)


def test_a_direction_of_another_size(tmp_path):
    (tmp_path / "z.csv").write_text("1,2\n")
    with pytest.raises(LawError, match="w_star needs 2 numbers"):
        law_from({"kind": "samples", "file": "z.csv", "w_star": [1, 0, 0]}, "law", tmp_path)
    (tmp_path / "z.csv").write_bytes(b"\xff\xfe1,2\n")
    with pytest.raises(LawError, match="no CSV file"):
        law_from({"kind": "samples", "file": "z.csv"}, "law", tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("kind = ", "no TOML file"),
        ("kind = 'discrete'\natoms = [[1e999999, 1]]", "60 digits"),
        ("a = [" * 3000, "no TOML file"),
    ],
)
def test_files_that_are_no_laws(text, words, tmp_path):
    file = tmp_path / "law.toml"
    file.write_text(text)
    with pytest.raises(LawError, match=words):
        read(file)


def test_absent_and_huge_files(tmp_path):
    with pytest.raises(LawError, match="cannot be read"):
        read(tmp_path / "absent.toml")
    huge = tmp_path / "huge.toml"
    with huge.open("wb") as file:
        file.truncate(31_000_000)
    with pytest.raises(LawError, match="is larger than"):
        read(huge)
