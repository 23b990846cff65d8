// gemm micro-kernel, int8 on AVX-512 VNNI: many rows times a packed int8 matrix, with what comes
// before and after fused (layer norm or SwiGLU on a row's way in; bias and residual on its way
// out).
//
// x: fp32 (rows, inputs), row-major, quantised here with the matrix's groups; out: fp32 (rows,
// outputs), row-major. outputs is a multiple of 32; no alignment asked of either.
// Micro-kernel: 12 rows by 32 outputs, whose sums stay in 24 of the 32 registers; four inputs an
// instruction. A group's products are summed exactly in int32; groups are added in fp32, in one
// order.
// Instructions: vpdpbusd (u8 x s8). Threads: gemm_vnni_s8 opens a team of its own; rows are
// quantised by all, then each takes 32 outputs of up to 240 rows at a time.
// Roofline: arithmetic. 345 of the instruction's 465 GOP/s on one thread of a Zen 4, 74 % (65 %
// with torch around it), docs/performance.md.
#pragma once

#include <algorithm>

#include "layer_norm.h"
#include "packed_matrix.h"
#include "quantise_s8.h"

namespace tonekiln {

// What is done to a row before it is quantised: nothing; layer norm; or, of a row twice as wide,
// its first half times SiLU of the second.
enum class InputOp : int32_t { none = 0, layer_norm = 1, swiglu = 2 };

// x: (rows, inputs), or (rows, 2 * inputs) for SwiGLU. norm, epsilon: for layer norm only.
struct GemmInput {
    const float* x;
    Norm norm;
    float epsilon;
    InputOp op;
};

// bias: (outputs) or null. out: (rows, outputs); `accumulate` onto what is there (a residual), or
// written over it.
struct GemmOutput {
    const float* bias;
    float* out;
    int32_t accumulate;
};

}  // namespace tonekiln

#if defined(__AVX512VNNI__)
#include <immintrin.h>

namespace tonekiln {

constexpr int kPanelRows = 12;
constexpr int kPanelOutputs = 2 * kSimdWidth;

// Packed activations: rows in int8, in panels of twelve: four inputs of each row, then the next
// four.
struct ActivationPanels {
    std::vector<int8_t> values;   // (panels, inputs / 4, 12, 4)
    std::vector<float> scale;     // (panels, groups, 12)
    std::vector<int32_t> offset;  // likewise

    void resize(int rows, int width, int group) {
        const size_t padded =
            static_cast<size_t>((rows + kPanelRows - 1) / kPanelRows) * kPanelRows;
        values.resize(padded * width);
        scale.resize(padded * width / group);
        offset.resize(padded * width / group);
    }

    // Threads may pack different rows at once.
    void pack_row(const float* row, int number, int width, int group) {
        const int panel = number / kPanelRows, place = number % kPanelRows;
        const int groups = width / group;
        int8_t* to = values.data() + static_cast<size_t>(panel) * kPanelRows * width + 4 * place;
        for (int g = 0; g < groups; ++g, to += group * kPanelRows) {
            const GroupScale made = quantise_group(
                row + static_cast<size_t>(g) * group, group, [to](int i, const auto& bytes) {
                    for (int four = 0; four < kSimdWidth; four += 4)
                        std::memcpy(to + (i + four) * kPanelRows,
                                    reinterpret_cast<const char*>(&bytes) + four, 4);
                });
            const size_t at = (static_cast<size_t>(panel) * groups + g) * kPanelRows + place;
            scale[at] = made.scale;
            offset[at] = made.offset;
        }
    }
};

// The micro-kernel: one group of a panel's products, added to out (12, 32). weights: of the first
// sixteen outputs, those of the others `stride` bytes on; scales likewise. A function of its own,
// so that the compiler keeps all sums in registers.
__attribute__((noinline)) inline void gemm_vnni_s8_12x32(const uint8_t* weights, size_t stride,
                                                         const F32x16 (&scales)[2],
                                                         const int8_t* values, int group,
                                                         const int32_t* offset,
                                                         const float* scale, float* out) {
    __m512i low[kPanelRows], high[kPanelRows];
#pragma GCC unroll 12
    for (int r = 0; r < kPanelRows; ++r) low[r] = high[r] = _mm512_setzero_si512();
    for (int i = 0; i < group; i += 4, weights += 4 * kSimdWidth, values += 4 * kPanelRows) {
        const __m512i one = _mm512_loadu_si512(weights);
        const __m512i two = _mm512_loadu_si512(weights + stride);
#pragma GCC unroll 12
        for (int r = 0; r < kPanelRows; ++r) {
            const __m512i four = _mm512_set1_epi32(load<int32_t>(values + 4 * r));
            low[r] = _mm512_dpbusd_epi32(low[r], one, four);
            high[r] = _mm512_dpbusd_epi32(high[r], two, four);
        }
    }
    alignas(64) int32_t whole[kPanelRows * kPanelOutputs];
#pragma GCC unroll 12
    for (int r = 0; r < kPanelRows; ++r) {
        _mm512_store_si512(whole + r * kPanelOutputs, low[r]);
        _mm512_store_si512(whole + r * kPanelOutputs + kSimdWidth, high[r]);
    }
    for (int r = 0; r < kPanelRows; ++r)
        for (int part = 0; part < 2; ++part) {
            const int at = r * kPanelOutputs + part * kSimdWidth;
            const F32x16 total =
                __builtin_convertvector(load<I32x16>(whole + at) + offset[r], F32x16);
            store(out + at, load<F32x16>(out + at) + total * (scales[part] * scale[r]));
        }
}

// A panel's products with 32 outputs, added to out (12, 32).
inline void gemm_panel(const PackedMatrix& matrix, int block, const ActivationPanels& x,
                       int panel, float* out) {
    const int groups = matrix.inputs / matrix.group;
    const size_t stride = static_cast<size_t>(matrix.inputs) * kSimdWidth;
    const uint8_t* weights = static_cast<const uint8_t*>(matrix.weights) + 2 * block * stride;
    const float* scales = matrix.scales + static_cast<size_t>(2) * block * groups * kSimdWidth;
    const int8_t* values =
        x.values.data() + static_cast<size_t>(panel) * kPanelRows * matrix.inputs;
    for (int g = 0; g < groups; ++g) {
        const size_t at = (static_cast<size_t>(panel) * groups + g) * kPanelRows;
        const size_t inputs = static_cast<size_t>(g) * matrix.group;
        const F32x16 both[2] = {load<F32x16>(scales + g * kSimdWidth),
                                load<F32x16>(scales + (groups + g) * kSimdWidth)};
        gemm_vnni_s8_12x32(weights + inputs * kSimdWidth, stride, both,
                           values + inputs * kPanelRows, matrix.group, x.offset.data() + at,
                           x.scale.data() + at, out);
    }
}

// A thread's rows as they are quantised, the input's op done.
class InputRows {
public:
    InputRows(const GemmInput& rows, int width) : from(rows), inputs(width) {
        if (from.op != InputOp::none) made.resize(width);
    }

