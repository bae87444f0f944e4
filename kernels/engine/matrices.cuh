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
