/* The matrix products of a rollout over living cells, with the processor's tiles.
 *
 * What products.py says with matrices.  `native.py` compiles this file and calls it, with CHANNELS,
 * a multiple of 16, and HIDDEN, a multiple of 32.
 *
 * tiles.h says what a tile is.  A left factor is a matrix of bfloat16 as it is.  A right factor lies
 * tile by tile, [columns / 16][rows / 32][16][16][2]: in pairs of rows, for a product always sums
 * over pairs.  Products are made 32 rows by 32 columns at a time, in four tiles, whose sums go
 * through memory on their way to ReLU and bfloat16.  What a block of cells needs stays in the
 * nearest cache; gradients of weights, which are sums over cells, wait for a chunk of blocks.
 */
#include "noise.h"
#include "tiles.h"

enum {
    TRIPLE = 3 * CHANNELS,                         /* cells side by side in a neighbourhood's row */
    INPUTS = 3 * TRIPLE,
    SEEN = (INPUTS / DEPTH + 1) * DEPTH,           /* inputs, a one (the bias's), zeros */
    WIDE = (CHANNELS + DEPTH - 1) / DEPTH * DEPTH, /* channels, zeros */
    BLOCK = 2 * TILE,                              /* cells, or columns, at a time */
    CHUNK = 9 * BLOCK,                             /* odd: columns don't crowd in the cache */
};

/* Where the weights lie, as right factors (native.py packs them), and the float32 biases. */
typedef struct {
    const bf16 *w1;              /* SEEN rows, HIDDEN columns */
    const float *b1;
    const bf16 *w2;              /* HIDDEN rows, CHANNELS columns */
    const float *b2;
    const bf16 *w1_back;         /* HIDDEN rows, INPUTS columns */
    const bf16 *w2_back;         /* WIDE rows, HIDDEN columns */
} Weights;

typedef uint16_t Half __attribute__((vector_size(ROW / 2), aligned(2), may_alias));

INLINE Floats load(const float *from) { return *(const Floats *)from; }
INLINE void store(float *to, Floats values) { *(Floats *)to = values; }
INLINE Halves fetch(const bf16 *from) { return *(const Halves *)from; }
INLINE void put(bf16 *to, Halves values) { *(Halves *)to = values; }

/* The sums of 32 rows by 32 columns, in the tiles 0 to 3, begin as what lies here, rows `apart`
 * values from each other: 0 for a row that all begin as.  below, beside: whether there is a second
 * tile of rows, of columns. */
INLINE void begin(const float *from, int64_t apart, int below, int beside) {
    int64_t bytes = apart * sizeof *from;
    tile_load(0, from, bytes);
    if (beside) tile_load(1, from + TILE, bytes);
    if (below) tile_load(2, from + TILE * apart, bytes);
    if (below && beside) tile_load(3, from + TILE * apart + TILE, bytes);
}

INLINE void begin_with_zeros(void) {
    tile_zero(0);
    tile_zero(1);
    tile_zero(2);
    tile_zero(3);
}

/* The sums += rows of `left`, `apart` values from each other, times columns of `right`, whose tiles
 * of columns lie `stretch` values from each other. */
INLINE void multiply(const bf16 *left, int64_t apart, const bf16 *right, int64_t stretch, int depth,
                     int below, int beside) {
    int64_t bytes = apart * sizeof *left;
    for (int k = 0; k < depth; k += DEPTH, right += FACTORS) {
        tile_load(4, left + k, bytes);
        tile_load(6, right, ROW);
        tile_multiply(0, 4, 6);
        if (beside) {
            tile_load(7, right + stretch, ROW);
            tile_multiply(1, 4, 7);
        }
        if (below) {
            tile_load(5, left + TILE * apart + k, bytes);
            tile_multiply(2, 5, 6);
        }
        if (below && beside) tile_multiply(3, 5, 7);
    }
}

/* The reverse of `begin`. */
INLINE void finish(float *to, int64_t apart, int below, int beside) {
    int64_t bytes = apart * sizeof *to;
    tile_store(0, to, bytes);
    if (beside) tile_store(1, to + TILE, bytes);
    if (below) tile_store(2, to + TILE * apart, bytes);
    if (below && beside) tile_store(3, to + TILE * apart + TILE, bytes);
}

/* The top left cell of a row's neighbourhood; `down` leads to the neighbourhood's next row. */
INLINE int64_t corner(int64_t cell, int64_t down) { return (cell - down - 1) * CHANNELS; }

