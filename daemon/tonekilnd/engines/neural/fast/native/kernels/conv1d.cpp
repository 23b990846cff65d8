// Entry point and dispatch: conv1d on the best micro-kernel that this machine has for a type.
//
// Shapes, layout and threads: conv1d.h.

#include "conv1d_amx_bf16.h"
#include "conv1d_avx512_bf16.h"
#include "conv1d_f32.h"
#include "packed_matrix.h"

extern "C" {

// Whether this machine has a bf16 micro-kernel; fp32 it always has.
int32_t tonekiln_has_bf16_conv1d() {
#if defined(TONEKILN_AVX512_BF16)
    return 1;
#elif defined(TONEKILN_AMX_BF16)
    return tonekiln::Conv1dAmxBf16::granted() ? 1 : 0;
#else
    return 0;
#endif
}

// x: the input of the first tap of the first row; readable for 32 rows more than are asked for.
// dtype: of x and of the weights; bf16 only where tonekiln_has_bf16_conv1d() is 1.
void tonekiln_conv1d(const tonekiln::Conv1d* layer, const void* x, int32_t rows,
                     const tonekiln::Conv1dOutput* to, tonekiln::DType dtype, int32_t threads) {
    using namespace tonekiln;
    if (dtype == DType::fp32) return conv1d<Conv1dF32>(*layer, x, rows, *to, threads);
#if defined(TONEKILN_AMX_BF16)
    if (Conv1dAmxBf16::granted()) return conv1d<Conv1dAmxBf16>(*layer, x, rows, *to, threads);
#endif
#if defined(TONEKILN_AVX512_BF16)
    conv1d<Conv1dAvx512Bf16>(*layer, x, rows, *to, threads);
#endif
}
}
