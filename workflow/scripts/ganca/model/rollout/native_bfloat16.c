/* The matrix products of a rollout over living cells, with the processor's bfloat16 units.
 *
 * What products.py says with matrices, without the matrices of neighbourhoods: a product takes its
 * rows from the table of cells where they lie.  `native.py` compiles this file and calls it, with
 * CHANNELS, a multiple of 16, and HIDDEN, a multiple of 64.
 *
 * AVX-512 BF16 multiplies pairs: acc[n] += a[0] b[0][n] + a[1] b[1][n], 16 columns n at once, float32
 * sums.  So factors are laid out as pairs of bfloat16, 32 bits each: two inputs, channels or cells
 * that stand one after the other.  Blocks of rows by columns are chosen so that the sums stay in
 * the 32 registers; chunks so that what is used again is still in the nearest cache.
 */
#include <immintrin.h>
#include <stdint.h>
#include <string.h>

#include "noise.h"

enum {
    TRIPLE = 3 * CHANNELS,       /* the cells side by side in one row of a neighbourhood */
    INPUTS = 3 * TRIPLE,
    PART = 64,                   /* hidden columns at a time: 4 registers */
    PARTS = HIDDEN / PART,
    TRIO = 48,                   /* input columns at a time: 3 registers */
    SEEN = INPUTS + 4,           /* inputs, a one (the bias's), and filling */
    BLOCK = 6,                   /* rows at a time: 6 x 4 sums in registers */
    CHUNK = 96,                  /* rows whose intermediate results lie in the cache together */
    PAIRS = CHUNK / 2,
};

typedef uint16_t bf16;

/* Where the weights lie, as pairs of bfloat16 (native.py packs them), and the float32 biases. */
typedef struct {
    const uint32_t *w1;          /* [PARTS][pairs of inputs][64] */
    const float *b1;             /* [HIDDEN] */
    const uint32_t *w2;          /* [CHANNELS / 16][pairs of hidden][16] */
    const float *b2;             /* [CHANNELS] */
    const uint32_t *w1_back;     /* [INPUTS / 48][pairs of hidden][48] */
    const uint32_t *w2_back;     /* [PARTS][pairs of channels][64] */
} Weights;

static inline __m512 multiply(__m512 sum, const uint32_t *pair, __m512i columns) {
    return _mm512_dpbf16_ps(sum, (__m512bh)_mm512_set1_epi32((int)*pair), (__m512bh)columns);
}

/* Rounds 32 sums to bfloat16. */
static inline __m512i rounded(__m512 first, __m512 second) {
    return (__m512i)_mm512_cvtne2ps_pbh(second, first);
}

/* Pairs what two rows hold in each of 16 columns. */
static inline __m512i paired(const bf16 *first, const bf16 *second) {
    __m512i low = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)first));
    __m512i high = _mm512_cvtepu16_epi32(_mm256_loadu_si256((const __m256i *)second));
    return _mm512_or_si512(low, _mm512_slli_epi32(high, 16));
}

/* The top left cell of a row's neighbourhood; `down` leads to the neighbourhood's next row. */
static inline int64_t corner(int64_t cell, int64_t down) { return (cell - down - 1) * CHANNELS; }

/* hidden = relu(N W1 + b1) for `count` rows, a multiple of BLOCK and at most CHUNK. */
static void perceive(const bf16 *table, const int64_t *rows, int count, int64_t down,
                     const Weights *w, bf16 *hidden) {
    for (int part = 0; part < PARTS; part++)
        for (int first = 0; first < count; first += BLOCK) {
            const __m512i *columns = (const __m512i *)w->w1 + part * INPUTS / 2 * 4;
            __m512 sum[BLOCK][4];
            const bf16 *seen[BLOCK];
            for (int m = 0; m < BLOCK; m++) {
                seen[m] = table + corner(rows[first + m], down);
                for (int n = 0; n < 4; n++)
                    sum[m][n] = _mm512_loadu_ps(w->b1 + part * PART + n * 16);
            }
            for (int r = 0; r < 3; r++)
                for (int k = 0; k < TRIPLE / 2; k++, columns += 4)
                    for (int m = 0; m < BLOCK; m++)
                        for (int n = 0; n < 4; n++)
                            sum[m][n] = multiply(
                                sum[m][n],
                                (const uint32_t *)(seen[m] + r * down * CHANNELS) + k, columns[n]);
            for (int m = 0; m < BLOCK; m++)
                for (int n = 0; n < 4; n += 2) {
                    __m512 zero = _mm512_setzero_ps();
                    __m512i both = rounded(_mm512_max_ps(zero, sum[m][n]), /* not a number: stays */
                                           _mm512_max_ps(zero, sum[m][n + 1]));
                    bf16 *target = hidden + (first + m) * HIDDEN + part * PART + n * 16;
                    _mm512_storeu_si512(target, both);
                }
        }
}

