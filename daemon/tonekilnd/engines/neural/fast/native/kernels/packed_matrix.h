// Packed weights: how a matrix lies in memory for the gemv and gemm kernels; packing.py packs.
//
// fp32 stays as it came, so that nothing is held twice. The smaller types are stored in blocks of
// sixteen outputs, input after input: every thread reads one unbroken stream.
// Alignment: none asked (torch allocates at 64 bytes, so that no load of 64 crosses a line).
#pragma once

#include <cstdint>

namespace tonekiln {

enum class DType : int32_t { fp32 = 0, bf16 = 1, int8 = 2 };

// weights: fp32 as (outputs, inputs), row-major;
//          bf16 as (outputs / 16, inputs, 16);
//          int8 as (outputs / 16, inputs / 4, 16, 4), 128 added: unsigned bytes for VNNI.
// scales:  group scales, int8 only, fp32 (outputs / 16, inputs / group, 16).
// outputs and inputs are multiples of 16; group divides inputs.
struct PackedMatrix {
    const void* weights;
    const float* scales;
    int32_t outputs;
    int32_t inputs;
    int32_t group;
    DType dtype;
};

// How far ahead of their use packed weights are fetched, in bytes; less or much more is slower.
constexpr int kPrefetchBytes = 4096;

// Into the second cache, which holds all that is under way; the first one is the rows'.
inline void prefetch_weights(const void* weights) { __builtin_prefetch(weights, 0, 2); }

}  // namespace tonekiln
