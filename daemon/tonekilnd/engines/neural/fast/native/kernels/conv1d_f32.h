// conv1d micro-kernel, fp32 on whatever vectors the machine has: as many steps by 32 outputs as
// its registers hold (AVX-512: 12 steps by 32 at once; AVX2 and others: 6 by 16, twice).
//
// x: fp32 (steps, inputs), readable for kRows steps whatever is wanted; weights: conv1d.h's fp32
// layout; sums: fp32 (kRows, 32), written over. No alignment asked.
// Instructions: simd.h's, with FMA where the machine has it. Threads: pure.
// Roofline: arithmetic. 77-92 % of FMA's peak on one thread of a Zen 4 with a kernel of 7 (89-107
// of 117 GFLOP/s), 58-74 % with a kernel of 1 (docs/performance.md); on AVX2 not measured.
#pragma once

#include "conv1d.h"

namespace tonekiln {

struct Conv1dF32 {
    using Element = float;
#if defined(__AVX512F__)
    static constexpr int kRows = 12, kParts = 2;
#else
    static constexpr int kRows = 6, kParts = 1;
#endif

    void block(const Conv1d& c, const float* x, int block, float* sums) const {
        for (int part = 0; part < kOutputs / kSimdWidth; part += kParts)
            accumulate(c, x, block, part * kSimdWidth, sums);
    }

private:
    // Sums of so many products are added up among themselves: rounding grows with the length of
    // a chain.
    static constexpr int kChain = 256;

    void accumulate(const Conv1d& c, const float* x, int block, int output, float* sums) const {
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < kParts; ++p)
                store(sums + r * kOutputs + output + p * kSimdWidth, F32x16{});
        const float* weights = static_cast<const float*>(c.weights) + output +
                               static_cast<size_t>(block) * c.kernel_size * c.inputs * kOutputs;
        for (int tap = 0; tap < c.kernel_size; ++tap) {
            const float* from = x + static_cast<size_t>(tap) * c.dilation * c.inputs;
            for (int first = 0; first < c.inputs; first += kChain) {
                const int count = c.inputs - first < kChain ? c.inputs - first : kChain;
                fma_chain(weights, from + first, c.inputs, count, sums + output);
                weights += static_cast<size_t>(count) * kOutputs;
            }
        }
    }

    static void fma_chain(const float* weights, const float* from, size_t stride, int count,
                          float* sums) {
        F32x16 total[kRows][kParts] = {};
        for (int i = 0; i < count; ++i, ++from, weights += kOutputs) {
            F32x16 weight[kParts];
            for (int p = 0; p < kParts; ++p) weight[p] = load<F32x16>(weights + p * kSimdWidth);
#pragma GCC unroll 12
            for (int r = 0; r < kRows; ++r)
                for (int p = 0; p < kParts; ++p) total[r][p] += weight[p] * from[r * stride];
        }
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < kParts; ++p) {
                float* to = sums + r * kOutputs + p * kSimdWidth;
                store(to, load<F32x16>(to) + total[r][p]);
            }
    }
};

}  // namespace tonekiln
