// What strict validators do to a plugin, done to the built VST3.
#include "../Pump.h"
#include "../editor/rig/Screen.h"
#include "Vst3Host.h"

#include <cmath>
#include <set>
#include <thread>

using namespace tonekiln;
using namespace tonekiln::test;

namespace
{
bool allFinite(const juce::AudioBuffer<float>& buffer)
{
    for (int c = 0; c < buffer.getNumChannels(); ++c)
        for (int i = 0; i < buffer.getNumSamples(); ++i)
            if (!std::isfinite(buffer.getSample(c, i)))
                return false;
    return true;
}

/** Calls processBlock over and over on a second thread, as a host's audio thread does. */
class Rolling
{
public:
    explicit Rolling(juce::AudioPluginInstance& hosted)
        : plugin(hosted)
        , thread([this] { run(); })
    {
    }
    ~Rolling()
    {
        done = true;
        thread.join();
    }

    std::atomic<int> blocks{0};
    std::atomic<bool> finite{true};

private:
    void run()
    {
        juce::AudioBuffer<float> buffer{2, 256};
        juce::MidiBuffer midi;
        for (; !done; ++blocks)
        {
            juce::FloatVectorOperations::fill(buffer.getWritePointer(0), 0.25f, 256);
            juce::FloatVectorOperations::fill(buffer.getWritePointer(1), -0.25f, 256);
            plugin.processBlock(buffer, midi);
            finite = finite && allFinite(buffer);
            std::this_thread::yield();
        }
    }

    juce::AudioPluginInstance& plugin;
    std::atomic<bool> done{false};
    std::thread thread;
};

juce::String namesOf(juce::AudioPluginInstance& plugin)
{
    juce::StringArray names;
    for (auto* each : plugin.getParameters())
        names.add(each->getName(64));
    return names.joinIntoString("|");
}
} // namespace

TEST_CASE("it says who it is, and its programs have names")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    const auto facts = plugin->getPluginDescription();
    CHECK(facts.manufacturerName == "Tonekiln");
    CHECK(facts.version.isNotEmpty());
    CHECK(facts.category.contains("Fx"));
    // JUCE shows hosts a list of programs only where there are several.
    for (int i = 0; i < plugin->getNumPrograms(); ++i)
    {
        CHECK(plugin->getProgramName(i).isNotEmpty());
        plugin->setCurrentProgram(i);
    }
    CHECK(plugin->getLatencySamples() == 0);
    CHECK(plugin->getTailLengthSeconds() == 0.0);
    CHECK_FALSE(plugin->producesMidi());
}

TEST_CASE("every parameter has a name of its own, keeps a value and reads its own text")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    std::set<juce::String> names;
    for (auto* each : plugin->getParameters())
    {
        INFO(each->getName(64));
        CHECK(each->getName(64).isNotEmpty());
        CHECK(names.insert(each->getName(64)).second);
        CHECK(each->getDefaultValue() >= 0.0f);
        CHECK(each->getDefaultValue() <= 1.0f);
        for (const float value : {0.0f, 0.5f, 1.0f})
        {
            if (each->getNumSteps() == 2 && value == 0.5f)
                continue; // half on is for the host to round
            each->setValue(value);
            const auto kept = each->getValue();
            CHECK(each->getText(kept, 64).isNotEmpty());
            CHECK(std::abs(each->getValueForText(each->getText(kept, 64)) - kept) < 0.01f);
        }
    }
}

TEST_CASE("any rate and any block, changed without end, with parameters moved between the blocks")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    juce::Random random{11};
    juce::MidiBuffer midi;
    for (const double rate : {22050.0, 44100.0, 48000.0, 88200.0, 96000.0, 192000.0})
        for (const int most : {1, 63, 64, 512, 1024, 8192})
        {
            plugin->releaseResources();
            plugin->setRateAndBufferSizeDetails(rate, most);
            plugin->prepareToPlay(rate, most);
            for (int i = 0; i < 12; ++i)
            {
                for (auto* each : plugin->getParameters())
                    if (each->getName(64) != "Generate")
                        each->setValueNotifyingHost(random.nextFloat());
                juce::AudioBuffer<float> buffer{2, i == 0 ? 0 : 1 + random.nextInt(most)};
                for (int c = 0; c < 2; ++c)
                    juce::FloatVectorOperations::fill(buffer.getWritePointer(c), 0.25f,
                                                      buffer.getNumSamples());
                plugin->processBlock(buffer, midi);
                REQUIRE(allFinite(buffer));
                if (buffer.getNumSamples() > 0)
                    REQUIRE(buffer.getMagnitude(0, buffer.getNumSamples()) == 0.25f);
            }
        }
}

