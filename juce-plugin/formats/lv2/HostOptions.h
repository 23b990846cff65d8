// A host's options as JUCE's client reads them.
//
// It takes a number only in the size of its type. Audacity sends its block lengths as atom:Int in
// eight bytes, and would be refused.
// Thread: the host's setup thread.
#pragma once

#include "Headers.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace tonekiln::lv2
{

class HostOptions
{
public:
    /** @param features as the host gives them, ended by a null; both outlive this */
    HostOptions(const LV2_Feature* const* features, const LV2_URID_Map&);

    /** The same features, with each atom:Int in four bytes. */
    const LV2_Feature* const* features() const { return all.data(); }

private:
    void read(const LV2_Options_Option* given, LV2_URID isInt);

    std::deque<std::int32_t> numbers; ///< never moved
    std::vector<LV2_Options_Option> options;
    LV2_Feature feature{LV2_OPTIONS__options, nullptr};
    std::vector<const LV2_Feature*> all;
};

} // namespace tonekiln::lv2
