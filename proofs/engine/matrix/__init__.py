"""Matrix identities and inequalities of symbolic size: letters, variations, gradients, exact
decisions.

    U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2") R = U @ V.T - M f = norm2(R) / 2
    same(gradient(f, U), R @ V)                                   # PROVED for all d1, d2, r
    same(derivative(U.T @ U, flow(f, U, V)), derivative(V.T @ V, flow(f, U, V))) at_most(norm2(R @
    V), norm2(R) * norm2(V)) same(norm2(O @ A), norm2(A), rules=[(O.T @ O, eye("n"))])     #
    hypotheses act as rules, with their transposes

An undefined loss enters through the chain rule: with x = V @ D @ W @ u and g = dL/dx, ``through(x,
g, W, V)`` gives both gradients. Entrywise products are products with `diagonal` letters (a
positively homogeneous activation is phi = D @ z), rows and columns are picked by `selector`
letters: ||row i of W||^2 = tr(P @ W @ W.T). A step size may be absorbed in a letter (G for eta *
R).
"""

from .build import from_tree as from_tree
from .build import to_tree as to_tree
from .equality import is_zero as is_zero
from .equality import misshapen as misshapen
from .equality import same as same
from .errors import MatrixError as MatrixError
from .errors import ShapeMismatch as ShapeMismatch
from .expressions import Matrix as Matrix
from .expressions import Relation as Relation
from .expressions import Scalar as Scalar
from .expressions import eye as eye
from .expressions import inner as inner
from .expressions import letter as letter
from .expressions import norm2 as norm2
from .expressions import tr as tr
from .expressions import zeros as zeros
from .hypotheses import comparable as comparable
from .hypotheses import reciprocal as reciprocal
from .inequality import at_most as at_most
from .inequality import below as below
from .letters import diagonal as diagonal
from .letters import matrices as matrices
from .letters import orthogonal as orthogonal
from .letters import psd as psd
from .letters import scalars as scalars
from .letters import selector as selector
from .letters import symmetric as symmetric
from .norms import norm as norm
from .variation import coefficient as coefficient
from .variation import derivative as derivative
from .variation import descend as descend
from .variation import flow as flow
from .variation import gradient as gradient
from .variation import hessian_form as hessian_form
from .variation import scalar as scalar
from .variation import substitute as substitute
from .variation import through as through
from .variation import variation as variation
from .variation import vary as vary
