// Full attention: every query of a window over all its keys (bidirectional self-attention), or
// over another window's (cross-attention). fp32, with grouped-query heads, q/k norm and rotary
// embedding on the way in.
//
// Micro-kernel: eight queries by 32 keys at a time, then eight by 32 numbers of a head; their
// sums stay in registers. A query's sums are done in one order whatever other queries there are.
// Shapes and layout: at the structs below; alignment: none asked.
// Instructions: simd.h's (on AVX-512, 16 of 32 registers hold sums).
// Threads: full_attention opens a team of its own; a thread makes one head of one sequence at a
// time with a FullAttentionHead that is its workspace.
// Roofline: not measured against one; of a 0.30 s transformer step of Stable Audio Open Small on
// two Zen 4 cores 0.04 s are this (docs/performance.md).
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

#include "kv_cache.h"
#include "layer_norm.h"
#include "softmax.h"

namespace tonekiln {

// Queries, keys or values, heads side by side in each row, rows at a stride (of wider rows, such
// as a fused qkv's): of step s of sequence b, head h begins at
// data[(b * steps + s) * stride + h * head_dim].
struct AttentionSide {
    const float* data;
    int32_t steps;
    int32_t heads;
    int32_t stride;
    Norm norm;  // of each head's numbers, or null
};

// head_dim: a multiple of 32. Heads of keys and values divide those of queries.
// rotary_cos, rotary_sin: (steps, rotary_dim / 2), of the first rotary_dim numbers of queries and
// keys, in halves (as GPT-NeoX has it); rotary_dim, a multiple of 32, is 0 for none.
// out: (sequences, steps, heads, head_dim) of the queries, written over.
struct FullAttention {
    AttentionSide queries, keys, values;
    const float* rotary_cos;
    const float* rotary_sin;
    float* out;
    float epsilon;
    int32_t rotary_dim;
    int32_t sequences;
    int32_t head_dim;
};

constexpr int kQueries = 8;
constexpr int kVectors = 2;

inline const float* head_at(const AttentionSide& side, int sequence, int step, int head,
                            int head_dim) {
    const size_t row = static_cast<size_t>(sequence) * side.steps + step;
    return side.data + row * side.stride + static_cast<size_t>(head) * head_dim;
}

// A head's numbers with norm and rotary embedding, as the model's scores take them.
inline void norm_and_rotate(const FullAttention& attention, const AttentionSide& side,
                            const float* head, int step, float* out) {
    if (side.norm.weight)
        layer_norm(head, side.norm, attention.head_dim, out, attention.epsilon);
    else
        std::memcpy(out, head, sizeof(float) * attention.head_dim);
    const int half = attention.rotary_dim / 2;
    const float* cosines = attention.rotary_cos + static_cast<size_t>(step) * half;
    const float* sines = attention.rotary_sin + static_cast<size_t>(step) * half;
    for (int i = 0; i < half; i += kSimdWidth) {
        const F32x16 low = load<F32x16>(out + i), high = load<F32x16>(out + half + i);
        const F32x16 cosine = load<F32x16>(cosines + i), sine = load<F32x16>(sines + i);
        store(out + i, low * cosine - high * sine);
        store(out + half + i, high * cosine + low * sine);
    }
}

// The micro-kernel, for scores and for values: a (8, depth) at a stride times b (depth, 32), its
// rows in two vectors at b_low and b_high with a stride; out (8, 32). A function of its own, so
// that the compiler keeps all sums in registers.
__attribute__((noinline)) inline void gemm_f32_8x32(const float* a, int a_stride,
                                                    const float* b_low, const float* b_high,
                                                    int b_stride, int depth,
                                                    F32x16 (&out)[kQueries][kVectors]) {
    F32x16 total[kQueries][kVectors];
#pragma GCC unroll 8
    for (int q = 0; q < kQueries; ++q) total[q][0] = total[q][1] = F32x16{};
    for (int i = 0; i < depth; ++i) {
        const F32x16 one = load<F32x16>(b_low + static_cast<size_t>(i) * b_stride);
        const F32x16 two = load<F32x16>(b_high + static_cast<size_t>(i) * b_stride);
#pragma GCC unroll 8
        for (int q = 0; q < kQueries; ++q) {
            const float number = a[q * a_stride + i];
            total[q][0] += one * number;
            total[q][1] += two * number;
        }
    }
#pragma GCC unroll 8
    for (int q = 0; q < kQueries; ++q) {
        out[q][0] = total[q][0];
        out[q][1] = total[q][1];
    }
}

// A thread's workspace, for one head of one sequence at a time.
class FullAttentionHead {
public:
    explicit FullAttentionHead(const FullAttention& all)
        : attention(all),
          head_dim(all.head_dim),
          padded((all.keys.steps + 2 * kSimdWidth - 1) / (2 * kSimdWidth) * 2 * kSimdWidth),
          key(head_dim),
          keys(static_cast<size_t>(padded) * head_dim),
          values(keys.size()),
          queries(static_cast<size_t>(kQueries) * head_dim),
          scores(static_cast<size_t>(kQueries) * padded) {}

