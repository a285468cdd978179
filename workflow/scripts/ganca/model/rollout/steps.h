/* Rollouts of pictures, there and back, by a kernel's `update` and `update_back`.
 *
 * Pictures are gone through one after the other, each over all its steps: so what a step leaves of a
 * picture is still in a near cache when the next one wants it.  Included at a kernel's end.
 */
#include <stdlib.h>

/* What the backward pass needs of each step.  Tables of cells hold all pictures, padded; where there is
 * no backward pass, there is room for one step. */
typedef struct {
    int64_t height, width, cells, kept;
    const uint8_t *fires;        /* [steps][cells], whether a cell takes part; NULL: all do */
    uint8_t *lives;              /* [steps][cells], whether it took part and lived */
    Factor *tables;              /* [steps][cells][CHANNELS], as they were before */
    Factor *hidden;              /* [steps][cells][HIDDEN], those that lived first, or NULL */
} Trace;

/* Marks the cells of a picture that this step updates, padding never: those that take part and have
 * a cell as opaque as ALIVE beside them, or are one. */
static void mark(const float *cells, const Trace *t, const uint8_t *fires,
                 uint8_t *restrict opaque, uint8_t *restrict lives) {
    int64_t down = t->width + 2, size = (t->height + 2) * down;
    for (int64_t i = 0; i < size; i++) opaque[i] = cells[i * CHANNELS + ALPHA] >= ALIVE;
    memset(lives, 0, size);
    for (int64_t y = 1; y <= t->height; y++) {
        const uint8_t *above = opaque + (y - 1) * down, *here = above + down, *below = here + down;
        uint8_t *row = lives + y * down;
        for (int64_t x = 1; x <= t->width; x++)
            row[x] = above[x - 1] | above[x] | above[x + 1] | here[x - 1] | here[x] | here[x + 1] |
                     below[x - 1] | below[x] | below[x + 1];
    }
    for (int64_t i = 0; fires && i < size; i++) lives[i] &= fires[i];
}

/* The places of what is marked, counted from `first`; how many there are. */
static int64_t list(const uint8_t *lives, int64_t size, int64_t first, int64_t *rows) {
    int64_t count = 0;
    for (int64_t i = 0; i < size; i++) {
        rows[count] = first + i;
        count += lives[i];
    }
    return count;
}

static void *room(int64_t bytes) {
    void *found = malloc(bytes);
    if (!found) abort();
    return found;
}

/* Takes the pictures from `picture` up to `end` through so many steps.  noise: NULL for none. */
void grow(float *cells, int64_t picture, int64_t end, int64_t steps, const Weights *w,
          const Noise *noise, const Trace *t) {
    int64_t down = t->width + 2, size = (t->height + 2) * down;
    int64_t *rows = room((size + 1) * sizeof *rows);
    uint8_t *opaque = room(size);
    for (; picture < end; picture++)
        for (int64_t step = 0; step < steps; step++) {
            int64_t first = picture * size, at = t->kept * step * t->cells;
            Factor *table = t->tables + at * CHANNELS;
            Factor *hidden = t->hidden ? t->hidden + (at + first) * HIDDEN : NULL;
            const uint8_t *fires = t->fires ? t->fires + step * t->cells + first : NULL;
            Noise own = noise ? *noise : (Noise){0};
            own.step += (uint32_t)step;
            mark(cells + first * CHANNELS, t, fires, opaque, t->lives + at + first);
            convert(cells + first * CHANNELS, size * CHANNELS, table + first * CHANNELS);
            update(table, rows, list(t->lives + at + first, size, first, rows), down, w, hidden,
                   noise ? &own : NULL, cells);
        }
    free(opaque);
    free(rows);
}

/* The backward pass of `grow`: d_cells, the gradient of the cells after it, becomes that of those before,
 * and what the weights get is added to the others. */
void grow_back(float *d_cells, int64_t picture, int64_t end, int64_t steps, const Weights *w,
               const Trace *t, float *d_w1, float *d_w2, float *d_b2) {
    int64_t down = t->width + 2, size = (t->height + 2) * down;
    int64_t *rows = room((size + 1) * sizeof *rows);
    float *d_change = room(size * CHANNELS * sizeof *d_change);
    for (; picture < end; picture++)
        for (int64_t step = steps; step-- > 0;) {
            int64_t first = picture * size, at = step * t->cells;
            const Factor *hidden = t->hidden ? t->hidden + (at + first) * HIDDEN : NULL;
            int64_t count = list(t->lives + at + first, size, first, rows);
            for (int64_t m = 0; m < count; m++)
                memcpy(d_change + m * CHANNELS, d_cells + rows[m] * CHANNELS,
                       CHANNELS * sizeof *d_change);
            update_back(t->tables + at * CHANNELS, rows, count, down, w, hidden, d_change, d_cells,
                        d_w1, d_w2, d_b2);
        }
    free(d_change);
    free(rows);
}
