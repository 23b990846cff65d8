// The built VST3 in a host of the tests' own.
// Thread: the test's own, which is this host's setup and audio thread.
#pragma once

#include "../ThisProcess.h"
#include "../client/StandIn.h"

#include <juce_audio_processors/juce_audio_processors.h>

#include <catch2/catch.hpp>

#include <cstdlib>

namespace tonekiln::test
{

/** The plugin's home for as long as this lives. */
class HomeVariable : Variable
{
public:
    explicit HomeVariable(const juce::File& home)
        : Variable("TONEKILN_HOME", home.getFullPathName())
    {
    }
};

/** What hosts list: on Windows not the bundle but the library in it. */
inline juce::String vst3File()
{
    const juce::File bundle{TONEKILN_VST3};
#if JUCE_WINDOWS
    return bundle.getChildFile("Contents/x86_64-win/" + bundle.getFileName()).getFullPathName();
#else
    return bundle.getFullPathName();
#endif
}

class Host
{
public:
    std::unique_ptr<juce::AudioPluginInstance> load()
    {
        juce::OwnedArray<juce::PluginDescription> found;
        format.findAllTypesForFile(found, vst3File());
        REQUIRE(found.size() == 1);
        auto instance = format.createInstanceFromDescription(*found[0], 48000.0, 512);
        REQUIRE(instance != nullptr);
        instance->setPlayConfigDetails(2, 2, 48000.0, 512);
        instance->prepareToPlay(48000.0, 512);
        return instance;
    }

    juce::VST3PluginFormat format;
};

inline juce::AudioProcessorParameter& parameter(juce::AudioPluginInstance& plugin, const char* name)
{
    for (auto* candidate : plugin.getParameters())
        if (candidate->getName(64) == name)
            return *candidate;
    FAIL("no parameter " << name);
    std::abort();
}

inline juce::MemoryBlock stateOf(juce::AudioPluginInstance& plugin)
{
    juce::MemoryBlock block;
    plugin.getStateInformation(block);
    return block;
}

} // namespace tonekiln::test
