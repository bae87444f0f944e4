"""Claims written with SymPy, from Python: what SymPy has already decided or dropped is no claim.

SymPy evaluates while it builds: `Eq(x/x, 1)` is True before anybody sees it, and some answers are
wrong. So a truth value, a statement without symbols and a function outside the language are
refused. The assumptions of the symbols, which SymPy uses, become hypotheses and declarations.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from steepest.proofs.engine.goal import Goal
from steepest.proofs.engine.terms import RESERVED, Term
from steepest.proofs.vocabulary import SteepestError

ZERO = Fraction(0)
SIGNS = ("positive", "negative", "nonnegative", "nonpositive", "nonzero", "zero")
KEPT = {*SIGNS, "real", "integer", "finite", "complex", "commutative", "hermitian"}
AS_TEXT = 'write the statement as text, as in claim("id", "abs(x)*y == x*y", real=["x", "y"])'


class BadClaim(SteepestError):
    """A claim of the Python form that cannot be understood."""


def goal(id: str, statement: Any, where: Iterable[Any], integers: Iterable[Any]) -> Goal:
    """The goal of a SymPy statement, with the assumptions of its symbols as hypotheses."""
    import sympy

    where = [where] if isinstance(where, sympy.Basic) else list(where)
    for one in (statement, *where):
        _undecided(id, one, statement is one)
    symbols = _symbols(id, (statement, *where))
    if not symbols and isinstance(statement, sympy.Basic):
        raise BadClaim(
            f"claim {id!r}: {statement} has no symbols, and SymPy decides such statements by "
            f"numerical guesses; {AS_TEXT}"
        )
    whole = {*map(str, integers), *(name for name, one in symbols.items() if one.is_integer)}
    try:
        hypotheses = [part for one in symbols.values() for part in _assumed(id, one)]
        return Goal.of(statement, [*hypotheses, *where], sorted(whole & set(symbols)))
    except (TypeError, ValueError) as error:
        raise BadClaim(
            f"claim {id!r}: {error}; give a SymPy relation such as x**2 >= 0, matrix expressions, "
            f"or text"
        ) from None


def _undecided(id: str, statement: Any, claimed: bool) -> None:
    import sympy

    if isinstance(statement, str) or (isinstance(statement, tuple) and _is_pair(statement)):
        raise BadClaim(
            f"claim {id!r}: {statement} was given beside SymPy; write a relation such as "
            f"sympy.Eq(a, b), or everything as text"
        )
    if not isinstance(statement, bool) and statement not in (sympy.true, sympy.false):
        return
    if claimed:
        raise BadClaim(
            f"claim {id!r}: SymPy or Python turned the statement into {bool(statement)} before it "
            f"was given, and nobody checks how; {AS_TEXT}"
        )
    raise BadClaim(
        f"claim {id!r}: a hypothesis is {bool(statement)} before it was given; the assumptions of "
        f"symbols are hypotheses already, so leave it out, or write the claim as text"
    )


def _is_pair(statement: tuple) -> bool:
    return not (statement and isinstance(statement[0], str))


def _symbols(id: str, statements: Iterable[Any]) -> dict[str, Any]:
    """The symbols by name; two different ones of one name are a mistake."""
    import sympy

    found: dict[str, Any] = {}
    for statement in statements:
        atoms = statement.atoms(sympy.Symbol) if isinstance(statement, sympy.Basic) else ()
        for one in sorted(atoms, key=lambda atom: (atom.name, sorted(_given(atom).items()))):
            name = str(one.name)
            if name.startswith("_") or name in RESERVED:
                raise BadClaim(
                    f"claim {id!r}: the symbol {name!r} has a reserved name (pi, E and names that "
                    f"begin with '_'); rename it"
                )
            if found.setdefault(name, one) != one:
                raise BadClaim(
                    f"claim {id!r}: two symbols are called {name!r}, with the assumptions "
                    f"{_given(found[name]) or 'none'} and {_given(one) or 'none'}; make it once "
                    f"and use it everywhere"
                )
    return found


def _given(symbol: Any) -> dict[str, bool]:
    """The assumptions that the symbol was made with."""
    given = getattr(symbol, "_assumptions_orig", None)
    if given is None:  # an older SymPy: those it derived
        given = {name: value for name, value in symbol.assumptions0.items() if name in KEPT}
    return {name: value for name, value in given.items() if (name, value) != ("commutative", True)}


def _assumed(id: str, symbol: Any) -> list[Term]:
    """The hypotheses that stand for the assumptions of a symbol."""
    given = _given(symbol)
    unknown = [
        f"{name}={value}"
        for name, value in given.items()
        if name not in KEPT or (not value and name not in SIGNS)
    ]
    if unknown or (given.get("complex") and not symbol.is_real) or symbol.is_real is False:
        said = ", ".join(unknown or [f"{name}={value}" for name, value in given.items()])
        raise BadClaim(
            f"claim {id!r}: the symbol {symbol.name!r} is assumed to be {said}; symbols stand for "
            f"real numbers, and may be real, integer, {', '.join(SIGNS)}. State anything else in "
            f"`where`"
        )
    if any(not value for value in given.values()) and not symbol.is_real:
        raise BadClaim(
            f"claim {id!r}: the symbol {symbol.name!r} is assumed not to be "
            f"{min(name for name, value in given.items() if not value)}; say also real=True, or "
            f"state it in `where`"
        )
    name = symbol.name
    for sign, fact in (("==", "zero"), (">", "positive"), ("<", "negative")):
        if getattr(symbol, f"is_{fact}"):
            return [(sign, name, ZERO)]
    return [
        (sign, name, ZERO)
        for sign, fact in ((">=", "nonnegative"), ("<=", "nonpositive"), ("!=", "nonzero"))
        if getattr(symbol, f"is_{fact}")
    ]
