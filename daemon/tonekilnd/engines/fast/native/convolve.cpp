// Convolutions along time in bfloat16 on AMX tiles, with what follows them done on the way out.
//
// Activations lie step after step, (steps, channels): a tile of sixteen steps starts at any step,
// so that taps and dilations are only other addresses. Sums are in fp32.

#include <cstddef>
#include <cstdint>

#if defined(__AMX_BF16__) && defined(__linux__)
#include <immintrin.h>
#include <omp.h>
#include <sys/syscall.h>
#include <unistd.h>
#define TONEKILN_AMX 1
#endif

#include "lanes.h"

namespace tonekiln {

// The layout is mirrored in oobleck.py.
// weights: (outputs / 32, taps, inputs / 32, 2, 16, 16, 2), zeros where there is nothing.
// frequency, amount: of the snake x + amount * sin^2(pi * frequency * x) that follows, per
// channel; null where none does. Outputs beyond the channels are further steps of the channels.
struct Convolution {
    const Bfloat16* weights;
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
// within 0..limit. Any pointer may be null.
struct Destination {
    const float* added;
    float* plain;
    Bfloat16* snaked;
    int64_t skipped;
    int64_t limit;
};

namespace {

[[maybe_unused]] inline Floats snake(const Floats& x, const Floats& frequency,
                                     const Floats& amount) {
    const Floats turns = x * frequency;
    const Floats r = turns - rounded(turns);
    const Floats square = r * r;
    // sin(pi r) for |r| <= 1/2, Taylor to the ninth power: within 4e-6.
    Floats series = all(0.0821458866F);
    series = series * square - 0.5992645293F;
    series = series * square + 2.5501640399F;
    series = series * square - 5.1677127800F;
    series = series * square + 3.1415926536F;
    const Floats sine = series * r;
    return x + amount * sine * sine;
}

#if defined(TONEKILN_AMX)

constexpr int kTile = 16;
constexpr int kBlock = 32;
constexpr int kDepth = 32;
constexpr size_t kTileBytes = 1024;
constexpr int kTimeBlock = 256;

struct alignas(64) TileConfig {
    uint8_t palette = 1;
    uint8_t start = 0;
    uint8_t reserved[14] = {};
    uint16_t width[16] = {64, 64, 64, 64, 64, 64, 64, 64};
    uint8_t rows[16] = {16, 16, 16, 16, 16, 16, 16, 16};
};

bool permitted() {
    constexpr int kRequest = 0x1023, kTileData = 18;
    static const bool granted = syscall(SYS_arch_prctl, kRequest, kTileData) == 0;
    return granted;
}

using Bytes = const char*;

// 32 steps by 32 outputs.
inline void one_block(const Convolution& c, const Bfloat16* x, int block, float* sums) {
    const size_t step = static_cast<size_t>(c.inputs) * sizeof(Bfloat16);
    const int depths = c.inputs / kDepth;
    Bytes weights = reinterpret_cast<Bytes>(c.weights) +
                    static_cast<size_t>(block) * c.taps * depths * 2 * kTileBytes;
    _tile_zero(0);
    _tile_zero(1);
    _tile_zero(2);
    _tile_zero(3);
    for (int tap = 0; tap < c.taps; ++tap) {
        Bytes from = reinterpret_cast<Bytes>(x) + static_cast<size_t>(tap) * c.dilation * step;
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
    constexpr size_t line = kBlock * sizeof(float);
    _tile_stored(0, sums, line);
    _tile_stored(1, sums + kTile, line);
    _tile_stored(2, sums + kTile * kBlock, line);
    _tile_stored(3, sums + kTile * kBlock + kTile, line);
}

inline void narrowed(Bfloat16* to, const Floats& value) {
    const Ints bits = floats_as_bits(value);
    const Ints even = bits + 0x7fff + ((bits >> 16) & 1);
    using Halves = uint16_t __attribute__((vector_size(32)));
    using Unsigned = uint32_t __attribute__((vector_size(64)));
    const Halves halves = __builtin_convertvector(loaded<Unsigned>(&even) >> 16, Halves);
    std::memcpy(to, &halves, sizeof halves);
}

inline void finish(const Convolution& c, const Destination& to, const float* sums, int row,
                   int rows, int output) {
    for (int r = 0; r < rows; ++r)
        for (int part = 0; part < kBlock; part += kLanes) {
            const int64_t at = static_cast<int64_t>(row + r) * c.outputs + output + part - to.skipped;
            if (at < 0 || at >= to.limit || output + part >= c.outputs) continue;
            const int channel = (output + part) % c.channels;
            Floats value = loaded<Floats>(sums + r * kBlock + part);
            if (c.bias) value += loaded<Floats>(c.bias + channel);
            if (to.added) value += loaded<Floats>(to.added + at);
            if (to.plain) stored(to.plain + at, value);
            if (to.snaked)
                narrowed(to.snaked + at, snake(value, loaded<Floats>(c.frequency + channel),
                                               loaded<Floats>(c.amount + channel)));
        }
}

void convolve(const Convolution& c, const Bfloat16* x, int rows, const Destination& to,
              int threads) {
    const int blocks = c.outputs / kBlock;
    const int times = (rows + kTimeBlock - 1) / kTimeBlock;
#pragma omp parallel num_threads(threads)
    {
        const TileConfig config;
        _tile_loadconfig(&config);
        alignas(64) float sums[kBlock * kBlock];
        // A block of time stays in the cache while all outputs are made of it.
#pragma omp for schedule(dynamic) collapse(2)
        for (int time = 0; time < times; ++time)
            for (int block = 0; block < blocks; ++block)
                for (int row = time * kTimeBlock;
                     row < rows && row < (time + 1) * kTimeBlock; row += kBlock) {
                    one_block(c, x + static_cast<size_t>(row) * c.inputs, block, sums);
                    finish(c, to, sums, row, row + kBlock > rows ? rows - row : kBlock,
                           block * kBlock);
                }
        _tile_release();
    }
}

#endif

}  // namespace
}  // namespace tonekiln

extern "C" {

// Whether this machine has the tiles.
int32_t tonekiln_has_tiles() {
#if defined(TONEKILN_AMX)
    return tonekiln::permitted() ? 1 : 0;
#else
    return 0;
#endif
}

// x: the input of the first tap of the first row; readable for 32 rows more than are asked for.
void tonekiln_convolve([[maybe_unused]] const tonekiln::Convolution* convolution,
                       [[maybe_unused]] const void* x, [[maybe_unused]] int32_t rows,
                       [[maybe_unused]] const tonekiln::Destination* to,
                       [[maybe_unused]] int32_t threads) {
#if defined(TONEKILN_AMX)
    tonekiln::convolve(*convolution, static_cast<const tonekiln::Bfloat16*>(x), rows, *to,
                       threads);
#endif
}
}
