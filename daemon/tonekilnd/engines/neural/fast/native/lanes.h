// Sixteen numbers at a time, in the vector extensions of GCC and Clang: the compiler maps them
// to whatever the machine has.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace tonekiln {

constexpr int kLanes = 16;

using Floats = float __attribute__((vector_size(64)));
using Ints = int32_t __attribute__((vector_size(64)));

template <class T> inline T loaded(const void* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void stored(void* to, const Floats& value) { std::memcpy(to, &value, sizeof value); }

inline Floats all(float value) { return value - Floats{}; }

inline Floats bits_as_floats(const Ints& bits) { return loaded<Floats>(&bits); }

inline Ints floats_as_bits(const Floats& value) { return loaded<Ints>(&value); }

// bfloat16 is the upper half of a float.
struct Bfloat16 {
    uint16_t bits;
};

inline Floats widened(const float* from) { return loaded<Floats>(from); }

inline Floats widened(const Bfloat16* from) {
    using Halves = uint16_t __attribute__((vector_size(32)));
    return bits_as_floats(__builtin_convertvector(loaded<Halves>(from), Ints) << 16);
}

inline void narrowed(float* to, float value) { *to = value; }

// Round to nearest, ties to even.
inline void narrowed(Bfloat16* to, float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    to->bits = static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

inline void narrowed(float* to, const Floats& value) { stored(to, value); }

inline void narrowed(Bfloat16* to, const Floats& value) {
#if defined(__AVX512BF16__)
    const __m256bh halves = _mm512_cvtneps_pbh(loaded<__m512>(&value));
#else
    const Ints bits = floats_as_bits(value);
    const Ints even = bits + 0x7fff + ((bits >> 16) & 1);
    using Halves = uint16_t __attribute__((vector_size(32)));
    using Unsigned = uint32_t __attribute__((vector_size(64)));
    const Halves halves = __builtin_convertvector(loaded<Unsigned>(&even) >> 16, Halves);
#endif
    std::memcpy(to, &halves, sizeof halves);
}

inline float sum(const Floats& value) {
    using Half = float __attribute__((vector_size(32)));
    using Quarter = float __attribute__((vector_size(16)));
    Half halves[2];
    std::memcpy(halves, &value, sizeof value);
    const Half half = halves[0] + halves[1];
    Quarter quarters[2];
    std::memcpy(quarters, &half, sizeof half);
    const Quarter quarter = quarters[0] + quarters[1];
    return (quarter[0] + quarter[2]) + (quarter[1] + quarter[3]);
}

inline float largest(const Floats& value) {
    float most = value[0];
    for (int lane = 1; lane < kLanes; ++lane) most = value[lane] > most ? value[lane] : most;
    return most;
}

inline Floats magnitude(const Floats& value) {
    return bits_as_floats(floats_as_bits(value) & 0x7fffffff);
}

// Adding and taking away 1.5 * 2^23 rounds a float of modest size to an integer.
constexpr float kRounding = 12582912.0F;

inline Floats rounded(const Floats& value) { return (value + kRounding) - kRounding; }

// e^x to about 2 ulp for x <= 88; smaller than -87 counts as -87. After Cephes' expf.
inline Floats exponential(Floats x) {
    x = x < -87.0F ? all(-87.0F) : x;
    const Floats shifted = x * 1.44269504F + kRounding;
    const Floats power = shifted - kRounding;
    const Floats rest = x - power * 0.693359375F + power * 2.12194440e-4F;
    Floats series = all(1.9875691500e-4F);
    series = series * rest + 1.3981999507e-3F;
    series = series * rest + 8.3334519073e-3F;
    series = series * rest + 4.1665795894e-2F;
    series = series * rest + 1.6666665459e-1F;
    series = series * rest + 5.0000001201e-1F;
    series = series * rest * rest + rest + 1.0F;
    return bits_as_floats(floats_as_bits(series) + (floats_as_bits(shifted) << 23));
}

// x / (1 + e^-x), also called swish.
inline Floats silu(const Floats& x) {
    return x / (1.0F + exponential(x < -88.0F ? all(88.0F) : -x));
}

// x * Phi(x), the exact form of GELU, with erf to 1.5e-7 (Abramowitz and Stegun 7.1.26).
inline Floats gelu(const Floats& x) {
    const Floats z = magnitude(x) * 0.70710678F;
    const Floats t = 1.0F / (1.0F + 0.3275911F * z);
    Floats series = all(1.061405429F);
    series = series * t - 1.453152027F;
    series = series * t + 1.421413741F;
    series = series * t - 0.284496736F;
    series = series * t + 0.254829592F;
    const Floats tail = series * t * exponential(-z * z);
    return 0.5F * x * (x < 0.0F ? tail : 2.0F - tail);
}

}  // namespace tonekiln
