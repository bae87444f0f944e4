// The loop around an emitted step: one thread, or one vector lane, is one trial.
//
// This text is compiled by nvcc/NVRTC (REAL = double) and by the host compiler (REAL = a vector of LANES doubles). Defined
// before it: STATES RECORDS NUMBERS DRAWS STARTING_DRAWS HAS_STOP BOUND, and LANES GROUPS on the host; the emitted functions
// follow it. Results do not depend on the target: no reduction over trials, no atomics, every draw a function of
// (seed, stream, trial, place).

#ifdef __CUDACC__

#pragma nv_diag_suppress 177  // functions that this recurrence does not use

typedef double REAL;
typedef bool MASK;
typedef long long INTEGER;
typedef unsigned long long WORD;
#define INLINE static __device__ __forceinline__
#define HEAVY static __device__ __noinline__
#define KERNEL extern "C" __global__ void
#define LANES 1
#define GROUPS 1
#define NOT(m) (!(m))
INLINE REAL R(double x) { return x; }
INLINE WORD W(unsigned long long x) { return x; }
INLINE bool any_lane(MASK m) { return m; }
INLINE MASK truth(bool b) { return b; }
INLINE WORD bits(REAL x) { return (WORD)__double_as_longlong(x); }
INLINE REAL real(WORD x) { return __longlong_as_double((INTEGER)x); }
INLINE REAL count(INTEGER k) { return (double)k; }
INLINE INTEGER sign_shift(WORD x) { return (INTEGER)x >> 52; }
INLINE REAL SQRT(REAL x) { return sqrt(x); }
INLINE REAL ABS(REAL x) { return fabs(x); }
#define LANEWISE(NAME, f) INLINE REAL NAME(REAL x) { return f(x); }
INLINE REAL ATAN2(REAL y, REAL x) { return atan2(y, x); }
#define LANE(x, l) (x)
// Small sizes live in registers, fully unrolled; larger ones in local memory, as loops, which spills nothing.
constexpr int STATE_UNROLL = STATES > 24 ? 1 : STATES;
#define PRAGMA(text) _Pragma(#text)
#define EACH_STATE(k) PRAGMA(unroll (STATE_UNROLL)) for (int k = 0; k < STATES; ++k)
#define LOOP(i, n, work) PRAGMA(unroll ((work) > 24 ? 1 : (n))) for (int i = 0; i < n; ++i)

#else

typedef double REAL __attribute__((vector_size(8 * LANES)));
typedef long long INTEGER __attribute__((vector_size(8 * LANES)));
typedef unsigned long long WORD __attribute__((vector_size(8 * LANES)));
typedef decltype(REAL{} < REAL{}) MASK;
#define INLINE static inline __attribute__((always_inline))
#define HEAVY static __attribute__((noinline))
#define KERNEL extern "C" __attribute__((visibility("default"))) void
#define NOT(m) (~(m))
#define LANE(x, l) ((x)[l])
#define EACH_STATE(k) for (int k = 0; k < STATES; ++k)
#define LOOP(i, n, work) for (int i = 0; i < n; ++i)
INLINE REAL R(double x) { return x - REAL{}; }
INLINE WORD W(unsigned long long x) { return x + WORD{}; }
INLINE bool any_lane(MASK m) {
    long long found = 0;
    for (int l = 0; l < LANES; ++l) found |= m[l];
    return found != 0;
}
INLINE MASK truth(bool b) { return b ? REAL{} == REAL{} : REAL{} != REAL{}; }
INLINE WORD bits(REAL x) { return (WORD)x; }
INLINE REAL real(WORD x) { return (REAL)x; }
INLINE REAL count(INTEGER k) { return __builtin_convertvector(k, REAL); }
INLINE INTEGER sign_shift(WORD x) { return (INTEGER)x >> 52; }
INLINE REAL ABS(REAL x) { return (REAL)((WORD)x & 0x7fffffffffffffffULL); }
INLINE REAL SQRT(REAL x) {
    REAL y;
    for (int l = 0; l < LANES; ++l) y[l] = __builtin_sqrt(x[l]);
    return y;
}
#ifdef VECTOR_MATH
#define JOIN_(a, b) a##b
#define JOIN(a, b) JOIN_(a, b)
#define LANEWISE(NAME, f) extern "C" REAL JOIN(VECTOR_MATH, f)(REAL); INLINE REAL NAME(REAL x) { return JOIN(VECTOR_MATH, f)(x); }
#else
#define LANEWISE(NAME, f) extern "C" double f(double); INLINE REAL NAME(REAL x) { REAL y; for (int l = 0; l < LANES; ++l) y[l] = f(x[l]); return y; }
#endif
extern "C" double atan2(double, double);
INLINE REAL ATAN2(REAL y, REAL x) {
    REAL z;
    for (int l = 0; l < LANES; ++l) z[l] = atan2(y[l], x[l]);
    return z;
}

