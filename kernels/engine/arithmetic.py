"""exp, log and the normal quantile made of + - * / and bit operations only, so that every backend
gets the same bits.

exp and log follow the classical reductions of W. J. Cody and W. Waite with the polynomials of Sun's
fdlibm (error below one unit in the last place); the quantile is M. J. Wichura's algorithm AS 241
(PPND16, relative error about 1e-16). `draws.cuh` holds the same formulas in the same order; a test
compares them bit for bit.
"""

from __future__ import annotations

from typing import Any

import numpy as np

LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10
LOG = (
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
)
EXP = (
    1.66666666666666019037e-01,
    -2.77777777770155933842e-03,
    6.61375632143793436117e-05,
    -1.65339022054652515390e-06,
    4.13813679705723846039e-08,
)
INVERSE_LN2 = 1.44269504088896338700e00
ROUND = 6755399441055744.0  # 1.5 * 2^52: adding and subtracting it rounds to an integer

_QUANTILE = {
    "a": (
        3.3871328727963666080e0,
        1.3314166789178437745e2,
        1.9715909503065514427e3,
        1.3731693765509461125e4,
        4.5921953931549871457e4,
        6.7265770927008700853e4,
        3.3430575583588128105e4,
        2.5090809287301226727e3,
    ),
    "b": (
        1.0,
        4.2313330701600911252e1,
        6.8718700749205790830e2,
        5.3941960214247511077e3,
        2.1213794301586595867e4,
        3.9307895800092710610e4,
        2.8729085735721942674e4,
        5.2264952788528545610e3,
    ),
    "c": (
        1.42343711074968357734e0,
        4.63033784615654529590e0,
        5.76949722146069140550e0,
        3.64784832476320460504e0,
        1.27045825245236838258e0,
        2.41780725177450611770e-1,
        2.27238449892691845833e-2,
        7.74545014278341407640e-4,
    ),
    "d": (
        1.0,
        2.05319162663775882187e0,
        1.67638483018380384940e0,
        6.89767334985100004550e-1,
        1.48103976427480074590e-1,
        1.51986665636164571966e-2,
        5.47593808499534494600e-4,
        1.05075007164441684324e-9,
    ),
    "e": (
        6.65790464350110377720e0,
        5.46378491116411436990e0,
        1.78482653991729133580e0,
        2.96560571828504891230e-1,
        2.65321895265761230930e-2,
        1.24266094738807843860e-3,
        2.71155556874348757815e-5,
        2.01033439929228813265e-7,
    ),
    "f": (
        1.0,
        5.99832206555887937690e-1,
        1.36929880922735805310e-1,
        1.48753612908506148525e-2,
        7.86869131145613259100e-4,
        1.84631831751005468180e-5,
        1.42151175831644588870e-7,
        2.04426310338993978564e-15,
    ),
}


def _bits(xp: Any, x: Any) -> Any:
    return xp.ascontiguousarray(xp.asarray(x, dtype=xp.float64)).view(xp.int64)


def _power_of_two(xp: Any, k: Any) -> Any:
    return xp.left_shift(k + 1023, 52).view(xp.float64)


@np.errstate(all="ignore")
def log(x: Any, xp: Any = np) -> Any:
    """The natural logarithm: x = 2^k (1 + f), log(1 + f) by its series in s = f/(2 + f)."""
    x = xp.asarray(x, dtype=xp.float64)
    shape, flat = x.shape, xp.atleast_1d(x)
    tiny = flat < 2.2250738585072014e-308
    ix = _bits(xp, xp.where(tiny, flat * 18014398509481984.0, flat))
    k = xp.right_shift(ix - 0x3FE6A09E00000000, 52)
    f = (ix - xp.left_shift(k, 52)).view(xp.float64) - 1.0
    dk = k.astype(xp.float64) - xp.where(tiny, 54.0, 0.0)
    half = 0.5 * f * f
    s = f / (2.0 + f)
    z = s * s
    w = z * z
    even = w * (LOG[1] + w * (LOG[3] + w * LOG[5]))
    odd = z * (LOG[0] + w * (LOG[2] + w * (LOG[4] + w * LOG[6])))
    value = s * (half + (odd + even)) + dk * LN2_LOW - half + f + dk * LN2_HIGH
    value = xp.where(flat == xp.inf, xp.inf, value)
    value = xp.where(flat == 0.0, -xp.inf, value)
    value = xp.where(flat >= 0.0, value, xp.nan)
    return value.reshape(shape)[()]


@np.errstate(all="ignore")
def exp(x: Any, xp: Any = np) -> Any:
    """The exponential: x = k log 2 + r, exp(r) by a rational function, scaled by 2^k in two
    halves.
    """
    x = xp.asarray(x, dtype=xp.float64)
    shape, flat = x.shape, xp.atleast_1d(x)
    safe = xp.where(flat > 710.0, 710.0, xp.where(flat < -746.0, -746.0, flat))
    safe = xp.where(flat == flat, safe, 0.0)
    shifted = safe * INVERSE_LN2 + ROUND
    k = _bits(xp, shifted) - 0x4338000000000000
    kd = shifted - ROUND
    high, low = safe - kd * LN2_HIGH, kd * LN2_LOW
    r = high - low
    rr = r * r
    c = r - rr * (EXP[0] + rr * (EXP[1] + rr * (EXP[2] + rr * (EXP[3] + rr * EXP[4]))))
    y = 1.0 + (r * c / (2.0 - c) - low + high)
    first = xp.right_shift(k, 1)
    value = y * _power_of_two(xp, first) * _power_of_two(xp, k - first)
    return xp.where(flat == flat, value, flat).reshape(shape)[()]


def _polynomial(coefficients: tuple[float, ...], x: Any) -> Any:
    value = coefficients[-1]
    for coefficient in coefficients[-2::-1]:
        value = value * x + coefficient
    return value


@np.errstate(all="ignore")
def normal_quantile(p: Any, xp: Any = np) -> Any:
    """The z with P(N(0,1) <= z) = p, for 0 < p < 1."""
    q = p - 0.5
    r = 0.180625 - q * q
    central = q * _polynomial(_QUANTILE["a"], r) / _polynomial(_QUANTILE["b"], r)
    tail = xp.sqrt(-log(xp.where(q < 0.0, p, 1.0 - p), xp))
    near, far = tail - 1.6, tail - 5.0
    size = xp.where(
        tail <= 5.0,
        _polynomial(_QUANTILE["c"], near) / _polynomial(_QUANTILE["d"], near),
        _polynomial(_QUANTILE["e"], far) / _polynomial(_QUANTILE["f"], far),
    )
    return xp.where(abs(q) <= 0.425, central, xp.where(q < 0.0, -size, size))
