// rank-1 factorization: s0 alpha, s1 alpha_perp, s2 beta, s3 beta_perp; p0 eta, p1 sigma, p2 d, p3 d2, p4 scale, p5 eps
INLINE void starting_draws(const REAL *p, const Place &at, REAL *d) {
    fill_normal<2>(d + 0, 0ULL, at);
    fill_chi(d + 2, 1ULL, at, p[6]);
    fill_chi(d + 3, 17ULL, at, p[7]);
}

INLINE void first_state(const REAL *p, const REAL *d, REAL *s) {
    const REAL d0 = d[0];
    const REAL d1 = d[1];
    const REAL d2 = d[2];
    const REAL d3 = d[3];
    const REAL p4 = p[4];
    s[0] = p4*d0;
    s[1] = d2*p4;
    s[2] = p4*d1;
    s[3] = d3*p4;
}

INLINE void step_draws(const REAL *p, const Place &at, unsigned long long t, REAL *d) {
}

INLINE MASK wants_draws(const REAL *p, REAL t, const REAL *s) {
    return truth(true);
}

INLINE MASK tick(const REAL *p, const REAL *d, REAL t, const REAL *s, REAL *r, REAL *n) {
    const REAL p0 = p[0];
    const REAL p1 = p[1];
    const REAL p5 = p[5];
    const REAL r0 = r[0];
    const REAL r1 = r[1];
    const REAL r2 = r[2];
    const REAL r3 = r[3];
    const REAL r4 = r[4];
    const REAL r5 = r[5];
    const REAL r6 = r[6];
    const REAL s0 = s[0];
    const REAL s1 = s[1];
    const REAL s2 = s[2];
    const REAL s3 = s[3];
    const REAL t0 = p0*p1;
    const REAL t1 = s2*s2;
    const REAL t2 = s3*s3;
    const REAL t3 = t1 + t2;
    const REAL t4 = R(1.0) - p0*t3;
    const REAL t5 = s0*s0;
    const REAL t6 = s1*s1;
    const REAL t7 = t5 + t6;
    const REAL t8 = R(1.0) - t7*p0;
    const REAL t9 = ABS(s0);
    const REAL t10 = ABS(s2);
    const REAL t11 = t9/t10;
    const REAL t12 = s0*s2;
    const REAL t13 = t12 - p1;
    const REAL t14 = (((r2 < R(0.0)) & (R(0.5)*p1 <= t1 + t5)) ? t : r2);
    r[0] = MIN(t11, r0);
    r[1] = MAX(t11, r1);
    r[2] = t14;
    r[3] = MIN(((R(0.0) <= t14) ? MIN(t9, t10) : INF), r3);
    r[4] = MAX(t12, r4);
    r[5] = MAX(t2 + t6, r5);
    r[6] = MAX(ABS(t3 - t7), r6);
    n[0] = t0*s2 + t4*s0;
    n[1] = t4*s1;
    n[2] = t0*s0 + t8*s2;
    n[3] = t8*s3;
    return (t1*t6 + t2*t5 + t2*t6 + t13*t13 <= p5*p5*(p1*p1));
}
