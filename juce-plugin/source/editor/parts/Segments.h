// One choice of a few, side by side. Left and right move it.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class Segments final : public juce::Component, public juce::SettableTooltipClient
{
public:
    Segments(const juce::String& title, juce::StringArray choices);

    /** -1: none of them. */
    void choose(int index);
    int chosen() const { return selected; }

    std::function<void(int)> onChange;

    void paint(juce::Graphics&) override;
    void mouseMove(const juce::MouseEvent&) override;
    void mouseExit(const juce::MouseEvent&) override;
    void mouseUp(const juce::MouseEvent&) override;
    bool keyPressed(const juce::KeyPress&) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::StringArray names;
    int selected = -1, pointed = -1;

    juce::Rectangle<int> boundsOf(int index) const;
    int at(juce::Point<int>) const;
    void pick(int index);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Segments)
};

} // namespace tonekiln