/* A block's neighbourhoods, [BLOCK][SEEN]; what stands behind the inputs is `prepared`. */
INLINE void gather(const bf16 *table, const int64_t *rows, int64_t down, bf16 *seen) {
    for (int m = 0; m < BLOCK; m++, seen += SEEN)
        for (int r = 0; r < 3; r++)
            memcpy(seen + r * TRIPLE, table + corner(rows[m], down) + r * down * CHANNELS,
                   TRIPLE * sizeof *seen);
}

INLINE void prepare(bf16 *seen) {
    memset(seen, 0, BLOCK * SEEN * sizeof *seen);
    for (int m = 0; m < BLOCK; m++) seen[m * SEEN + INPUTS] = 0x3f80;
}

/* Interleaves two rows of 16 values, or takes them apart again. */
INLINE Halves paired(Halves rows) {
    return __builtin_shufflevector(rows, rows, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7,
                                   23, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15,
                                   31);
}

INLINE Halves parted(Halves pairs) {
    return __builtin_shufflevector(pairs, pairs, 0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26,
                                   28, 30, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25, 27, 29,
                                   31);
}

/* The first half stands in one row of the hidden layer, the second in the next. */
INLINE void put_rows(bf16 *to, Halves rows) {
    *(Half *)to = __builtin_shufflevector(rows, rows, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13,
                                          14, 15);
    *(Half *)(to + HIDDEN) = __builtin_shufflevector(rows, rows, 16, 17, 18, 19, 20, 21, 22, 23,
                                                     24, 25, 26, 27, 28, 29, 30, 31);
}

/* Where a right factor of a chunk's rows holds a block's rows m and m + 1, 16 columns from n on. */
INLINE int64_t place(int m, int n) { return n * CHUNK + m * TILE; }

/* A hidden layer that was kept, `part` rows, as a right factor; zeros fill it up. */
INLINE void pair(const bf16 *hidden, int part, bf16 *right) {
    for (int m = 0; m < BLOCK; m += 2)
        for (int n = 0; n < HIDDEN; n += TILE) {
            Halves rows = {0};
            for (int i = 0; i < 2 && m + i < part; i++)
                memcpy((char *)&rows + i * ROW / 2, hidden + (m + i) * HIDDEN + n, ROW / 2);
            put(right + place(m, n), paired(rows));
        }
}

/* relu(seen W1 + b1) of a block's cells: as rows, hidden [BLOCK][HIDDEN], or as a right factor. */
INLINE void perceive(const bf16 *seen, const Weights *w, bf16 *hidden, bf16 *right) {
    float sums[BLOCK][BLOCK] __attribute__((aligned(ROW)));
    for (int n = 0; n < HIDDEN; n += BLOCK) {
        begin(w->b1 + n, 0, 1, 1);
        multiply(seen, SEEN, w->w1 + n * SEEN, TILE * SEEN, SEEN, 1, 1);
        finish(sums[0], BLOCK, 1, 1);
        for (int m = 0; hidden && m < BLOCK; m++)
            put(hidden + m * HIDDEN + n,
                  rounded(positive(load(sums[m])), positive(load(sums[m] + TILE))));
        for (int c = 0; right && c < BLOCK; c += TILE)
            for (int m = 0; m < BLOCK; m += 2)
                put(right + place(m, n + c), paired(rounded(positive(load(sums[m] + c)),
                                                              positive(load(sums[m + 1] + c)))));
    }
}

/* change = hidden W2 + b2, [BLOCK][CHANNELS]. */
INLINE void respond(const bf16 *hidden, const Weights *w, float *change) {
    for (int n = 0; n < CHANNELS; n += TILE) {
        begin(w->b2 + n, 0, 1, 0);
        multiply(hidden, HIDDEN, w->w2 + n * HIDDEN, 0, HIDDEN, 1, 0);
        finish(change + n, CHANNELS, 1, 0);
    }
}

/* d_hidden = d_change W2^T where hidden, a right factor, is not zero: as rows, [BLOCK][HIDDEN], and
 * as a right factor.  d_change: [BLOCK][WIDE]. */
