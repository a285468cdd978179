/* Standard normal noise, a function of key, step, cell and channel: what noise.py says, to the bit.
 *
 * Operations on float32 round one by one, as torch's do: compile with -ffp-contract=off.
 */
#include <stdint.h>
#include <string.h>

#if defined(__AVX512F__)
enum { WIDTH = 64 };             /* bytes of a register */
#else
enum { WIDTH = 32 };
#endif
#ifdef __AVX2__
#include <immintrin.h>
#endif
#ifndef INLINE
#define INLINE static inline __attribute__((always_inline))
#endif

enum {
    ROUNDS = 10,
    DRAWN = WIDTH / 16,          /* cells at a time: four counters each, two in 64 bits */
};

typedef struct {
    uint32_t key[2], step;
    float strength;
    int64_t places;              /* cells after which the noise is the same again, 0 for none */
} Noise;

typedef uint64_t Longs __attribute__((vector_size(WIDTH), aligned(8)));
typedef uint32_t Words __attribute__((vector_size(WIDTH)));
typedef int32_t Ints __attribute__((vector_size(WIDTH)));
typedef float Reals __attribute__((vector_size(WIDTH)));

/* Products of the lower halves. */
INLINE Longs times(Longs values, uint32_t by) {
#if defined(__AVX512F__)
    return (Longs)_mm512_mul_epu32((__m512i)values, _mm512_set1_epi64(by));
#elif defined(__AVX2__)
    return (Longs)_mm256_mul_epu32((__m256i)values, _mm256_set1_epi64x(by));
#else
    return (values & 0xffffffff) * by;
#endif
}

INLINE Reals converted(Ints values) {
#if defined(__AVX512F__)
    return (Reals)_mm512_cvtepi32_ps((__m512i)values);
#else
    return __builtin_convertvector(values, Reals);
#endif
}

INLINE Reals root(Reals values) {
#if defined(__AVX512F__)
    return (Reals)_mm512_sqrt_ps((__m512)values);
#elif defined(__AVX2__)
    return (Reals)_mm256_sqrt_ps((__m256)values);
#else
    for (int i = 0; i < WIDTH / 4; i++) values[i] = __builtin_sqrtf(values[i]);
    return values;
#endif
}

/* Philox4x32-10.  Words are the lower halves; what comes to stand in the upper ones is nothing. */
INLINE void philox(Longs word[4], const uint64_t key[ROUNDS][2]) {
    for (int round = 0; round < ROUNDS; round++) {
        Longs first = times(word[0], 0xD2511F53), second = times(word[2], 0xCD9E8D57);
        word[0] = second >> 32 ^ word[1] ^ key[round][0];
        word[1] = second;
        word[2] = first >> 32 ^ word[3] ^ key[round][1];
        word[3] = first;
    }
}

INLINE Reals logarithm(Reals u) {
    Ints exponent = ((Ints)u - 0x3f3504f3) >> 23;
    Reals m = (Reals)((Ints)u - (exponent << 23)); /* between the roots of 1/2 and 2 */
    Reals s = (m - 1) / (m + 1), q = s * s;
    Reals series = 1 + q * (1 / 3.f + q * (1 / 5.f + q * (1 / 7.f)));
    return converted(exponent) * 0.693147181f + s * series * 2;
}

/* Box and Muller's two normal numbers from two words. */
INLINE void normal(Words radius, Words angle, Reals *first, Reals *second) {
    Reals r = root(logarithm(converted((Ints)(radius >> 1 | 1)) * 0x1p-31f) * -2);
    Reals x = converted((Ints)(angle << 1)) * (3.14159265f * 0x1p-32f), q = x * x;
    Reals sine =
        1 + q * (-1 / 6.f + q * (1 / 120.f + q * (-1 / 5040.f + q * (1 / 362880.f))));
    Reals cosine =
        1 + q * (-1 / 2.f +
                 q * (1 / 24.f + q * (-1 / 720.f + q * (1 / 40320.f + q * (-1 / 3628800.f)))));
    *first = (Reals)((Words)(r * cosine) ^ (angle & 0x80000000));
    *second = r * (x * sine);
}

/* 16 channels from `channel` on of DRAWN cells, each of which stands twice in `cells`. */
INLINE void sixteen(const uint64_t key[ROUNDS][2], uint32_t step, Longs cells, int channel,
                    float *to) {
    static const uint64_t groups[] = {0, 2, 0, 2, 0, 2, 0, 2};
    const Longs none = {0}, group = *(const Longs *)groups + (uint64_t)channel / 4;
    Longs even[4] = {cells, group, none + step, none};
    Longs odd[4] = {cells, group + 1, none + step, none};
    Words word[4];
    Reals drawn[4];
    philox(even, key);
    philox(odd, key);
    for (int k = 0; k < 4; k++) word[k] = (Words)((even[k] & 0xffffffff) | odd[k] << 32);
    normal(word[0], word[1], drawn, drawn + 1);
    normal(word[2], word[3], drawn + 2, drawn + 3);
    for (int m = 0; m < DRAWN; m++)
        for (int k = 0; k < 4; k++)
            memcpy(to + m * CHANNELS + channel + 4 * k, (float *)(drawn + k) + 4 * m, 16);
}

/* The noise of these cells, [count][CHANNELS], count filled up to a multiple of 4. */
void draw(const Noise *noise, const int64_t *rows, int64_t count, float *to) {
    uint64_t key[ROUNDS][2];
    for (uint32_t round = 0; round < ROUNDS; round++) {
        key[round][0] = noise->key[0] + round * 0x9E3779B9;
        key[round][1] = noise->key[1] + round * 0xBB67AE85;
    }
    for (int64_t m = 0; m < count; m += DRAWN) {
        Longs cells;
        for (int i = 0; i < WIDTH / 8; i++) {
            int64_t cell = rows[m + i / 2 < count ? m + i / 2 : m];
            cells[i] = noise->places ? cell % noise->places : cell;
        }
        for (int channel = 0; channel < CHANNELS; channel += 16)
            sixteen((const uint64_t(*)[2])key, noise->step, cells, channel, to + m * CHANNELS);
    }
}
