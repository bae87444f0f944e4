// Random draws, and the functions they need, bit for bit the same on every target.

// --- exp, log, normal quantile: the formulas of arithmetic.py in the same order ---------------------------------------

INLINE REAL LOG(REAL x) {
    MASK tiny = x < R(2.2250738585072014e-308);
    WORD ix = bits(tiny ? x * R(18014398509481984.0) : x);
    INTEGER k = sign_shift(ix - W(0x3fe6a09e00000000ULL));
    REAL f = real(ix - ((WORD)k << 52)) - R(1.0);
    REAL dk = count(k) - (tiny ? R(54.0) : R(0.0));
    REAL half = R(0.5) * f * f;
    REAL s = f / (R(2.0) + f);
    REAL z = s * s;
    REAL w = z * z;
    REAL even = w * (R(3.999999999940941908e-01) + w * (R(2.222219843214978396e-01) + w * R(1.531383769920937332e-01)));
    REAL odd = z * (R(6.666666666666735130e-01)
                    + w * (R(2.857142874366239149e-01) + w * (R(1.818357216161805012e-01) + w * R(1.479819860511658591e-01))));
    REAL y = s * (half + (odd + even)) + dk * R(1.90821492927058770002e-10) - half + f + dk * R(6.93147180369123816490e-01);
    y = x == INF ? INF : y;
    y = x == R(0.0) ? -INF : y;
    return x >= R(0.0) ? y : NOT_A_NUMBER;
}

INLINE REAL EXP(REAL x) {
    REAL safe = x > R(710.0) ? R(710.0) : (x < R(-746.0) ? R(-746.0) : x);
    safe = x == x ? safe : R(0.0);
    REAL shifted = safe * R(1.44269504088896338700e+00) + R(6755399441055744.0);
    INTEGER k = (INTEGER)(bits(shifted) - W(0x4338000000000000ULL));
    REAL kd = shifted - R(6755399441055744.0);
    REAL high = safe - kd * R(6.93147180369123816490e-01);
    REAL low = kd * R(1.90821492927058770002e-10);
    REAL r = high - low;
    REAL rr = r * r;
    REAL c = r - rr * (R(1.66666666666666019037e-01) + rr * (R(-2.77777777770155933842e-03) + rr * (R(6.61375632143793436117e-05)
                 + rr * (R(-1.65339022054652515390e-06) + rr * R(4.13813679705723846039e-08)))));
    REAL y = R(1.0) + (r * c / (R(2.0) - c) - low + high);
    INTEGER first = k >> 1;
    y = y * real(((WORD)first + W(1023)) << 52) * real(((WORD)(k - first) + W(1023)) << 52);
    return x == x ? y : x;
}

#define POLYNOMIAL(x, a, b, c, d, e, f, g, h) \
    (((((((R(h) * x + R(g)) * x + R(f)) * x + R(e)) * x + R(d)) * x + R(c)) * x + R(b)) * x + R(a))

HEAVY REAL QUANTILE(REAL p) {
    REAL q = p - R(0.5);
    REAL r = R(0.180625) - q * q;
    REAL central = q * POLYNOMIAL(r, 3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
                                  4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3)
                   / POLYNOMIAL(r, 1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
                                2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3);
    REAL tail = SQRT(-LOG(q < R(0.0) ? p : R(1.0) - p));
    REAL near = tail - R(1.6), far = tail - R(5.0);
    REAL close = POLYNOMIAL(near, 1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
                            1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4)
                 / POLYNOMIAL(near, 1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
                              1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9);
    REAL distant = POLYNOMIAL(far, 6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
                              2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7)
                   / POLYNOMIAL(far, 1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
                                7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15);
    REAL size = tail <= R(5.0) ? close : distant;
    return ABS(q) <= R(0.425) ? central : (q < R(0.0) ? -size : size);
}

// --- Philox4x32-10: counter (block, trial low, trial high, stream), key = seed -----------------------------------------