INLINE void respond_back(const bf16 *d_change, const Weights *w, const bf16 *hidden,
                         bf16 *d_hidden, bf16 *right) {
    float sums[BLOCK][BLOCK] __attribute__((aligned(ROW)));
    for (int n = 0; n < HIDDEN; n += BLOCK) {
        begin_with_zeros();
        multiply(d_change, WIDE, w->w2_back + n * WIDE, TILE * WIDE, WIDE, 1, 1);
        finish(sums[0], BLOCK, 1, 1);
        for (int c = 0; c < BLOCK; c += TILE)
            for (int m = 0; m < BLOCK; m += 2) {
                int64_t at = place(m, n + c);
                Halves on = (Halves)((fetch(hidden + at) & 0x7fff) != 0);
                Halves pairs = on & paired(rounded(load(sums[m] + c), load(sums[m + 1] + c)));
                put(right + at, pairs);
                put_rows(d_hidden + m * HIDDEN + n + c, parted(pairs));
            }
    }
}

/* Adds d_hidden W1^T to the cells that a block's first `part` neighbourhoods were seen in. */
INLINE void perceive_back(const bf16 *d_hidden, const int64_t *rows, int part, int64_t down,
                          const Weights *w, float *d_cells) {
    float d_seen[BLOCK * INPUTS] __attribute__((aligned(ROW)));
    for (int n = 0; n < INPUTS; n += BLOCK) {
        int beside = n + TILE < INPUTS;
        begin_with_zeros();
        multiply(d_hidden, HIDDEN, w->w1_back + n * HIDDEN, TILE * HIDDEN, HIDDEN, 1, beside);
        finish(d_seen + n, INPUTS, 1, beside);
    }
    const float *from = d_seen;
    for (int m = 0; m < part; m++)
        for (int r = 0; r < 3; r++) {
            float *to = d_cells + corner(rows[m], down) + r * down * CHANNELS;
            for (int n = 0; n < TRIPLE; n += TILE, from += TILE)
                store(to + n, load(to + n) + load(from));
        }
}

/* Interleaves the halves, from 0 or from 8 on, of two times 16 pairs. */
#define ZIPPED(a, b, from)                                                                     \
    __builtin_shufflevector(a, b, from, from + 16, from + 1, from + 17, from + 2, from + 18,   \
                            from + 3, from + 19, from + 4, from + 20, from + 5, from + 21,     \
                            from + 6, from + 22, from + 7, from + 23)

/* Rows become columns.  A round takes the place of a pair, four bits of row before four of column,
 * one bit to the left; the bit that falls off comes back at the right end. */
INLINE void transpose(Pairs matrix[TILE]) {
    for (int round = 0; round < 4; round++) {
        Pairs before[TILE];
        memcpy(before, matrix, sizeof before);
        for (int i = 0; i < TILE / 2; i++) {
            matrix[2 * i] = ZIPPED(before[i], before[i + TILE / 2], 0);
            matrix[2 * i + 1] = ZIPPED(before[i], before[i + TILE / 2], 8);
        }
    }
}

/* Rows of a block become columns of a chunk's left factor: [BLOCK][width] to [width][CHUNK].
 * Two cells' values of the even columns, and those of the odd ones, are paired at a time. */
INLINE void turn(const bf16 *rows, int width, bf16 *left) {
    for (int n = 0; n < width; n += DEPTH) {
        Pairs even[TILE], odd[TILE];
        for (int i = 0; i < TILE; i++) {
            const bf16 *at = rows + 2 * i * width + n;
            Pairs first = (Pairs)fetch(at), second = (Pairs)fetch(at + width);
            even[i] = (first & 0xffff) | second << 16;
            odd[i] = first >> 16 | (second & 0xffff0000);
        }
        transpose(even);
        transpose(odd);
        for (int i = 0; i < TILE; i++) {
            put(left + (n + 2 * i) * CHUNK, (Halves)even[i]);
            put(left + (n + 2 * i + 1) * CHUNK, (Halves)odd[i]);
        }
    }
}

/* sums[a][n] += left right over `count` cells; left: [tall][CHUNK], sums: [tall][HIDDEN]. */
static void correlate(const bf16 *left, int tall, const bf16 *right, int count, float *sums) {
    for (int a = 0; a < tall; a += BLOCK)
        for (int n = 0; n < HIDDEN; n += BLOCK) {
            float *at = sums + a * HIDDEN + n;
            int below = a + TILE < tall;
            begin(at, HIDDEN, below, 1);
            multiply(left + a * CHUNK, CHUNK, right + n * CHUNK, TILE * CHUNK, count, below, 1);
            finish(at, HIDDEN, below, 1);
        }
}

