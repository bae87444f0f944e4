r"""LaTeX sources: what is read, what is left out, what is written for \verdict."""

from __future__ import annotations

import json
import shutil
import subprocess
from fractions import Fraction
from pathlib import Path

import pytest
from steepest.verify.badges import decimal, escaped
from steepest.verify.paper.latex.reading import id_of, lock_file, read_latex
from steepest.verify.paper.latex.scan import scan

SAMPLE = Path(__file__).parents[3] / "examples" / "paper" / "paper.tex"
LEMMA = r"""
\begin{lemma}[Square]\label{lem:square}
  %steepest real = ["x"]
  %steepest claim = "x**2 >= 0"
  For all $x$ we have $x^2\ge0$. % a remark
\end{lemma}
"""


def source(tmp_path, body, **files):
    for name, text in files.items():
        (tmp_path / f"{name}.tex").write_text(text)
    path = tmp_path / "paper.tex"
    path.write_text("\\title{On \\emph{squares}}\n\\author{A. A\\thanks{x} \\and B. B}\n" + body)
    return path


def test_a_claim_is_tied_to_its_label(tmp_path):
    header, (one,) = read_latex(source(tmp_path, LEMMA))
    assert (header.title, header.authors) == ("On squares", ("A. A", "B. B"))
    assert (one.key, one.claim.id, one.labelled) == ("lem:square", "lem-square", True)
    assert one.claim.source == "Lemma (lem:square)"
    assert one.claim.says == r"For all $x$ we have $x^2\ge0$."
    assert one.claim.line == 5


