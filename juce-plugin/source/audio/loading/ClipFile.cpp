#include "ClipFile.h"

#include "Resample.h"
#include "protocol/Protocol.gen.h"

#include <cmath>

namespace tonekiln
{

namespace
{
int framesAtRate(const ClipShape& shape, int frames, int rate)
{
    const bool whole = shape.loops() && frames == shape.frames;
    const auto exact = whole ? barFrames(shape.bars, shape.meter, shape.bpm, rate)
                             : std::llround(static_cast<double>(frames) * rate / shape.sampleRate);
    return static_cast<int>(std::max<std::int64_t>(1, exact));
}
} // namespace

std::optional<juce::AudioBuffer<float>> readClipFile(const juce::File& file)
{
    constexpr auto mostFrames =
        static_cast<juce::int64>(protocol::limits::maxSeconds) * protocol::limits::maxSampleRate;
    juce::WavAudioFormat format;
    auto stream = file.createInputStream();
    if (stream == nullptr)
        return std::nullopt;
    const std::unique_ptr<juce::AudioFormatReader> reader{
        format.createReaderFor(stream.release(), true)};
    if (reader == nullptr || reader->lengthInSamples < 1 || reader->lengthInSamples > mostFrames)
        return std::nullopt;
    const auto channels = static_cast<int>(std::min(reader->numChannels, 2u));
    juce::AudioBuffer<float> audio{std::max(1, channels),
                                   static_cast<int>(reader->lengthInSamples)};
    if (!reader->read(&audio, 0, audio.getNumSamples(), 0, true, true))
        return std::nullopt;
    return audio;
}

std::unique_ptr<LoadedClip> loadClip(juce::AudioBuffer<float> audio, ClipShape shape, int hostRate)
{
    auto clip = std::make_unique<LoadedClip>();
    clip->shape = shape;
    if (audio.getNumSamples() > 0 && shape.sampleRate > 0)
    {
        const int frames = framesAtRate(shape, audio.getNumSamples(), hostRate);
        const bool goesRound = shape.loops() && audio.getNumSamples() == shape.frames;
        clip->audio =
            hostRate == shape.sampleRate ? std::move(audio) : resample(audio, frames, goesRound);
    }
    clip->shape.frames = clip->audio.getNumSamples();
    clip->shape.sampleRate = hostRate;
    return clip;
}

Waveform waveformOf(const juce::AudioBuffer<float>& audio, int columns)
{
    auto peaks = std::make_shared<std::vector<Peak>>(static_cast<std::size_t>(columns));
    const auto frames = static_cast<std::int64_t>(audio.getNumSamples());
    for (int column = 0; column < columns; ++column)
    {
        const auto from = static_cast<int>(frames * column / columns);
        const auto to = static_cast<int>(frames * (column + 1) / columns);
        const auto range = audio.getNumChannels() > 0
                               ? audio.findMinMax(0, from, std::max(1, to - from))
                               : juce::Range<float>{};
        (*peaks)[static_cast<std::size_t>(column)] = {range.getStart(), range.getEnd()};
    }
    return peaks;
}

} // namespace tonekiln