#endif

LANEWISE(SIN, sin) LANEWISE(COS, cos) LANEWISE(TAN, tan) LANEWISE(ASIN, asin) LANEWISE(ACOS, acos) LANEWISE(ATAN, atan)
LANEWISE(SINH, sinh) LANEWISE(COSH, cosh) LANEWISE(TANH, tanh) LANEWISE(LOG1P, log1p) LANEWISE(EXPM1, expm1)

// A comparison with NaN is false, so MIN and MAX return b then.
INLINE REAL MIN(REAL a, REAL b) { return a < b ? a : b; }
INLINE REAL MAX(REAL a, REAL b) { return a > b ? a : b; }
#define INF real(W(0x7ff0000000000000ULL))
#define NOT_A_NUMBER real(W(0x7ff8000000000000ULL))

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

// --- small matrices, row by row; sums over the inner index in increasing order ------------------------------------------

template <int N, int K, int M> INLINE void matmul(REAL *c, const REAL *a, const REAL *b) {
    LOOP(i, N, N * K * M) {
        LOOP(j, M, N * K * M) {
            REAL sum = a[i * K] * b[j];
            for (int k = 1; k < K; ++k) sum = sum + a[i * K + k] * b[k * M + j];
            c[i * M + j] = sum;
        }
    }
}

template <int N, int M> INLINE REAL inner(const REAL *a, const REAL *b) {  // tr(a b)
    REAL sum = a[0] * b[0];
    LOOP(i, N, 4 * N * M)
        LOOP(j, M, 4 * N * M)
            if (i + j) sum = sum + a[i * M + j] * b[j * N + i];
    return sum;
}

template <int N, int M> INLINE void transpose(REAL *c, const REAL *a) {
    LOOP(i, N, 4 * N * M)
        LOOP(j, M, 4 * N * M) c[i * M + j] = a[j * N + i];
}

template <int N> INLINE void identity(REAL *c) {
    LOOP(i, N * N, 4 * N * N) c[i] = R(i % (N + 1) ? 0.0 : 1.0);
}

template <int S> INLINE void matadd(REAL *c, const REAL *a, const REAL *b) {
    LOOP(i, S, 4 * S) c[i] = a[i] + b[i];
}

template <int S> INLINE void matsub(REAL *c, const REAL *a, const REAL *b) {
    LOOP(i, S, 4 * S) c[i] = a[i] - b[i];
}

template <int S> INLINE void matscale(REAL *c, REAL factor, const REAL *a) {
    LOOP(i, S, 4 * S) c[i] = factor * a[i];
}

template <int S> INLINE void copy(REAL *c, const REAL *a) {
    LOOP(i, S, 4 * S) c[i] = a[i];
}

// --- what is emitted ---------------------------------------------------------------------------------------------------

INLINE void starting_draws(const REAL *p, const Place &at, REAL *d);
INLINE void first_state(const REAL *p, const REAL *d, REAL *s);
INLINE void step_draws(const REAL *p, const Place &at, unsigned long long t, REAL *d);
INLINE MASK wants_draws(const REAL *p, REAL t, const REAL *s);
INLINE MASK tick(const REAL *p, const REAL *d, REAL t, const REAL *s, REAL *r, REAL *n);  // updates r; true: stop

// --- the loop ----------------------------------------------------------------------------------------------------------

enum { STOPPED = 1, DIVERGED = 2, UNDERFLOW_SEEN = 4, CENSORED = 8, CHECK = 32 };

struct Run {
    long long trials;             // length of `index`
    const long long *index;       // positions of the trials that still run
    long long capacity;           // distance between two rows of `state` and `record`
    unsigned long long first;     // number of the trial at position 0
    unsigned long long seed;
    unsigned stream;
    const double *number;         // p0, p1, ...
    double *state, *record;       // row by row
    double *steps;                // the time at which a trial ended
    int *flag;
    long long t0, t1;
    int last;                     // t1 is the horizon
};

INLINE Place place_of(const Run &run, const long long *at, unsigned stream) {
    Place place;
    for (int l = 0; l < LANES; ++l) {
        unsigned long long trial = run.first + (unsigned long long)at[l];
        LANE(place.low, l) = trial & 0xffffffffULL;
        LANE(place.high, l) = trial >> 32;
    }
    place.key0 = (unsigned)run.seed;
    place.key1 = (unsigned)(run.seed >> 32);
    place.stream = stream;
    return place;
}

INLINE void positions(const Run &run, long long j, long long *at) {
    for (int l = 0; l < LANES; ++l) {
        long long clamped = j + l < run.trials ? j + l : run.trials - 1;
        at[l] = run.index[clamped];
    }
}

