// Activations on their way into a matrix: normalised, and for int8 matrices quantised.
#pragma once

#include <cmath>
#include <vector>

#include "lanes.h"

namespace tonekiln {

struct Norm {
    const float* weight;
    const float* bias;
};

constexpr float kEpsilon = 1e-5F;

inline void normalise(const float* x, const Norm& norm, int width, float* out,
                      float epsilon = kEpsilon) {
    Floats total = {}, squares = {};
    for (int i = 0; i < width; i += kLanes) total += loaded<Floats>(x + i);
    const float mean = sum(total) / static_cast<float>(width);
    for (int i = 0; i < width; i += kLanes) {
        const Floats off = loaded<Floats>(x + i) - mean;
        squares += off * off;
    }
    const float scale = 1.0F / std::sqrt(sum(squares) / static_cast<float>(width) + epsilon);
    for (int i = 0; i < width; i += kLanes) {
        const Floats even = (loaded<Floats>(x + i) - mean) * scale;
        stored(out + i,
               even * loaded<Floats>(norm.weight + i) + loaded<Floats>(norm.bias + i));
    }
}

// A group of inputs in int8 with its scale. The matrix's weights are stored with 128 added, to be
// unsigned; `offset`, minus 128 times the sum of the values, takes that out again.
struct QuantisedGroup {
    float scale;
    int32_t offset;
};

// take(first input, sixteen bytes) is called for the whole group.
template <class Take>
inline QuantisedGroup quantised_group(const float* from, int group, Take take) {
    Floats most = {};
    for (int i = 0; i < group; i += kLanes) {
        const Floats size = magnitude(loaded<Floats>(from + i));
        most = size > most ? size : most;
    }
    const float peak = largest(most);
    const float inverse = peak > 0 ? 127.0F / peak : 0.0F;
    Ints total = {};
    for (int i = 0; i < group; i += kLanes) {
        const Floats whole = rounded(loaded<Floats>(from + i) * inverse);
        const Ints integers = __builtin_convertvector(whole, Ints);
        using Bytes = int8_t __attribute__((vector_size(16)));
        take(i, __builtin_convertvector(integers, Bytes));
        total += integers;
    }
    int32_t whole_sum = 0;
    for (int lane = 0; lane < kLanes; ++lane) whole_sum += total[lane];
    return {peak / 127.0F, -128 * whole_sum};
}

// Rows in int8, row after row.
struct Quantised {
    std::vector<int8_t> values;
    std::vector<float> scale;
    std::vector<int32_t> offset;

    void from(const float* const* rows, int count, int width, int group) {
        const int groups = width / group;
        values.resize(static_cast<size_t>(count) * width);
        scale.resize(static_cast<size_t>(count) * groups);
        offset.resize(static_cast<size_t>(count) * groups);
        for (int row = 0; row < count; ++row)
            for (int g = 0; g < groups; ++g) {
                int8_t* to = values.data() + static_cast<size_t>(row) * width + g * group;
                const QuantisedGroup made = quantised_group(
                    rows[row] + static_cast<size_t>(g) * group, group,
                    [to](int i, const auto& bytes) { std::memcpy(to + i, &bytes, sizeof bytes); });
                const size_t at = static_cast<size_t>(row) * groups + g;
                scale[at] = made.scale;
                offset[at] = made.offset;
            }
    }
};

}  // namespace tonekiln
