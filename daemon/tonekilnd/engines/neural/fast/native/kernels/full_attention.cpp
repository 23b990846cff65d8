// Entry point: attention of a whole window. Shapes, layout and threads: full_attention.h.

#include "full_attention.h"

extern "C" {

void tonekiln_full_attention(const tonekiln::FullAttention* attention, int32_t threads) {
    tonekiln::full_attention(*attention, threads);
}
}