INLINE void load(const double *from, const long long *at, REAL &x) {
    for (int l = 0; l < LANES; ++l) LANE(x, l) = from[at[l]];
}

INLINE void numbers_of(const Run &run, REAL *p) {
    for (int k = 0; k < NUMBERS; ++k) p[k] = R(run.number[k]);
}

INLINE void start_lanes(const Run &run, long long j) {
    REAL p[NUMBERS + 1], d[STARTING_DRAWS + 1], s[STATES];
    long long at[LANES];
    positions(run, j, at);
    numbers_of(run, p);
    starting_draws(p, place_of(run, at, 2 * run.stream), d);
    first_state(p, d, s);
    for (int l = 0; l < LANES && j + l < run.trials; ++l)
        EACH_STATE(k) run.state[k * run.capacity + at[l]] = LANE(s[k], l);
}

struct Lanes {
    REAL s[STATES], r[RECORDS + 1], ended;
    MASK live, stopped, diverged, small, held[STATES];
    Place place;
    long long at[LANES];
};

INLINE void remember(Lanes &x) {
    EACH_STATE(k) x.held[k] = x.s[k] != R(0.0);
}

INLINE void inspect(Lanes &x, MASK which) {
    MASK bad = truth(false), tiny = truth(false);
    EACH_STATE(k) {
        REAL size = ABS(x.s[k]);
        bad = bad | NOT(size <= R(BOUND));
        tiny = tiny | ((size < R(2.2250738585072014e-308)) & (x.held[k] | (x.s[k] != R(0.0))));
    }
    x.diverged = x.diverged | (bad & which);
    x.small = x.small | (tiny & which);
}

INLINE void end_at(Lanes &x, MASK which, REAL time) {
    x.ended = which ? time : x.ended;
    x.live = x.live & NOT(which);
}

INLINE void draw(const REAL *p, const Lanes &x, long long t, REAL time, REAL *d) {  // a step that wants none reads 1/2
    MASK want = wants_draws(p, time, x.s) & x.live;
    if (any_lane(want)) step_draws(p, x.place, (unsigned long long)t, d);
    for (int k = 0; k < DRAWS; ++k) d[k] = want ? d[k] : R(0.5);
}

INLINE void advance_lanes(const Run &run, long long j) {
    REAL p[NUMBERS + 1], d[DRAWS + 1], n[STATES];
    Lanes x[GROUPS];
    numbers_of(run, p);
    for (int g = 0; g < GROUPS; ++g) {
        positions(run, j + g * LANES, x[g].at);
        EACH_STATE(k) load(run.state + k * run.capacity, x[g].at, x[g].s[k]);
        for (int k = 0; k < RECORDS; ++k) load(run.record + k * run.capacity, x[g].at, x[g].r[k]);
        x[g].place = place_of(run, x[g].at, 2 * run.stream + 1);
        x[g].ended = R(-1.0);
        x[g].live = truth(true);
        x[g].stopped = x[g].diverged = x[g].small = truth(false);
    }
    long long t = run.t0;
    REAL time = R((double)t);
    bool full = true, some = true;
    while (t < run.t1 && some) {
        long long pause = (t / CHECK + 1) * CHECK;
        pause = pause < run.t1 ? pause : run.t1;
        for (int g = 0; g < GROUPS; ++g) remember(x[g]);
        for (; t < pause && full; ++t, time = time + R(1.0)) {  // every lane runs: no masks
            MASK halt[GROUPS], halted = truth(false);
            for (int g = 0; g < GROUPS; ++g) {
                if (DRAWS) draw(p, x[g], t, time, d);
                halt[g] = tick(p, d, time, x[g].s, x[g].r, n);
                EACH_STATE(k) x[g].s[k] = HAS_STOP ? (halt[g] ? x[g].s[k] : n[k]) : n[k];
                halted = halted | halt[g];
            }
            if (HAS_STOP && any_lane(halted)) {
                for (int g = 0; g < GROUPS; ++g) {
                    x[g].stopped = halt[g];
                    end_at(x[g], halt[g], time);
                }
                full = false;
            }
        }
#ifndef __CUDACC__
        for (; t < pause; ++t, time = time + R(1.0)) {  // some lanes have ended: they keep what they hold
            MASK going = truth(false);
            for (int g = 0; g < GROUPS; ++g) {
                REAL r[RECORDS + 1];
                for (int k = 0; k < RECORDS; ++k) r[k] = x[g].r[k];
                if (DRAWS) draw(p, x[g], t, time, d);
                MASK halt = tick(p, d, time, x[g].s, r, n) & x[g].live;
                for (int k = 0; k < RECORDS; ++k) x[g].r[k] = x[g].live ? r[k] : x[g].r[k];
                x[g].stopped = x[g].stopped | halt;
                end_at(x[g], halt, time);
                EACH_STATE(k) x[g].s[k] = x[g].live ? n[k] : x[g].s[k];
                going = going | x[g].live;
            }
            if (!any_lane(going)) break;
        }
#endif
        some = false;
        for (int g = 0; g < GROUPS; ++g) {
            inspect(x[g], truth(true));
            MASK bad = x[g].diverged & x[g].live;
            end_at(x[g], bad, time);
            full = full && !any_lane(bad);
            some = some || any_lane(x[g].live);
        }
    }
    if (run.last && some) {  // the horizon: look once more, without a step
        for (int g = 0; g < GROUPS; ++g) {
            REAL r[RECORDS + 1];
            for (int k = 0; k < RECORDS; ++k) r[k] = x[g].r[k];
            if (DRAWS) draw(p, x[g], t, time, d);
            MASK halt = tick(p, d, time, x[g].s, r, n) & x[g].live;
            for (int k = 0; k < RECORDS; ++k) x[g].r[k] = x[g].live ? r[k] : x[g].r[k];
            if (HAS_STOP) x[g].stopped = x[g].stopped | halt;
            x[g].ended = x[g].live ? time : x[g].ended;
        }
    }
    for (int g = 0; g < GROUPS; ++g)
        for (int l = 0; l < LANES && j + g * LANES + l < run.trials; ++l) {
            long long i = x[g].at[l];
            EACH_STATE(k) run.state[k * run.capacity + i] = LANE(x[g].s[k], l);
            for (int k = 0; k < RECORDS; ++k) run.record[k * run.capacity + i] = LANE(x[g].r[k], l);
            int flag = (LANE(x[g].diverged, l) ? DIVERGED : 0) | (LANE(x[g].small, l) ? UNDERFLOW_SEEN : 0);
            if (LANE(x[g].ended, l) >= 0) {
                run.steps[i] = LANE(x[g].ended, l);
                if (LANE(x[g].stopped, l)) flag |= STOPPED;
                else if (!LANE(x[g].diverged, l)) flag |= CENSORED;
            }
            run.flag[i] |= flag;
        }
}