/* change = hidden W2 + b2, 2 BLOCK rows at a time. */
static void respond(const bf16 *hidden, int count, const Weights *w, float *change) {
    enum { MANY = 2 * BLOCK };
    for (int n = 0; n < CHANNELS; n += 16)
        for (int first = 0; first < count; first += MANY) {
            const __m512i *columns = (const __m512i *)w->w2 + n / 16 * HIDDEN / 2;
            __m512 sum[MANY];
            for (int m = 0; m < MANY; m++) sum[m] = _mm512_loadu_ps(w->b2 + n);
            for (int k = 0; k < HIDDEN / 2; k++)
                for (int m = 0; m < MANY; m++)
                    sum[m] = multiply(
                        sum[m], (const uint32_t *)(hidden + (first + m) * HIDDEN) + k, columns[k]);
            for (int m = 0; m < MANY; m++)
                _mm512_storeu_ps(change + (first + m) * CHANNELS + n, sum[m]);
        }
}

/* d_hidden = d_change W2^T where hidden is not zero. */
static void respond_back(const bf16 *d_change, const bf16 *hidden, int count, const Weights *w,
                         bf16 *d_hidden) {
    for (int part = 0; part < PARTS; part++)
        for (int first = 0; first < count; first += BLOCK) {
            const __m512i *columns = (const __m512i *)w->w2_back + part * CHANNELS / 2 * 4;
            __m512 sum[BLOCK][4];
            for (int m = 0; m < BLOCK; m++)
                for (int n = 0; n < 4; n++) sum[m][n] = _mm512_setzero_ps();
            for (int k = 0; k < CHANNELS / 2; k++, columns += 4)
                for (int m = 0; m < BLOCK; m++)
                    for (int n = 0; n < 4; n++)
                        sum[m][n] = multiply(
                            sum[m][n], (const uint32_t *)(d_change + (first + m) * CHANNELS) + k,
                            columns[n]);
            for (int m = 0; m < BLOCK; m++)
                for (int n = 0; n < 4; n += 2) {
                    int64_t at = (first + m) * HIDDEN + part * PART + n * 16;
                    __mmask32 on = _mm512_test_epi16_mask(_mm512_loadu_si512(hidden + at),
                                                          _mm512_set1_epi16(0x7fff));
                    _mm512_storeu_si512(d_hidden + at, _mm512_maskz_mov_epi16(
                                                           on, rounded(sum[m][n], sum[m][n + 1])));
                }
        }
}

/* Adds d_hidden W1^T to the cells that each neighbourhood was seen in. */
static void perceive_back(const bf16 *d_hidden, const int64_t *rows, int count, int64_t down,
                          const Weights *w, float *d_cells) {
    for (int trio = 0; trio < INPUTS; trio += TRIO)
        for (int first = 0; first < count; first += BLOCK) {
            const __m512i *columns = (const __m512i *)w->w1_back + trio / 16 * HIDDEN / 2;
            float *piece = d_cells + trio / TRIPLE * down * CHANNELS + trio % TRIPLE;
            __m512 sum[BLOCK][3];
            for (int m = 0; m < BLOCK; m++)
                for (int n = 0; n < 3; n++) sum[m][n] = _mm512_setzero_ps();
            for (int k = 0; k < HIDDEN / 2; k++, columns += 3)
                for (int m = 0; m < BLOCK; m++)
                    for (int n = 0; n < 3; n++)
                        sum[m][n] = multiply(
                            sum[m][n], (const uint32_t *)(d_hidden + (first + m) * HIDDEN) + k,
                            columns[n]);
            for (int m = 0; m < BLOCK; m++) {
                float *target = piece + corner(rows[first + m], down);
                for (int n = 0; n < 3; n++) {
                    __m512 before = _mm512_loadu_ps(target + n * 16);
                    _mm512_storeu_ps(target + n * 16, _mm512_add_ps(before, sum[m][n]));
                }
            }
        }
}

