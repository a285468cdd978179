/* The matrix products of a rollout over living cells, in float32.
 *
 * What products.py says with matrices, without the matrices of neighbourhoods: a product takes its
 * rows from the table of cells where they lie.  `native.py` compiles this file and calls it, with
 * CHANNELS and HIDDEN, multiples of 16.
 *
 * A tile is 16 columns of a matrix.  Factors lie tile by tile, [tiles][inputs][16], hidden layers of
 * a chunk likewise, [tiles][CHUNK][16].  The sums of ROWS rows of a tile stay in registers; what a
 * chunk's rows use again stays in the nearest cache.
 */
#include <stdint.h>
#include <string.h>

#include "noise.h"

#ifdef __AVX512F__
enum { LANES = 16, ROWS = 12 };
#else
enum { LANES = 8, ROWS = 6 };
#endif

enum {
    TILE = 16,
    PARTS = TILE / LANES,        /* registers that a tile's row takes */
    TRIPLE = 3 * CHANNELS,       /* the cells side by side in one row of a neighbourhood */
    INPUTS = 3 * TRIPLE,
    TILES = HIDDEN / TILE,
    CHUNK = 96,                  /* rows whose intermediate results lie in the cache together */
    STRETCH = CHUNK * TILE,      /* from one tile of a chunk's hidden layer to the next */
    WIDE = (CHANNELS + ROWS - 1) / ROWS * ROWS, /* filled up to a multiple of ROWS */
};

/* LANES floats that may begin anywhere; comparisons give LANES integers, all bits set or none. */
typedef float Vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t Bits __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef Vector Sums[ROWS][PARTS];

/* Where the weights lie, tile by tile (native.py packs them), and the biases. */
typedef struct {
    const float *w1;             /* [TILES][INPUTS][16] */
    const float *b1;             /* [HIDDEN] */
    const float *w2;             /* [CHANNELS / 16][HIDDEN][16] */
    const float *b2;             /* [CHANNELS] */
    const float *w1_back;        /* [INPUTS / 16][HIDDEN][16] */
    const float *w2_back;        /* [TILES][CHANNELS][16] */
} Weights;

INLINE Vector load(const float *from) { return *(const Vector *)from; }
INLINE void store(float *to, Vector values) { *(Vector *)to = values; }
/* sum + a b, rounded once. */
INLINE Vector fused(Vector sum, float a, Vector b) {
#if defined(__AVX512F__)
    return (Vector)_mm512_fmadd_ps(_mm512_set1_ps(a), (__m512)b, (__m512)sum);
#elif defined(__FMA__)
    return (Vector)_mm256_fmadd_ps(_mm256_set1_ps(a), (__m256)b, (__m256)sum);
#else
    return sum + a * b;
#endif
}

INLINE Vector masked(Vector values, Bits on) { return (Vector)((Bits)values & on); }

/* The top left cell of a row's neighbourhood; `down` leads to the neighbourhood's next row. */
INLINE int64_t corner(int64_t cell, int64_t down) { return (cell - down - 1) * CHANNELS; }

INLINE void begin(Sums sum, const float *with) {
    for (int m = 0; m < ROWS; m++)
        for (int n = 0; n < PARTS; n++) sum[m][n] = with ? load(with + n * LANES) : (Vector){0};
}

/* sum[m] += the row at left[m], `pieces` of `length` values `leap` apart, times a tile. */
INLINE void multiply(Sums sum, const float *const *left, int pieces, int length, int64_t leap,
                     const float *tile) {
    for (int piece = 0; piece < pieces; piece++)
        for (int k = 0; k < length; k++, tile += TILE)
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++)
                    sum[m][n] =
                        fused(sum[m][n], left[m][piece * leap + k], load(tile + n * LANES));
}

/* hidden = relu(N W1 + b1) for `count` rows, a multiple of ROWS and at most CHUNK. */
static void perceive(const float *const *seen, int count, int64_t down, const Weights *w,
                     float *hidden) {
    for (int t = 0; t < TILES; t++)
        for (int first = 0; first < count; first += ROWS) {
            Sums sum;
            begin(sum, w->b1 + t * TILE);
            multiply(sum, seen + first, 3, TRIPLE, down * CHANNELS, w->w1 + t * INPUTS * TILE);
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++) /* not a number: stays */
                    store(hidden + t * STRETCH + (first + m) * TILE + n * LANES,
                          masked(sum[m][n], ~(sum[m][n] < 0)));
        }
}

