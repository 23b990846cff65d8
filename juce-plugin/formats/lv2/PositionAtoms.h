// time:Position as hosts put it into atoms.
// Thread: Names are asked for where an instance is made; reading is the audio thread's, and locks
// and allocates nothing.
#pragma once

#include "Headers.h"
#include "lv2/TimePosition.h"

namespace tonekiln::lv2
{

/** The numbers a host has given to what we read. */
struct Names
{
    explicit Names(const LV2_URID_Map& map)
        : object(map.map(map.handle, LV2_ATOM__Object))
        , blank(map.map(map.handle, LV2_ATOM__Blank))
        , sequence(map.map(map.handle, LV2_ATOM__Sequence))
        , isInt(map.map(map.handle, LV2_ATOM__Int))
        , isLong(map.map(map.handle, LV2_ATOM__Long))
        , isFloat(map.map(map.handle, LV2_ATOM__Float))
        , isDouble(map.map(map.handle, LV2_ATOM__Double))
        , position(map.map(map.handle, LV2_TIME__Position))
        , frame(map.map(map.handle, LV2_TIME__frame))
        , speed(map.map(map.handle, LV2_TIME__speed))
        , bar(map.map(map.handle, LV2_TIME__bar))
        , barBeat(map.map(map.handle, LV2_TIME__barBeat))
        , beat(map.map(map.handle, LV2_TIME__beat))
        , beatUnit(map.map(map.handle, LV2_TIME__beatUnit))
        , beatsPerBar(map.map(map.handle, LV2_TIME__beatsPerBar))
        , beatsPerMinute(map.map(map.handle, LV2_TIME__beatsPerMinute))
    {
    }

    LV2_URID object, blank, sequence, isInt, isLong, isFloat, isDouble;
    LV2_URID position, frame, speed, bar, barBeat, beat, beatUnit, beatsPerBar, beatsPerMinute;
};

/** What it says, as far as it can be read. @param object of the type names.position */
TimePosition positionIn(const LV2_Atom_Object& object, const Names& names);

} // namespace tonekiln::lv2
