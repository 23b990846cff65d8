// The convolutions of an autoencoder, on the best that this machine has for a type of numbers.

#include "dots.h"
#include "matrix.h"
#include "sums.h"
#include "tiles.h"

extern "C" {

// Whether this machine multiplies bfloat16 here; fp32 it always does.
int32_t tonekiln_convolves_bf16() {
#if defined(TONEKILN_DOTS)
    return 1;
#elif defined(TONEKILN_AMX)
    return tonekiln::Tiles::permitted() ? 1 : 0;
#else
    return 0;
#endif
}

// x: the input of the first tap of the first row; readable for 32 rows more than are asked for.
// kind: of x and of the weights.
void tonekiln_convolve(const tonekiln::Convolution* convolution, const void* x, int32_t rows,
                       const tonekiln::Destination* to, tonekiln::Kind kind, int32_t threads) {
    using namespace tonekiln;
    if (kind == Kind::fp32) return convolve<Sums>(*convolution, x, rows, *to, threads);
#if defined(TONEKILN_AMX)
    if (Tiles::permitted()) return convolve<Tiles>(*convolution, x, rows, *to, threads);
#endif
#if defined(TONEKILN_DOTS)
    convolve<Dots>(*convolution, x, rows, *to, threads);
#endif
}
}
