// Products of a few rows with a large matrix that is read once, whatever the number of rows.
//
// In fp32 a matrix is read as it came, so that nothing is held twice. Smaller ones are stored in
// blocks of sixteen outputs, input after input: every thread reads one unbroken stream. Either
// way the order of a row's sums does not depend on the other rows.
#pragma once

#include <algorithm>

#if defined(__AVX512VNNI__)
#include <immintrin.h>
#endif

#include "rows.h"

namespace tonekiln {

enum class Kind : int32_t { fp32 = 0, bf16 = 1, int8 = 2 };

// weights: fp32 as (outputs, inputs);
//          bf16 as (outputs / 16, inputs, 16);
//          int8 as (outputs / 16, inputs / 4, 16, 4), 128 added.
// scales:  int8 only, (outputs / 16, inputs / group, 16).
struct Matrix {
    const void* weights;
    const float* scales;
    int32_t outputs;
    int32_t inputs;
    int32_t group;
    Kind kind;
};

constexpr int kMostRows = 8;

// How far ahead of their use packed weights are fetched, in bytes; less or much more is slower.
constexpr int kAhead = 4096;

// Into the second cache, which holds all that is under way; the first one is the rows'.
inline void fetch_soon(const void* weights) { __builtin_prefetch(weights, 0, 2); }

// What one thread feeds a matrix with.
struct Feed {
    std::vector<const float*> rows;
    Quantised quantised;

