"""Statements as data: sorts, terms and formulas of a small typed first-order language.

`syntax` says what is well formed and when a term is defined, `names` deals with bound names,
`reading` goes to JSON and back, `show` and `tex` print. Nothing here knows a proof.

Meaning. A relation is true at a point if all its terms are defined there and it holds; `and`, `or`,
`not`, `implies` are classical, quantifiers range over defined values of their sort. So `not
(1/x > 0)` is true at x = 0, and `1/x > 0 or x == 0` is as well.
"""

from .defined import obligations as obligations
from .names import alike as alike
from .names import canonical as canonical
from .names import free as free
from .names import put as put
from .reading import formula_from as formula_from
from .reading import to_json as to_json
from .show import show as show
from .syntax import FALSE as FALSE
from .syntax import Sorts as Sorts
from .syntax import check_formula as check_formula
from .syntax import conjuncts as conjuncts
from .syntax import sort_of as sort_of
from .tex import tex as tex