/* Where a block's rows begin, `apart` from each other. */
INLINE void rows_of(const float *first, int apart, const float **left) {
    for (int m = 0; m < ROWS; m++) left[m] = first + m * apart;
}

/* change = hidden W2 + b2. */
static void respond(const float *hidden, int count, const Weights *w, float *change) {
    for (int t = 0; t < CHANNELS; t += TILE)
        for (int first = 0; first < count; first += ROWS) {
            const float *left[ROWS];
            Sums sum;
            rows_of(hidden + first * TILE, TILE, left);
            begin(sum, w->b2 + t);
            multiply(sum, left, TILES, TILE, STRETCH, w->w2 + t * HIDDEN);
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++)
                    store(change + (first + m) * CHANNELS + t + n * LANES, sum[m][n]);
        }
}

/* d_hidden = d_change W2^T where hidden is not zero. */
static void respond_back(const float *d_change, const float *hidden, int count, const Weights *w,
                         float *d_hidden) {
    for (int t = 0; t < TILES; t++)
        for (int first = 0; first < count; first += ROWS) {
            const float *left[ROWS];
            Sums sum;
            rows_of(d_change + first * WIDE, WIDE, left);
            begin(sum, 0);
            multiply(sum, left, 1, CHANNELS, 0, w->w2_back + t * CHANNELS * TILE);
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++) {
                    int at = t * STRETCH + (first + m) * TILE + n * LANES;
                    store(d_hidden + at, masked(sum[m][n], load(hidden + at) != 0));
                }
        }
}

/* Adds d_hidden W1^T to the cells that each neighbourhood was seen in. */
static void perceive_back(const float *d_hidden, float *const *d_seen, int count, int64_t down,
                          const Weights *w) {
    for (int t = 0; t < INPUTS; t += TILE)
        for (int first = 0; first < count; first += ROWS) {
            const float *left[ROWS];
            Sums sum;
            rows_of(d_hidden + first * TILE, TILE, left);
            begin(sum, 0);
            multiply(sum, left, TILES, TILE, STRETCH, w->w1_back + t * HIDDEN);
            for (int m = 0; m < ROWS; m++) {
                float *target = d_seen[first + m] + t / TRIPLE * down * CHANNELS + t % TRIPLE;
                for (int n = 0; n < PARTS; n++, target += LANES)
                    store(target, load(target) + sum[m][n]);
            }
        }
}

/* sums[a][n] += left^T right over `count` rows.  left: where each row's `lefts` values lie, a
 * multiple of ROWS, `offset` behind; right: [TILES][CHUNK][16]; sums: [lefts][HIDDEN]. */
static void correlate(const float *const *left, int64_t offset, int lefts, const float *right,
                      int count, float *sums) {
    for (int t = 0; t < TILES; t++)
        for (int a = 0; a < lefts; a += ROWS) {
            const float *column = right + t * STRETCH;
            float *target = sums + a * HIDDEN + t * TILE;
            Sums sum;
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++) sum[m][n] = load(target + m * HIDDEN + n * LANES);
            for (int j = 0; j < count; j++, column += TILE)
                for (int m = 0; m < ROWS; m++)
                    for (int n = 0; n < PARTS; n++)
                        sum[m][n] =
                            fused(sum[m][n], left[j][offset + a + m], load(column + n * LANES));
            for (int m = 0; m < ROWS; m++)
                for (int n = 0; n < PARTS; n++) store(target + m * HIDDEN + n * LANES, sum[m][n]);
        }
}

typedef float Factor;

static void convert(const float *from, int64_t count, float *to) {
    memcpy(to, from, count * sizeof *to);
}

/* The first row again and again fills `left` rows up to a multiple of ROWS: how many there are. */
static int neighbourhoods(float *cells, const int64_t *rows, int left, int64_t down, float **seen) {
    int filled = (left + ROWS - 1) / ROWS * ROWS;
    for (int m = 0; m < filled; m++) seen[m] = cells + corner(rows[m < left ? m : 0], down);
    return filled;
}

/* Copies the hidden layer of a chunk's first rows, tile by tile. */
static void copy(float *to, int64_t to_stretch, const float *from, int64_t from_stretch, int rows) {
    for (int t = 0; t < TILES; t++)
        memcpy(to + t * to_stretch, from + t * from_stretch, rows * TILE * sizeof *to);
}