    const float* row(int number) {
        const int stride = from.op == InputOp::swiglu ? 2 * inputs : inputs;
        const float* x = from.x + static_cast<size_t>(number) * stride;
        if (from.op == InputOp::none) return x;
        if (from.op == InputOp::layer_norm)
            layer_norm(x, from.norm, inputs, made.data(), from.epsilon);
        else
            for (int i = 0; i < inputs; i += kSimdWidth)
                store(made.data() + i, load<F32x16>(x + i) * silu(load<F32x16>(x + inputs + i)));
        return made.data();
    }

private:
    const GemmInput& from;
    int inputs;
    std::vector<float> made;
};

// A panel's sums, with the bias in them, to where they go.
inline void store_panel(const GemmOutput& to, const float* sums, int first, int rows, int outputs,
                        int block) {
    for (int r = 0; r < kPanelRows && first + r < rows; ++r) {
        float* out = to.out + static_cast<size_t>(first + r) * outputs + block * kPanelOutputs;
        for (int i = 0; i < kPanelOutputs; i += kSimdWidth) {
            const F32x16 made = load<F32x16>(sums + r * kPanelOutputs + i);
            store(out + i, to.accumulate ? load<F32x16>(out + i) + made : made);
        }
    }
}

inline void gemm_vnni_s8(const PackedMatrix& matrix, const GemmInput& in, int rows,
                         const GemmOutput& to, int threads) {
    static thread_local ActivationPanels kept;
    ActivationPanels& x = kept;  // the calling thread's, for all threads of this call
    x.resize(rows, matrix.inputs, matrix.group);
    // Panels that stay in the cache while all outputs are made of them.
    constexpr int kTogether = 20;
    const int panels = (rows + kPanelRows - 1) / kPanelRows;
    const int times = (panels + kTogether - 1) / kTogether;
    const int blocks = matrix.outputs / kPanelOutputs;
#pragma omp parallel num_threads(threads)
    {
        InputRows input(in, matrix.inputs);
#pragma omp for
        for (int row = 0; row < rows; ++row)
            x.pack_row(input.row(row), row, matrix.inputs, matrix.group);
#pragma omp for schedule(dynamic) collapse(2)
        for (int time = 0; time < times; ++time)
            for (int block = 0; block < blocks; ++block)
                for (int panel = time * kTogether;
                     panel < std::min(panels, (time + 1) * kTogether); ++panel) {
                    alignas(64) float sums[kPanelRows * kPanelOutputs] = {};
                    if (to.bias)
                        for (int r = 0; r < kPanelRows; ++r)
                            std::memcpy(sums + r * kPanelOutputs, to.bias + block * kPanelOutputs,
                                        sizeof(float) * kPanelOutputs);
                    gemm_panel(matrix, block, x, panel, sums);
                    store_panel(to, sums, panel * kPanelRows, rows, matrix.outputs, block);
                }
    }
}

}  // namespace tonekiln
#endif
