// gemv micro-kernel, int8 on AVX-512 VNNI: sixteen outputs of up to eight quantised rows.
//
// weights: a packed matrix's block, (inputs / 4, 16, 4) unsigned; x: rows quantised with the same
// groups; out: [Rows] vectors of sixteen outputs in fp32, written over. group is a multiple of 8;
// no alignment asked. A group's products are summed exactly in int32; groups are added in fp32.
// Instructions: vpdpbusd (u8 x s8). Threads: pure.
// Roofline: memory bandwidth. Products of two rows read 20 GB/s a core on a Zen 4, as fast as
// plain reading there (docs/performance.md).
#pragma once

#include "packed_matrix.h"
#include "quantise_s8.h"

#if defined(__AVX512VNNI__)
#include <immintrin.h>

namespace tonekiln {

// Adds to each of sixteen sums the products of four unsigned and four signed bytes.
inline __m512i dot4_u8s8(__m512i total, __m512i weights, const int8_t* four) {
    return _mm512_dpbusd_epi32(total, weights, _mm512_set1_epi32(load<int32_t>(four)));
}

template <int Rows>
inline void gemv_vnni_s8(const PackedMatrix& matrix, int block, const QuantisedRows& x, int first,
                         F32x16* out) {
    const int groups = matrix.inputs / matrix.group;
    const auto* weights = static_cast<const uint8_t*>(matrix.weights) +
                          static_cast<size_t>(block) * matrix.inputs * kSimdWidth;
    const float* scales = matrix.scales + static_cast<size_t>(block) * groups * kSimdWidth;
    for (int r = 0; r < Rows; ++r) out[r] = F32x16{};
    for (int g = 0; g < groups; ++g) {
        __m512i even[Rows], odd[Rows];
        for (int r = 0; r < Rows; ++r) {
            even[r] = _mm512_set1_epi32(x.offset[static_cast<size_t>(first + r) * groups + g]);
            odd[r] = _mm512_setzero_si512();
        }
        const int8_t* values = x.values.data() + static_cast<size_t>(first) * matrix.inputs +
                               static_cast<size_t>(g) * matrix.group;
        for (int i = 0; i < matrix.group; i += 8, weights += 8 * kSimdWidth) {
            const __m512i one = _mm512_loadu_si512(weights);
            const __m512i two = _mm512_loadu_si512(weights + 4 * kSimdWidth);
            prefetch_weights(weights + kPrefetchBytes);
            prefetch_weights(weights + kPrefetchBytes + 64);
            for (int r = 0; r < Rows; ++r) {
                const int8_t* row = values + static_cast<size_t>(r) * matrix.inputs + i;
                even[r] = dot4_u8s8(even[r], one, row);
                odd[r] = dot4_u8s8(odd[r], two, row + 4);
            }
        }
        const F32x16 scale = load<F32x16>(scales + static_cast<size_t>(g) * kSimdWidth);
        for (int r = 0; r < Rows; ++r) {
            const __m512i both = _mm512_add_epi32(even[r], odd[r]);
            const F32x16 total = __builtin_convertvector(load<I32x16>(&both), F32x16);
            out[r] += total * scale * x.scale[static_cast<size_t>(first + r) * groups + g];
        }
    }
}

}  // namespace tonekiln
#endif
