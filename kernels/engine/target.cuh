// What the targets call things: REAL is one double on the device, a vector of LANES doubles on the host; a MASK is what a
// comparison of REALs gives. Whatever follows is written once, in these words.

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
