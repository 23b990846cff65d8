// Entry point: a packed matrix times many rows, as transformers over a whole window have them.
//
// Shapes, layout and threads: gemm_vnni_s8.h. int8 only; other types are torch's.

#include "gemm_vnni_s8.h"

extern "C" {

// matrix: int8, its outputs a multiple of 32. Does nothing where tonekiln_has_int8() is 0.
void tonekiln_gemm([[maybe_unused]] const tonekiln::PackedMatrix* matrix,
                   [[maybe_unused]] const tonekiln::GemmInput* in, [[maybe_unused]] int32_t rows,
                   [[maybe_unused]] const tonekiln::GemmOutput* to,
                   [[maybe_unused]] int32_t threads) {
#if defined(__AVX512VNNI__)
    tonekiln::gemm_vnni_s8(*matrix, *in, rows, *to, threads);
#endif
}
}
