// What an LV2 host says in one time:Position, without its nonsense.
// Thread: plain values, any. Locks and allocates nothing.
#pragma once

#include "protocol/Grid.h"

#include <optional>

namespace tonekiln::lv2
{

/** Empty is what the host has left out. Bars count from 0, beats are 1/beatUnit notes. */
struct TimePosition
{
    std::optional<std::int64_t> frame, bar;
    std::optional<double> speed, barBeat, beat, beatsPerBar, beatsPerMinute;
    std::optional<std::int64_t> beatUnit;

    /** The beat of the bar, from 0, where the host counts no finer. Hosts do not send it. */
    std::optional<std::int64_t> wholeBeat{};
};

/** The meter told, where it is one: some hosts write 7/8 as three and a half quarters. */
std::optional<Meter> meterOf(const std::optional<double>& beatsPerBar, std::int64_t beatUnit);

/** Lets go of what cannot be, and sees what the host means by its beat: the song's, the bar's
    from 0 (Carla), or the whole beat of the bar from 1 (Qtractor).
    @param wholeBeats whether this host was seen to mean the last; set once it was */
TimePosition sanitised(TimePosition, bool& wholeBeats);

} // namespace tonekiln::lv2
