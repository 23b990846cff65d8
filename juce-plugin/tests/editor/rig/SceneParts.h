// What the designed states are put together from.
// Thread: plain values, any.
#pragma once

#include "Scenes.h"

namespace tonekiln::scenes
{

std::vector<EngineRow> engines();
std::vector<PresetRow> presets();
std::vector<ClipRow> clips();
HostFacts rollingHost();

} // namespace tonekiln::scenes
