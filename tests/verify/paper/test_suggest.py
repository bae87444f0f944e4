r"""`steepest tex --suggest`: what is simple is proposed and rendered back, nothing else."""

from __future__ import annotations

import pytest
from steepest.verify.paper.latex.mathematics import Unclear, members, relation
from steepest.verify.paper.latex.suggest import suggestions

READ = {
    r"(1-\mu/L)^2\le 1-2\mu/L": "(1 - mu/L)**2 <= 1 - 2*mu/L",
    r"2ab \leq a^2 + b^{2}": "2*a*b <= a**2 + b**2",
    r"1-x\le e^{-x}": "1 - x <= exp(-x)",
    r"\log(1+x)\ge x-\tfrac12x^2": "log(1 + x) >= x - (1/2)*x**2",
    r"\left|x+y\right|\le|x|+|y|": "abs(x + y) <= abs(x) + abs(y)",
    r"\max\{a,b\}\ge\frac{a+b}{2}": "max(a, b) >= ((a + b)/2)",
    r"-y_{\mu}^2<\sqrt{x_1^2+1}\cdot3": "-y_mu**2 < sqrt(x_1**2 + 1)*3",
    r"(-x)^2=x^2": "(-x)**2 == x**2",
    r"0<\lambda\le1": "0 < lam <= 1",
    r"\frac{\frac{a}{b}}{c}\ne\frac1a": "(((a/b))/c) != (1/a)",
    r"\log x\le x-1": "log(x) <= x - 1",
    r"x^{y^2}\ge0": "x**(y**2) >= 0",
    r"(x^2)^3\ge0": "(x**2)**3 >= 0",
}
UNCLEAR = {
    r"f(x)\le1": "a function or a product",
    r"1/2L\le3": "the divisor may be read in two ways",
    r"a/b/c\le3": "two ways",
    r"\log xy\le3": "ends may be read in two ways",
    r"x^10\ge1": "after a factor",
    r"x'\ge1": "is not read",
    r"x^*\ge1": "is not read",
    r"x^{(t)}\ge1": "is not read",
    r"A^\top A\ge1": "is not read",
    r"x_{t+1}\le x_t": "was expected",
    r"\|x\|\le1": "is not read",
    r"\mycommand\le1": "is not read",
    r"E\ge1": "may be a name or a constant",
    r"x": "a relation was expected",
    r"x\le": "before its end",
    r"\sqrt[3]{x}\ge1": "other than the square root",
    r"\sin^2x\ge0": "is not read",
    "(" * 50 + "x" + ")" * 50 + r"\le1": "nested too deeply",
    "x+" * 600 + r"x\le1": "at most 1000",
}


@pytest.mark.parametrize("tex", READ)
def test_simple_formulas(tex):
    assert relation(tex) == READ[tex]


@pytest.mark.parametrize("tex", UNCLEAR)
def test_what_has_two_readings_has_none(tex):
    with pytest.raises(Unclear, match=UNCLEAR[tex]):
        relation(tex)


def test_memberships():
    assert members(r"a,b\in\R") == (["a", "b"], "real")
    assert members(r"n \in \mathbb{N}") == (["n"], "natural")
    assert members(r"x\in X") is None
    assert members(r"x\le1") is None


PAPER = r"""
\newtheorem{lemma}{Lemma}
\begin{lemma}\label{a} For $n\in\N$ and $x\ge-1$ we have \[ (1+x)^n\ge 1+nx. \]\end{lemma}
\begin{lemma}
  %steepest id = "b"
  %steepest claim = "1 <= 2"
  Here $1\le2$.
\end{lemma}
\begin{lemma}\label{c} $a\le b$ unless $a=3$.\end{lemma}
\begin{lemma}\label{d} No formula.\end{lemma}
\begin{lemma}\label{e} $f(x)\le0$.\end{lemma}
"""


def test_a_source(tmp_path, steepest):
    path = tmp_path / "p.tex"
    path.write_text(PAPER)
    one, unless, function = suggestions(path)
    assert one.lines == (
        '%steepest real = ["x"]',
        '%steepest integer = ["n"]',
        '%steepest where = ["n >= 0", "x >= -1"]',
        '%steepest claim = "(1 + x)**n >= 1 + n*x"',
    )
    assert one.back.startswith(r"\left(1+x\right)^{n}\ge 1+n\,x\qquad (n\in \mathbb Z")
    assert "unless" in unless.reason
    assert "a function or a product" in function.reason
    code, out, _ = steepest("tex", path, "--suggest")
    assert (code, path.read_text()) == (0, PAPER)
    assert "1 of 3 environments" in out
    code, _, err = steepest("tex", path)
    assert (code, "--suggest" in err) == (2, True)
    assert steepest("tex", tmp_path / "none.tex", "--suggest")[0] == 2
