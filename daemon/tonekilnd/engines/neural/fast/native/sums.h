// Blocks of a convolution in fp32, on whatever vectors the machine has: as many steps by 32
// outputs as its registers hold.
#pragma once

#include "convolution.h"

namespace tonekiln {

struct Sums {
    using Element = float;
#if defined(__AVX512F__)
    static constexpr int kRows = 12, kParts = 2;
#else
    static constexpr int kRows = 6, kParts = 1;
#endif

    void block(const Convolution& c, const float* x, int block, float* sums) const {
        for (int part = 0; part < kOutputs / kLanes; part += kParts)
            some_outputs(c, x, block, part * kLanes, sums);
    }

  private:
    // Sums of so many products are added up among themselves: rounding grows with the length of
    // a chain.
    static constexpr int kChain = 256;

    void some_outputs(const Convolution& c, const float* x, int block, int output,
                      float* sums) const {
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < kParts; ++p)
                stored(sums + r * kOutputs + output + p * kLanes, Floats{});
        const float* weights = static_cast<const float*>(c.weights) + output +
                               static_cast<size_t>(block) * c.taps * c.inputs * kOutputs;
        for (int tap = 0; tap < c.taps; ++tap) {
            const float* from = x + static_cast<size_t>(tap) * c.dilation * c.inputs;
            for (int first = 0; first < c.inputs; first += kChain) {
                const int count = c.inputs - first < kChain ? c.inputs - first : kChain;
                add_chain(weights, from + first, c.inputs, count, sums + output);
                weights += static_cast<size_t>(count) * kOutputs;
            }
        }
    }

    static void add_chain(const float* weights, const float* from, size_t apart, int count,
                          float* sums) {
        Floats total[kRows][kParts] = {};
        for (int i = 0; i < count; ++i, ++from, weights += kOutputs) {
            Floats weight[kParts];
            for (int p = 0; p < kParts; ++p) weight[p] = loaded<Floats>(weights + p * kLanes);
#pragma GCC unroll 12
            for (int r = 0; r < kRows; ++r)
                for (int p = 0; p < kParts; ++p) total[r][p] += weight[p] * from[r * apart];
        }
#pragma GCC unroll 12
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < kParts; ++p) {
                float* to = sums + r * kOutputs + p * kLanes;
                stored(to, loaded<Floats>(to) + total[r][p]);
            }
    }
};

}  // namespace tonekiln
