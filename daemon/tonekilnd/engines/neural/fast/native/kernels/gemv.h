// gemv (skinny gemm): a few rows times a packed matrix that is read once, whatever their number.
// Here is the dispatch by type: gemv_f32.h, gemv_bf16.h, gemv_vnni_s8.h.
//
// x: rows of fp32 (inputs), any number, eight at a time; products go to `put` by sixteen outputs.
// Threads: every thread of a team calls gemv with its number, on a GemvInput of its own, and
// makes its share of the blocks of outputs; nothing is waited for, so the caller sets a barrier
// before another thread reads. A row's sums are done in one order whatever other rows there are:
// a take draws the same tokens alone and in a batch.
#pragma once

#include <algorithm>
#include <vector>

#include "gemv_bf16.h"
#include "gemv_f32.h"
#include "gemv_vnni_s8.h"

namespace tonekiln {

constexpr int kMaxRows = 8;

// The rows, and what an int8 matrix takes of them instead.
struct GemvInput {
    std::vector<const float*> rows;
    QuantisedRows quantised;

    void quantise_for(const PackedMatrix& matrix) {
        if (matrix.dtype == DType::int8)
            quantised.quantise(rows.data(), static_cast<int>(rows.size()), matrix.inputs,
                               matrix.group);
    }
};

template <int Rows>
inline void gemv_block(const PackedMatrix& matrix, int block, const GemvInput& x, int first,
                       F32x16* out) {
    const size_t at = static_cast<size_t>(block) * matrix.inputs * kSimdWidth;
    const float* const* rows = x.rows.data() + first;
    switch (matrix.dtype) {
        case DType::fp32:
            gemv_f32<Rows>(static_cast<const float*>(matrix.weights) + at, rows, matrix.inputs,
                           out);
            break;
        case DType::bf16:
            gemv_bf16<Rows>(static_cast<const Bfloat16*>(matrix.weights) + at, rows,
                            matrix.inputs, out);
            break;
        case DType::int8:
#if defined(__AVX512VNNI__)
            gemv_vnni_s8<Rows>(matrix, block, x.quantised, first, out);
#endif
            break;
    }
}

// Calls `put(row, first output, sixteen outputs)` for this thread's share of the outputs.
template <class Put>
inline void gemv(const PackedMatrix& matrix, const GemvInput& x, int thread, int threads,
                 Put put) {
    const int blocks = matrix.outputs / kSimdWidth;
    const int rows = static_cast<int>(x.rows.size());
    F32x16 out[kMaxRows];
    for (int block = blocks * thread / threads; block < blocks * (thread + 1) / threads; ++block)
        for (int first = 0; first < rows; first += kMaxRows) {
            const int count = std::min(rows - first, kMaxRows);
            switch (count) {
                case 1: gemv_block<1>(matrix, block, x, first, out); break;
                case 2: gemv_block<2>(matrix, block, x, first, out); break;
                case 3: gemv_block<3>(matrix, block, x, first, out); break;
                case 4: gemv_block<4>(matrix, block, x, first, out); break;
                case 5: gemv_block<5>(matrix, block, x, first, out); break;
                case 6: gemv_block<6>(matrix, block, x, first, out); break;
                case 7: gemv_block<7>(matrix, block, x, first, out); break;
                default: gemv_block<8>(matrix, block, x, first, out); break;
            }
            for (int r = 0; r < count; ++r) put(first + r, block * kSimdWidth, out[r]);
        }
}

}  // namespace tonekiln
