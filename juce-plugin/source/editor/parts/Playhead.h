// Where the sound is: a line over the waveform, with a small head.
// Thread: message thread.
#pragma once

#include "../look/Palette.h"

namespace tonekiln
{

/** What the playhead covers of `lane` when it stands at `fraction`, 0..1: all that has to be
    painted again when it moves. */
inline juce::Rectangle<int> playheadStrip(double fraction, juce::Rectangle<int> lane)
{
    constexpr int width = 8;
    const auto x = lane.getX() + juce::roundToInt(fraction * (lane.getWidth() - 1));
    return lane.withX(x - width / 2).withWidth(width);
}

inline void drawPlayhead(juce::Graphics& g, juce::Rectangle<int> strip)
{
    const auto area = strip.toFloat();
    g.setColour(palette::ember);
    g.fillRect(area.withSizeKeepingCentre(2.0f, area.getHeight()));
    juce::Path head;
    head.addTriangle(area.getX(), area.getY(), area.getRight(), area.getY(), area.getCentreX(),
                     area.getY() + 6.0f);
    g.fillPath(head);
}

} // namespace tonekiln
