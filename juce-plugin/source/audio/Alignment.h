// Which frame of a clip belongs to which sample of the host's timeline.
// Thread: pure arithmetic, audio thread included.
#pragma once

#include "LoadedClip.h"
#include "Transport.h"

namespace tonekiln
{

/** A stretch of the timeline that plays consecutive frames. Sample numbers count from the
    block's first sample and may be negative. */
struct Span
{
    std::int64_t begin = 0;      ///< first sample
    std::int64_t end = 0;        ///< sample after the last
    std::int64_t firstFrame = 0; ///< the clip's frame at `begin`
    std::int64_t lastFrame = 0;  ///< frames from here on are not played

    std::int64_t frameAt(std::int64_t sample) const { return firstFrame + sample - begin; }
};

/** Whether the clip was made for the tempo that plays now. */
bool inTime(const ClipShape&, const Transport&);

/** The span that covers `sample` (counted from the block's first sample).

    In time, a span is one pass through the whole clip. At another tempo it is one bar of the
    host: each bar of the clip starts on its bar line and is cut short, or followed by silence.
    Clips that do not loop start at every bar line that is a whole number of their own length,
    rounded up to bars, from the song's start. */
Span spanAt(const ClipShape&, const Transport&, std::int64_t sample);

} // namespace tonekiln
