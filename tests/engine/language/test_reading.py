"""What claim files mean, and what is said about mistakes."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from steepest.proofs.engine.language import ClaimFileError, load, loads
from steepest.proofs.engine.language.calculus import NotDifferentiable, derivative
from steepest.proofs.engine.terms import show


def one(body: str, head: str = 'id = "c"'):
    (claim,) = loads(f"[[claim]]\n{head}\n{body}\n", "paper.toml")
    return claim


def shown(text: str, names: str = "x y z") -> str:
    return show(one(f'real = {names.split()!r}\nclaim = "{text}"'.replace("'", '"')).goal.claim)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("x + 0.1 <= 1e-2", "x + 1/10 <= 1/100"),
        ("x**2 == y**-1", "x**2 == 1/y"),
        ("x**0.5 == x**-1.5", "sqrt(x) == 1/sqrt(x)**3"),
        ("relu(x) >= 0", "max(x, 0) >= 0"),
        ("min(x, y, z) <= x", "min(min(x, y), z) <= x"),
        ("0 <= x <= y", "(0 <= x) and (x <= y)"),
        ("x > 1 or not x > 2", "(x > 1) or (not (x > 2))"),
        ("2**x == E**x", "2**x == exp(x)"),
        ("pi*x == +x", "pi*x == x"),
        ("x != -3", "x != -3"),
    ],
)
def test_meaning(text, term):
    assert shown(text) == term


def test_let_in_order():
    claim = one('real = ["x"]\nlet = { p = "x + 1", q = "p**2" }\nclaim = "q >= p"')
    assert show(claim.goal.claim) == "(x + 1)**2 >= x + 1"


def test_hypotheses_are_split():
    claim = one('real = ["x", "u"]\nwhere = ["0 <= u <= 1", "x > 0"]\nclaim = "u*x <= x"')
    assert [show(part) for part in claim.goal.where] == ["0 <= u", "u <= 1", "x > 0"]


def test_steps_are_composed():
    claim = one(
        'real = ["x", "y"]\nstep = { x = "x + y", y = "x" }\ntimes = 2\nclaim = "x_next == y_next"'
    )
    assert show(claim.goal.claim) == "x + y + x == x + y"


def test_matrix_claim():
    claim = one(
        'matrix = { A = "m x n", P = "n x n, psd" }\nclaim = "tr(A.T @ A @ eye(n)) / 2 >= 0"'
    )
    assert claim.letters == {"A": ("m", "n", ""), "P": ("n", "n", "psd")}
    assert claim.relations[0][0] == ">="


def test_integers():
    assert one('integer = ["n"]\nclaim = "n**2 >= n"').goal.integers == ("n",)


MISTAKES = {
    "undeclared": (
        'real = ["alpha"]\nclaim = "alpa > 0"',
        "claim, column 1: the name 'alpa' is not declared; did you mean 'alpha'?",
    ),
    "shape of a product": (
        'matrix = { A = "m x n" }\nclaim = "A @ A == A"',
        "the shapes m x n and m x n do not fit in '@': n is not m",
    ),
    "shape of a sum": (
        'matrix = { A = "m x n" }\nclaim = "norm2(A + A.T) >= 0"',
        "column 7: the shapes m x n and n x m do not fit in '+'",
    ),
    "shape of a comparison": (
        'matrix = { A = "m x n" }\nclaim = "A == A.T"',
        "the shapes m x n and n x m do not fit in a comparison",
    ),
    "star": ('matrix = { A = "n x n" }\nclaim = "A * A == A"', "the matrix product is '@'"),
    "at": ('real = ["x"]\nclaim = "x @ x == 1"', "for scalars write '*'"),
    "transposed scalar": ('real = ["x"]\nclaim = "x.T == x"', ".T was applied to a scalar"),
    "trace": ('matrix = { A = "m x n" }\nclaim = "tr(A) >= 0"', "a trace needs a square matrix"),
    "matrix power": (
        'matrix = { A = "m x n" }\nclaim = "A**2 == A"',
        "only square matrices have powers",
    ),
    "exponent matrix": (
        'matrix = { A = "n x n" }\nclaim = "2**A == A"',
        "an exponent is a number, a matrix was given",
    ),
    "division": (
        'real = ["c"]\nmatrix = { A = "n x n" }\nclaim = "A/(2 - 2) == A"',
        "a matrix is divided by zero",
    ),
    "order of a wide matrix": (
        'matrix = { A = "m x n" }\nclaim = "A >= 0"',
        "between matrices it means the semidefinite order",
    ),
    "strict order": (
        'matrix = { A = "m x n" }\nclaim = "A > 0"',
        "between matrices it means the semidefinite order",
    ),
    "order of a number": (
        'matrix = { A = "n x n, symmetric" }\nclaim = "A >= 1"',
        "For a multiple of the identity write c*eye(n).",
    ),
    "different matrices": (
        'matrix = { A = "n x n" }\nclaim = "A != A.T"',
        "matrices are compared with ==, <= (the semidefinite order) and <",
    ),
    "a function beside matrices": (
        'real = ["t"]\nmatrix = { A = "n x n" }\nclaim = "exp(t)*tr(A) >= 0"',
        "exp(t) is not supported in a claim with matrices; declare a number in its place",
    ),
    "a function in a loss of matrices": (
        'matrix = { A = "n x n" }\nconserved = { quantity = "A", loss = "exp(tr(A))", '
        'parameters = ["A"] }',
        "exp(tr(A)) is not supported in a claim with matrices",
    ),
    "a number beside a matrix": (
        'matrix = { A = "n x n" }\nclaim = "A + 1 == A"',
        "a multiple of the unit matrix is written c*eye(n)",
    ),
    "an inverse": (
        'matrix = { A = "m x n" }\nclaim = "inv(A) @ A == eye(n)"',
        "inv of a m x n matrix was given; a square one is expected",
    ),
    "an inverse power": (
        'matrix = { A = "n x n, psd" }\nclaim = "A**(-1) >= 0"',
        "the inverse is inv(A)",
    ),
    "an eigenvalue": (
        'matrix = { A = "m x n" }\nclaim = "lmin(A) >= 1"',
        "a square one is expected, and a symmetric one: lmax(A.T @ A), or opnorm(A)",
    ),
    "I": (
        'matrix = { A = "n x n, symmetric" }\nclaim = "A <= I"',
        "the unit matrix of size n is eye(n)",
    ),
    "positive definite": (
        'matrix = { A = "m x n, pd" }\nclaim = "A >= 0"',
        "(psd, pd: positive semidefinite, definite)",
    ),
    "or beside matrices": (
        'matrix = { A = "n x n" }\nclaim = "tr(A) >= 0 or tr(A) <= 0"',
        "state several claims",
    ),
    "division by a matrix": (
        'matrix = { A = "n x n" }\nclaim = "A/A == A"',
        "a division by a matrix",
    ),
    "function of a matrix": (
        'matrix = { A = "n x n" }\nclaim = "exp(A) == A"',
        "take tr, norm2 or inner first",
    ),
    "norm of a number": (
        'real = ["x"]\nclaim = "norm2(x) >= 0"',
        "norm2 is a function of matrices",
    ),
    "eye": (
        'matrix = { A = "n x n" }\nclaim = "A == eye(k)"',
        "eye takes one size; sizes here are n",
    ),
    "matrix strict": ('matrix = { A = "n x n" }\nclaim = "norm2(A) != 0"', "'!=' was given"),
    "function": ('real = ["x"]\nclaim = "sine(x) <= 1"', "the function 'sine' is not supported"),
    "function without argument": (
        'real = ["x"]\nclaim = "sin <= x"',
        "the function sin needs arguments",
    ),
    "arguments": ('real = ["x"]\nclaim = "sin(x, x) <= 1"', "sin takes 1 argument, 2 were given"),
    "too few": ('real = ["x"]\nclaim = "min(x) <= 1"', "min takes two or more arguments"),
    "keyword": ('real = ["x"]\nclaim = "sin(x=1) <= 1"', "sin takes plain arguments only"),
    "attribute": ('real = ["x"]\nclaim = "x.real <= 1"', "the only attribute is .T"),
    "subscript": (
        'real = ["x"]\nclaim = "x[0] <= 1"',
        "declare them as numbers, x1, x2",
    ),
    "lambda": (
        'real = ["x"]\nclaim = "(lambda: x)() <= 1"',
        "the construct Call is not part of the language",
    ),
    "string": ('real = ["x"]\nclaim = "x <= \'a\'"', "is no number"),
    "bitwise": (
        'real = ["x"]\nclaim = "x ^ 2 <= 1"',
        "powers are written x**2, not x^2",
    ),
    "in": ('real = ["x"]\nclaim = "x in x"', "the comparison In is not supported"),
    "bare": ('real = ["x"]\nclaim = "x + 1"', "a statement needs a comparison"),
    "nested comparison": (
        'real = ["x"]\nclaim = "(x < 1) + 1 < 2"',
        "a comparison was given where a number",
    ),
    "syntax": ('real = ["x"]\nclaim = "x +* 1 < 2"', "this is no formula"),
    "two statements": ('real = ["x"]\nclaim = "x < 1; x < 2"', "this is no formula"),
    "empty": ('real = ["x"]\nclaim = ""', "the expression is empty"),
    "number given": ('real = ["x"]\nclaim = 3', "an expression is written as a string"),
    "no claim": ('real = ["x"]', "there is nothing to decide"),
    "unicode": ('real = ["x"]\nclaim = "x ≤ 1"', "(U+2264) was given; expressions are plain ASCII"),
    "look-alike": ('real = ["x"]\nclaim = "х <= 1"', "(U+0445)"),
    "hex": ('real = ["x"]\nclaim = "x <= 0x10"', "'0x10' is no number"),
    "complex": ('real = ["x"]\nclaim = "x <= 1j"', "'1j' is no number"),
    "inf": ('real = ["x"]\nclaim = "x <= inf"', "the name 'inf' is not declared"),
    "big float": ('real = ["x"]\nclaim = "x <= 1e999"', "exponents up to 200"),
    "tower": ('real = ["x"]\nclaim = "x <= 9**9**9**9"', "larger than 200 in size"),
    "large exponent": ('real = ["x"]\nclaim = "x**201 >= 0"', "larger than 200"),
    "zero exponent denominators": ('real = ["x"]\nclaim = "x**(1/0) >= 0"', "a division by zero"),
    "long number": (f'real = ["x"]\nclaim = "x <= {"9" * 61}"', "at most 60 digits"),
    "very long number": (f'real = ["x"]\nclaim = "x <= {"9" * 5000}"', "a number is too long"),
    "long": (f'real = ["x"]\nclaim = "x <= {"1+" * 6000}1"', "at most 10000 are read"),
    "deep": (f'real = ["x"]\nclaim = "x <= {"(" * 90}1{")" * 90}"', "nested deeper than 80"),
    "minus signs": (f'real = ["x"]\nclaim = "x <= {"-" * 5000}1"', "too deep"),
    "nots": (f'real = ["x"]\nclaim = "{"not " * 100}x < 1"', "nested deeper than 80"),
    "doubling": (
        'real = ["x"]\nclaim = "t20 > 0"\n[claim.let]\nt0 = "x"\n'
        + "\n".join(f't{i + 1} = "t{i} + t{i}"' for i in range(20)),
        "more than 20000 parts",
    ),
    "cyclic let": (
        'real = ["x"]\nlet = { p = "q + 1", q = "p" }\nclaim = "p > 0"',
        "'p' refers to 'q', which comes later",
    ),
    "own let": ('real = ["x"]\nlet = { p = "p + 1" }\nclaim = "p > 0"', "'p' refers to itself"),
    "twice": ('real = ["x", "x"]\nclaim = "x > 0"', "the name 'x' is declared twice"),
    "reserved": ('real = ["pi"]\nclaim = "pi > 0"', "the name 'pi' has a fixed meaning"),
    "code in a name": ('real = ["__import__"]\nclaim = "1 > 0"', "a name is made of letters"),
    "name with a call": (
        'real = ["os.system(\'x\')"]\nclaim = "1 > 0"',
        "a name is made of letters",
    ),
    "real is no list": ('real = "x"\nclaim = "x > 0"', "a list of names"),
    "where is no list": ('real = ["x"]\nwhere = "x > 0"\nclaim = "x > 0"', "a list of conditions"),
    "where entry": (
        'real = ["x"]\nwhere = ["x > 0", "y > 0"]\nclaim = "x > 0"',
        "where, entry 2, column 1",
    ),
    "shape text": ('matrix = { A = "m by n" }\nclaim = "norm2(A) >= 0"', "write rows x columns"),
    "size": (
        'matrix = { A = "0 x n" }\nclaim = "norm2(A) >= 0"',
        "neither a name nor a positive integer",
    ),
    "kind": ('matrix = { A = "m x n, psd" }\nclaim = "norm2(A) >= 0"', "square letters may be"),
    "size and name": (
        'real = ["n"]\nmatrix = { A = "n x n" }\nclaim = "norm2(A) >= n"',
        "names a size and a variable",
    ),
    "unknown field": (
        'real = ["x"]\nclam = "x > 0"',
        "the field 'clam' is not known; did you mean 'claim'?",
    ),
    "expect": ('real = ["x"]\nclaim = "x > 0"\nexpect = "TRUE"', "a verdict is one of PROVED"),
    "timeout": ('real = ["x"]\nclaim = "x > 0"\ntimeout = -1', "expected seconds"),
    "timeout nan": ('real = ["x"]\nclaim = "x > 0"\ntimeout = nan', "expected seconds"),
    "sharpest": (
        'real = ["x"]\nclaim = "x > 0"\nsharpest = "C"',
        "the constant 'C' does not occur",
    ),
    "direction": (
        'real = ["x", "C"]\nclaim = "x > C"\nsharpest = "C"\ndirection = "up"',
        '"smallest" or "largest"',
    ),
    "width": (
        'real = ["x", "C"]\nclaim = "x > C"\nsharpest = "C"\nwidth = 2.0',
        "between 1e-15 and 1",
    ),
    "sharpest with matrices": (
        'matrix = { A = "n x n" }\nclaim = "norm2(A) >= 0"\nsharpest = "C"',
        "the constant 'C' does not occur in the claim",
    ),
    "step": (
        'real = ["x"]\nstep = { y = "x" }\nclaim = "x > 0"',
        "the step of 'y' was given, which is not declared",
    ),
    "step shape": (
        'matrix = { A = "n x m" }\nstep = { A = "A @ A.T" }\nclaim = "norm2(A_next) >= 0"',
        "the next A has the shape",
    ),
    "times": ('real = ["x"]\nstep = { x = "2*x" }\ntimes = 0\nclaim = "x > 0"', "from 1 to 20"),
    "times alone": ('real = ["x"]\ntimes = 2\nclaim = "x > 0"', "`times` composes a `step`"),
    "times too large": (
        'real = ["x"]\nstep = { x = "x*x + x*x + x*x" }\ntimes = 20\nclaim = "x_next > 0"',
        "compose fewer",
    ),
    "conserved and claim": (
        'real = ["a"]\nclaim = "a > 0"\nconserved = { quantity = "a", loss = "a", parameters = '
        '["a"] }',
        "both given",
    ),
    "conserved entry": (
        'real = ["a"]\nconserved = { quantity = "a", los = "a", parameters = ["a"] }',
        "the entry 'los' is not known",
    ),
    "conserved parameters": (
        'real = ["a"]\nconserved = { quantity = "a", loss = "a", parameters = ["b"] }',
        "expected a list of declared names",
    ),
    "conserved loss": (
        'matrix = { A = "n x n" }\nconserved = { quantity = "A", loss = "A @ A", parameters = '
        '["A"] }',
        "a loss is a number",
    ),
    "loss without argument": (
        'real = ["a"]\nconserved = { quantity = "a", loss = "L()", parameters = ["a"] }',
        "L is a function of network outputs",
    ),
    "loss inside": (
        'matrix = { A = "n x n" }\nconserved = { quantity = "A", loss = "exp(L(A))", parameters = '
        '["A"] }',
        "used inside another one",
    ),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistake(name):
    body, message = MISTAKES[name]
    with pytest.raises(ClaimFileError) as caught:
        one(body)
    assert message in str(caught.value)
    assert re.match(r"paper\.toml:\d+: claim 'c'", str(caught.value))


FILES = {
    "not toml": ('[[claim]]\nid = "c"\nclaim = ', "at line 3"),
    "duplicate key": ('[[claim]]\nid = "c"\nid = "d"\n', "Cannot overwrite a value (at line 3"),
    "deep toml": ("x = " + "[" * 10_000, "too deeply nested"),
    "no claim": ("", "no claim was found"),
    "claim is no table": ("claim = 3", "no claim was found"),
    "other table": ("[setup]\nx = 1", "holds [[claim]] tables, and one [paper] table"),
    "id": ("[[claim]]\nid = 3", "the id 3 was given"),
    "id missing": ("[[claim]]\nreal = []", "claim 'number 1'"),
    "id shape": ('[[claim]]\nid = "../x"', "an id is made of"),
    "ids twice": (
        '[[claim]]\nid = "c"\nclaim = "1 > 0"\n[[claim]]\nid = "c"\nclaim = "1 > 0"',
        "the id is used twice",
    ),
    "too many": ('[[claim]]\nid = "c"\n' * 2001, "at most 2000"),
}


@pytest.mark.parametrize("name", FILES)
def test_file(name):
    text, message = FILES[name]
    with pytest.raises(ClaimFileError) as caught:
        loads(text, "paper.toml")
    assert message in str(caught.value)
    assert "paper.toml" in str(caught.value)


def test_paths(tmp_path):
    with pytest.raises(ClaimFileError, match="there is no such file"):
        load(tmp_path / "absent.toml")
    with pytest.raises(ClaimFileError, match="no regular file"):
        load(tmp_path)
    with pytest.raises(ClaimFileError, match="no regular file"):
        load("/dev/zero")
    (tmp_path / "latin.toml").write_bytes(b"# \xe9\n")
    with pytest.raises(ClaimFileError, match="byte 2 is not UTF-8"):
        load(tmp_path / "latin.toml")
    with (tmp_path / "large.toml").open("wb") as handle:
        handle.truncate(100_000_000)
    with pytest.raises(ClaimFileError, match="at most 1000000 are read"):
        load(tmp_path / "large.toml")


def test_the_caret_points_at_the_place():
    with pytest.raises(ClaimFileError) as caught:
        one('real = ["x"]\nclaim = "x**2 >= y"')
    assert str(caught.value).endswith("    x**2 >= y\n            ^")
    assert caught.value.column == 8


def test_derivatives():
    x, two = "x", Fraction(2)
    for term, expected in (
        (("^", x, two), "2*x"),
        (("*", "a", ("exp", x)), "a*exp(x)"),
        (("/", Fraction(1), x), "-1/x**2"),
        (("sin", ("*", two, x)), "cos(2*x)*2"),
        ("a", "0"),
    ):
        assert show(derivative(term, x)) == expected
    with pytest.raises(NotDifferentiable):
        derivative(("abs", x), x)