struct Place {
    WORD low, high;
    unsigned key0, key1, stream;
};

INLINE void philox(WORD c[4], unsigned key0, unsigned key1) {
#ifdef __CUDACC__
#pragma unroll
#endif
    for (int round = 0; round < 10; ++round) {
        WORD first = c[0] * W(0xD2511F53ULL), second = c[2] * W(0xCD9E8D57ULL);
        c[0] = (second >> 32) ^ c[1] ^ W(key0);
        c[1] = second & W(0xffffffffULL);
        c[2] = (first >> 32) ^ c[3] ^ W(key1);
        c[3] = first & W(0xffffffffULL);
        key0 += 0x9E3779B9u;
        key1 += 0xBB67AE85u;
    }
}

INLINE REAL unit(WORD high, WORD low) {  // (k + 1/2)/2^52 with the 52 bits k
    WORD k = (high << 20) | (low >> 12);
    return (real(k | W(0x4330000000000000ULL)) - R(4503599627370496.0) + R(0.5)) * R(2.220446049250313e-16);
}

INLINE void uniform_pair(const Place &at, unsigned long long block, REAL &a, REAL &b) {
    WORD c[4] = {W(block), at.low, at.high, W(at.stream)};
    philox(c, at.key0, at.key1);
    a = unit(c[0], c[1]);
    b = unit(c[2], c[3]);
}

template <int N> INLINE void fill_uniform(REAL *d, unsigned long long block, const Place &at) {
    LOOP(i, N / 2, 4 * N) uniform_pair(at, block + i, d[2 * i], d[2 * i + 1]);
    if (N % 2) {
        REAL unused;
        uniform_pair(at, block + N / 2, d[N - 1], unused);
    }
}

template <int N> INLINE void fill_normal(REAL *d, unsigned long long block, const Place &at) {
    fill_uniform<N>(d, block, at);
    LOOP(i, N, 4 * N) d[i] = QUANTILE(d[i]);
}

INLINE void fill_truncated(REAL *d, unsigned long long block, const Place &at, REAL sign, REAL low, REAL width) {
    REAL a, b;
    uniform_pair(at, block, a, b);
    d[0] = sign * QUANTILE(low + a * width);
}

HEAVY void fill_chi(REAL *d, unsigned long long block, const Place &at, REAL freedom) {
    MASK small = freedom < R(2.0);
    REAL scale = freedom * R(0.5) + (small ? R(1.0) : R(0.0)) - R(1.0 / 3.0);
    REAL c = R(1.0) / SQRT(R(9.0) * scale);
    REAL value = R(1.0);
    MASK open = truth(true);
    REAL first, u;
    for (int attempt = 0; attempt < 15 && any_lane(open); ++attempt) {
        uniform_pair(at, block + attempt, first, u);
        REAL x = QUANTILE(first);
        REAL y = c * x;
        REAL v = R(1.0) + y;
        REAL cube = v * v * v;
        MASK positive = v > R(0.0);
        REAL safe = positive ? cube : R(1.0);
        REAL far = R(0.5) * (x * x) + scale * (R(1.0) - safe + LOG(safe));
        REAL close = scale * (y * y * y * y) * (R(-0.75) + y * (R(0.6) + y * (R(-0.5) + y * (R(3.0 / 7.0) + y * (R(-0.375)
                         + y * (R(1.0 / 3.0) + y * R(-0.3)))))));
        MASK fits = positive & (LOG(u) < (ABS(y) < R(0.05) ? close : far));
        value = open ? safe : value;
        open = open & NOT(fits);
    }
    value = SQRT(R(2.0) * (scale * value));
    if (any_lane(small)) {  // Gamma(a) = Gamma(a + 1) U^(1/a)
        uniform_pair(at, block + 15, first, u);
        REAL boost = freedom == R(1.0) ? first : EXP(LOG(first) / freedom);
        value = value * (small ? (freedom > R(0.0) ? boost : R(0.0)) : R(1.0));
    }
    d[0] = value;
}
