// Products of many rows with an int8 matrix: 12 rows by 32 outputs at a time, four inputs an
// instruction. Their sums stay in 24 of the 32 registers.
//
// A group of inputs is summed exactly; groups are added in fp32, in one order.
#pragma once

#include <algorithm>

#include "matrix.h"

namespace tonekiln {

// What becomes of a row before it meets the matrix: nothing; a norm; or, of a row twice as wide,
// its first half times SiLU of the second.
enum class Way : int32_t { plain = 0, normed = 1, gated = 2 };

// x: (rows, inputs), or (rows, 2 * inputs) if gated. norm, epsilon: of normed rows only.
struct Incoming {
    const float* x;
    Norm norm;
    float epsilon;
    Way way;
};

// bias: (outputs) or null. out: (rows, outputs); `added` to what is there, or written over it.
struct Outgoing {
    const float* bias;
    float* out;
    int32_t added;
};

}  // namespace tonekiln

#if defined(__AVX512VNNI__)
#include <immintrin.h>

namespace tonekiln {

constexpr int kPanelRows = 12;
constexpr int kPanelOutputs = 2 * kLanes;

// Rows in int8, in panels of twelve: four inputs of each row, then the next four.
struct Panels {
    std::vector<int8_t> values;    // (panels, inputs / 4, 12, 4)
    std::vector<float> scale;      // (panels, groups, 12)
    std::vector<int32_t> offset;   // likewise

    void make_room(int rows, int width, int group) {
        const size_t padded =
            static_cast<size_t>((rows + kPanelRows - 1) / kPanelRows) * kPanelRows;
        values.resize(padded * width);
        scale.resize(padded * width / group);
        offset.resize(padded * width / group);
    }

    // Threads may bring different rows at once.
    void bring(const float* row, int number, int width, int group) {
        const int panel = number / kPanelRows, place = number % kPanelRows;
        const int groups = width / group;
        int8_t* to = values.data() + static_cast<size_t>(panel) * kPanelRows * width + 4 * place;
        for (int g = 0; g < groups; ++g, to += group * kPanelRows) {
            const QuantisedGroup made = quantised_group(
                row + static_cast<size_t>(g) * group, group, [to](int i, const auto& bytes) {
                    for (int four = 0; four < kLanes; four += 4)
                        std::memcpy(to + (i + four) * kPanelRows,
                                    reinterpret_cast<const char*>(&bytes) + four, 4);
                });
            const size_t at = (static_cast<size_t>(panel) * groups + g) * kPanelRows + place;
            scale[at] = made.scale;
            offset[at] = made.offset;
        }
    }
};

// Adds one group of a panel's products to out (12, 32). weights: of the first sixteen outputs,
// those of the others `apart` bytes on; scales likewise. A function of its own, so that the
// compiler keeps all sums in registers.
__attribute__((noinline)) inline void add_group(const uint8_t* weights, size_t apart,
                                                const Floats (&scales)[2],
                                                const int8_t* values, int group,
                                                const int32_t* offset, const float* scale,
                                                float* out) {
    __m512i low[kPanelRows], high[kPanelRows];
#pragma GCC unroll 12
    for (int r = 0; r < kPanelRows; ++r) low[r] = high[r] = _mm512_setzero_si512();
    for (int i = 0; i < group; i += 4, weights += 4 * kLanes, values += 4 * kPanelRows) {
        const __m512i one = _mm512_loadu_si512(weights);
        const __m512i two = _mm512_loadu_si512(weights + apart);
#pragma GCC unroll 12
        for (int r = 0; r < kPanelRows; ++r) {
            const __m512i four = _mm512_set1_epi32(loaded<int32_t>(values + 4 * r));
            low[r] = _mm512_dpbusd_epi32(low[r], one, four);
            high[r] = _mm512_dpbusd_epi32(high[r], two, four);
        }
    }
    alignas(64) int32_t whole[kPanelRows * kPanelOutputs];
#pragma GCC unroll 12
    for (int r = 0; r < kPanelRows; ++r) {
        _mm512_store_si512(whole + r * kPanelOutputs, low[r]);
        _mm512_store_si512(whole + r * kPanelOutputs + kLanes, high[r]);
    }
    for (int r = 0; r < kPanelRows; ++r)
        for (int part = 0; part < 2; ++part) {
            const int at = r * kPanelOutputs + part * kLanes;
            const Floats total =
                __builtin_convertvector(loaded<Ints>(whole + at) + offset[r], Floats);
            stored(out + at, loaded<Floats>(out + at) + total * (scales[part] * scale[r]));
        }
}

// A panel's products with 32 outputs, added to out (12, 32).
inline void add_products(const Matrix& matrix, int block, const Panels& fed, int panel,
                         float* out) {
    const int groups = matrix.inputs / matrix.group;
    const size_t apart = static_cast<size_t>(matrix.inputs) * kLanes;
    const uint8_t* weights = static_cast<const uint8_t*>(matrix.weights) + 2 * block * apart;
    const float* scales = matrix.scales + static_cast<size_t>(2) * block * groups * kLanes;
    const int8_t* values =
        fed.values.data() + static_cast<size_t>(panel) * kPanelRows * matrix.inputs;
    for (int g = 0; g < groups; ++g) {
        const size_t at = (static_cast<size_t>(panel) * groups + g) * kPanelRows;
        const size_t inputs = static_cast<size_t>(g) * matrix.group;
        const Floats both[2] = {loaded<Floats>(scales + g * kLanes),
                                loaded<Floats>(scales + (groups + g) * kLanes)};
        add_group(weights + inputs * kLanes, apart, both, values + inputs * kPanelRows,
                  matrix.group, fed.offset.data() + at, fed.scale.data() + at, out);
    }
}

// Rows on their way in, one a thread at a time.
class Prepared {
public:
    Prepared(const Incoming& rows, int width) : from(rows), inputs(width) {
        if (from.way != Way::plain) made.resize(width);
    }

