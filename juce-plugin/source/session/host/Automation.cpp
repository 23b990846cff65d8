#include "Automation.h"

namespace tonekiln
{

std::optional<int> Automation::presetGoneTo(int count)
{
    const int index = parameters.preset.get();
    if (index == presetSeen || count == 0)
        return std::nullopt;
    presetSeen = index;
    return index >= 1 && index <= count ? std::optional{index} : std::nullopt;
}

bool Automation::triggered()
{
    const int triggers = parameters.triggerCount();
    return std::exchange(triggersSeen, triggers) != triggers;
}

} // namespace tonekiln
