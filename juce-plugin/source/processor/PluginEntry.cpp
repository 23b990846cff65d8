// The one function JUCE's format wrappers look for.
#include "PluginEntry.h"

#include "Processor.h"

// Declared by JUCE's wrappers only where they call it.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter();

namespace tonekiln
{

namespace
{
thread_local juce::AudioProcessor* newest = nullptr;
}

juce::AudioProcessor* newestProcessorHere()
{
    return newest;
}

} // namespace tonekiln

juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter()
{
    return tonekiln::newest = new tonekiln::Processor();
}
