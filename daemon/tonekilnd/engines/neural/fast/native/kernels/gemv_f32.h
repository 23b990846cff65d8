// gemv micro-kernel, fp32: sixteen outputs of up to eight rows.
//
// weights: (16, inputs) row-major; rows: `Rows` pointers to (inputs); out: [Rows] vectors of
// sixteen outputs, written over. inputs is a multiple of 16; no alignment asked.
// Instructions: simd.h's (FMA where the machine has it). Threads: pure.
// Roofline: memory bandwidth. Products of two rows read 25 GB/s a core on a Zen 4, as fast as
// plain reading there; a step's share of its bandwidth is in docs/performance.md.
#pragma once

#include <algorithm>

#include "packed_matrix.h"
#include "simd.h"

namespace tonekiln {

// Four outputs of a few rows: what is read of either serves four sums.
template <int Rows>
inline void gemv_f32_4_outputs(const float* weights, const float* const* rows, int inputs,
                               F32x16* out, int lane) {
    constexpr int kTogether = 4;
    const float* from[kTogether];
    for (int o = 0; o < kTogether; ++o)
        from[o] = weights + static_cast<size_t>(lane + o) * inputs;
    F32x16 total[kTogether][Rows] = {};
    for (int i = 0; i < inputs; i += kSimdWidth)
        for (int o = 0; o < kTogether; ++o) {
            const F32x16 weight = load<F32x16>(from[o] + i);
            prefetch_weights(from[o] + i + kTogether * inputs);
            for (int r = 0; r < Rows; ++r) total[o][r] += weight * load<F32x16>(rows[r] + i);
        }
    for (int o = 0; o < kTogether; ++o)
        for (int r = 0; r < Rows; ++r) out[r][lane + o] = reduce_add(total[o][r]);
}

// More than four rows do not fit beside the weights in the first cache: the others come after,
// while the weights are still there.
template <int Rows>
inline void gemv_f32(const float* weights, const float* const* rows, int inputs, F32x16* out) {
    constexpr int kFirst = std::min(Rows, 4);
    for (int lane = 0; lane < kSimdWidth; lane += 4) {
        gemv_f32_4_outputs<kFirst>(weights, rows, inputs, out, lane);
        if constexpr (Rows > kFirst)
            gemv_f32_4_outputs<Rows - kFirst>(weights, rows + kFirst, inputs, out + kFirst, lane);
    }
}

}  // namespace tonekiln
