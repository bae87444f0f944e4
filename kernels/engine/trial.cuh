// The loop around an emitted step: one thread, or one vector lane, is one trial.
//
// This text is compiled by nvcc or NVRTC (REAL = double) and by the host compiler (REAL = a vector of LANES doubles). Defined
// before it: STATES RECORDS NUMBERS DRAWS STARTING_DRAWS HAS_STOP BOUND, and LANES GROUPS on the host; target.cuh, draws.cuh
// and matrices.cuh; the emitted functions follow it. Results do not depend on the target: no reduction over trials, no
// atomics, every draw a function of (seed, stream, trial, place).

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
