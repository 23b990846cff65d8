// A transformer that hears a whole window in every step: a matrix with many rows at once, and
// attention between all of them.

#include "quads.h"
#include "window.h"

extern "C" {

// matrix: int8, its outputs a multiple of 32.
void tonekiln_multiply([[maybe_unused]] const tonekiln::Matrix* matrix,
                       [[maybe_unused]] const tonekiln::Incoming* in,
                       [[maybe_unused]] int32_t rows,
                       [[maybe_unused]] const tonekiln::Outgoing* to,
                       [[maybe_unused]] int32_t threads) {
#if defined(__AVX512VNNI__)
    tonekiln::multiply(*matrix, *in, rows, *to, threads);
#endif
}

void tonekiln_attend(const tonekiln::Window* window, int32_t threads) {
    tonekiln::attend_to_all(*window, threads);
}
}
