// What makes sounds, and what to begin from.
// Thread: plain values, any.
#pragma once

#include "Getting.h"

#include <vector>

namespace tonekiln
{

enum class Readiness
{
    warm,
    loading,
    onDisk,
    toPull,
    toInstall
};

/** What a request may ask of an engine beyond a text prompt; the names are the protocol's. */
struct Abilities
{
    bool negative = false, guidance = false, temperature = false, steps = false, init = false,
         continuation = false, melody = false, stems = false, oneShot = false, key = false,
         swing = false, preview = false, inpaint = false, separate = false;

    bool operator==(const Abilities&) const = default;
};

/** A LoRA that an engine can be asked with. */
struct LoraRow
{
    juce::String name;
    juce::String licence;
    bool nonCommercial = false;

    bool operator==(const LoraRow&) const = default;
};

struct EngineRow
{
    juce::String name;
    juce::String title;
    bool neural = false; ///< else procedural: written rules, said so everywhere
    Readiness readiness = Readiness::onDisk;
    Abilities abilities;
    double longestSeconds = 0.0;
    bool windows = false; ///< longer clips are made of several passes
    juce::String licence;
    juce::String licenceUrl;
    bool nonCommercial = false;
    std::int64_t memoryBytes = 0;
    std::int64_t downloadBytes = 0;
    std::int64_t librariesBytes = 0; ///< to be fetched besides
    std::int64_t diskBytes = 0;      ///< what removing it would give back
    bool fitsMemory = true;
    std::optional<double> pace;       ///< seconds for a second of sound, as measured there
    std::optional<EngineJob> getting; ///< it is on its way
    std::vector<LoraRow> loras;       ///< those that go with it
    bool pinned = false;
    int jobsRunning = 0;
    juce::String device;
    juce::String fix; ///< what makes it usable, or empty

    /** Whether words make sound of it; else it takes sound apart, and is only to be got. */
    bool makesSound() const { return !abilities.separate; }
    /** Whether anything of it has to come first. */
    bool away() const
    {
        return readiness == Readiness::toPull || readiness == Readiness::toInstall;
    }
    /** Weights in a folder of a person's own, `NAME:/path`: not ours to get or to remove. */
    bool ownFolder() const { return name.containsChar(':'); }

    bool operator==(const EngineRow&) const = default;
};

struct PresetRow
{
    juce::String category;
    juce::String name; ///< what a request sends is "category/name", see id()
    juce::String words;
    juce::String negative;
    std::vector<juce::String> engines;
    std::optional<int> bars;
    std::optional<double> seconds;
    std::optional<double> bpm;
    juce::String meter;
    juce::String key;
    bool oneShot = false;
    bool factory = true;
    std::vector<juce::String> tags;

    juce::String id() const { return category + "/" + name; }

    bool operator==(const PresetRow&) const = default;
};

} // namespace tonekiln
