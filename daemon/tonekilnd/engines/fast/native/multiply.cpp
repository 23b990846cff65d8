// A matrix with many rows at once: transformers that hear a whole window in every step.

#include "quads.h"

extern "C" {

// matrix: int8, its outputs a multiple of 32. x: (rows, inputs); bias: (outputs) or null;
// out: (rows, outputs).
void tonekiln_multiply([[maybe_unused]] const tonekiln::Matrix* matrix,
                       [[maybe_unused]] const float* x, [[maybe_unused]] int32_t rows,
                       [[maybe_unused]] const float* bias, [[maybe_unused]] float* out,
                       [[maybe_unused]] int32_t threads) {
#if defined(__AVX512VNNI__)
    tonekiln::multiply(*matrix, x, rows, bias, out, threads);
#endif
}
}
