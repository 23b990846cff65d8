// conv1d micro-kernel, bf16 on AMX: 32 steps by 32 outputs, in four tiles of sums.
//
// x: bf16 (steps, inputs), readable for 32 steps whatever is wanted; weights: conv1d.h's bf16
// layout; sums: fp32 (32, 32), written over. No alignment asked.
// Instructions: tdpbf16ps, 16 x 16 x 32 each. Threads: a tile configuration is a thread's own,
// loaded and released by an object that every thread makes.
// Roofline: not measured beside a loop of nothing but the instruction; decodes on a Xeon with it
// are in docs/performance.md.
#pragma once

#include "conv1d.h"

#if defined(__AMX_BF16__) && defined(__linux__)
#include <immintrin.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TONEKILN_AMX_BF16 1

namespace tonekiln {

class Conv1dAmxBf16 {
public:
    using Element = Bfloat16;
    static constexpr int kRows = 32;

    // Linux grants the tiles to a process that asks.
    static bool granted() {
        constexpr int kRequest = 0x1023, kTileData = 18;
        static const bool allowed = syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
        return allowed;
    }

    Conv1dAmxBf16() {
        const Config config;
        _tile_loadconfig(&config);
    }
    ~Conv1dAmxBf16() { _tile_release(); }
    Conv1dAmxBf16(const Conv1dAmxBf16&) = delete;
    Conv1dAmxBf16& operator=(const Conv1dAmxBf16&) = delete;

    void block(const Conv1d& c, const Bfloat16* x, int block, float* sums) const {
        const size_t step = static_cast<size_t>(c.inputs) * sizeof(Bfloat16);
        const int depths = c.inputs / kDepth;
        Bytes weights = static_cast<Bytes>(c.weights) +
                        static_cast<size_t>(block) * c.kernel_size * depths * 2 * kTileBytes;
        _tile_zero(0);
        _tile_zero(1);
        _tile_zero(2);
        _tile_zero(3);
        for (int tap = 0; tap < c.kernel_size; ++tap) {
            Bytes from =
                reinterpret_cast<Bytes>(x) + static_cast<size_t>(tap) * c.dilation * step;
            for (int depth = 0; depth < depths; ++depth, from += 64, weights += 2 * kTileBytes) {
                _tile_loadd(4, from, step);
                _tile_loadd(5, from + kTile * step, step);
                _tile_loadd(6, weights, 64);
                _tile_loadd(7, weights + kTileBytes, 64);
                _tile_dpbf16ps(0, 4, 6);
                _tile_dpbf16ps(1, 4, 7);
                _tile_dpbf16ps(2, 5, 6);
                _tile_dpbf16ps(3, 5, 7);
            }
        }
        constexpr size_t line = kOutputs * sizeof(float);
        _tile_stored(0, sums, line);
        _tile_stored(1, sums + kTile, line);
        _tile_stored(2, sums + kTile * kOutputs, line);
        _tile_stored(3, sums + kTile * kOutputs + kTile, line);
    }

private:
    using Bytes = const char*;
    static constexpr int kTile = 16;
    static constexpr int kDepth = 32;
    static constexpr size_t kTileBytes = 1024;

    struct alignas(64) Config {
        uint8_t palette = 1;
        uint8_t start = 0;
        uint8_t reserved[14] = {};
        uint16_t width[16] = {64, 64, 64, 64, 64, 64, 64, 64};
        uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
    };
};

}  // namespace tonekiln
#endif
