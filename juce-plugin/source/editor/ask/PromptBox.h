// What it should sound like, what to leave out, and where to begin from.
// Thread: message thread.
#pragma once

#include "../parts/Field.h"
#include "../parts/IconButton.h"
#include "../parts/PushButton.h"
#include "DraftDesk.h"

namespace tonekiln
{

class PromptBox final : public juce::Component
{
public:
    explicit PromptBox(DraftDesk&);

    void show(const EditorState&);
    void focusPrompt();

    std::function<void()> onEnter;
    std::function<void()> onPresets;

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int smallest = 120;

private:
    DraftDesk& desk;
    Field prompt{"Describe it", "dusty break, brushed snare, warm tape", Field::Lines::many};
    Field negative{"Leave out", "Leave out: vocals, reverb"};
    PushButton presets{"Presets"};
    IconButton dice{Icon::dice, "Surprise me"};

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PromptBox)
};

} // namespace tonekiln