    void attend(int sequence, int head) {
        pack_keys_values(sequence, head * attention.keys.heads / attention.queries.heads);
        const int steps = attention.queries.steps;
        // The last ones are made with some of those before, again.
        for (int first = 0; first < steps; first += kQueries)
            attend_queries(sequence, head, std::max(0, std::min(first, steps - kQueries)));
    }

private:
    // As kv_cache.h lays them out.
    void pack_keys_values(int sequence, int head) {
        for (int step = 0; step < attention.keys.steps; ++step) {
            norm_and_rotate(attention, attention.keys,
                            head_at(attention.keys, sequence, step, head, head_dim), step,
                            key.data());
            cache_step(KvHead<float>{keys.data(), values.data()}, step, head_dim, key.data(),
                       head_at(attention.values, sequence, step, head, head_dim));
        }
    }

    void attend_queries(int sequence, int head, int first) {
        const int count = std::min(kQueries, attention.queries.steps - first);
        const float scale = 1.0F / std::sqrt(static_cast<float>(head_dim));
        for (int q = 0; q < count; ++q) {
            float* query = queries.data() + static_cast<size_t>(q) * head_dim;
            norm_and_rotate(attention, attention.queries,
                            head_at(attention.queries, sequence, first + q, head, head_dim),
                            first + q, query);
            for (int i = 0; i < head_dim; i += kSimdWidth)
                store(query + i, load<F32x16>(query + i) * scale);
        }
        F32x16 sums[kQueries][kVectors];
        for (int key = 0; key < padded; key += 2 * kSimdWidth) {
            const float* block = keys.data() + static_cast<size_t>(key) * head_dim;
            gemm_f32_8x32(queries.data(), head_dim, block,
                          block + static_cast<size_t>(head_dim) * kSimdWidth, kSimdWidth,
                          head_dim, sums);
            for (int q = 0; q < count; ++q)
                std::memcpy(scores.data() + static_cast<size_t>(q) * padded + key, sums[q],
                            sizeof sums[q]);
        }
        float share[kQueries];
        for (int q = 0; q < count; ++q)
            share[q] = 1.0F / softmax_undivided(scores.data() + static_cast<size_t>(q) * padded,
                                                attention.keys.steps);
        for (int i = 0; i < head_dim; i += 2 * kSimdWidth) {
            const float* some = values.data() + i;
            gemm_f32_8x32(scores.data(), padded, some, some + kSimdWidth, head_dim,
                          attention.keys.steps, sums);
            for (int q = 0; q < count; ++q)
                store_context(sequence, first + q, head, i, sums[q], share[q]);
        }
    }

    void store_context(int sequence, int step, int head, int from, const F32x16* sums,
                       float share) {
        const size_t row = static_cast<size_t>(sequence) * attention.queries.steps + step;
        float* out = attention.out + (row * attention.queries.heads + head) * head_dim + from;
        store(out, sums[0] * share);
        store(out + kSimdWidth, sums[1] * share);
    }

    const FullAttention& attention;
    int head_dim, padded;
    std::vector<float> key, keys, values, queries, scores;
};

inline void full_attention(const FullAttention& attention, int threads) {
#pragma omp parallel num_threads(threads)
    {
        FullAttentionHead one(attention);
#pragma omp for schedule(dynamic) collapse(2)
        for (int sequence = 0; sequence < attention.sequences; ++sequence)
            for (int head = 0; head < attention.queries.heads; ++head) one.attend(sequence, head);
    }
}

}  // namespace tonekiln