    void prepare(const Matrix& matrix) {
        if (matrix.kind == Kind::int8)
            quantised.from(rows.data(), static_cast<int>(rows.size()), matrix.inputs,
                           matrix.group);
    }
};

// Four outputs of a few rows: what is read of either serves four sums.
template <int Rows>
inline void four_outputs(const float* weights, const float* const* rows, int inputs, Floats* out,
                         int lane) {
    constexpr int kTogether = 4;
    const float* from[kTogether];
    for (int o = 0; o < kTogether; ++o)
        from[o] = weights + static_cast<size_t>(lane + o) * inputs;
    Floats total[kTogether][Rows] = {};
    for (int i = 0; i < inputs; i += kLanes)
        for (int o = 0; o < kTogether; ++o) {
            const Floats weight = loaded<Floats>(from[o] + i);
            fetch_soon(from[o] + i + kTogether * inputs);
            for (int r = 0; r < Rows; ++r) total[o][r] += weight * loaded<Floats>(rows[r] + i);
        }
    for (int o = 0; o < kTogether; ++o)
        for (int r = 0; r < Rows; ++r) out[r][lane + o] = sum(total[o][r]);
}

// More than four rows do not fit beside the weights in the first cache: the others come after,
// while the weights are still there.
template <int Rows>
inline void block_product(const float* weights, const float* const* rows, int inputs,
                          Floats* out) {
    constexpr int kFirst = std::min(Rows, 4);
    for (int lane = 0; lane < kLanes; lane += 4) {
        four_outputs<kFirst>(weights, rows, inputs, out, lane);
        if constexpr (Rows > kFirst)
            four_outputs<Rows - kFirst>(weights, rows + kFirst, inputs, out + kFirst, lane);
    }
}

template <int Rows>
inline void block_product(const Bfloat16* weights, const float* const* rows, int inputs,
                          Floats* out) {
    Floats even[Rows] = {}, odd[Rows] = {};
    for (int i = 0; i < inputs; i += 2) {
        const Floats first = widened(weights + static_cast<size_t>(i) * kLanes);
        const Floats second = widened(weights + static_cast<size_t>(i + 1) * kLanes);
        fetch_soon(weights + static_cast<size_t>(i) * kLanes + kAhead / sizeof(Bfloat16));
        for (int r = 0; r < Rows; ++r) {
            even[r] += first * rows[r][i];
            odd[r] += second * rows[r][i + 1];
        }
    }
    for (int r = 0; r < Rows; ++r) out[r] = even[r] + odd[r];
}

#if defined(__AVX512VNNI__)
// Adds to each lane the products of four unsigned and four signed bytes.
inline __m512i four_products(__m512i total, __m512i weights, const int8_t* four) {
    return _mm512_dpbusd_epi32(total, weights, _mm512_set1_epi32(loaded<int32_t>(four)));
}

template <int Rows>
inline void block_product(const Matrix& matrix, int block, const Quantised& fed, int first,
                          Floats* out) {
    const int groups = matrix.inputs / matrix.group;
    const auto* weights = static_cast<const uint8_t*>(matrix.weights) +
                          static_cast<size_t>(block) * matrix.inputs * kLanes;
    const float* scales = matrix.scales + static_cast<size_t>(block) * groups * kLanes;
    for (int r = 0; r < Rows; ++r) out[r] = Floats{};
    for (int g = 0; g < groups; ++g) {
        __m512i even[Rows], odd[Rows];
        for (int r = 0; r < Rows; ++r) {
            even[r] = _mm512_set1_epi32(fed.offset[static_cast<size_t>(first + r) * groups + g]);
            odd[r] = _mm512_setzero_si512();
        }
        const int8_t* values = fed.values.data() + static_cast<size_t>(first) * matrix.inputs +
                               static_cast<size_t>(g) * matrix.group;
        for (int i = 0; i < matrix.group; i += 8, weights += 8 * kLanes) {
            const __m512i one = _mm512_loadu_si512(weights);
            const __m512i two = _mm512_loadu_si512(weights + 4 * kLanes);
            fetch_soon(weights + kAhead);
            fetch_soon(weights + kAhead + 64);
            for (int r = 0; r < Rows; ++r) {
                const int8_t* row = values + static_cast<size_t>(r) * matrix.inputs + i;
                even[r] = four_products(even[r], one, row);
                odd[r] = four_products(odd[r], two, row + 4);
            }
        }
        const Floats scale = loaded<Floats>(scales + static_cast<size_t>(g) * kLanes);
        for (int r = 0; r < Rows; ++r) {
            const __m512i both = _mm512_add_epi32(even[r], odd[r]);
            const Floats total = __builtin_convertvector(loaded<Ints>(&both), Floats);
            out[r] += total * scale * fed.scale[static_cast<size_t>(first + r) * groups + g];
        }
    }
}
#endif

template <int Rows>
inline void some_rows(const Matrix& matrix, int block, const Feed& feed, int first, Floats* out) {
    const size_t at = static_cast<size_t>(block) * matrix.inputs * kLanes;
    const float* const* rows = feed.rows.data() + first;
    switch (matrix.kind) {
        case Kind::fp32:
            block_product<Rows>(static_cast<const float*>(matrix.weights) + at, rows,
                                matrix.inputs, out);
            break;
        case Kind::bf16:
            block_product<Rows>(static_cast<const Bfloat16*>(matrix.weights) + at, rows,
                                matrix.inputs, out);
            break;
        case Kind::int8:
#if defined(__AVX512VNNI__)
            block_product<Rows>(matrix, block, feed.quantised, first, out);
#endif
            break;
    }
}

// Calls `take(row, output, sixteen)` for this thread's share of the outputs.
template <class Take>
inline void product(const Matrix& matrix, const Feed& feed, int thread, int threads, Take take) {
    const int blocks = matrix.outputs / kLanes;
    const int rows = static_cast<int>(feed.rows.size());
    Floats out[kMostRows];
    for (int block = blocks * thread / threads; block < blocks * (thread + 1) / threads; ++block)
        for (int first = 0; first < rows; first += kMostRows) {
            const int count = std::min(rows - first, kMostRows);
            switch (count) {
                case 1: some_rows<1>(matrix, block, feed, first, out); break;
                case 2: some_rows<2>(matrix, block, feed, first, out); break;
                case 3: some_rows<3>(matrix, block, feed, first, out); break;
                case 4: some_rows<4>(matrix, block, feed, first, out); break;
                case 5: some_rows<5>(matrix, block, feed, first, out); break;
                case 6: some_rows<6>(matrix, block, feed, first, out); break;
                case 7: some_rows<7>(matrix, block, feed, first, out); break;
                default: some_rows<8>(matrix, block, feed, first, out); break;
            }
            for (int r = 0; r < count; ++r) take(first + r, block * kLanes, out[r]);
        }
}

}  // namespace tonekiln