TEST_CASE("bypassed it passes what comes in, and comes back")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    juce::AudioBuffer<float> buffer{2, 64};
    juce::MidiBuffer midi;
    auto* bypass = plugin->getBypassParameter();
    for (const float on : {1.0f, 0.0f})
    {
        if (bypass != nullptr)
            bypass->setValueNotifyingHost(on);
        for (int c = 0; c < 2; ++c)
            juce::FloatVectorOperations::fill(buffer.getWritePointer(c), 0.5f, 64);
        if (on > 0.5f && bypass == nullptr)
            plugin->processBlockBypassed(buffer, midi);
        else
            plugin->processBlock(buffer, midi);
        for (int c = 0; c < 2; ++c)
            CHECK(buffer.getSample(c, 63) == 0.5f);
    }
}

TEST_CASE("buses: mono and stereo are taken, anything else is refused and changes nothing")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    plugin->releaseResources();
    const auto usual = plugin->getBusesLayout();
    CHECK(usual.getMainInputChannelSet() == juce::AudioChannelSet::stereo());
    CHECK(usual.getMainOutputChannelSet() == juce::AudioChannelSet::stereo());
    const auto layout = [](juce::AudioChannelSet in, juce::AudioChannelSet out)
    {
        juce::AudioProcessor::BusesLayout both;
        both.inputBuses.add(std::move(in));
        both.outputBuses.add(std::move(out));
        return both;
    };
    using Set = juce::AudioChannelSet;
    CHECK(plugin->setBusesLayout(layout(Set::mono(), Set::mono())));
    juce::AudioBuffer<float> one{1, 64};
    juce::MidiBuffer midi;
    one.clear();
    plugin->prepareToPlay(48000.0, 64);
    plugin->processBlock(one, midi);
    CHECK(one.getMagnitude(0, 64) == 0.0f);
    plugin->releaseResources();
    CHECK_FALSE(plugin->setBusesLayout(layout(Set::create7point1(), Set::create7point1())));
    CHECK_FALSE(plugin->setBusesLayout(layout(Set::stereo(), Set::create5point1())));
    CHECK(plugin->setBusesLayout(usual));
    plugin->enableAllBuses();
    CHECK(plugin->getBusesLayout() == usual);
}

TEST_CASE("state and parameters may come from other threads while it processes")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto plugin = host.load();
    const auto saved = stateOf(*plugin);
    {
        Rolling audio{*plugin};
        std::atomic<bool> done{false};
        std::thread automation{[&]
                               {
                                   juce::Random random{3};
                                   while (!done)
                                       for (auto* each : plugin->getParameters())
                                           if (each->getName(64) != "Generate")
                                               each->setValue(random.nextFloat());
                               }};
        for (int round = 0; round < 200; ++round)
        {
            stateOf(*plugin);
            plugin->setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
            pump(1);
        }
        done = true;
        automation.join();
        CHECK(audio.blocks > 0);
        CHECK(audio.finite);
    }
    plugin->setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
    CHECK(stateOf(*plugin) == saved);
    const auto names = namesOf(*plugin);
    CHECK(host.load()->getParameters().size() == plugin->getParameters().size());
    CHECK(namesOf(*host.load()) == names);
}

TEST_CASE("its window opens and closes while it processes, and two instances show theirs at once")
{
    if (noScreenFor("a hosted plugin's window"))
        return;
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    const auto first = host.load(), second = host.load();
    const auto saved = stateOf(*first);
    Rolling audio{*first};
    for (int round = 0; round < 5; ++round)
    {
        const std::unique_ptr<juce::AudioProcessorEditor> one{first->createEditorIfNeeded()};
        const std::unique_ptr<juce::AudioProcessorEditor> other{second->createEditorIfNeeded()};
        REQUIRE(one != nullptr);
        REQUIRE(other != nullptr);
        CHECK(one->getWidth() > 0);
        one->addToDesktop(0);
        one->setVisible(true);
        pump(60);
        first->setStateInformation(saved.getData(), static_cast<int>(saved.getSize()));
        pump(20);
    }
    CHECK(audio.blocks > 0);
    CHECK(audio.finite);
}

TEST_CASE("loaded, prepared and let go many times over, in any order")
{
    TemporaryHome home;
    const HomeVariable variable{home.folder};
    Host host;
    for (int round = 0; round < 10; ++round)
    {
        auto plugin = host.load();
        for (int again = 0; again < round % 3; ++again)
            plugin->prepareToPlay(again == 0 ? 44100.0 : 96000.0, 64 << again);
        if (round % 2 == 0)
            plugin->releaseResources();
        if (round % 4 == 0)
            plugin->reset();
    }
    CHECK(home.folder.getNumberOfChildFiles(juce::File::findFilesAndDirectories) == 0);
}
