"""Statements as TeX, for pages and tables."""

from __future__ import annotations

from fractions import Fraction

from .show import PLAIN, says_that_it_exists
from .syntax import Node

LETTERS = """alpha beta gamma delta epsilon zeta eta theta kappa lambda mu nu xi pi rho sigma tau
phi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Phi Psi Omega ell"""
GREEK = frozenset(LETTERS.split())
SIGNS = {"==": "=", "!=": r"\ne", "<": "<", "<=": r"\le", ">": ">", ">=": r"\ge"}
SETS = {"real": r"\mathbb R", "nat": r"\mathbb N", "sample": r"\Omega"}
WORDS = {"perp": r"\perp", "star": "*", "lam": r"\lambda", "eps": r"\varepsilon"}
KNOWN = frozenset(  # to TeX; others are its \\operatorname
    ("log", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "min", "max")
)


def name(text: str) -> str:
    r"""alpha_perp is \alpha_{\perp}, sigma_1 is \sigma_{1}, c_step is c_{\mathrm{step}}."""
    first, *rest = text.split("_")
    if not all((first, *rest)):  # a__b and a_ are told from a_b and a
        return r"\mathrm{" + text.replace("_", r"\_") + "}"
    below = ",".join(map(_piece, rest))
    return f"{_piece(first)}_{{{below}}}" if below else _piece(first)


def _piece(text: str) -> str:
    if text in GREEK:
        return f"\\{text}"
    if text in WORDS:
        return WORDS[text]
    if len(text) == 1 or text.isdigit():
        return text
    if len(text) == 2 and text[1].isdigit():
        return f"{text[0]}_{text[1]}"
    return rf"\mathrm{{{text}}}"


def tex(node: Node, level: int = 0) -> str:
    """level: 0 whole, 1 in a sum, 2 in a product, 3 as a base, -1 in a connective."""
    if isinstance(node, Fraction):
        return _number(node, level)
    if isinstance(node, str):
        return name(node)
    head, *parts = node
    if head == "==" and parts[0] == parts[1] and says_that_it_exists(parts[0]):
        return rf"{tex(parts[0])}\text{{ exists}}"
    if head == "equal":
        return f"{tex(parts[0])}={tex(parts[1])}"
    if head in SIGNS:
        return f"{tex(parts[0])}{SIGNS[head]} {tex(parts[1])}"
    if head in ("and", "or"):
        joint = r",\ " if head == "and" and level >= 0 else rf"\ \text{{{head}}}\ "
        text = joint.join(tex(part, -1) for part in parts)
        return rf"\left({text}\right)" if level < 0 else text
    if head == "not":
        return rf"\neg\left({tex(parts[0])}\right)"
    if head == "implies":
        text = rf"{tex(parts[0], -1)}\implies {tex(parts[1])}"
        return rf"\left({text}\right)" if level < 0 else text
    if head in ("forall", "exists"):
        text = rf"\{head}\,{name(parts[0])}\in {_sort(parts[1])}:\ {tex(parts[2])}"
        return rf"\left({text}\right)" if level < 0 else text
    return _term(head, parts, level)


def _number(value: Fraction, level: int) -> str:
    if value.denominator == 1:
        return rf"\left({value}\right)" if level > 1 and value < 0 else str(value)
    sign = "-" if value < 0 else ""
    text = rf"{sign}\tfrac{{{abs(value.numerator)}}}{{{value.denominator}}}"
    return rf"\left({text}\right)" if level > 2 or (level > 1 and sign) else text


def _sort(sort: Node) -> str:
    if isinstance(sort, str):
        return SETS[sort]
    if sort[0] == "matrix":
        return rf"\mathbb R^{{{tex(sort[1])}\times {tex(sort[2])}}}"
    inside = r"\times ".join(_sort(one) for one in sort[1])
    return rf"\left({inside}\to {_sort(sort[2])}\right)"


