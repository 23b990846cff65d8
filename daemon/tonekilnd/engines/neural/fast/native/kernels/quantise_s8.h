// Dynamic quantisation of activations to int8: symmetric, to nearest, one scale for each group of
// inputs (group scales), so that an outlier spoils its group only.
//
// rows: fp32 (rows, width); values: int8 in -127..127, (rows, width); scale, offset:
// (rows, width / group). group is a multiple of 16 that divides width; no alignment asked.
// Instructions: simd.h's. Threads: pure; QuantisedRows is one thread's own.
// Roofline: not measured alone; products are measured with it (docs/performance.md).
#pragma once

#include <vector>

#include "simd.h"

namespace tonekiln {

// A group's scale, and what undoes the weights' zero point: VNNI multiplies unsigned bytes with
// signed ones, so weights are stored with 128 added, and a product is too large by 128 times the
// sum of the activations. `offset` is minus that.
struct GroupScale {
    float scale;
    int32_t offset;
};

// put(first input, sixteen bytes) is called for the whole group.
template <class Put> inline GroupScale quantise_group(const float* from, int group, Put put) {
    F32x16 most = {};
    for (int i = 0; i < group; i += kSimdWidth) {
        const F32x16 size = absolute(load<F32x16>(from + i));
        most = size > most ? size : most;
    }
    const float peak = reduce_max(most);
    const float inverse = peak > 0 ? 127.0F / peak : 0.0F;
    I32x16 total = {};
    for (int i = 0; i < group; i += kSimdWidth) {
        const F32x16 whole = round_nearest(load<F32x16>(from + i) * inverse);
        const I32x16 integers = __builtin_convertvector(whole, I32x16);
        using Bytes = int8_t __attribute__((vector_size(16)));
        put(i, __builtin_convertvector(integers, Bytes));
        total += integers;
    }
    int32_t whole_sum = 0;
    for (int lane = 0; lane < kSimdWidth; ++lane) whole_sum += total[lane];
    return {peak / 127.0F, -128 * whole_sum};
}

// Row-major, as the gemv reads them; gemm_vnni_s8.h interleaves its rows in panels instead.
struct QuantisedRows {
    std::vector<int8_t> values;
    std::vector<float> scale;
    std::vector<int32_t> offset;

    void quantise(const float* const* rows, int count, int width, int group) {
        const int groups = width / group;
        values.resize(static_cast<size_t>(count) * width);
        scale.resize(static_cast<size_t>(count) * groups);
        offset.resize(static_cast<size_t>(count) * groups);
        for (int row = 0; row < count; ++row)
            for (int g = 0; g < groups; ++g) {
                int8_t* to = values.data() + static_cast<size_t>(row) * width + g * group;
                const GroupScale made =
                    quantise_group(rows[row] + static_cast<size_t>(g) * group, group,
                                   [to](int i, const auto& bytes) {
                                       std::memcpy(to + i, &bytes, sizeof bytes);
                                   });
                const size_t at = static_cast<size_t>(row) * groups + g;
                scale[at] = made.scale;
                offset[at] = made.offset;
            }
    }
};

}  // namespace tonekiln
