// A clip of the shelf, and its outline.
// Thread: plain values, any.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tonekiln
{

/** Lowest and highest sample of one column of a waveform, within -1..1. */
struct Peak
{
    float low = 0.0f;
    float high = 0.0f;

    bool operator==(const Peak&) const = default;
};

/** A waveform drawn in columns of equal time over the whole clip; shared, since copies of the
    state are made at every refresh. Null while it is being read. */
using Waveform = std::shared_ptr<const std::vector<Peak>>;

/** One clip of this session (or, while searching, of the library). */
struct ClipRow
{
    juce::String id;
    juce::String planId;
    juce::String name;
    juce::String prompt;
    double bpm = 120.0;
    int meterNumerator = 4;
    int meterDenominator = 4;
    std::optional<int> bars; ///< null when it was asked for in seconds
    std::int64_t frames = 0;
    int sampleRate = 48000;
    int channels = 2;
    double seconds = 0.0;
    juce::String key;
    std::uint32_t seed = 0;
    int take = 0;      ///< which of those made together, from 1; 0: it was made alone
    juce::String stem; ///< name of the stem, or empty
    bool oneShot = false;
    juce::String engine;
    bool neural = false;
    juce::String licence;
    bool nonCommercial = false;
    bool favourite = false;
    std::optional<double> lufs;
    std::vector<juce::String> notes;        ///< sentences a person should read
    std::vector<juce::String> wordsIgnored; ///< of the prompt, that had no part in the sound
    juce::String path;                      ///< absolute
    bool fileExists = true;                 ///< false: offer "make again"
    bool inSession = true;                  ///< false: found by a search of the whole library
    bool playing = false;                   ///< it is the one being auditioned
    bool replaceable = false; ///< it lies on a timeline where another take can take over
    Waveform waveform;        ///< null while it is being read

    bool operator==(const ClipRow&) const = default;
};

} // namespace tonekiln
