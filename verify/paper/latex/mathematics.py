r"""Simple formulas of a paper as expressions of claim files, to be proposed to their author.

Numbers, letters, + - / and products, powers, \frac \sqrt |.|, a few functions, relations. What can
be read in two ways (f(x), 1/2L, e, primes, norms, macros) is not read at all.
"""

from __future__ import annotations

import re

from steepest.proofs.vocabulary import SteepestError

LONGEST, DEEPEST = 1000, 40
RELATIONS = {"=": "==", "<": "<", ">": ">"}
RELATIONS |= dict.fromkeys((r"\le", r"\leq", r"\leqslant"), "<=")
RELATIONS |= dict.fromkeys((r"\ge", r"\geq", r"\geqslant"), ">=")
RELATIONS |= dict.fromkeys((r"\ne", r"\neq"), "!=")
GREEK = (
    *("alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "kappa", "mu", "nu"),
    *("xi", "rho", "sigma", "tau", "phi", "chi", "psi", "omega", "Gamma", "Delta", "Theta"),
    *("Xi", "Sigma", "Phi", "Psi", "Omega", "ell"),
)
LETTERS = {f"\\{one}": one for one in GREEK} | {r"\lambda": "lam", r"\varepsilon": "eps"}
PLAIN = ("exp", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")
FUNCTIONS = {f"\\{one}": one for one in PLAIN}
FUNCTIONS |= {r"\ln": "log", r"\arctan": "atan", r"\arcsin": "asin", r"\arccos": "acos"}
FRACTIONS = (r"\frac", r"\tfrac", r"\dfrac")
EXTREMES = (r"\max", r"\min")
KNOWN = {*FUNCTIONS.values(), "sqrt", "abs", "max", "min", "pi"}  # words that are no names
NUMBER = r"\d+(\.\d+)?"
SPACES = {r"\,", r"\;", r"\:", r"\!", r"\ ", r"\quad", r"\qquad", r"\displaystyle", "~"}
CLOSING = {"(": ")", "[": "]", r"\{": r"\}"}
_TOKEN = re.compile(r"\s*(\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[A-Za-z]|\S)")


class Unclear(SteepestError):
    """A formula that is not simple, or that may mean several things."""


def relation(tex: str) -> str:
    """The chain of relations as text of a claim file. Raises `Unclear`."""
    reader = _Reader(tex)
    text = reader.sum()
    if reader.here not in RELATIONS:
        raise Unclear(f"a relation was expected before {reader.shown}")
    while reader.here in RELATIONS:
        text += f" {RELATIONS[reader.take()]} {reader.sum()}"
    reader.done()
    return text


def members(tex: str) -> tuple[list[str], str] | None:
    r"""(names, "real", "integer" or "natural") of x, y \in \R; None for anything else."""
    found = re.fullmatch(r"(.+?)\\in\s*(.+)", tex.strip(), re.DOTALL)
    if not found:
        return None
    bare = re.sub(r"[\s{}]", "", found[2])
    kind = {r"\R": "real", r"\mathbbR": "real", r"\reals": "real"}.get(bare)
    kind = kind or {r"\N": "natural", r"\mathbbN": "natural", r"\mathbbZ": "integer"}.get(bare)
    if kind is None:
        return None
    names = []
    for part in found[1].split(","):
        reader = _Reader(part)
        names.append(reader.name())
        reader.done()
    return names, kind


class _Reader:
    def __init__(self, tex: str):
        if len(tex) > LONGEST:
            raise Unclear(f"it has {len(tex)} signs; at most {LONGEST} are read")
        self.tokens = [one for one in _TOKEN.findall(tex) if one not in SPACES]
        self.place = self.depth = 0

    @property
    def here(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    @property
    def shown(self) -> str:
        return self.here or "its end"

    def take(self, wanted: str = "") -> str:
        token = self.here
        if not token or (wanted and token != wanted):
            raise Unclear(f"{wanted or 'more'} was expected before {self.shown}")
        self.place += 1
        return token

    def done(self) -> None:
        if self.here:
            raise Unclear(f"{self.here} is not read")

    def sum(self) -> str:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Unclear("it is nested too deeply")
        text = self.take() if self.here in ("+", "-") else ""
        text = ("-" if text == "-" else "") + self.product()
        while self.here in ("+", "-"):
            text += f" {self.take()} {self.product()}"
        self.depth -= 1
        return text

    def product(self) -> str:
        text, divided = self.factor(), False
        while self.here in ("/", r"\cdot", r"\times") or self.starts():
            if self.here == "/":
                self.take()
                if divided:
                    raise Unclear("a/b/c may be read in two ways")
                text, divided = f"{text}/{self.factor()}", True
                continue
            dot = self.take() if self.here in (r"\cdot", r"\times") else ""
            if divided:
                raise Unclear(f"in a/b{dot or ' '}{self.here} the divisor may be read in two ways")
            if not dot and re.fullmatch(r"[\d.]+", self.here):
                raise Unclear(f"the number {self.here} after a factor is not read; write \\cdot")
            text = f"{text}*{self.factor()}"
        return text

    def starts(self) -> bool:
        """Whether a factor begins here."""
        one = self.here
        words = (*LETTERS, *FUNCTIONS, *FRACTIONS, *EXTREMES, r"\sqrt", r"\left", r"\pi", "(", "[")
        return one in words or bool(re.fullmatch(rf"[A-Za-z]|{NUMBER}", one))

    def factor(self) -> str:
        if self.here == "e" and self.tokens[self.place + 1 : self.place + 2] == ["^"]:
            self.place += 2
            return f"exp({self.argument()})"
        base = self.base()
        if self.here != "^":
            return base
        self.take()
        power = self.argument()
        base = base if re.fullmatch(r"\([^()]*\)", base) else _bracketed(base)
        return f"{base}**{_bracketed(power)}"

    def base(self) -> str:
        token = self.here
        if re.fullmatch(NUMBER, token):
            return self.take()
        if token == r"\pi":
            self.take()
            return "pi"
        if token in LETTERS or re.fullmatch("[A-Za-z]", token):
            name = self.name()
            if self.here in ("(", "[") or self.tokens[self.place :][:2] == [r"\left", "("]:
                raise Unclear(f"{name}(..) may be a function or a product")
            return name
        if token in FRACTIONS:
            self.take()
            above, below = _bracketed(self.argument()), _bracketed(self.argument())
            return f"({above}/{below})"
        if token == r"\sqrt":
            self.take()
            if self.here == "[":
                raise Unclear("roots other than the square root are not read")
            return f"sqrt({self.argument()})"
        if token in FUNCTIONS or token in EXTREMES:
            return self.call(self.take())
        return self.group()

    def call(self, token: str) -> str:
        word = FUNCTIONS.get(token, token[1:])
        if self.here in ("^", "_"):
            raise Unclear(f"{token}{self.here} is not read")
        if self.here in CLOSING or self.here == r"\left":
            inside = self.group(several=token in EXTREMES)
            return f"{word}{inside}"
        if token in EXTREMES:
            raise Unclear(f"{token} wants parentheses or braces")
        argument = self.argument() if self.here == "{" else self.name()
        if self.starts() or self.here in ("^", "/"):
            raise Unclear(f"where the argument of {token} ends may be read in two ways")
        return f"{word}({argument})"

    def group(self, several: bool = False) -> str:
        """A sum in parentheses, brackets or bars."""
        left = self.here == r"\left"
        if left:
            self.take()
        sign = self.take()
        if sign == "|" or (left and sign in (r"\vert", r"\lvert")):
            text, closing = f"abs({self.sum()})", "|"
        elif sign in CLOSING and (sign != r"\{" or several):
            text, closing = self.sum(), CLOSING[sign]
            while several and self.here == ",":
                self.take()
                text += f", {self.sum()}"
            text = f"({text})"
        else:
            raise Unclear(f"{sign} is not read")
        if left:
            self.take(r"\right")
        self.take(closing)
        return text

    def argument(self) -> str:
        """What stands in braces, or one sign."""
        if self.here == "{":
            self.take()
            text = self.sum()
            self.take("}")
            return text
        if re.fullmatch(r"\d{2,}", self.here):  # \frac12, x^10: one digit is meant
            token = self.here
            self.tokens[self.place : self.place + 1] = [token[0], token[1:]]
        if re.fullmatch(r"\d", self.here):
            return self.take()
        if self.here in LETTERS:
            return LETTERS[self.take()]
        if re.fullmatch("[A-SU-Za-z]", self.here):  # ^T is a mark
            return self.take()
        raise Unclear(f"{self.shown} is not read in this place")

    def name(self) -> str:
        token = self.take()
        if token not in LETTERS and not re.fullmatch("[A-Za-z]", token):
            raise Unclear(f"{token} is not read")
        text = LETTERS.get(token, token)
        if self.here == "_":
            self.take()
            braced = self.here == "{"
            if braced:
                self.take()
            below = self.take()
            if below not in LETTERS and not re.fullmatch(r"[A-Za-z]|\d+", below):
                raise Unclear(f"the index {below} is not read")
            text += f"_{LETTERS.get(below, below)}"
            if braced:
                self.take("}")
        if self.here in ("'", "_") or (self.here == "^" and self._marks()):
            raise Unclear(f"{text}{self.here} is not read")
        if text in ("E", "e", "i"):
            raise Unclear(f"{text} may be a name or a constant")
        return text

    def _marks(self) -> bool:
        """Whether what stands above is a mark and no power: x^*, x^\\top, A^T, x^{(t)}."""
        one, two = [*self.tokens[self.place + 1 :], "", ""][:2]
        return one in ("*", r"\top", r"\star", r"\prime", "T") or (one, two) == ("{", "(")


def _bracketed(text: str) -> str:
    """In parentheses, but for one word."""
    return text if re.fullmatch(r"\w+", text) else f"({text})"
