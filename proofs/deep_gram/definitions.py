"""The population Gram matrices as printed, and the general definition, on any numbers (floats,
balls, rationals, symbols).

The duals of `kernels.deep_gram_duals` supply E s(u), E s(u)s(v), E s'(u)s'(v). The limits derived
from the architectures are `kernels.deep_gram.population`; `limits.py` compares the two.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from steepest.proofs import definition

from . import chapter_3, printed

if TYPE_CHECKING:
    from steepest.kernels.deep_gram.gram import Layer


class UndefinedMatrix(ValueError):
    """The printed recursion refers to a matrix that it does not define."""


@definition(
    "deep.def-5.1",
    printed("Definition 5.1, equation (7)", "Definition 3.1, equation (3.7)"),
    r"K^{(h)}_{ij}=c_\sigma E_{N(0,A^{(h)}_{ij})}\sigma(u)\sigma(v),\ "
    r"K^{(H)}_{ij}=c_\sigma K^{(H-1)}_{ij}E_{N(0,A^{(H-1)}_{ij})}\sigma'(u)\sigma'(v)",
)
def printed_fully_connected(
    dual: Any, c_sigma: Any, K0: Any, depth: int, shift: int = 1
) -> list[Any]:
    """K^(0), .., K^(H) of the fully connected network as printed: A^(h) is built from K^(h-1), and
    K^(H) uses A^(H-1).

    `shift` = 1 is the printed index (A^(H-1), hence K^(H-2)), 0 the index A^(H) of the derived
    limit.
    """
    K = [K0]
    for _ in range(depth - 1):
        K.append(dual.second(K[-1]) * c_sigma)
    return [*K, K[-1] * dual.slope(_from(K, depth - 1 - shift)) * c_sigma]


@definition(
    "deep.def-6.1",
    printed("Definition 6.1, equation (8)", "Definition 3.2, equation (3.8)"),
    r"K^{(h)}_{ij}=K^{(h-1)}_{ij}+E\left[\tfrac{c_{res}b^{(h-1)}_i\sigma(u)}H+"
    r"\tfrac{c_{res}b^{(h-1)}_j\sigma(v)}H"
    r"+\tfrac{c_{res}^2\sigma(u)\sigma(v)}{H^2}\right]",
)
def printed_residual(
    dual: Any,
    c_sigma: Any,
    root: Any,
    K0: Any,
    depth: int,
    c_res: Any,
    shift: int = 1,
    crossed: bool = False,
) -> tuple[list[Any], list[Any]]:
    """(K^(0..H), b^(0..H-1)) of the ResNet as printed: b_i meets s(u), u of variance K_ii, and b_j
    meets s(v).

    `crossed` pairs b_i with s(v) and b_j with s(u) instead; `shift` as for the fully connected
    network. `root` is sqrt(c_sigma).
    """
    step = c_res / depth
    K, b = [K0], [K0.diagonal() * 0]
    if depth > 1:
        K.append(dual.second(K0) * c_sigma)
        b.append(dual.mean(K0) * root)
    for _ in range(2, depth):
        mean, before = dual.mean(K[-1]), b[-1]
        if crossed:
            cross = before[:, None] * mean[None, :] + mean[:, None] * before[None, :]
        else:
            own = before * mean
            cross = own[:, None] + own[None, :]
        K.append(K[-1] + cross * step + dual.second(K[-1]) * (step * step))
        b.append(before + mean * step)
    return [*K, K[-1] * dual.slope(_from(K, depth - 1 - shift)) * (step * step)], b


@definition(
    "deep.def-7.1",
    printed("Definition 7.1", "Definition 3.3, equation (3.9)"),
    r"K^{(h)}_{ij,lr}=\mathrm{tr}(H^{(h)}_{ij,D_l^{(h)}D_r^{(h)}}),\ "
    r"K^{(H)}_{ij}=\mathrm{tr}(M^{(H)}_{ij}),\ M^{(H)}_{ij,lr}=K^{(H-1)}_{ij,lr}E_{N(0,"
    r"A^{(H-1)}_{ij})}\sigma'(u_l)\sigma'(v_r)",
)
def printed_convolutional(
    dual: Any,
    c_sigma: Any,
    root: Any,
    K0: Any,
    depth: int,
    c_res: Any,
    positions: int,
    filter: int = 3,
    *,
    index: int = 1,
    padded: bool = True,
) -> tuple[list[Any], list[Any]]:
    """(K^(0..H), b^(0..H-1)) of the convolutional ResNet as printed. K0 is phi(x_i)^T phi(x_j), an
    N x N matrix with index (i, l).

    Readings: `index` = 1 takes the expectation in H^(h) over A^(h-1), 0 over A^(h); `padded` says
    that the padding belongs to a patch (so that blocks are q x q and the trace pairs equal
    offsets), otherwise D_l holds the positions inside 1..p only.
    """
    from steepest.kernels.deep_gram.gram import patches, traces

    step, p = c_res / depth, positions
    K, b = [K0], [K0.diagonal() * 0]
    if depth > 1:
        K.append(dual.second(K0) * c_sigma)
        b.append(dual.mean(K0) * root)
    for h in range(2, depth):
        cov, before = _from(K, h - 1 - index), b[-1]
        mean = dual.mean(cov)
        inner = K[-1] + _own_pairs(before, mean, p) * step + dual.second(cov) * (step * step)
        K.append(patches(inner, p, filter) if padded else clipped_traces(inner, p, filter))
        b.append(before + dual.mean(K[-2]) * step)
    last = K[-1] * dual.slope(_from(K, depth - 2))
    return [*K, traces(last, p)], b


def _own_pairs(b: Any, mean: Any, p: int) -> Any:
    """b_i^T E s(u) + b_j^T E s(v): entry (i,l),(j,r) is b_(i,l) E s(u_(i,r)) + b_(j,l) E
    s(v_(j,r)).
    """
    n = len(b) // p
    own = b.reshape(n, p)[:, :, None] * mean.reshape(n, p)[:, None, :]
    whole = own[:, :, None, :] + own.transpose(1, 0, 2)[None, :, :, :]  # i, l, j, r
    return whole.reshape(n * p, n * p)


def clipped_traces(K: Any, p: int, filter: int) -> Any:
    """tr of the block with rows D_l and columns D_r, D_l = positions of 1..p within (q-1)/2 of l,
    listed in order (the shorter list decides).
    """
    n, reach = len(K) // p, filter // 2
    blocks, D = (
        K.reshape(n, p, n, p),
        [range(max(0, at - reach), min(p, at + reach + 1)) for at in range(p)],
    )  # noqa: E741
    total = blocks * 0
    for l in range(p):  # noqa: E741
        for r in range(p):
            for s, t in zip(D[l], D[r]):
                total[:, l, :, r] = total[:, l, :, r] + blocks[:, s, :, t]
    return total.reshape(n * p, n * p)


def _from(K: list[Any], index: int) -> Any:
    if index < 0:
        raise UndefinedMatrix("A^(0) is used; A^(h) is defined from K^(h-1), so for h >= 1 only")
    return K[index]


@definition(
    "deep.def-3.4",
    chapter_3("Definition 3.4, equations (3.15), (3.16)"),
    r"K^{(h)}_{ij}=D K^{(h-1)}_{ij}D^\top+E[\rho(U)(Db_j)^\top+(Db_i)\rho(V)^\top+\rho(U)"
    r"\rho(V)^\top],\ b_i^{(h)}=Db_i^{(h-1)}+E\rho(U)",
)
def general(layers: tuple[Layer, ...], K0: Any, positions: int) -> tuple[list[Any], list[Any]]:
    """(K^(0..H-1), b^(0..H-1)) of the general framework; `layers` are the layers 1..H-1, (U, V) has
    covariance W^(h)(K^(h-1)), b^(0) = 0.

    The implementation of the package: the three architectures are values of `layers`, and
    `population` runs this recursion.
    """
    from steepest.kernels.deep_gram.gram import advance

    K, b = [K0], [K0.diagonal() * 0]
    for layer in layers:
        new, mean, _ = advance(layer, K[-1], b[-1], positions)
        K, b = [*K, new], [*b, mean]
    return K, b


@definition(
    "deep.eq-loss",
    printed("equation (1)", "equation (3.1)"),
    r"L(\theta)=\tfrac12\sum_i(f(\theta,x_i)-y_i)^2=\tfrac12\|y-u\|^2",
)
def loss(u: Any, y: Any) -> Any:
    """Half the sum of squared errors."""
    return sum((u_i - y_i) ** 2 for u_i, y_i in zip(u, y)) / 2