/* sums[a][n] += left^T right over pairs of cells; left: [pairs][lefts], right: [PARTS][PAIRS][64],
 * sums: [lefts][HIDDEN]; `lefts` is a multiple of 4. */
static void correlate(const uint32_t *left, int lefts, const uint32_t *right, int pairs,
                      float *sums) {
    for (int part = 0; part < PARTS; part++)
        for (int a = 0; a < lefts; a += 4) {
            const __m512i *columns = (const __m512i *)right + part * PAIRS * 4;
            __m512 sum[4][4];
            for (int m = 0; m < 4; m++)
                for (int n = 0; n < 4; n++)
                    sum[m][n] = _mm512_loadu_ps(sums + (a + m) * HIDDEN + part * PART + n * 16);
            for (int j = 0; j < pairs; j++, columns += 4)
                for (int m = 0; m < 4; m++)
                    for (int n = 0; n < 4; n++)
                        sum[m][n] = multiply(sum[m][n], left + j * lefts + a + m, columns[n]);
            for (int m = 0; m < 4; m++)
                for (int n = 0; n < 4; n++)
                    _mm512_storeu_ps(sums + (a + m) * HIDDEN + part * PART + n * 16, sum[m][n]);
        }
}

/* Pairs of cells, as `correlate` takes its right side, from [count][HIDDEN]. */
static void pair_hidden(const bf16 *hidden, int count, uint32_t *right) {
    for (int j = 0; j < count / 2; j++)
        for (int n = 0; n < HIDDEN / 16; n++) {
            const bf16 *at = hidden + 2 * j * HIDDEN + n * 16;
            int64_t place = (n / 4 * PAIRS + j) * PART + n % 4 * 16;
            _mm512_store_si512(right + place, paired(at, at + HIDDEN));
        }
}

/* Pairs of neighbourhoods, [pairs][SEEN]; the last input that counts is one, of the bias. */
static void pair_seen(const bf16 *table, const int64_t *rows, int count, int64_t down,
                      uint32_t *left) {
    for (int j = 0; j < count / 2; j++, left += SEEN) {
        const bf16 *first = table + corner(rows[2 * j], down);
        const bf16 *second = table + corner(rows[2 * j + 1], down);
        for (int r = 0; r < 3; r++)
            for (int n = 0; n < TRIPLE; n += 16) {
                int64_t at = r * down * CHANNELS + n;
                _mm512_storeu_si512(left + r * TRIPLE + n, paired(first + at, second + at));
            }
        left[INPUTS] = 0x3f803f80;
        memset(left + INPUTS + 1, 0, (SEEN - INPUTS - 1) * sizeof *left);
    }
}

typedef bf16 Factor;

/* Rounds so many values, a multiple of 16. */
static void convert(const float *from, int64_t count, bf16 *to) {
    for (int64_t i = 0; i < count; i += 16)
        _mm256_storeu_si256((__m256i *)(to + i),
                            (__m256i)_mm512_cvtneps_pbh(_mm512_loadu_ps(from + i)));
}

/* The rows of a chunk; the first again and again fills them up to a multiple of 2 BLOCK. */
static int filled_up(const int64_t *rows, int64_t left, int64_t *chunk) {
    int count = left < CHUNK ? (int)left : CHUNK, filled = (count + 2 * BLOCK - 1) / (2 * BLOCK);
    for (int m = 0; m < filled * 2 * BLOCK; m++) chunk[m] = rows[m < count ? m : 0];
    return filled * 2 * BLOCK;
}

/* One step: adds to the cells `rows` what they respond, and noise.
 * hidden: [count][HIDDEN] to keep, or NULL.  noise: NULL for none. */
