// Decode attention: one query over one head's kv cache, for self-attention and for
// cross-attention.
//
// query, out: fp32 (head_dim); the cache as kv_cache.h has it; scores: fp32 scratch with room for
// steps rounded up to a multiple of 16. head_dim is a multiple of 16; no alignment asked.
// Scores and sums are fp32 whatever the cache's type.
// Instructions: simd.h's. Threads: pure but for `scores`, which is one thread's own.
// Roofline: memory bandwidth (every cached number is read once); not measured alone.
#pragma once

#include <algorithm>
#include <cmath>

#include "kv_cache.h"
#include "softmax.h"

namespace tonekiln {

// scores = query . keys / sqrt(head_dim), (steps).
template <class Cached>
inline void attention_scores(const float* query, const KvHead<Cached>& head, int steps,
                             int head_dim, float* scores) {
    const float scale = 1.0F / std::sqrt(static_cast<float>(head_dim));
    for (int b = 0; b < blocks_of(steps); ++b) {
        const Cached* keys = head.keys + static_cast<size_t>(b) * head_dim * kSimdWidth;
        F32x16 even = {}, odd = {};
        for (int i = 0; i < head_dim; i += 2) {
            even += load_f32(keys + static_cast<size_t>(i) * kSimdWidth) * query[i];
            odd += load_f32(keys + static_cast<size_t>(i + 1) * kSimdWidth) * query[i + 1];
        }
        store(scores + b * kSimdWidth, (even + odd) * scale);
    }
}

template <class Cached>
inline void decode_attention(const float* query, const KvHead<Cached>& head, int steps,
                             int head_dim, float* scores, float* out) {
    attention_scores(query, head, steps, head_dim, scores);
    const float share = 1.0F / softmax_undivided(scores, steps);
    // Sums of up to 64 numbers of a head stay in registers while all values pass.
    constexpr int kMaxVectors = 4;
    for (int from = 0; from < head_dim; from += kMaxVectors * kSimdWidth) {
        const int vectors = std::min(kMaxVectors, (head_dim - from) / kSimdWidth);
        F32x16 context[kMaxVectors] = {};
        for (int step = 0; step < steps; ++step) {
            const Cached* value = head.values + static_cast<size_t>(step) * head_dim + from;
            for (int v = 0; v < vectors; ++v)
                context[v] += load_f32(value + v * kSimdWidth) * scores[step];
        }
        for (int v = 0; v < vectors; ++v) store(out + from + v * kSimdWidth, context[v] * share);
    }
}

}  // namespace tonekiln
