// conv1d micro-kernel, bf16 on AVX-512: 12 steps by 32 outputs, whose sums stay in 24 of the 32
// registers.
//
// x: bf16 (steps, inputs), readable for 12 steps whatever is wanted; weights: conv1d.h's bf16
// layout; sums: fp32 (12, 32), written over, aligned at 64 bytes.
// Instructions: vdpbf16ps (dot products of bf16 pairs). Threads: pure.
// Roofline: arithmetic. 85-94 % of the instruction's peak on one thread of a Zen 4 with a kernel
// of 7 and 128 to 1024 channels (196-219 of 232 GFLOP/s), 76 % with a kernel of 1
// (docs/performance.md).
#pragma once

#include "conv1d.h"

#if defined(__AVX512BF16__)
#include <immintrin.h>
#define TONEKILN_AVX512_BF16 1

namespace tonekiln {

struct Conv1dAvx512Bf16 {
    using Element = Bfloat16;
    static constexpr int kRows = 12;

    void block(const Conv1d& c, const Bfloat16* x, int block, float* sums) const {
        const size_t step = static_cast<size_t>(c.inputs) * sizeof(Bfloat16);
        const size_t depths = static_cast<size_t>(c.inputs) / kDepth;
        const char* weights = static_cast<const char*>(c.weights) +
                              static_cast<size_t>(block) * c.kernel_size * depths * 2 * kHalf;
        __m512 low[kRows], high[kRows];
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r) low[r] = high[r] = _mm512_setzero_ps();
        for (int tap = 0; tap < c.kernel_size; ++tap) {
            const char* from =
                reinterpret_cast<const char*>(x) + static_cast<size_t>(tap) * c.dilation * step;
            for (size_t depth = 0; depth < depths; ++depth, from += 64, weights += 2 * kHalf)
                for (int pair = 0; pair < kDepth / 2; ++pair) {
                    const auto first = load<__m512bh>(weights + pair * 64);
                    const auto second = load<__m512bh>(weights + kHalf + pair * 64);
#pragma GCC unroll 12
                    for (int r = 0; r < kRows; ++r) {
                        const auto both = reinterpret_cast<__m512bh>(
                            _mm512_set1_epi32(load<int32_t>(from + r * step + pair * 4)));
                        low[r] = _mm512_dpbf16_ps(low[r], first, both);
                        high[r] = _mm512_dpbf16_ps(high[r], second, both);
                    }
                }
        }
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r) {
            _mm512_store_ps(sums + r * kOutputs, low[r]);
            _mm512_store_ps(sums + r * kOutputs + kSimdWidth, high[r]);
        }
    }

private:
    static constexpr int kDepth = 32;
    static constexpr size_t kHalf = 1024;
};

}  // namespace tonekiln
#endif