LEFT_OUT = {
    "a comment": "% \\begin{lemma}\n% %steepest claim = 'x'\n",
    "verbatim": "\\begin{verbatim}\n" + LEMMA + "\\end{verbatim}\n",
    "a listing": "\\begin{lstlisting}\n" + LEMMA + "\\end{lstlisting}\n",
    "iffalse": "\\iffalse\n\\ifx a b \\else c \\fi " + LEMMA + "\\fi\n",
    "the false branch": "\\iffalse" + LEMMA + "\\else a \\fi",
    "after the end": "\\end{document}" + LEMMA,
    "prose about the method": "%steepest descent is slow\n% steepest = 3\n",
    "verb": "\\verb|\\begin{lemma}| text",
    "outside of the folder": "\\input{../outside}",
    "an absolute path": "\\input{/etc/hostname}",
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_what_is_left_out(tmp_path, case):
    folder = tmp_path / "in"
    folder.mkdir()
    (tmp_path / "outside.tex").write_text(LEMMA.replace("square", "outside"))
    assert scan(source(folder, LEFT_OUT[case])).blocks == []


READ = {
    "a starred environment": LEMMA.replace("lemma}", "lemma*}"),
    "an environment of its own": "\\newtheorem{satz}[x]{Satz}" + LEMMA.replace("lemma}", "satz}"),
    "restatable": LEMMA.replace("{lemma}[Square]", "{restatable}[S]{lemma}{sq}").replace(
        "end{lemma}", "end{restatable}"
    ),
    "the true branch": "\\iffalse a \\else" + LEMMA + "\\fi",
    "an escaped percent sign": "100\\% of" + LEMMA,
    "iff is no conditional": "\\iffalse $a \\iff b$ \\fi" + LEMMA,
    "an input": "\\input{part}",
    "an include without braces": "\\input part \n",
}


@pytest.mark.parametrize("case", READ)
def test_what_is_read(tmp_path, case):
    _, (one,) = read_latex(source(tmp_path, READ[case], part=LEMMA))
    assert one.claim.text == "x**2 >= 0"


BAD = {
    "no environment": ("%steepest claim = 'x'\n", "stands in no theorem-like environment"),
    "no end": (LEMMA.replace("\\end{lemma}", ""), "has no \\end"),
    "a label twice": (LEMMA + LEMMA, "give one of them another label"),
    "an endless input": ("\\input{paper}", "without an end"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_source_that_cannot_be_read(tmp_path, steepest, case):
    body, message = BAD[case]
    code, _, err = steepest("run", source(tmp_path, body))
    assert (code, message in err) == (2, True), err


PROBLEMS = {
    "no label": (LEMMA.replace("\\label{lem:square}", ""), "has no \\label"),
    "no TOML": (LEMMA.replace('["x"]', "["), "this is not TOML"),
    "a second one": (LEMMA.replace("For all", "%steepest ---\n%steepest a = 1\n"), "needs an id"),
}


@pytest.mark.parametrize("case", PROBLEMS)
def test_a_claim_that_cannot_be_read_is_its_own_error(tmp_path, case):
    body, message = PROBLEMS[case]
    _, claims = read_latex(source(tmp_path, body))
    assert message in claims[-1].claim.problem


def test_two_claims_of_one_environment(tmp_path):
    more = (
        '%steepest ---\n%steepest id = "more"\n%steepest real = ["x"]\n%steepest claim = "x==x"\n'
    )
    _, claims = read_latex(source(tmp_path, LEMMA.replace("For all", more + "For all")))
    assert [(one.key, one.labelled) for one in claims] == [("lem:square", True), ("more", False)]


def test_a_changed_text_is_stale_until_it_is_accepted(tmp_path, steepest):
    path = source(tmp_path, LEMMA)
    assert steepest("run", path, "--no-report")[0] == 0
    assert r"{lem:square}{1}{PROVED}{$x^{2}\ge 0$}" in (tmp_path / "paper.steepest.tex").read_text()
    path.write_text(path.read_text().replace("% a remark", "% another").replace("  For", "\n For"))
    assert steepest("run", path, "--no-report")[0] == 0  # comments and spaces are no text
    path.write_text(path.read_text().replace("x^2\\ge0", "x^3\\ge0"))
    code, _, err = steepest("run", path, "--no-report")
    assert (code, "stale: lem:square" in err) == (1, True)
    assert "{STALE}" in (tmp_path / "paper.steepest.tex").read_text()
    assert " stale " in steepest("list", path)[1]
    assert "--accept" in steepest("show", path, "lem-square")[1]
    assert steepest("run", path, "--no-report")[0] == 1  # a run alone does not make it fresh
    assert steepest("run", path, "--no-report", "--accept")[0] == 0
    assert steepest("run", path, "--no-report")[0] == 0


def test_a_changed_line_is_a_new_reading(tmp_path, steepest):
    path = source(tmp_path, LEMMA)
    steepest("run", path, "--no-report")
    path.write_text(path.read_text().replace("x**2 >= 0", "x**2 >= 1").replace("ge0", "ge1"))
    code, _, err = steepest("run", path, "--no-report")
    assert (code, "stale" in err) == (1, False)  # refuted
    written = (tmp_path / "paper.steepest.tex").read_text()
    assert "{REFUTED}" in written
    assert r"\texttt{x = 0}" in written


def test_a_damaged_lock_file_is_told(tmp_path, steepest):
    path = source(tmp_path, LEMMA)
    lock_file(path).write_text("[1]")
    code, _, err = steepest("run", path)
    assert (code, "delete it" in err) == (2, True)


def test_escapes_and_numbers():
    assert escaped("a_b ^ 50% {x}\\ é") == (r"a\_b \textasciicircum{} 50\% \{x\}\textbackslash{} ?")
    assert id_of("lem:a b") == "lem-a-b"
    assert decimal(Fraction(1, 3), -1) == "0.3333333"
    assert decimal(Fraction(1, 3), 1) == "0.3333334"
    assert decimal(Fraction(-1, 3), -1) == "-0.3333334"
    assert decimal(Fraction(123456789), -1) == "123456700"
    assert decimal(Fraction(0), 1) == "0"


@pytest.fixture
def sample(tmp_path):
    shutil.copy(SAMPLE, tmp_path)
    return tmp_path / "paper.tex"


def test_the_sample_paper(sample, steepest):
    """Two commands: the claims are decided, TeX prints badges, a table and the errata."""
    code, out, err = steepest("run", sample, "--json", "--no-report")
    words = [json.loads(line)["verdict"] for line in out.splitlines()]
    assert code == 0, err
    assert (len(words), words.count("REFUTED")) == (12, 2)
    assert {*words} == {"PROVED", "CERTIFIED", "REFUTED"}
    if shutil.which("pdflatex") is None:
        pytest.skip("no pdflatex here")
    for _ in range(2):
        done = subprocess.run(
            ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", sample.name],
            cwd=sample.parent,
            capture_output=True,
            text=True,
            errors="replace",
        )
        assert done.returncode == 0, done.stdout[-2000:]
    assert "Output written on paper.pdf (3 pages" in done.stdout
    for warning in ("undefined", "steepest Warning", "Overfull"):
        assert warning not in done.stdout
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", sample.with_suffix(".pdf"), "-"], capture_output=True)
        shown = text.stdout.decode()
        assert shown.count("REFUTED") == 4  # margin and table
        assert "False as stated: x = 1/2" in " ".join(shown.split())


def test_a_changed_constant_turns_the_badge_and_the_exit_code(sample, steepest):
    sample.write_text(sample.read_text().replace("2*a*b <= c*a**2", "3*a*b <= c*a**2"))
    code, _, err = steepest("run", sample, "lem-young", "--no-report")
    assert code == 1
    written = sample.with_suffix(".steepest.tex").read_text()
    assert "{lem:young}{1}{REFUTED}" in written
