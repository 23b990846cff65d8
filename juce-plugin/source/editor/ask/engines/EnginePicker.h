// The chosen engine, and how near it is to making sound. Opens the sheet of all engines.
// Thread: message thread.
#pragma once

#include "../DraftDesk.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** How an engine stands, as a mark: a glowing dot when warm, a ring on disk, an arrow to pull. */
void drawReadiness(juce::Graphics& g, juce::Rectangle<float> area, const EngineRow& engine);

class EnginePicker final : public juce::Button
{
public:
    EnginePicker();

    void show(const EditorState&);

    void paintButton(juce::Graphics&, bool over, bool down) override;

    static constexpr int height = 48;

private:
    std::optional<EngineRow> engine;
    bool reachable = false;

    void paintAbsent(juce::Graphics&, juce::Rectangle<int> mark, juce::Rectangle<int> first,
                     juce::Rectangle<int> second) const;
    void paintEngine(juce::Graphics&, juce::Rectangle<int> mark, juce::Rectangle<int> first,
                     juce::Rectangle<int> second) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EnginePicker)
};

} // namespace tonekiln
