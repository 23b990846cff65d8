// What the ask zone holds.
// Thread: plain values, any.
#pragma once

#include <juce_core/juce_core.h>

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace tonekiln
{

enum class LengthMode
{
    bars,
    seconds,
    loopRegion ///< as long as the host's loop region
};

enum class InputRole
{
    init,         ///< the new sound starts from this one
    continuation, ///< the new sound goes on from this one
    melody        ///< the new sound follows this tune (audio or MIDI)
};

struct InputFile
{
    InputRole role = InputRole::init;
    juce::String path;

    bool operator==(const InputFile&) const = default;
};

/** What the ask zone holds. Unset optionals leave the choice to the engine. */
struct RequestDraft
{
    juce::String prompt;
    juce::String negative;
    juce::String engine; ///< empty: the daemon's default
    juce::String preset; ///< PresetRow::id() of the preset it began from, or empty
    LengthMode lengthMode = LengthMode::bars;
    int bars = 4;
    double seconds = 8.0;
    std::optional<double> bpmOverride;
    juce::String meterOverride; ///< like "7/8"; empty: the host's
    juce::String key;           ///< like "F#m"; empty: any
    int variations = 1;
    std::uint32_t seed = 0;
    bool seedLocked = false; ///< else every request draws a new seed
    bool oneShot = false;
    bool stems = false;
    bool draft = false; ///< quick and rough
    std::optional<double> guidance;
    std::optional<int> steps;
    std::optional<double> temperature;
    std::optional<double> strength;
    std::optional<double> swing;
    std::map<juce::String, double> loras; ///< how much of each that is used, by name
    std::vector<InputFile> inputs;        ///< at most one of each role

    bool operator==(const RequestDraft&) const = default;
};

} // namespace tonekiln
