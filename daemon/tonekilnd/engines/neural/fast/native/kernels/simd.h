// SIMD: vectors of sixteen fp32 or int32 (512 bits) in the vector extensions of GCC and Clang,
// which the compiler maps to one AVX-512 register, two of AVX2 or four of SSE or NEON.
//
// Alignment: none asked; every load and store is an unaligned one (memcpy).
// Threads: pure functions.
#pragma once

#include <cstdint>
#include <cstring>

#if defined(__AVX512BF16__)
#include <immintrin.h>
#endif

namespace tonekiln {

constexpr int kSimdWidth = 16;

using F32x16 = float __attribute__((vector_size(64)));
using I32x16 = int32_t __attribute__((vector_size(64)));

// Any vector type T from anywhere.
template <class T> inline T load(const void* from) {
    T value;
    std::memcpy(&value, from, sizeof value);
    return value;
}

inline void store(void* to, const F32x16& value) { std::memcpy(to, &value, sizeof value); }

inline F32x16 broadcast(float value) { return value - F32x16{}; }

inline F32x16 as_f32(const I32x16& bits) { return load<F32x16>(&bits); }

inline I32x16 as_i32(const F32x16& value) { return load<I32x16>(&value); }

// bfloat16 is the upper half of a float.
struct Bfloat16 {
    uint16_t bits;
};

// Sixteen numbers as fp32, whatever they are stored as.
inline F32x16 load_f32(const float* from) { return load<F32x16>(from); }

inline F32x16 load_f32(const Bfloat16* from) {
    using Halves = uint16_t __attribute__((vector_size(32)));
    return as_f32(__builtin_convertvector(load<Halves>(from), I32x16) << 16);
}

inline void store_as(float* to, float value) { *to = value; }

// Round to nearest, ties to even.
inline void store_as(Bfloat16* to, float value) {
    uint32_t bits;
    std::memcpy(&bits, &value, sizeof bits);
    to->bits = static_cast<uint16_t>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
}

inline void store_as(float* to, const F32x16& value) { store(to, value); }

inline void store_as(Bfloat16* to, const F32x16& value) {
#if defined(__AVX512BF16__)
    const __m256bh halves = _mm512_cvtneps_pbh(load<__m512>(&value));
#else
    const I32x16 bits = as_i32(value);
    const I32x16 even = bits + 0x7fff + ((bits >> 16) & 1);
    using Halves = uint16_t __attribute__((vector_size(32)));
    using Unsigned = uint32_t __attribute__((vector_size(64)));
    const Halves halves = __builtin_convertvector(load<Unsigned>(&even) >> 16, Halves);
#endif
    std::memcpy(to, &halves, sizeof halves);
}

inline float reduce_add(const F32x16& value) {
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

inline float reduce_max(const F32x16& value) {
    float most = value[0];
    for (int lane = 1; lane < kSimdWidth; ++lane) most = value[lane] > most ? value[lane] : most;
    return most;
}

inline F32x16 absolute(const F32x16& value) { return as_f32(as_i32(value) & 0x7fffffff); }

// Adding and taking away 1.5 * 2^23 rounds a float of modest size to an integer.
constexpr float kRounding = 12582912.0F;

inline F32x16 round_nearest(const F32x16& value) { return (value + kRounding) - kRounding; }

// e^x to about 2 ulp for x <= 88; smaller than -87 counts as -87. After Cephes' expf.
inline F32x16 exp_f32(F32x16 x) {
    x = x < -87.0F ? broadcast(-87.0F) : x;
    const F32x16 shifted = x * 1.44269504F + kRounding;
    const F32x16 power = shifted - kRounding;
    const F32x16 rest = x - power * 0.693359375F + power * 2.12194440e-4F;
    F32x16 series = broadcast(1.9875691500e-4F);
    series = series * rest + 1.3981999507e-3F;
    series = series * rest + 8.3334519073e-3F;
    series = series * rest + 4.1665795894e-2F;
    series = series * rest + 1.6666665459e-1F;
    series = series * rest + 5.0000001201e-1F;
    series = series * rest * rest + rest + 1.0F;
    return as_f32(as_i32(series) + (as_i32(shifted) << 23));
}

// x / (1 + e^-x), also called swish.
inline F32x16 silu(const F32x16& x) {
    return x / (1.0F + exp_f32(x < -88.0F ? broadcast(88.0F) : -x));
}

// x * Phi(x), the exact form of GELU, with erf to 1.5e-7 (Abramowitz and Stegun 7.1.26).
inline F32x16 gelu(const F32x16& x) {
    const F32x16 z = absolute(x) * 0.70710678F;
    const F32x16 t = 1.0F / (1.0F + 0.3275911F * z);
    F32x16 series = broadcast(1.061405429F);
    series = series * t - 1.453152027F;
    series = series * t + 1.421413741F;
    series = series * t - 0.284496736F;
    series = series * t + 0.254829592F;
    const F32x16 tail = series * t * exp_f32(-z * z);
    return 0.5F * x * (x < 0.0F ? tail : 2.0F - tail);
}

}  // namespace tonekiln
