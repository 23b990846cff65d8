// The window's pictograms: strokes on a 24-point square.
// Thread: message thread.
#pragma once

#include <juce_graphics/juce_graphics.h>

namespace tonekiln
{

enum class Icon
{
    play,
    stop,
    star,
    reroll,
    place,
    reveal,
    more,
    close,
    dice,
    list,
    lock,
    unlock,
    link,
    chevronDown,
    sliders,
    back,
    pull,
    pin,
    plus,
    minus,
    warning,
    level,
    kiln
};

/** Draws into the largest centred square of `area`. `solid` fills shapes that have an inside. */
void drawIcon(juce::Graphics& g, Icon icon, juce::Rectangle<float> area, juce::Colour colour,
              bool solid = false);

} // namespace tonekiln
