// conv1d: a dilated convolution along time without im2col, with bias, residual sum and snake
// fused on the way out. A transposed convolution is one with a kernel of two whose outputs are
// further steps.
//
// x: (steps, inputs), channels last, so that a tap and a dilation are only another address and no
// column matrix is ever written; out: (rows, outputs), likewise. fp32 or bf16; sums are fp32, in
// one order whatever else is computed.
// Alignment: none asked of x and out; a micro-kernel's sums are aligned at 64 bytes.
// Micro-kernels, dispatched in conv1d.cpp: conv1d_amx_bf16.h, conv1d_avx512_bf16.h, conv1d_f32.h.
// Threads: conv1d opens a team of its own; a thread takes 32 outputs of up to 256 steps at a time
// and writes nothing else.
// Roofline: arithmetic; figures at each micro-kernel, from docs/performance.md.
#pragma once

#include <cstddef>

#include "simd.h"

namespace tonekiln {

// weights: fp32 (outputs / 32, kernel_size, inputs, 32);
//          bf16 (outputs / 32, kernel_size, inputs / 32, 2, 16, 16, 2): of 32 outputs and 32
//          inputs two tiles of sixteen outputs, each (input pairs, outputs, the pair), as AMX and
//          vdpbf16ps take them; zeros where there is nothing.
// bias: (channels) or null.
// snake_frequency, snake_amount: (channels), of the snake x + amount * sin^2(pi * frequency * x)
// that follows; null where none does. inputs and outputs are multiples of 32. Outputs beyond the
// channels are further steps of the channels.
struct Conv1d {
    const void* weights;
    const float* bias;
    const float* snake_frequency;
    const float* snake_amount;
    int32_t inputs;
    int32_t outputs;
    int32_t kernel_size;
    int32_t dilation;
    int32_t channels;
};

// Where results go: element `at` of (rows, outputs) becomes element at - trimmed, if that is
// within 0..limit. Any pointer may be null.
// residual: what is added, fp32; out: the sum, fp32; activated: its snake, in the type of x.
struct Conv1dOutput {
    const float* residual;
    float* out;
    void* activated;
    int64_t trimmed;
    int64_t limit;
};

constexpr int kOutputs = 32;

// Steps that stay in the cache while all outputs are made of them.
constexpr int kStepsInCache = 256;

inline F32x16 snake(const F32x16& x, const F32x16& frequency, const F32x16& amount) {
    const F32x16 turns = x * frequency;
    const F32x16 r = turns - round_nearest(turns);
    const F32x16 square = r * r;
    // sin(pi r) for |r| <= 1/2, Taylor to the eleventh power: within 6e-8.
    F32x16 series = broadcast(-0.0073704309F);
    series = series * square + 0.0821458866F;
    series = series * square - 0.5992645293F;
    series = series * square + 2.5501640399F;
    series = series * square - 5.1677127800F;
    series = series * square + 3.1415926536F;
    const F32x16 sine = series * r;
    return x + amount * sine * sine;
}

// The epilogue: rows by sixteen outputs out of sums (rows, 32).
template <class Element>
inline void store_outputs(const Conv1d& c, const Conv1dOutput& to, const float* sums, int row,
                          int rows, int output) {
    if (output >= c.outputs) return;
    const int channel = output % c.channels;
    const F32x16 bias = c.bias ? load<F32x16>(c.bias + channel) : F32x16{};
    const F32x16 frequency = to.activated ? load<F32x16>(c.snake_frequency + channel) : F32x16{};
    const F32x16 amount = to.activated ? load<F32x16>(c.snake_amount + channel) : F32x16{};
    for (int r = 0; r < rows; ++r) {
        const int64_t at = static_cast<int64_t>(row + r) * c.outputs + output - to.trimmed;
        if (at < 0 || at >= to.limit) continue;
        F32x16 value = load<F32x16>(sums + r * kOutputs) + bias;
        if (to.residual) value += load<F32x16>(to.residual + at);
        if (to.out) store(to.out + at, value);
        if (to.activated)
            store_as(static_cast<Element*>(to.activated) + at, snake(value, frequency, amount));
    }
}

// MicroKernel: Element, the type of x and of the weights; kRows, how many steps `block` makes at
// a time; an object of it is made by every thread.
template <class MicroKernel>
void conv1d(const Conv1d& c, const void* x, int rows, const Conv1dOutput& to, int threads) {
    using Element = typename MicroKernel::Element;
    constexpr int kRows = MicroKernel::kRows;
    constexpr int kTime = kStepsInCache / kRows * kRows;
    const int blocks = c.outputs / kOutputs;
    const int times = (rows + kTime - 1) / kTime;
#pragma omp parallel num_threads(threads)
    {
        const MicroKernel kernel;
        alignas(64) float sums[kRows * kOutputs];
#pragma omp for schedule(dynamic) collapse(2)
        for (int time = 0; time < times; ++time)
            for (int block = 0; block < blocks; ++block)
                for (int row = time * kTime; row < rows && row < (time + 1) * kTime;
                     row += kRows) {
                    kernel.block(
                        c, static_cast<const Element*>(x) + static_cast<size_t>(row) * c.inputs,
                        block, sums);
                    const int made = row + kRows > rows ? rows - row : kRows;
                    for (int part = 0; part < kOutputs; part += kSimdWidth)
                        store_outputs<Element>(c, to, sums + part, row, made,
                                               block * kOutputs + part);
                }
    }
}

}  // namespace tonekiln
