// noisy descent: s0 x; p0 size
INLINE void starting_draws(const REAL *p, const Place &at, REAL *d) {
    fill_chi(d + 0, 0ULL, at, p[1]);
}

INLINE void first_state(const REAL *p, const REAL *d, REAL *s) {
    const REAL d0 = d[0];
    s[0] = d0;
}

INLINE void step_draws(const REAL *p, const Place &at, unsigned long long t, REAL *d) {
    fill_truncated(d + 0, t * 1ULL + 0ULL, at, p[2], p[3], p[4]);
}

INLINE MASK wants_draws(const REAL *p, REAL t, const REAL *s) {
    const REAL s0 = s[0];
    return (R(0.0) < s0);
}

INLINE MASK tick(const REAL *p, const REAL *d, REAL t, const REAL *s, REAL *r, REAL *n) {
    const REAL d0 = d[0];
    const REAL p0 = p[0];
    const REAL r0 = r[0];
    const REAL r1 = r[1];
    const REAL s0 = s[0];
    r[0] = MAX(s0, r0);
    r[1] = (((r1 < R(0.0)) & (s0 < R(0.0))) ? t : r1);
    n[0] = d0*p0 + s0 - R(0.1)*(s0*(s0*s0));
    return (ABS(s0) < R(0.01));
}
