// A convolution along time, and what is done with its sums on the way out.
//
// Activations lie step after step, (steps, channels), so that taps and dilations are only other
// addresses. Sums are in fp32, in one order whatever else is computed.
#pragma once

#include <cstddef>

#include "lanes.h"

namespace tonekiln {

// The layout is mirrored in oobleck.py.
// weights: fp32 (outputs / 32, taps, inputs, 32);
//          bf16 (outputs / 32, taps, inputs / 32, 2, 16, 16, 2); zeros where there is nothing.
// frequency, amount: of the snake x + amount * sin^2(pi * frequency * x) that follows, per
// channel; null where none does. Outputs beyond the channels are further steps of the channels.
struct Convolution {
    const void* weights;
    const float* bias;
    const float* frequency;
    const float* amount;
    int32_t inputs;
    int32_t outputs;
    int32_t taps;
    int32_t dilation;
    int32_t channels;
};

// Where results go: element `at` of (rows, outputs) becomes element at - skipped, if that is
// within 0..limit. Any pointer may be null. snaked: in the type that is convolved.
struct Destination {
    const float* added;
    float* plain;
    void* snaked;
    int64_t skipped;
    int64_t limit;
};

constexpr int kOutputs = 32;

// Steps that stay in the cache while all outputs are made of them.
constexpr int kTimeBlock = 256;

inline Floats snake(const Floats& x, const Floats& frequency, const Floats& amount) {
    const Floats turns = x * frequency;
    const Floats r = turns - rounded(turns);
    const Floats square = r * r;
    // sin(pi r) for |r| <= 1/2, Taylor to the eleventh power: within 6e-8.
    Floats series = all(-0.0073704309F);
    series = series * square + 0.0821458866F;
    series = series * square - 0.5992645293F;
    series = series * square + 2.5501640399F;
    series = series * square - 5.1677127800F;
    series = series * square + 3.1415926536F;
    const Floats sine = series * r;
    return x + amount * sine * sine;
}

// rows by sixteen outputs out of sums (rows, 32).
template <class Element>
inline void finish(const Convolution& c, const Destination& to, const float* sums, int row,
                   int rows, int output) {
    if (output >= c.outputs) return;
    const int channel = output % c.channels;
    const Floats bias = c.bias ? loaded<Floats>(c.bias + channel) : Floats{};
    const Floats frequency = to.snaked ? loaded<Floats>(c.frequency + channel) : Floats{};
    const Floats amount = to.snaked ? loaded<Floats>(c.amount + channel) : Floats{};
    for (int r = 0; r < rows; ++r) {
        const int64_t at = static_cast<int64_t>(row + r) * c.outputs + output - to.skipped;
        if (at < 0 || at >= to.limit) continue;
        Floats value = loaded<Floats>(sums + r * kOutputs) + bias;
        if (to.added) value += loaded<Floats>(to.added + at);
        if (to.plain) stored(to.plain + at, value);
        if (to.snaked)
            narrowed(static_cast<Element*>(to.snaked) + at, snake(value, frequency, amount));
    }
}

// Kernel: Element, the type of x and of the weights; kRows, how many steps `block` makes at a
// time; an object of it is made by every thread.
template <class Kernel>
void convolve(const Convolution& c, const void* x, int rows, const Destination& to, int threads) {
    using Element = typename Kernel::Element;
    constexpr int kRows = Kernel::kRows;
    constexpr int kTime = kTimeBlock / kRows * kRows;
    const int blocks = c.outputs / kOutputs;
    const int times = (rows + kTime - 1) / kTime;
#pragma omp parallel num_threads(threads)
    {
        const Kernel kernel;
        alignas(64) float sums[kRows * kOutputs];
#pragma omp for schedule(dynamic) collapse(2)
        for (int time = 0; time < times; ++time)
            for (int block = 0; block < blocks; ++block)
                for (int row = time * kTime; row < rows && row < (time + 1) * kTime;
                     row += kRows) {
                    kernel.block(c, static_cast<const Element*>(x) + static_cast<size_t>(row) * c.inputs,
                                 block, sums);
                    const int made = row + kRows > rows ? rows - row : kRows;
                    for (int part = 0; part < kOutputs; part += kLanes)
                        finish<Element>(c, to, sums + part, row, made, block * kOutputs + part);
                }
    }
}

}  // namespace tonekiln
