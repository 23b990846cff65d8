// gemv micro-kernel, bf16 weights and fp32 activations: sixteen outputs of up to eight rows.
//
// weights: one packed block, (inputs, 16); rows: `Rows` pointers to fp32 (inputs); out: [Rows]
// vectors of sixteen outputs, written over. inputs is even; no alignment asked.
// Instructions: simd.h's; weights are widened to fp32 and sums kept in it, so that no bf16
// instruction is needed. Threads: pure.
// Roofline: memory bandwidth. Products of two rows read 20 GB/s a core on a Zen 4, as fast as
// plain reading there (docs/performance.md).
#pragma once

#include "packed_matrix.h"
#include "simd.h"

namespace tonekiln {

template <int Rows>
inline void gemv_bf16(const Bfloat16* weights, const float* const* rows, int inputs,
                      F32x16* out) {
    // Two sums a row: one would wait for its own last addition.
    F32x16 even[Rows] = {}, odd[Rows] = {};
    for (int i = 0; i < inputs; i += 2) {
        const F32x16 first = load_f32(weights + static_cast<size_t>(i) * kSimdWidth);
        const F32x16 second = load_f32(weights + static_cast<size_t>(i + 1) * kSimdWidth);
        prefetch_weights(weights + static_cast<size_t>(i) * kSimdWidth +
                         kPrefetchBytes / sizeof(Bfloat16));
        for (int r = 0; r < Rows; ++r) {
            even[r] += first * rows[r][i];
            odd[r] += second * rows[r][i + 1];
        }
    }
    for (int r = 0; r < Rows; ++r) out[r] = even[r] + odd[r];
}

}  // namespace tonekiln
