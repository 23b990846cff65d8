// What the built VST3 costs its host: scanning, loading, memory, and twenty of it on one daemon.
// Hidden: run `tonekiln_tests "what the VST3 costs its host"` with TONEKILN_HOME set and a daemon
// running there. Says when it has asked, waits for a line, then writes what it measured as JSON.
#include "Vst3Host.h"

#include <algorithm>
#include <iostream>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
constexpr std::size_t instancesAtOnce = 20;
constexpr int loadingMs = 2000; ///< more than the loading of a clip takes

double milliseconds(const std::function<void()>& work)
{
    const auto began = juce::Time::getMillisecondCounterHiRes();
    work();
    return juce::Time::getMillisecondCounterHiRes() - began;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}
} // namespace

TEST_CASE("what the VST3 costs its host", "[.][cost]")
{
    Host host;
    const auto bare = residentMegabytes();
    std::vector<double> scans;
    for (int i = 0; i < 11; ++i)
        scans.push_back(milliseconds(
            [&]
            {
                juce::OwnedArray<juce::PluginDescription> found;
                host.format.findAllTypesForFile(found, vst3File());
                REQUIRE(found.size() == 1);
            }));

    std::vector<std::unique_ptr<juce::AudioPluginInstance>> instances;
    const auto load = [&] { instances.push_back(host.load()); };
    std::vector<double> loads{milliseconds(load)};
    const auto withOne = residentMegabytes();
    while (instances.size() < instancesAtOnce)
        loads.push_back(milliseconds(load));

    juce::AudioBuffer<float> buffer{2, 512};
    juce::MidiBuffer midi;
    for (auto& instance : instances)
    {
        parameter(*instance, "Generate").setValueNotifyingHost(1.0f);
        instance->processBlock(buffer, midi);
    }
    // Whoever runs this sees at the daemon when each has its clip, and says so.
    std::cout << "{\"asked\": " << instances.size() << "}" << std::endl;
    std::string made;
    std::getline(std::cin, made);
    juce::Thread::sleep(loadingMs);
    const auto withAll = residentMegabytes();
    const Json line = {{"first_scan_ms", scans.front()},
                       {"scan_ms", median(scans)},
                       {"first_load_ms", loads.front()},
                       {"load_ms", median(loads)},
                       {"first_instance_mb", withOne - bare},
                       {"instance_mb", (withAll - withOne) / (instancesAtOnce - 1)},
                       {"all_instances_mb", withAll - bare},
                       {"instances", instances.size()}};
    std::cout << line.dump() << std::endl;
}
