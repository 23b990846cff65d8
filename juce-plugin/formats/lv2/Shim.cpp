// The LV2 as hosts load it: JUCE's own, with the position read here.
//
// JUCE's client forgets the position at every run(), while hosts send one only when something has
// changed, and it reads a part of what they send. So its `lv2_descriptor` is renamed when it is
// compiled (cmake/Lv2.cmake) and this one stands before it. What JUCE makes is handed through as
// it is, the instance's own handle included: the UI's instance-access, state and every other
// extension hold as JUCE has them.
//
// Thread: the host's, as the LV2 core specification has it: connect_port and run on the audio
// thread (Instances.h says what they may do there), the rest on its setup thread.
#include "processor/PluginEntry.h"

#include <cstring>

// JUCE's is declared by the other name; what hosts ask for is defined here.
#undef lv2_descriptor
#include "HostOptions.h"
#include "Instances.h"

extern "C" const LV2_Descriptor* tonekiln_juce_lv2_descriptor(uint32_t index);

namespace tonekiln::lv2
{

namespace
{
Instances& instances()
{
    static Instances all;
    return all;
}

const LV2_Descriptor& juces()
{
    return *tonekiln_juce_lv2_descriptor(0);
}

const LV2_URID_Map* mapIn(const LV2_Feature* const* features)
{
    for (; features != nullptr && *features != nullptr; ++features)
        if (std::strcmp((*features)->URI, LV2_URID__map) == 0)
            return static_cast<const LV2_URID_Map*>((*features)->data);
    return nullptr;
}

LV2_Handle instantiate(const LV2_Descriptor*, double sampleRate, const char* bundle,
                       const LV2_Feature* const* features)
{
    const auto* map = mapIn(features);
    if (map == nullptr)
        return nullptr; // JUCE's client would refuse as well
    const HostOptions options{features, *map};
    const auto handle = juces().instantiate(&juces(), sampleRate, bundle, options.features());
    auto* processor = newestProcessorHere();
    if (handle == nullptr || processor == nullptr)
        return handle;
    // JUCE's ports: audio in, audio out, then the sequence of events in (test_lv2_bundle.py).
    const auto control = static_cast<uint32_t>(processor->getTotalNumInputChannels() +
                                               processor->getTotalNumOutputChannels());
    auto instance = std::make_unique<Instance>(Names{*map}, sampleRate, control);
    processor->setPlayHead(instance.get());
    instances().add(handle, std::move(instance));
    return handle;
}

void connectPort(LV2_Handle handle, uint32_t port, void* data)
{
    if (auto* instance = instances().find(handle))
        instance->connect(port, data);
    juces().connect_port(handle, port, data);
}

void activate(LV2_Handle handle)
{
    if (juces().activate != nullptr)
        juces().activate(handle);
}

void run(LV2_Handle handle, uint32_t frames)
{
    if (auto* instance = instances().find(handle))
        instance->readBlock(frames);
    juces().run(handle, frames);
}

void deactivate(LV2_Handle handle)
{
    if (juces().deactivate != nullptr)
        juces().deactivate(handle);
}

void cleanup(LV2_Handle handle)
{
    const auto ended = instances().remove(handle);
    juces().cleanup(handle);
}

const void* extensionData(const char* uri)
{
    return juces().extension_data != nullptr ? juces().extension_data(uri) : nullptr;
}
} // namespace

} // namespace tonekiln::lv2

LV2_SYMBOL_EXPORT const LV2_Descriptor* lv2_descriptor(uint32_t index)
{
    using namespace tonekiln::lv2;
    if (index != 0)
        return nullptr;
    static const LV2_Descriptor ours{juces().URI, instantiate, connectPort, activate,
                                     run,         deactivate,  cleanup,     extensionData};
    return &ours;
}
