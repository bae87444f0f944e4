"""What people write in other notations, and how it is written here."""

from __future__ import annotations

import ast
import keyword
import re

FUNCTIONS = {
    "ln": "the natural logarithm is log(x)",
    "log10": "log is the natural logarithm; write log(x)/log(10)",
    "log2": "log is the natural logarithm; write log(x)/log(2)",
    "log1p": "write log(1 + x)",
    "expm1": "write exp(x) - 1",
    "pow": "powers are written x**2",
    "square": "powers are written x**2",
    "sq": "powers are written x**2",
    "cbrt": "write x**(1/3), which has a value for x >= 0",
    "root": "write x**(1/3) and the like",
    "arcsin": "write asin(x)",
    "arccos": "write acos(x)",
    "arctan": "write atan(x)",
    "cot": "write cos(x)/sin(x)",
    "sec": "write 1/cos(x)",
    "csc": "write 1/sin(x)",
    "sigmoid": "write 1/(1 + exp(-x))",
    "softplus": "write log(1 + exp(x))",
    "trace": "the trace is tr(A)",
    "Tr": "the trace is tr(A)",
    "dot": "the inner product is inner(A, B)",
    "transpose": "the transpose is A.T",
    "fabs": "write abs(x)",
    "Abs": "write abs(x)",
    "identity": "the unit matrix is eye(n)",
    "zeros": "the zero matrix is 0",
    "inverse": "the inverse is inv(A)",
    "Expectation": "the expectation is E(..), with the laws in `random`",
    "Pr": "the probability is Prob(..), with the laws in `random`",
    "sgn": "the sign is sign(x)",
    "det": "determinants are not part of claim files",
    "Sum": "sums are sum(i, 1, n, x[i]) of a family",
    "factorial": "factorials are not part of the language; write the number",
}
NAMES = {
    "I": "the unit matrix of size n is eye(n)",
    "e": "the number 2.718... is E",
    "Pi": "the number is pi",
    "PI": "the number is pi",
    "inf": "infinity is no number; say what is bounded",
    "oo": "infinity is no number; say what is bounded",
}
CHARACTERS = {
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "−": "-",
    "–": "-",
    "·": "*",
    "×": "*",
    "⋅": "*",
    "÷": "/",
    "²": "**2",
    "³": "**3",
    "√": "sqrt(...)",
    "π": "pi",
    "λ": "lam",
    "ᵀ": ".T",
    "⊤": ".T",
    "’": ".T for a transpose",
    "′": ".T for a transpose",
    "∧": "and",
    "∨": "or",
    "¬": "not",
    "⇒": "a condition in `where`",
    "→": "a condition in `where`",
    "∞": "no infinity; say what is bounded",
}
LONGEST = 1_000  # characters of a text that is searched
_IMPLIES = (
    "an implication is written with its condition in `where` (or as: not (x > 0) or y > 0); "
    "'at least' is >="
)
# (what is looked for where the parser gave up, what is said)
_TEXTS = (
    (re.compile(r"\blambda\b"), "lambda is a reserved word; call the variable lam"),
    (re.compile(r"==>|=>|->|<=>|\bimplies\b"), _IMPLIES),
    (re.compile(r"\bif\b|\bforall\b|\bfor all\b"), "conditions stand in `where`"),
    (re.compile(r"=<"), "'at most' is written <="),
    (re.compile(r"<>"), "'different from' is written !="),
    (re.compile(r"&&"), "write `and`"),
    (re.compile(r"\|\||\|"), "write `or`; an absolute value is abs(x)"),
    (re.compile(r"(?<![<>=!])=(?!=)"), "equality is written =="),
    (re.compile(r"[A-Za-z0-9_)\]]'"), "a transpose is written A.T"),
    (re.compile(r"!(?!=)"), "write `not`; factorials are not part of the language"),
    (re.compile(r"(?<![A-Za-z_0-9.])\d[\d.]*(?![eE][+-]?\d)[A-Za-z_]"), "a product needs *: 2*x"),
    (re.compile(r"[A-Za-z0-9_)]\s+[A-Za-z0-9_(]"), "a product needs *: x*y"),
)


def for_text(text: str) -> tuple[str, int] | None:
    """(what to write, column) for a formula that the parser does not take."""
    for pattern, said in _TEXTS if len(text) <= LONGEST else ():
        found = pattern.search(text)
        words = set(re.findall(r"[a-z]+", text[found.start() :][:20])) if found else set()
        if found and not (said.endswith("x*y") and words & {"and", "or", "not"}):
            return said, found.start()
    return None


def for_node(node: ast.AST) -> str:
    """What to write for a construct that the language does not have; may be empty."""
    match node:
        case ast.BinOp(_, ast.BitXor(), ast.Name("T")):
            return "a transpose is written A.T"
        case ast.BinOp(_, ast.BitXor(), _):
            return "powers are written x**2, not x^2"
        case ast.BinOp(_, ast.BitOr(), _):
            return "write `or` between statements, and abs(x) for an absolute value"
        case ast.BinOp(_, ast.BitAnd(), _):
            return "write `and` between statements"
        case ast.BinOp(_, ast.Mod() | ast.FloorDiv(), _):
            return "remainders and whole quotients are not part of the language"
        case ast.UnaryOp(ast.Invert(), _):
            return "write `not` before a statement"
        case ast.Subscript(ast.Name("E" | "P" | "Pr"), _):
            return "expectations and probabilities are written E(..) and Prob(..), with parentheses"
        case ast.Subscript(ast.Name(name), _):
            return (
                "entries of matrices are not part of claim files; declare them as numbers, "
                f'{name}1, {name}2, or a family of any length, family = {{ {name} = "n" }}'
            )
        case ast.Call(ast.Constant() | ast.BinOp() | ast.UnaryOp() | ast.Call(), _):
            return "a product needs *: 2*(x + 1)"
        case ast.Tuple():
            return "a comma was given; decimals have a point, and each statement stands alone"
        case ast.IfExp():
            return "cases are written piecewise(x > 0, x, 0): condition, value, .., otherwise"
        case ast.Lambda():
            return "lambda is a reserved word; call the variable lam"
    return ""


def for_name(name: str) -> str:
    """Why a name cannot be declared; empty when it can."""
    if name == "lambda":
        return "the name 'lambda' is a reserved word of formulas; call it lam"
    if keyword.iskeyword(name):
        return f"the name {name!r} is a reserved word of formulas; choose another one"
    return ""
