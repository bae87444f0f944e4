r"""Statements as TeX: what is printed is what was read, and files from outside inject nothing."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from steepest.verify import claim
from steepest.verify.badges import escaped
from steepest.verify.paper.entries import about, formula
from steepest.verify.paper.formulas import decided
from steepest.verify.paper.latex.scan import plain
from steepest.verify.report.errata import escaped as errata_escaped
from steepest.verify.report.errata import is_mathematics

REAL = {"real": ["x", "y"]}
SQUARE = {"A": "n x n, symmetric", "B": "n x n, psd"}
SHOWN = {
    "a power of a function": ("log(x)**2 >= 0", REAL, r"\left(\log\left(x\right)\right)^{2}\ge 0"),
    "a real power": ("x**y**2 >= 0", REAL, r"x^{y^{2}}\ge 0"),
    "a power of a power": ("(x**y)**2 >= 0", REAL, r"\left(x^{y}\right)^{2}\ge 0"),
    "what TeX has no word for": ("erf(x) <= 1", REAL, r"\operatorname{erf}\left(x\right)\le 1"),
    "no mixed number": ("2*(1/y) == 2/y", REAL, r"2\cdot \frac{1}{y}= \frac{2}{y}"),
    "underscores": ("a__b <= a_b", {"real": ["a__b", "a_b"]}, r"\mathrm{a\_\_b}\le a_{b}"),
    "integers": (
        "n**2 >= n",
        {"integer": ["n"]},
        r"n^{2}\ge n\qquad (n\in \mathbb Z)",
    ),
    "the order of matrices": (
        "(A @ B).T <= A.T.T + 2*A**2",
        {"matrix": SQUARE, "where": ["A @ B == B @ A"]},
        r"\left(A\,B\right)^\top\preceq \left(A^\top\right)^\top+2\,A^{2}\qquad "
        r"(A\in \mathbb R^{n\times n}\text{ symmetric},\ B\in \mathbb R^{n\times n}\text{ psd},"
        r"\ A\,B= B\,A)",
    ),
    "eigenvalues and norms": (
        "lmax(B) <= n*norm(B)",
        {"matrix": SQUARE},
        r"\operatorname{lmax}\left(B\right)\le n\,\left\|B\right\|_F\qquad "
        r"(A\in \mathbb R^{n\times n}\text{ symmetric},\ B\in \mathbb R^{n\times n}\text{ psd})",
    ),
    "a definite matrix": (
        "A > 0",
        {"matrix": {"A": "n x n, pd"}},
        r"A\succ 0\qquad (A\in \mathbb R^{n\times n}\text{ pd})",
    ),
    # these are read into other words: the text is what is shown
    "an expectation": ("E(X**2) == 1", {"random": {"X": "normal"}}, ""),
    "a derivative": ("diff(x**2, x) == 2*x", REAL, ""),
    "cases": ("floor(x) <= x", REAL, ""),
    "entries": ("hadamard(A, B) == B", {"matrix": {"A": "m x n", "B": "m x n"}}, ""),
    "names that look the same": ("x1 <= x_1", {"real": ["x1", "x_1"]}, ""),
    "letters that look the same": (
        "A1 + A_1 == A_1 + A1",
        {"matrix": {"A1": "n x n", "A_1": "n x n"}},
        "",
    ),
}


@pytest.mark.parametrize("case", SHOWN)
def test_what_is_printed_is_what_was_read(case):
    text, fields, shown = SHOWN[case]
    assert decided(claim("a", text, **fields)) == shown


def test_what_is_printed_by_the_author_is_not_what_was_decided():
    one = claim("a", "x**2 >= 0", real=["x"], printed=r"x^3\ge0")
    assert (formula(one), decided(one)) == (r"x^3\ge0", r"x^{2}\ge 0")


def test_the_class_of_a_function_is_said():
    one = claim("a", "f(x) >= inf(f)", real=["L"], vector=["x"], function={"f": "L-smooth"})
    assert "f is L-smooth." in list(about(one))


HOSTILE = {
    "a command": r"\input{/etc/passwd}",
    "the end of the formula": r"\] \input{x} \[",
    "a sign by its number": "a^^5cinput{x}",
    "a comment": "a % b",
    "a comment after a new line": r"a \\% b",
    "an empty line": "a\n\nb",
    "a definition": r"\def\le{\ge}x\le y",
    "a dollar sign": "a$ b",
    "open braces": "{a",
    "another alphabet": "\u00e9",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_printed_tex_cannot_leave_its_formula(case):
    assert not is_mathematics(HOSTILE[case])
    shown = errata_escaped(f"so ${HOSTILE[case]}$")
    assert r"\input" not in shown
    assert "so $" not in shown


def test_mathematics_stays():
    assert all(map(is_mathematics, (r"x\le \frac{1}{2}", r"50\,\%", r"\text{for all }x<y")))
    assert errata_escaped("a $x^2$ b_c") == r"a $x^2$ b\_c"


def test_a_title_of_two_lines():
    assert plain(r"Steps by hand:\\[2pt] a paper") == "Steps by hand: a paper"
    assert plain(r"100\% of \emph{it} \& more% not this") == "100% of it & more"
    assert plain(r"A. A \and B. B") == "A. A , B. B"


@pytest.mark.skipif(shutil.which("pdflatex") is None, reason="no pdflatex here")
def test_every_sign_is_printed_as_it_is(tmp_path):
    text = "a<b>c|d\"e'f`g--h---i_j^k~l&m#n%o{p}q\\r$s ?` !` ,, << >>"
    body = escaped(text)
    (tmp_path / "a.tex").write_text(
        "\\documentclass{article}\\begin{document}\\thispagestyle{empty}\n"
        f"{body}\n\n\\texttt{{{body}}}\\end{{document}}\n"
    )
    done = subprocess.run(
        ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "a.tex"],
        cwd=tmp_path,
        capture_output=True,
    )
    assert done.returncode == 0, done.stdout[-800:]
    if shutil.which("pdftotext"):
        found = subprocess.run(["pdftotext", "a.pdf", "-"], cwd=tmp_path, capture_output=True)
        lines = [line for line in found.stdout.decode().splitlines() if line.strip()]
        for sign in "<>|&#%{}$":
            assert sign in lines[0], lines
        assert "g--h---i" in lines[0]
        for sign in "\u00a1\u00bf\u2013\u2014":  # what < ?` -- --- would be
            assert sign not in found.stdout.decode()