static void update(const bf16 *table, const int64_t *rows, int64_t count, int64_t down, const Weights *w,
            bf16 *hidden, const Noise *noise, float *cells) {
    bf16 kept[CHUNK * HIDDEN] __attribute__((aligned(64)));
    float change[CHUNK * CHANNELS] __attribute__((aligned(64)));
    float drawn[CHUNK * CHANNELS] __attribute__((aligned(64)));
    int64_t chunk[CHUNK];
    for (int64_t first = 0; first < count; first += CHUNK) {
        int64_t part = count - first < CHUNK ? count - first : CHUNK;
        int filled = filled_up(rows + first, part, chunk);
        perceive(table, chunk, filled, down, w, kept);
        respond(kept, filled, w, change);
        if (noise) draw(noise, chunk, part, drawn);
        for (int64_t m = 0; m < part; m++)
            for (int n = 0; n < CHANNELS; n += 16) {
                float *cell = cells + rows[first + m] * CHANNELS + n;
                __m512 sum = _mm512_load_ps(change + m * CHANNELS + n);
                if (noise)
                    sum = _mm512_fmadd_ps(_mm512_set1_ps(noise->strength),
                                          _mm512_load_ps(drawn + m * CHANNELS + n), sum);
                _mm512_storeu_ps(cell, _mm512_add_ps(_mm512_loadu_ps(cell), sum));
            }
        if (hidden) memcpy(hidden + first * HIDDEN, kept, part * HIDDEN * sizeof *kept);
    }
}

/* The backward pass of `update`.  Adds to d_cells the gradients of the cells seen, and to the others
 * the gradients of the weights.
 * hidden: as kept, or NULL: it is worked out again.  d_change: [count][CHANNELS].
 * d_w1: [SEEN][HIDDEN], the biases' in the row after the inputs.  d_w2: [CHANNELS][HIDDEN].
 * d_b2: [CHANNELS]. */
static void update_back(const bf16 *table, const int64_t *rows, int64_t count, int64_t down,
                 const Weights *w, const bf16 *hidden, const float *d_change, float *d_cells,
                 float *d_w1, float *d_w2, float *d_b2) {
    struct {
        bf16 hidden[CHUNK * HIDDEN], d_hidden[CHUNK * HIDDEN], d_change[CHUNK * CHANNELS];
        uint32_t right[PAIRS * HIDDEN], seen[PAIRS * SEEN], change[PAIRS * CHANNELS];
        int64_t rows[CHUNK];
    } own __attribute__((aligned(64)));
    for (int64_t first = 0; first < count; first += CHUNK) {
        int64_t part = count - first < CHUNK ? count - first : CHUNK;
        int filled = filled_up(rows + first, part, own.rows);
        if (hidden) {
            memset(own.hidden, 0, sizeof own.hidden);
            memcpy(own.hidden, hidden + first * HIDDEN, part * HIDDEN * sizeof *hidden);
        } else
            perceive(table, own.rows, filled, down, w, own.hidden);
        memset(own.d_change, 0, sizeof own.d_change); /* in filling rows it stays so */
        for (int n = 0; n < CHANNELS; n += 16) {
            __m512 sum = _mm512_loadu_ps(d_b2 + n);
            for (int64_t m = 0; m < part; m++) {
                __m512 change = _mm512_loadu_ps(d_change + (first + m) * CHANNELS + n);
                sum = _mm512_add_ps(sum, change);
                _mm256_store_si256((__m256i *)(own.d_change + m * CHANNELS + n),
                                   (__m256i)_mm512_cvtneps_pbh(change));
            }
            _mm512_storeu_ps(d_b2 + n, sum);
            for (int j = 0; j < filled / 2; j++) {
                const bf16 *two = own.d_change + 2 * j * CHANNELS + n;
                _mm512_storeu_si512(own.change + j * CHANNELS + n, paired(two, two + CHANNELS));
            }
        }
        pair_hidden(own.hidden, filled, own.right);
        correlate(own.change, CHANNELS, own.right, filled / 2, d_w2);
        respond_back(own.d_change, own.hidden, filled, w, own.d_hidden);
        pair_hidden(own.d_hidden, filled, own.right);
        pair_seen(table, own.rows, filled, down, own.seen);
        correlate(own.seen, SEEN, own.right, filled / 2, d_w1);
        perceive_back(own.d_hidden, own.rows, filled, down, w, d_cells);
    }
}

#include "steps.h"