/* The cells of a block: the first again and again where there are fewer; how many there are. */
INLINE int block(const int64_t *rows, int64_t left, int64_t *own) {
    int part = left < BLOCK ? (int)left : BLOCK;
    for (int m = 0; m < BLOCK; m++) own[m] = rows[m < part ? m : 0];
    return part;
}

typedef bf16 Factor;

/* Rounds so many values, a multiple of 16. */
INLINE void convert(const float *from, int64_t count, bf16 *to) {
    for (int64_t i = 0; i < count; i += TILE) {
        Halves twice = rounded(load(from + i), load(from + i));
        memcpy(to + i, &twice, ROW / 2);
    }
}

/* Whether this process may use the tiles; to be asked before they are used. */
int allowed(void) { return tiles_allowed(); }

/* One step: adds to the cells `rows` what they respond, and noise.
 * hidden: [count][HIDDEN] to keep, or NULL.  noise: NULL for none. */
static void update(const bf16 *table, const int64_t *rows, int64_t count, int64_t down, const Weights *w,
            bf16 *hidden, const Noise *noise, float *cells) {
    struct {
        bf16 seen[BLOCK * SEEN], hidden[BLOCK * HIDDEN];
        float change[BLOCK * CHANNELS], noise[BLOCK * CHANNELS];
        int64_t rows[BLOCK];
    } own __attribute__((aligned(ROW)));
    tiles_begin();
    prepare(own.seen);
    for (int64_t first = 0; first < count; first += BLOCK) {
        int part = block(rows + first, count - first, own.rows);
        gather(table, own.rows, down, own.seen);
        perceive(own.seen, w, own.hidden, NULL);
        respond(own.hidden, w, own.change);
        if (noise) draw(noise, own.rows, part, own.noise);
        for (int m = 0; m < part; m++)
            for (int n = 0; n < CHANNELS; n += TILE) {
                float *cell = cells + own.rows[m] * CHANNELS + n;
                Floats sum = load(own.change + m * CHANNELS + n);
                if (noise) sum += noise->strength * load(own.noise + m * CHANNELS + n);
                store(cell, load(cell) + sum);
            }
        if (hidden)
            memcpy(hidden + first * HIDDEN, own.hidden, part * HIDDEN * sizeof *hidden);
    }
    tiles_end();
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
        bf16 seen[BLOCK * SEEN], d_change[BLOCK * WIDE], d_hidden[BLOCK * HIDDEN];
        bf16 seen_turned[SEEN * CHUNK], d_change_turned[WIDE * CHUNK];
        bf16 hidden_paired[CHUNK * HIDDEN], d_hidden_paired[CHUNK * HIDDEN];
        int64_t rows[BLOCK];
    } own __attribute__((aligned(ROW)));
    tiles_begin();
    prepare(own.seen);
    for (int64_t chunk = 0; chunk < count; chunk += CHUNK) {
        int m = 0;
        for (; m < CHUNK && chunk + m < count; m += BLOCK) {
            int64_t first = chunk + m;
            int part = block(rows + first, count - first, own.rows);
            bf16 *paired_here = own.hidden_paired + place(m, 0);
            gather(table, own.rows, down, own.seen);
            if (hidden)
                pair(hidden + first * HIDDEN, part, paired_here);
            else
                perceive(own.seen, w, NULL, paired_here);
            memset(own.d_change, 0, sizeof own.d_change); /* in filling rows it stays so */
            for (int i = 0; i < part; i++)
                for (int n = 0; n < CHANNELS; n += TILE) {
                    Floats change = load(d_change + (first + i) * CHANNELS + n);
                    Halves both = rounded(change, change);
                    store(d_b2 + n, load(d_b2 + n) + change);
                    memcpy(own.d_change + i * WIDE + n, &both, ROW / 2);
                }
            respond_back(own.d_change, w, paired_here, own.d_hidden,
                         own.d_hidden_paired + place(m, 0));
            perceive_back(own.d_hidden, own.rows, part, down, w, d_cells);
            turn(own.d_change, WIDE, own.d_change_turned + m);
            turn(own.seen, SEEN, own.seen_turned + m);
        }
        correlate(own.d_change_turned, CHANNELS, own.hidden_paired, m, d_w2);
        correlate(own.seen_turned, SEEN, own.d_hidden_paired, m, d_w1);
    }
    tiles_end();
}

#include "steps.h"
