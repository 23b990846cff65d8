// What JUCE 7 and JUCE 8 do not spell alike, spelt once. Nothing else asks which JUCE it is.
// Thread: as of the functions behind each.
#pragma once

#include <juce_audio_formats/juce_audio_formats.h>
#include <juce_audio_processors/juce_audio_processors.h>

#if JUCE_LINUX || JUCE_BSD
#if JUCE_MAJOR_VERSION >= 8
#include <juce_events/native/juce_EventLoopInternal_linux.h>
#else
#include <juce_events/native/juce_linux_EventLoopInternal.h>
#endif
#endif

#if JUCE_MAJOR_VERSION >= 8

namespace juce::detail
{
bool dispatchNextMessageOnSystemQueue(bool returnIfNoPendingMessages);
}

namespace tonekiln::juces
{
using juce::detail::dispatchNextMessageOnSystemQueue;

inline juce::Font fontOf(const juce::Typeface::Ptr& face)
{
    return juce::Font(juce::FontOptions(face));
}

inline float widthOf(const juce::Font& font, const juce::String& line)
{
    return juce::GlyphArrangement::getStringWidth(font, line);
}

/** @param stream taken over, unless there is no writer for it */
inline std::unique_ptr<juce::AudioFormatWriter>
writerFor(juce::AudioFormat& format, std::unique_ptr<juce::OutputStream> stream, double sampleRate,
          int channels, int bits)
{
    return format.createWriterFor(stream, juce::AudioFormatWriterOptions()
                                              .withSampleRate(sampleRate)
                                              .withNumChannels(channels)
                                              .withBitsPerSample(bits));
}

/** A processor that VST3 hosts say more to. */
class Vst3Processor : public juce::AudioProcessor, public juce::VST3ClientExtensions
{
public:
    using AudioProcessor::AudioProcessor;
    juce::VST3ClientExtensions* getVST3ClientExtensions() override { return this; }
};
} // namespace tonekiln::juces

#else

namespace juce
{
bool dispatchNextMessageOnSystemQueue(bool returnIfNoPendingMessages);
}

namespace tonekiln::juces
{
using juce::dispatchNextMessageOnSystemQueue;

inline juce::Font fontOf(const juce::Typeface::Ptr& face)
{
    return juce::Font(face);
}

inline float widthOf(const juce::Font& font, const juce::String& line)
{
    return font.getStringWidthFloat(line);
}

inline std::unique_ptr<juce::AudioFormatWriter>
writerFor(juce::AudioFormat& format, std::unique_ptr<juce::OutputStream> stream, double sampleRate,
          int channels, int bits)
{
    std::unique_ptr<juce::AudioFormatWriter> writer(format.createWriterFor(
        stream.get(), sampleRate, static_cast<unsigned int>(channels), bits, {}, 0));
    if (writer != nullptr)
        stream.release();
    return writer;
}

/** JUCE 7 finds the extensions by the processor's type. */
class Vst3Processor : public juce::AudioProcessor, public juce::VST3ClientExtensions
{
public:
    using AudioProcessor::AudioProcessor;
};
} // namespace tonekiln::juces

#endif