#define ARGUMENTS long long trials, const long long *index, long long capacity, unsigned long long first, \
    unsigned long long seed, unsigned stream, const double *number, double *state, double *record, double *steps, int *flag, \
    long long t0, long long t1, int last
#define RUN Run run = {trials, index, capacity, first, seed, stream, number, state, record, steps, flag, t0, t1, last}

#ifdef __CUDACC__

KERNEL start(ARGUMENTS) {
    RUN;
    long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (j < trials) start_lanes(run, j);
}

KERNEL advance(ARGUMENTS) {
    RUN;
    long long j = (long long)blockIdx.x * blockDim.x + threadIdx.x;
    if (j < trials) advance_lanes(run, j);
}

#else

// A tile of trials stays in the cache; trials that have ended leave it every CHECK steps, so that lanes are not wasted.
enum { TILE = HAS_STOP ? 504 : LANES * GROUPS };

static __attribute__((noinline)) void start_tile(const Run &run, long long j) {
    for (long long k = j; k < j + LANES * 8 && k < run.trials; k += LANES) start_lanes(run, k);
}

static __attribute__((noinline)) void advance_tile(const Run &run, long long j) {
    long long index[TILE];
    Run part = run;
    part.index = index;
    part.trials = run.trials - j < TILE ? run.trials - j : TILE;
    for (long long i = 0; i < part.trials; ++i) index[i] = run.index[j + i];
    for (part.t1 = run.t0; part.trials > 0;) {
        part.t0 = part.t1;
        part.t1 = HAS_STOP && (part.t0 / CHECK + 1) * CHECK < run.t1 ? (part.t0 / CHECK + 1) * CHECK : run.t1;
        part.last = run.last && part.t1 == run.t1;
        for (long long i = 0; i < part.trials; i += LANES * GROUPS) advance_lanes(part, i);
        if (part.t1 == run.t1) break;
        long long kept = 0;
        for (long long i = 0; i < part.trials; ++i)
            if (run.steps[index[i]] < 0) index[kept++] = index[i];
        part.trials = kept;
    }
}

#define OVER(width, body)                                                                                   \
    RUN;                                                                                                    \
    long long sets = (trials + (width) - 1) / (width), share = 1 + sets / (32 * threads);                   \
    if (threads <= 1) {                                                                                     \
        for (long long k = 0; k < sets; ++k) body(run, k * (width));                                        \
        return;                                                                                             \
    }                                                                                                       \
    _Pragma("omp parallel for schedule(dynamic, share) num_threads(threads)")                               \
    for (long long k = 0; k < sets; ++k) body(run, k * (width));

KERNEL start(ARGUMENTS, int threads) { OVER(LANES * 8, start_tile) }
KERNEL advance(ARGUMENTS, int threads) { OVER(TILE, advance_tile) }

#endif
