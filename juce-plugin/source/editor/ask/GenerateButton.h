// Makes the sound; while it is being made, stops it, and says how far it is.
// Thread: message thread.
#pragma once

#include "DraftDesk.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class GenerateButton final : public juce::Button
{
public:
    explicit GenerateButton(DraftDesk&);

    void show(const EditorState&);
    /** What a press does now. */
    void act();

    void paintButton(juce::Graphics&, bool over, bool down) override;
    using juce::Button::clicked;
    void clicked() override { act(); }

private:
    DraftDesk& desk;
    bool busy = false;
    double fraction = 0.0;
    juce::String words, detail;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(GenerateButton)
};

} // namespace tonekiln
