// The kv cache of one head: keys and values of the steps so far, or of the steps of a cross
// attention.
//
// keys:   (steps / 16, head_dim, 16), so that sixteen scores come out of one pass without sums
//         across a vector;
// values: (steps, head_dim), as they came.
// Cached: float or Bfloat16. head_dim is a multiple of 16; no alignment asked.
// Threads: a head is written by the thread that reads it next, so nothing is waited for.
#pragma once

#include "simd.h"

namespace tonekiln {

template <class Cached> struct KvHead {
    Cached* keys;
    Cached* values;
};

// Puts the key and the value of a step, fp32 (head_dim), in their places.
template <class Cached>
inline void cache_step(const KvHead<Cached>& head, int step, int head_dim, const float* key,
                       const float* value) {
    Cached* keys = head.keys + static_cast<size_t>(step / kSimdWidth) * head_dim * kSimdWidth +
                   step % kSimdWidth;
    Cached* values = head.values + static_cast<size_t>(step) * head_dim;
    for (int i = 0; i < head_dim; ++i) {
        store_as(keys + static_cast<size_t>(i) * kSimdWidth, key[i]);
        store_as(values + i, value[i]);
    }
}

}  // namespace tonekiln
