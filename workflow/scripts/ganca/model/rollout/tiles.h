/* The processor's tiles (Intel AMX), or the same in plain C where EMULATED is defined.
 *
 * There are eight tiles, called by a number that must be a constant.  A tile holds 16 rows of 64
 * bytes: 16 x 16 float32 sums, or 16 rows of 32 bfloat16 factors.  A product takes the rows of its
 * left factor as they are, those of its right factor in pairs:
 *     sums[m][n] += left[m][2 k] right[k][2 n] + left[m][2 k + 1] right[k][2 n + 1], k from 0 to 15
 */
#include <stdint.h>
#include <string.h>
#ifndef EMULATED
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

enum {
    TILE = 16,                   /* rows, and columns of sums */
    DEPTH = 32,                  /* factors in a row */
    FACTORS = TILE * DEPTH,      /* factors in a tile */
    ROW = 64,                    /* bytes */
};

typedef uint16_t bf16;

#ifdef EMULATED

typedef union {
    float sums[TILE][TILE];
    bf16 factors[TILE][DEPTH];
} Tile;

static __thread Tile tile[8];

static inline float widened(bf16 value) {
    uint32_t bits = (uint32_t)value << 16;
    float wide;
    memcpy(&wide, &bits, sizeof wide);
    return wide;
}

static inline int tiles_allowed(void) { return 1; }
static inline void tiles_begin(void) {}
static inline void tiles_end(void) {}

static inline void tile_zero(int t) { memset(tile + t, 0, sizeof *tile); }

/* Rows lie `apart` bytes from each other, in memory. */
static inline void tile_load(int t, const void *from, int64_t apart) {
    for (int i = 0; i < TILE; i++)
        memcpy(tile[t].factors[i], (const char *)from + i * apart, ROW);
}

static inline void tile_store(int t, void *to, int64_t apart) {
    for (int i = 0; i < TILE; i++) memcpy((char *)to + i * apart, tile[t].sums[i], ROW);
}

static inline void tile_multiply(int sums, int left, int right) {
    for (int m = 0; m < TILE; m++)
        for (int k = 0; k < DEPTH; k++)
            for (int n = 0; n < TILE; n++)
                tile[sums].sums[m][n] += widened(tile[left].factors[m][k]) *
                                         widened(tile[right].factors[k / 2][2 * n + k % 2]);
}

#else

/* Whether this process may use tiles: Linux wants to be asked, once. */
static inline int tiles_allowed(void) {
    enum { ARCH_REQ_XCOMP_PERM = 0x1023, XFEATURE_XTILEDATA = 18 };
    return syscall(SYS_arch_prctl, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
}

/* What is in memory must be there before a tile is loaded: the compiler doesn't see that it is. */
#define WRITTEN() __asm__ volatile("" ::: "memory")

/* Each thread says what shape its tiles have, before it uses them; and lets go of them after. */
static inline void tiles_begin(void) {
    struct {
        uint8_t palette, start, reserved[14];
        uint16_t bytes[16];
        uint8_t rows[16];
    } shapes = {.palette = 1};
    for (int t = 0; t < 8; t++) shapes.bytes[t] = ROW, shapes.rows[t] = TILE;
    __asm__ volatile("ldtilecfg %0" ::"m"(shapes));
}

static inline void tiles_end(void) { _tile_release(); }

#define tile_zero(t) _tile_zero(t)
#define tile_load(t, from, apart)         \
    do {                                  \
        WRITTEN();                        \
        _tile_loadd(t, from, apart);      \
    } while (0)
#define tile_store(t, to, apart) _tile_stored(t, to, apart)
#define tile_multiply(sums, left, right) _tile_dpbf16ps(sums, left, right)

#endif

/* 16 float32 values, 16 pairs of bfloat16 values, or those 32 one by one, beginning anywhere. */
typedef float Floats __attribute__((vector_size(ROW), aligned(4), may_alias));
typedef uint32_t Pairs __attribute__((vector_size(ROW), aligned(4), may_alias));
typedef uint16_t Halves __attribute__((vector_size(ROW), aligned(2), may_alias));

#ifndef INLINE
#define INLINE static inline __attribute__((always_inline))
#endif

/* ReLU; what is not a number stays. */
INLINE Floats positive(Floats values) {
#ifdef EMULATED
    return (Floats)((Pairs)values & (Pairs) ~(values < 0));
#else
    return (Floats)_mm512_max_ps(_mm512_setzero_ps(), (__m512)values);
#endif
}

/* Two rows of sums as the nearest bfloat16 values, of two as near the even one. */
INLINE Halves rounded(Floats first, Floats second) {
#ifdef EMULATED
    Pairs both[2] = {(Pairs)first, (Pairs)second};
    Halves values;
    for (int i = 0; i < DEPTH; i++) {
        uint32_t bits = both[i / TILE][i % TILE], number = (bits & 0x7fffffff) <= 0x7f800000;
        values[i] = number ? (bits + 0x7fff + (bits >> 16 & 1)) >> 16 : 0x7fc0;
    }
    return values;
#else
    return (Halves)_mm512_cvtne2ps_pbh((__m512)second, (__m512)first);
#endif
}
