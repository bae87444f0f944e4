"""Mathematics on the pages."""

from __future__ import annotations

import pytest
from markupsafe import escape
from steepest.proofs import registry
from steepest.verify.report import compare, tex
from steepest.verify.report.formal import block, formal, low


@pytest.mark.parametrize(
    "text",
    [
        "alpha_perp^2 <= 2 sigma_1",
        "e^(-x^2/2) and pi^2/6 and x^a/b",
        "the powers A^t, B^T",
        "balance.lem-eta_1",
        "snake_case_name & <tags>",
        "costs 5$",
    ],
)
def test_text_is_shown_as_it_is_written(text):
    assert tex.statement(text) == escape(text)


def test_mathematics_between_dollar_signs_is_set():
    shown = tex.statement(r"If $x^{2/3} < 1$ & more, then $\frac{\pi^2}{6}$.")
    assert shown.count("<math>") == 2
    assert "<msup>" in shown
    assert " &amp; more, then " in shown
    assert tex.statement(r"$\unknown{x}$ <b>") == r"$\unknown{x}$ &lt;b&gt;"


def test_formulas():
    assert tex.formula("") == ""
    assert "<msup>" in tex.formula(r"x^2")
    assert tex.formula(r"\frac{<") == r"<code>\frac{&lt;</code>"


def test_long_formulas_stand_in_a_box_that_the_keyboard_reaches():
    long = "a+" * 40 + "b"
    assert 'tabindex="0"' in tex.formula(long)
    assert '<span class="inline" tabindex="0"' in tex.statement(f"As ${long}$.")
    assert "tabindex" not in tex.formula("a+b")
    assert "<span" not in tex.statement("As $a+b$.")


@pytest.mark.parametrize("bad", [r"\frac{1}{2", r"a_{b", r"\unknown", r"\left( x", "x^a^b", "}"])
def test_bad_tex_is_told(bad):
    with pytest.raises(tex.BadTeX):
        tex.converted(bad)
    with pytest.raises(tex.BadTeX, match="without its partner"):
        tex.pieces("a $x$ and $y")


def test_all_formulas_and_statements_of_the_claims_are_set():
    problems = []
    for claim in registry.claims().values():
        try:
            shown = tex.converted(claim.formula, display=True)
            assert " style=" not in shown, claim.id
            for text in (claim.statement, *claim.hypotheses):
                for part, is_tex in tex.pieces(text):
                    if is_tex:
                        assert " style=" not in tex.converted(part), claim.id
            assert "<code>" not in str(formal(claim)), claim.id
        except tex.BadTeX as problem:
            problems.append(f"{claim.id}: {problem}")
    assert problems == []


def test_a_style_that_is_not_known_is_told(monkeypatch):
    monkeypatch.setattr(tex, "STYLES", {})
    tex.converted.cache_clear()
    with pytest.raises(tex.BadTeX, match="a style of its own"):
        tex.converted(r"\begin{aligned} a &= b \\ c &= d \end{aligned}")
    tex.converted.cache_clear()


def test_differences_are_marked():
    printed, true = compare.formulas(r"\|x\| \le \frac{2}{3} y", r"\|x\| \le 3 y + z")
    assert printed.count("differs") == 1
    assert '<mn class="differs">2</mn>' in printed
    assert true.count("differs") == 2
    assert compare.formulas("x", "x") == (tex.formula("x"), tex.formula("x"))
    assert compare.formulas("a+b", r"\int f") is None
    assert compare.formulas(r"\frac{", "x") is None


def test_parentheses_grow_only_where_they_must():
    assert low(r"f\left(t\right)+\left(a+g\left(s\right)\right)") == "f(t)+(a+g(s))"
    assert low(r"\left(1+\tfrac{1}{2}\right)") == r"\left(1+\tfrac{1}{2}\right)"


def test_a_long_formula_is_broken_at_its_connectives():
    part = ("<=", ("+", *("abcdefgh")), ("*", *("uvwxyz")))
    node = ("forall", "t", "nat", ("implies", part, ("or", part, part)))
    broken = block(node)
    assert broken["lead"] == "for all natural t, if"
    assert broken["parts"][0]["text"] == "a + b + c + d + e + f + g + h <= u*v*w*x*y*z"
    (either,) = broken["then"]
    assert (either["lead"], len(either["parts"])) == ("one of", 2)
    assert block(("<", "a", "b"))["text"] == "a < b"