/* One step: adds to the cells `rows` what they respond, and noise.
 * hidden: [count][HIDDEN] to keep, a chunk after the other, or NULL.  noise: NULL for none. */
static void update(const float *table, const int64_t *rows, int64_t count, int64_t down, const Weights *w,
            float *hidden, const Noise *noise, float *cells) {
    float kept[TILES * STRETCH], change[CHUNK * CHANNELS], drawn[CHUNK * CHANNELS], *seen[CHUNK];
    for (int64_t first = 0; first < count; first += CHUNK) {
        int part = count - first < CHUNK ? (int)(count - first) : CHUNK;
        int filled = neighbourhoods((float *)table, rows + first, part, down, seen);
        perceive((const float *const *)seen, filled, down, w, kept);
        respond(kept, filled, w, change);
        if (noise) draw(noise, rows + first, part, drawn);
        for (int m = 0; m < part; m++) {
            float *cell = cells + rows[first + m] * CHANNELS;
            for (int n = 0; n < CHANNELS; n += LANES) {
                Vector sum = load(change + m * CHANNELS + n);
                if (noise)
                    sum = fused(sum, noise->strength, load(drawn + m * CHANNELS + n));
                store(cell + n, load(cell + n) + sum);
            }
        }
        if (hidden) copy(hidden + first * HIDDEN, part * TILE, kept, STRETCH, part);
    }
}

/* The backward pass of `update`.  Adds to d_cells the gradients of the cells seen, and to the others
 * the gradients of the weights.
 * hidden: as kept, or NULL: it is worked out again.  d_change: [count][CHANNELS].
 * d_w1: [INPUTS + 1][HIDDEN], the biases' in the last row.  d_w2: [CHANNELS][HIDDEN].
 * d_b2: [CHANNELS]. */
static void update_back(const float *table, const int64_t *rows, int64_t count, int64_t down, const Weights *w,
                 const float *hidden, const float *d_change, float *d_cells, float *d_w1,
                 float *d_w2, float *d_b2) {
    struct {
        float hidden[TILES * STRETCH], d_hidden[TILES * STRETCH], change[CHUNK * WIDE];
        float d_w2[WIDE * HIDDEN], *seen[CHUNK], *d_seen[CHUNK];
        const float *change_at[CHUNK];
    } own;
    memset(own.d_w2, 0, sizeof own.d_w2);
    memset(own.hidden, 0, sizeof own.hidden); /* filling rows get no gradient, but must be numbers */
    for (int m = 0; m < CHUNK; m++) own.change_at[m] = own.change + m * WIDE;
    for (int64_t first = 0; first < count; first += CHUNK) {
        int part = count - first < CHUNK ? (int)(count - first) : CHUNK;
        int filled = neighbourhoods((float *)table, rows + first, part, down, own.seen);
        neighbourhoods(d_cells, rows + first, part, down, own.d_seen);
        if (hidden)
            copy(own.hidden, STRETCH, hidden + first * HIDDEN, part * TILE, part);
        else
            perceive((const float *const *)own.seen, filled, down, w, own.hidden);
        memset(own.change, 0, sizeof own.change); /* in filling rows it stays so */
        for (int m = 0; m < part; m++)
            memcpy(own.change + m * WIDE, d_change + (first + m) * CHANNELS,
                   CHANNELS * sizeof *d_change);
        correlate(own.change_at, 0, WIDE, own.hidden, filled, own.d_w2);
        respond_back(own.change, own.hidden, filled, w, own.d_hidden);
        for (int r = 0; r < 3; r++)
            correlate((const float *const *)own.seen, r * down * CHANNELS, TRIPLE, own.d_hidden,
                      filled, d_w1 + r * TRIPLE * HIDDEN);
        perceive_back(own.d_hidden, own.d_seen, filled, down, w);
        for (int m = 0; m < part; m++)
            for (int n = 0; n < HIDDEN; n++)
                d_w1[INPUTS * HIDDEN + n] += own.d_hidden[n / TILE * STRETCH + m * TILE + n % TILE];
        for (int m = 0; m < part; m++)
            for (int n = 0; n < CHANNELS; n++) d_b2[n] += own.change[m * WIDE + n];
    }
    for (int n = 0; n < CHANNELS * HIDDEN; n++) d_w2[n] += own.d_w2[n];
}

#include "steps.h"
