"""One step of gradient descent on f(U, V) = |U V^T - M*|_F^2/2 in the matrix engine: (9)."""

from __future__ import annotations

from steepest.proofs.engine.matrix import matrices, scalars

U, V, M = matrices("U: d1 x r, V: d2 x r, M: d1 x d2")
R = U @ V.T - M
eta = scalars("eta")
STEP = {U: U - eta * (R @ V), V: V - eta * (R.T @ U)}
