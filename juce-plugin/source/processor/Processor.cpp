#include "Processor.h"

#include "editor/Editor.h"

namespace tonekiln
{

namespace
{
/** How long loading a project may wait for its clip, so that a bounce starts with it. */
constexpr int audibleWithinMs = 1000;
} // namespace

bool Processor::isInstrument()
{
#ifdef JucePlugin_IsSynth
    return JucePlugin_IsSynth != 0;
#else
    return false;
#endif
}

bool Processor::hasInput()
{
    // Alone there is nothing to sit on, and a microphone passed through to the speakers howls.
    return !isInstrument() && juce::PluginHostType::getPluginLoadedAs() != wrapperType_Standalone;
}

Processor::Processor(const juce::File& home, const std::optional<HostRoad>& around)
    : Vst3Processor(hasInput()
                        ? BusesProperties()
                              .withInput("Input", juce::AudioChannelSet::stereo())
                              .withOutput("Output", juce::AudioChannelSet::stereo())
                        : BusesProperties().withOutput("Output", juce::AudioChannelSet::stereo()))
    , parameters(*this)
    , sessionOfProject(parameters, audition, transport, home,
                       around.value_or(hostRoad(wrapperType == wrapperType_Standalone)))
{
    if (wrapperType == wrapperType_Standalone)
        sessionOfProject.withoutHost();
}

Processor::~Processor() = default;

void Processor::prepareToPlay(double sampleRate, int)
{
    audition.prepare(sampleRate);
    transport.write(clock.prepare(sampleRate));
    sessionOfProject.prepared(sampleRate);
    sessionOfProject.waitForAudition(audibleWithinMs);
}

bool Processor::isBusesLayoutSupported(const BusesLayout& layouts) const
{
    const auto out = layouts.getMainOutputChannelSet();
    const auto in = layouts.getMainInputChannelSet();
    const bool known =
        out == juce::AudioChannelSet::mono() || out == juce::AudioChannelSet::stereo();
    return known && (hasInput() ? in == out : in.isDisabled());
}

void Processor::processBlock(juce::AudioBuffer<float>& buffer, juce::MidiBuffer&)
{
    const juce::ScopedNoDenormals noDenormals;
    const int samples = buffer.getNumSamples();
    auto now = clock.read(getPlayHead(), samples);
    now.readAtMs = juce::Time::getMillisecondCounter();
    transport.write(now);
    for (int channel = getTotalNumInputChannels(); channel < buffer.getNumChannels(); ++channel)
        buffer.clear(channel, 0, samples);
    const int channels = std::min(buffer.getNumChannels(), getTotalNumOutputChannels());
    if (samples > 0 && channels > 0)
        audition.process(buffer.getArrayOfWritePointers(), channels, samples, now,
                         parameters.auditionOn.get(), parameters.gainFactor());
}

juce::AudioProcessorEditor* Processor::createEditor()
{
    return new Editor(*this, sessionOfProject);
}

void Processor::getStateInformation(juce::MemoryBlock& block)
{
    const auto state = sessionOfProject.saveState();
    block.replaceAll(state.data(), state.size());
}

void Processor::setStateInformation(const void* bytes, int size)
{
    sessionOfProject.restoreState(bytes, static_cast<std::size_t>(std::max(0, size)));
    sessionOfProject.waitForAudition(audibleWithinMs);
}

} // namespace tonekiln
