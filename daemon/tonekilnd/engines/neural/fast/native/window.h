// Attention of every step of a window to all steps of it, or of another one.
//
// Eight queries by 32 keys at a time, then eight by 32 of a head's numbers: their sums stay in
// registers. A query's sums are done in one order whatever other queries there are.
#pragma once

#include <algorithm>
#include <vector>

#include "attention.h"
#include "rows.h"

namespace tonekiln {

// Heads side by side in each row: of step s of sequence b, head h begins at
// from[(b * steps + s) * apart + h * width].
struct Side {
    const float* from;
    int32_t steps;
    int32_t heads;
    int32_t apart;
    Norm norm;  // of each head's numbers, or null
};

// width: of a head, a multiple of 32. turn: cosines and sines (steps, turned / 2) that turn the
// first `turned` numbers of queries and keys, in halves; or none. out: (sequences, steps, heads,
// width) of the queries.
struct Window {
    Side queries, keys, values;
    const float* cosines;
    const float* sines;
    float* out;
    float epsilon;
    int32_t turned;
    int32_t sequences;
    int32_t width;
};

constexpr int kQueries = 8;
constexpr int kVectors = 2;

inline const float* head_at(const Side& side, int sequence, int step, int head, int width) {
    const size_t row = static_cast<size_t>(sequence) * side.steps + step;
    return side.from + row * side.apart + static_cast<size_t>(head) * width;
}

// A head's numbers, normalised and turned to their step, as the model's scores take them.
inline void placed(const Window& window, const Side& side, const float* head, int step,
                   float* out) {
    if (side.norm.weight)
        normalise(head, side.norm, window.width, out, window.epsilon);
    else
        std::memcpy(out, head, sizeof(float) * window.width);
    const int half = window.turned / 2;
    const float* cosines = window.cosines + static_cast<size_t>(step) * half;
    const float* sines = window.sines + static_cast<size_t>(step) * half;
    for (int i = 0; i < half; i += kLanes) {
        const Floats low = loaded<Floats>(out + i), high = loaded<Floats>(out + half + i);
        const Floats cosine = loaded<Floats>(cosines + i), sine = loaded<Floats>(sines + i);
        stored(out + i, low * cosine - high * sine);
        stored(out + half + i, high * cosine + low * sine);
    }
}

// sums[query][vector] = what each query's numbers, `apart` from each other, weigh of `count` rows
// of two vectors. A function of its own, so that the compiler keeps all sums in registers.
__attribute__((noinline)) inline void weigh(const float* numbers, int apart, const float* low,
                                            const float* high, int step, int count,
                                            Floats (&sums)[kQueries][kVectors]) {
    Floats total[kQueries][kVectors];
#pragma GCC unroll 8
    for (int q = 0; q < kQueries; ++q) total[q][0] = total[q][1] = Floats{};
    for (int i = 0; i < count; ++i) {
        const Floats one = loaded<Floats>(low + static_cast<size_t>(i) * step);
        const Floats two = loaded<Floats>(high + static_cast<size_t>(i) * step);
#pragma GCC unroll 8
        for (int q = 0; q < kQueries; ++q) {
            const float number = numbers[q * apart + i];
            total[q][0] += one * number;
            total[q][1] += two * number;
        }
    }
#pragma GCC unroll 8
    for (int q = 0; q < kQueries; ++q) {
        sums[q][0] = total[q][0];
        sums[q][1] = total[q][1];
    }
}

// One head of one sequence at a time.
class HeadOfWindow {
public:
    explicit HeadOfWindow(const Window& all)
        : window(all), width(all.width),
          padded((all.keys.steps + 2 * kLanes - 1) / (2 * kLanes) * 2 * kLanes), key(width),
          keys(static_cast<size_t>(padded) * width), values(keys.size()),
          asked(static_cast<size_t>(kQueries) * width),
          scores(static_cast<size_t>(kQueries) * padded) {}

    void attend(int sequence, int head) {
        bring(sequence, head * window.keys.heads / window.queries.heads);
        const int steps = window.queries.steps;
        // The last ones are asked with some of those before, again.
        for (int first = 0; first < steps; first += kQueries)
            ask(sequence, head, std::max(0, std::min(first, steps - kQueries)));
    }

private:
    // As attention.h lays them out.
    void bring(int sequence, int head) {
        for (int step = 0; step < window.keys.steps; ++step) {
            placed(window, window.keys, head_at(window.keys, sequence, step, head, width), step,
                   key.data());
            remember(Heads<float>{keys.data(), values.data()}, step, width, key.data(),
                     head_at(window.values, sequence, step, head, width));
        }
    }

    void ask(int sequence, int head, int first) {
        const int count = std::min(kQueries, window.queries.steps - first);
        const float scale = 1.0F / std::sqrt(static_cast<float>(width));
        for (int q = 0; q < count; ++q) {
            float* query = asked.data() + static_cast<size_t>(q) * width;
            placed(window, window.queries,
                   head_at(window.queries, sequence, first + q, head, width), first + q, query);
            for (int i = 0; i < width; i += kLanes)
                stored(query + i, loaded<Floats>(query + i) * scale);
        }
        Floats sums[kQueries][kVectors];
        for (int key = 0; key < padded; key += 2 * kLanes) {
            const float* block = keys.data() + static_cast<size_t>(key) * width;
            weigh(asked.data(), width, block, block + static_cast<size_t>(width) * kLanes, kLanes,
                  width, sums);
            for (int q = 0; q < count; ++q)
                std::memcpy(scores.data() + static_cast<size_t>(q) * padded + key, sums[q],
                            sizeof sums[q]);
        }
        float share[kQueries];
        for (int q = 0; q < count; ++q)
            share[q] = 1.0F / softened(scores.data() + static_cast<size_t>(q) * padded,
                                       window.keys.steps);
        for (int i = 0; i < width; i += 2 * kLanes) {
            const float* some = values.data() + i;
            weigh(scores.data(), padded, some, some + kLanes, width, window.keys.steps, sums);
            for (int q = 0; q < count; ++q) hand_out(sequence, first + q, head, i, sums[q], share[q]);
        }
    }

    void hand_out(int sequence, int step, int head, int from, const Floats* sums, float share) {
        const size_t row = static_cast<size_t>(sequence) * window.queries.steps + step;
        float* out = window.out + (row * window.queries.heads + head) * width + from;
        stored(out, sums[0] * share);
        stored(out + kLanes, sums[1] * share);
    }

    const Window& window;
    int width, padded;
    std::vector<float> key, keys, values, asked, scores;
};

inline void attend_to_all(const Window& window, int threads) {
#pragma omp parallel num_threads(threads)
    {
        HeadOfWindow one(window);
#pragma omp for schedule(dynamic) collapse(2)
        for (int sequence = 0; sequence < window.sequences; ++sequence)
            for (int head = 0; head < window.queries.heads; ++head) one.attend(sequence, head);
    }
}

}  // namespace tonekiln
