// How far apart two colours are for the eye, after WCAG 2.1.
// Thread: any; pure.
#pragma once

#include <juce_graphics/juce_graphics.h>

#include <cmath>

namespace tonekiln
{

/** Relative luminance, 0..1, of an opaque sRGB colour: WCAG 2.1, "relative luminance". */
inline double relativeLuminance(juce::Colour colour)
{
    const auto linear = [](double channel)
    { return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4); };
    return 0.2126 * linear(colour.getFloatRed()) + 0.7152 * linear(colour.getFloatGreen()) +
           0.0722 * linear(colour.getFloatBlue());
}

/** Contrast ratio, 1..21: WCAG 2.1, "contrast ratio". Text needs 4.5, the edges of controls 3. */
inline double contrast(juce::Colour one, juce::Colour other)
{
    const auto a = relativeLuminance(one);
    const auto b = relativeLuminance(other);
    return (juce::jmax(a, b) + 0.05) / (juce::jmin(a, b) + 0.05);
}

} // namespace tonekiln