    const float* row(int number) {
        const int apart = from.way == Way::gated ? 2 * inputs : inputs;
        const float* x = from.x + static_cast<size_t>(number) * apart;
        if (from.way == Way::plain) return x;
        if (from.way == Way::normed)
            normalise(x, from.norm, inputs, made.data(), from.epsilon);
        else
            for (int i = 0; i < inputs; i += kLanes)
                stored(made.data() + i,
                       loaded<Floats>(x + i) * silu(loaded<Floats>(x + inputs + i)));
        return made.data();
    }

private:
    const Incoming& from;
    int inputs;
    std::vector<float> made;
};

// A panel's sums, with the bias in them, to where they go.
inline void put_out(const Outgoing& to, const float* sums, int first, int rows, int outputs,
                    int block) {
    for (int r = 0; r < kPanelRows && first + r < rows; ++r) {
        float* out = to.out + static_cast<size_t>(first + r) * outputs + block * kPanelOutputs;
        for (int i = 0; i < kPanelOutputs; i += kLanes) {
            const Floats made = loaded<Floats>(sums + r * kPanelOutputs + i);
            stored(out + i, to.added ? loaded<Floats>(out + i) + made : made);
        }
    }
}

inline void multiply(const Matrix& matrix, const Incoming& in, int rows, const Outgoing& to,
                     int threads) {
    static thread_local Panels kept;
    Panels& fed = kept;  // the calling thread's, for all threads of this call
    fed.make_room(rows, matrix.inputs, matrix.group);
    // Panels that stay in the cache while all outputs are made of them.
    constexpr int kTogether = 20;
    const int panels = (rows + kPanelRows - 1) / kPanelRows;
    const int times = (panels + kTogether - 1) / kTogether;
    const int blocks = matrix.outputs / kPanelOutputs;
#pragma omp parallel num_threads(threads)
    {
        Prepared prepared(in, matrix.inputs);
#pragma omp for
        for (int row = 0; row < rows; ++row)
            fed.bring(prepared.row(row), row, matrix.inputs, matrix.group);
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
                    add_products(matrix, block, fed, panel, sums);
                    put_out(to, sums, panel * kPanelRows, rows, matrix.outputs, block);
                }
    }
}

}  // namespace tonekiln
#endif
