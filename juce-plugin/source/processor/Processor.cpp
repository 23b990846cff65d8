#include "Processor.h"

#include "editor/Editor.h"

namespace tonekiln
{

Processor::Processor()
    : AudioProcessor(BusesProperties()
                         .withInput("Input", juce::AudioChannelSet::stereo(), true)
                         .withOutput("Output", juce::AudioChannelSet::stereo(), true))
    , parameters(*this)
{
}

Processor::~Processor() = default;

void Processor::prepareToPlay(double, int) {}

void Processor::releaseResources() {}

bool Processor::isBusesLayoutSupported(const BusesLayout& layouts) const
{
    const auto out = layouts.getMainOutputChannelSet();
    const auto in = layouts.getMainInputChannelSet();
    const bool known =
        out == juce::AudioChannelSet::mono() || out == juce::AudioChannelSet::stereo();
    return known && (in == out || in.isDisabled());
}

void Processor::processBlock(juce::AudioBuffer<float>&, juce::MidiBuffer&) {}

juce::AudioProcessorEditor* Processor::createEditor()
{
    return new Editor(*this, sessionOfProject);
}

void Processor::getStateInformation(juce::MemoryBlock&) {}

void Processor::setStateInformation(const void*, int) {}

} // namespace tonekiln
