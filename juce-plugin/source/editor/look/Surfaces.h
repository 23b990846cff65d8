// The few shapes every control is drawn with.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** How a control stands with the pointer and the keyboard. */
struct Touch
{
    bool over = false, down = false, focused = false, enabled = true;

    static Touch of(const juce::Button& button)
    {
        return {button.isOver(), button.isDown(), button.hasKeyboardFocus(false),
                button.isEnabled()};
    }
};

/** The ring of whatever has the keyboard, just inside `area`. */
void drawFocusRing(juce::Graphics& g, juce::Rectangle<float> area);

/** What can be pressed: raised, nearer under the pointer. */
void drawRaised(juce::Graphics& g, juce::Rectangle<float> area, const Touch& touch);

/** What can be written into. */
void drawWell(juce::Graphics& g, juce::Rectangle<float> area, const Touch& touch);

/** A word in a frame, as high as its text asks; returns the width taken. */
int drawBadge(juce::Graphics& g, juce::Rectangle<int> area, const juce::String& word,
              juce::Colour colour);
int badgeWidth(const juce::String& word);

/** One line, cut with an ellipsis where it must be. */
void drawLine(juce::Graphics& g, const juce::String& line, juce::Rectangle<int> area,
              const juce::Font& font, juce::Colour colour,
              juce::Justification where = juce::Justification::centredLeft);

} // namespace tonekiln
