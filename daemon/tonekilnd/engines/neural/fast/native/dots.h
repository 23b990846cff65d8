// Blocks of a convolution on AVX-512's products of bfloat16 pairs: 12 steps by 32 outputs, whose
// sums stay in 24 of the 32 registers.
#pragma once

#include "convolution.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#define TONEKILN_DOTS 1

namespace tonekiln {

struct Dots {
    using Element = Bfloat16;
    static constexpr int kRows = 12;

    void block(const Convolution& c, const Bfloat16* x, int block, float* sums) const {
        const size_t step = static_cast<size_t>(c.inputs) * sizeof(Bfloat16);
        const size_t depths = static_cast<size_t>(c.inputs) / kDepth;
        const char* weights = static_cast<const char*>(c.weights) +
                              static_cast<size_t>(block) * c.taps * depths * 2 * kHalf;
        __m512 low[kRows], high[kRows];
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r) low[r] = high[r] = _mm512_setzero_ps();
        for (int tap = 0; tap < c.taps; ++tap) {
            const char* from =
                reinterpret_cast<const char*>(x) + static_cast<size_t>(tap) * c.dilation * step;
            for (size_t depth = 0; depth < depths; ++depth, from += 64, weights += 2 * kHalf)
                for (int pair = 0; pair < kDepth / 2; ++pair) {
                    const auto first = loaded<__m512bh>(weights + pair * 64);
                    const auto second = loaded<__m512bh>(weights + kHalf + pair * 64);
#pragma GCC unroll 12
                    for (int r = 0; r < kRows; ++r) {
                        const auto both = reinterpret_cast<__m512bh>(
                            _mm512_set1_epi32(loaded<int32_t>(from + r * step + pair * 4)));
                        low[r] = _mm512_dpbf16_ps(low[r], first, both);
                        high[r] = _mm512_dpbf16_ps(high[r], second, both);
                    }
                }
        }
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r) {
            _mm512_store_ps(sums + r * kOutputs, low[r]);
            _mm512_store_ps(sums + r * kOutputs + kLanes, high[r]);
        }
    }

  private:
    static constexpr int kDepth = 32;
    static constexpr size_t kHalf = 1024;
};

}  // namespace tonekiln
#endif
