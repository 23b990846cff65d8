// The plugin as the host sees it: where the host's threads meet ours.
//
// Who may enter:
//   audio thread    processBlock and what it calls in audio/. It locks, allocates and opens
//   nothing. message thread  everything else here, the editor, and Session's actions. client thread
//   lives in client/; it never calls into this file.
// Hosts call getStateInformation, setStateInformation and prepareToPlay from any thread of theirs,
// prepareToPlay never while processBlock runs on the same instance.
#pragma once

#include "JuceReleases.h"
#include "Parameters.h"
#include "audio/Audition.h"
#include "audio/HostClock.h"
#include "session/Session.h"
#include "timeline/HostRoad.h"

namespace tonekiln
{

class Processor final : public juces::Vst3Processor
{
public:
    /** @param around the program this runs in, where it is not to be found out */
    explicit Processor(const juce::File& home = tonekilnHome(),
                       const std::optional<HostRoad>& around = std::nullopt);
    ~Processor() override;

    Session& session() { return sessionOfProject; }

    void prepareToPlay(double sampleRate, int blockSize) override;
    void releaseResources() override {}
    bool isBusesLayoutSupported(const BusesLayout&) const override;
    void processBlock(juce::AudioBuffer<float>&, juce::MidiBuffer&) override;
    using AudioProcessor::processBlock;

    juce::AudioProcessorEditor* createEditor() override;
    bool hasEditor() const override { return true; }

    const juce::String getName() const override { return "Tonekiln"; }
    bool acceptsMidi() const override { return isInstrument(); }
    bool producesMidi() const override { return false; }
    double getTailLengthSeconds() const override { return 0.0; }

    // One program with a name: validators refuse none, and an empty one.
    int getNumPrograms() override { return 1; }
    int getCurrentProgram() override { return 0; }
    void setCurrentProgram(int) override {}
    const juce::String getProgramName(int) override { return "Session"; }
    void changeProgramName(int, const juce::String&) override {}

    /** VST3 hosts say what they are: in REAPER this opens the timeline. */
    void setIHostApplication(Steinberg::FUnknown* context) override
    {
        sessionOfProject.hostApplication(context);
    }

    void getStateInformation(juce::MemoryBlock&) override;
    void setStateInformation(const void*, int) override;

private:
    static bool isInstrument();
    static bool hasInput();

    Parameters parameters;
    Audition audition;
    HostClock clock; ///< the audio thread's own
    Published<Transport> transport;
    Session sessionOfProject;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Processor)
};

} // namespace tonekiln
