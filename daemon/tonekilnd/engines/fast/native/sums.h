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
    void some_outputs(const Convolution& c, const float* x, int block, int output,
                      float* sums) const {
        const float* weights = static_cast<const float*>(c.weights) + output +
                               static_cast<size_t>(block) * c.taps * c.inputs * kOutputs;
        Floats total[kRows][kParts] = {};
        for (int tap = 0; tap < c.taps; ++tap) {
            const float* from = x + static_cast<size_t>(tap) * c.dilation * c.inputs;
            for (int i = 0; i < c.inputs; ++i, ++from, weights += kOutputs) {
                Floats weight[kParts];
                for (int p = 0; p < kParts; ++p) weight[p] = loaded<Floats>(weights + p * kLanes);
#pragma GCC unroll 12
                for (int r = 0; r < kRows; ++r)
                    for (int p = 0; p < kParts; ++p)
                        total[r][p] += weight[p] * from[static_cast<size_t>(r) * c.inputs];
            }
        }
        for (int r = 0; r < kRows; ++r)
            for (int p = 0; p < kParts; ++p)
                stored(sums + r * kOutputs + output + p * kLanes, total[r][p]);
    }
};

}  // namespace tonekiln
