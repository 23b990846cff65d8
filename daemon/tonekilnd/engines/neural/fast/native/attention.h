// Attention of one query over cached keys and values.
//
// Keys lie in blocks of sixteen steps, (steps / 16, width, 16), so that sixteen scores come out
// of one pass without sums across lanes; values lie as they are, (steps, width).
#pragma once

#include <cmath>

#include "lanes.h"

namespace tonekiln {

inline int blocks_of(int steps) { return (steps + kLanes - 1) / kLanes; }

template <class Cached> struct Heads {
    Cached* keys;
    Cached* values;
};

template <class Cached>
inline void remember(const Heads<Cached>& head, int step, int width, const float* key,
                     const float* value) {
    Cached* keys = head.keys + static_cast<size_t>(step / kLanes) * width * kLanes + step % kLanes;
    Cached* values = head.values + static_cast<size_t>(step) * width;
    for (int i = 0; i < width; ++i) {
        narrowed(keys + static_cast<size_t>(i) * kLanes, key[i]);
        narrowed(values + i, value[i]);
    }
}

// Softmax of `count` scores, not divided by their sum, which is returned.
inline float softened(float* scores, int count) {
    const int blocks = blocks_of(count);
    for (int i = count; i < blocks * kLanes; ++i) scores[i] = -1e30F;
    Floats most = all(-1e30F);
    for (int b = 0; b < blocks; ++b) {
        const Floats score = loaded<Floats>(scores + b * kLanes);
        most = score > most ? score : most;
    }
    const float peak = largest(most);
    Floats total = {};
    for (int b = 0; b < blocks; ++b) {
        const Floats weight = exponential(loaded<Floats>(scores + b * kLanes) - peak);
        stored(scores + b * kLanes, weight);
        total += weight;
    }
    return sum(total);
}

template <class Cached>
inline void score(const float* query, const Heads<Cached>& head, int steps, int width,
                  float* scores) {
    const float scale = 1.0F / std::sqrt(static_cast<float>(width));
    for (int b = 0; b < blocks_of(steps); ++b) {
        const Cached* keys = head.keys + static_cast<size_t>(b) * width * kLanes;
        Floats even = {}, odd = {};
        for (int i = 0; i < width; i += 2) {
            even += widened(keys + static_cast<size_t>(i) * kLanes) * query[i];
            odd += widened(keys + static_cast<size_t>(i + 1) * kLanes) * query[i + 1];
        }
        stored(scores + b * kLanes, (even + odd) * scale);
    }
}

template <class Cached>
inline void attend(const float* query, const Heads<Cached>& head, int steps, int width,
                   float* scores, float* out) {
    score(query, head, steps, width, scores);
    const float share = 1.0F / softened(scores, steps);
    constexpr int kMostParts = 4;
    for (int from = 0; from < width; from += kMostParts * kLanes) {
        const int parts = std::min(kMostParts, (width - from) / kLanes);
        Floats heard[kMostParts] = {};
        for (int step = 0; step < steps; ++step) {
            const Cached* value = head.values + static_cast<size_t>(step) * width + from;
            for (int part = 0; part < parts; ++part)
                heard[part] += widened(value + part * kLanes) * scores[step];
        }
        for (int part = 0; part < parts; ++part)
            stored(out + from + part * kLanes, heard[part] * share);
    }
}

}  // namespace tonekiln
