// The built VST3 in a host of our own: scanned, loaded, processed, and twenty of it at once.
#include "Vst3Host.h"

#include <set>

using namespace tonekiln;
using namespace tonekiln::test;

TEST_CASE("scanning and loading touch nothing and are quick")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    juce::OwnedArray<juce::PluginDescription> found;
    const auto began = juce::Time::getMillisecondCounterHiRes();
    host.format.findAllTypesForFile(found, vst3File());
    WARN("scan: " << juce::Time::getMillisecondCounterHiRes() - began << " ms");
    REQUIRE(found.size() == 1);
    CHECK(found[0]->name == "Tonekiln");
    CHECK_FALSE(found[0]->isInstrument);
    const auto plugin = host.load();
    CHECK(plugin->getName() == "Tonekiln");
    CHECK(home.folder.getNumberOfChildFiles(juce::File::findFilesAndDirectories) == 0);
}

TEST_CASE("through the host too, a state is its own round trip and damage is survived")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto first = host.load(), second = host.load();
    parameter(*first, "Audition gain").setValueNotifyingHost(0.3f);
    juce::AudioBuffer<float> buffer{2, 512};
    juce::MidiBuffer midi;
    first->processBlock(buffer, midi);
    const auto saved = stateOf(*first);
    second->setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
    CHECK(stateOf(*second) == saved);

    juce::Random random{5};
    for (int round = 0; round < 200; ++round)
    {
        auto damaged = saved;
        for (int i = 0; i < 8; ++i)
            damaged[static_cast<std::size_t>(random.nextInt(static_cast<int>(saved.getSize())))] =
                static_cast<char>(random.nextInt(256));
        const auto length = random.nextInt(static_cast<int>(saved.getSize()) + 1);
        second->setStateInformation(damaged.getData(), length);
    }
    buffer.clear();
    second->processBlock(buffer, midi);
    CHECK(buffer.getMagnitude(0, 512) == 0.0f);
}

TEST_CASE("twenty instances share one daemon, each a client of its own")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    StandIn daemon{
        home.folder, "one", [](const Message& request) {
            return std::vector<Message>{event("accepted", {{"job", request.id}, {"place", 0}})};
        }};
    Host host;
    std::vector<std::unique_ptr<juce::AudioPluginInstance>> instances;
    instances.push_back(host.load());
    const auto before = residentMegabytes();
    while (instances.size() < 20)
        instances.push_back(host.load());
    juce::AudioBuffer<float> buffer{2, 512};
    juce::MidiBuffer midi;
    for (auto& instance : instances)
    {
        parameter(*instance, "Generate").setValueNotifyingHost(1.0f);
        instance->processBlock(buffer, midi);
    }
    CHECK(eventually([&] { return daemon.count("generate") == 20; }, 20000));
    const auto each = (residentMegabytes() - before) / 19.0;
    WARN("one more instance: " << each << " MB");
    CHECK(each < 60.0);
    std::set<std::string> ids;
    for (const auto& request : daemon.heard("generate"))
        ids.insert(request.id);
    CHECK(ids.size() == 20);
}
