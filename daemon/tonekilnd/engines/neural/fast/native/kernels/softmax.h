// Softmax of one row of attention scores, left for the caller to divide by its sum.
//
// scores: fp32 (count), with room up to a multiple of 16; written over with e^(score - largest),
// zeros in the room. No alignment asked.
// Instructions: simd.h's. Threads: pure.
// Roofline: not measured alone.
#pragma once

#include "simd.h"

namespace tonekiln {

inline int blocks_of(int steps) { return (steps + kSimdWidth - 1) / kSimdWidth; }

// Returns the sum: dividing a head's few outputs costs less than dividing every score.
inline float softmax_undivided(float* scores, int count) {
    const int blocks = blocks_of(count);
    for (int i = count; i < blocks * kSimdWidth; ++i) scores[i] = -1e30F;
    F32x16 most = broadcast(-1e30F);
    for (int b = 0; b < blocks; ++b) {
        const F32x16 score = load<F32x16>(scores + b * kSimdWidth);
        most = score > most ? score : most;
    }
    const float peak = reduce_max(most);
    F32x16 total = {};
    for (int b = 0; b < blocks; ++b) {
        const F32x16 weight = exp_f32(load<F32x16>(scores + b * kSimdWidth) - peak);
        store(scores + b * kSimdWidth, weight);
        total += weight;
    }
    return reduce_add(total);
}

}  // namespace tonekiln
