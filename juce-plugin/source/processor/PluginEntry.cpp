// The one function JUCE's format wrappers look for.
#include "Processor.h"

// Declared by JUCE's wrappers only where they call it.
juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter();

juce::AudioProcessor* JUCE_CALLTYPE createPluginFilter()
{
    return new tonekiln::Processor();
}
