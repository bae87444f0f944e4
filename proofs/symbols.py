"""One place makes SymPy symbols, so that two expressions never mix `x` and `x` with other
assumptions.
"""

from __future__ import annotations


def reals(names: str):
    """Real SymPy symbols, as `sympy.symbols` returns them. Sign conditions belong into `where`, not
    into the symbol.
    """
    import sympy

    return sympy.symbols(names, real=True)
