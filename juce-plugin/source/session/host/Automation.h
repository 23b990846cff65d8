// The host's automation of presets and Generate, seen from where it can be acted on.
// Thread: guarded by the model's lock; the parameters' values are atomics.
#pragma once

#include "processor/Parameters.h"

#include <optional>

namespace tonekiln
{

class Automation
{
public:
    explicit Automation(const Parameters& automated)
        : parameters(automated)
    {
    }

    /** The preset gone to since last asked, the first being 1; 0 is none. @param count how many
        there are: until they are known nothing is taken */
    std::optional<int> presetGoneTo(int count);
    /** Whether Generate has gone on since last asked. */
    bool triggered();
    /** A project was loaded: what its parameters say is no change. */
    void restored() { presetSeen = parameters.preset.get(); }

private:
    const Parameters& parameters;
    int triggersSeen = 0;
    int presetSeen = 0;
};

} // namespace tonekiln