def _term(head: str, parts: list[Node], level: int) -> str:
    if head == "apply":
        if len(parts) == 2:
            return rf"{name(parts[0])}\left({tex(parts[1])}\right)"
        return rf"{name(parts[0])}\left({', '.join(map(tex, parts[1:]))}\right)"
    if head == "lambda":
        indices = ",".join(map(name, parts[0]))
        return rf"\left[{tex(parts[1])}\right]_{{{indices}}}"
    if head == "sum":
        text = rf"\sum_{{{name(parts[0])}<{tex(parts[1])}}} {tex(parts[2], 1)}"
        return rf"\left({text}\right)" if level > 0 else text
    if head == "expect":
        if isinstance(parts[1], tuple) and parts[1][0] == "indicator":
            return _raised(rf"\Pr_{{{name(parts[0])}}}\left[{tex(parts[1][1])}\right]", level)
        return _raised(rf"\mathbb E_{{{name(parts[0])}}}\left[{tex(parts[1])}\right]", level)
    if head == "deriv":
        inside, point = rf"\left({tex(parts[2])}\right)", f"{name(parts[0])}={tex(parts[1])}"
        text = rf"\left.\frac{{\mathrm d}}{{\mathrm d {name(parts[0])}}}{inside}\right|_{{{point}}}"
        return _raised(text, level)
    if head == "indicator":
        return rf"\mathbf 1\left[{tex(parts[0])}\right]"
    head = PLAIN.get(head, head)
    if head == "T":
        return _raised(rf"{tex(parts[0], 4)}^\top", level)
    if head in ("norm2", "fro"):
        norm = rf"\left\|{tex(parts[0])}\right\|_F"
        return _raised(rf"{norm}^2", level) if head == "norm2" else norm
    if head == "inner":
        return rf"\left\langle {tex(parts[0])},{tex(parts[1])}\right\rangle"
    if head in ("identity", "zeros", "size"):
        return {"identity": "I", "zeros": "0", "size": tex(parts[0])}[head]
    if head == "@":
        text, own = r"\,".join(tex(part, 2) for part in parts), 2
    elif head == "+":
        text, own = "+".join(tex(part, 1) for part in parts).replace("+-", "-"), 1
    elif head == "-" and len(parts) == 1:
        text, own = f"-{tex(parts[0], 2)}", 1
    elif head == "-":
        text, own = f"{tex(parts[0], 1)}-{tex(parts[1], 2)}", 1
    elif head == "*":
        text, own = _product(parts), 2
    elif head == "/":
        text, own = rf"\frac{{{tex(parts[0])}}}{{{tex(parts[1])}}}", 2
        return text if level < 3 else rf"\left({text}\right)"
    elif head in ("^", "power", "rpower"):
        text, own = f"{tex(parts[0], 4)}^{{{tex(parts[1])}}}", 3
    else:
        text = _call(head, parts)  # e^x has an exponent already; log(x)^2 can be misread
        return text if head in ("pi", "E", "sqrt", "abs") else _raised(text, level)
    return rf"\left({text}\right)" if level > own or (level == own and head == "-") else text


def _raised(text: str, level: int) -> str:
    """What stands in parentheses when it is raised to a power."""
    return rf"\left({text}\right)" if level > 3 else text


def _product(parts: list[Node]) -> str:
    """Factors side by side; a dot before a number."""
    made = [tex(part, 2) for part in parts]
    text = made[0]
    for one in made[1:]:
        number = one[:1].isdigit() or one.startswith(r"\tfrac")
        mixed = text[-1:].isdigit() and one.startswith(r"\frac")  # 2 1/2 is no product to readers
        text += rf"\cdot {one}" if number or mixed else f"\\,{one}"
    return text


def _call(head: str, parts: list[Node]) -> str:
    if head == "pi":
        return r"\pi"
    if head == "E":
        return r"\mathrm e"
    if head == "sqrt":
        return rf"\sqrt{{{tex(parts[0])}}}"
    if head == "abs":
        return rf"\left|{tex(parts[0])}\right|"
    if head == "exp":
        return rf"\mathrm e^{{{tex(parts[0])}}}"
    if head == "trace":
        return rf"\operatorname{{tr}}\left({tex(parts[0])}\right)"
    word = {"asin": "arcsin", "acos": "arccos", "atan": "arctan"}.get(head, head)
    word = f"\\{word}" if word in KNOWN else rf"\operatorname{{{word}}}"
    return rf"{word}\left({', '.join(map(tex, parts))}\right)"
