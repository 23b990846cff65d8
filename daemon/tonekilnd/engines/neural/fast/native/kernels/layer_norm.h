// Layer norm of one row in fp32: (x - mean) / sqrt(variance + epsilon) * weight + bias.
//
// x, out: (width), width a multiple of 16; no alignment asked; out may be x.
// Instructions: simd.h's. Threads: pure; a row is one thread's.
// Roofline: not measured alone; in decode.cpp and gemm_vnni_s8.h it is part of a step's figures.
#pragma once

#include <cmath>

#include "simd.h"

namespace tonekiln {

// weight, bias: (width). A null weight stands for no norm where one may be left out.
struct Norm {
    const float* weight;
    const float* bias;
};

constexpr float kEpsilon = 1e-5F;

inline void layer_norm(const float* x, const Norm& norm, int width, float* out,
                       float epsilon = kEpsilon) {
    F32x16 total = {}, squares = {};
    for (int i = 0; i < width; i += kSimdWidth) total += load<F32x16>(x + i);
    const float mean = reduce_add(total) / static_cast<float>(width);
    for (int i = 0; i < width; i += kSimdWidth) {
        const F32x16 off = load<F32x16>(x + i) - mean;
        squares += off * off;
    }
    const float scale =
        1.0F / std::sqrt(reduce_add(squares) / static_cast<float>(width) + epsilon);
    for (int i = 0; i < width; i += kSimdWidth) {
        const F32x16 even = (load<F32x16>(x + i) - mean) * scale;
        store(out + i, even * load<F32x16>(norm.weight + i) + load<F32x16>(norm.bias + i));
    }
}

}  // namespace tonekiln
