// A control with its words above it.
// Thread: message thread.
#pragma once

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

inline constexpr int captionedHeight = space::caption + space::hair + space::control;

/** Takes the caption's line off the top of `area` and draws it. */
inline void drawCaption(juce::Graphics& g, const juce::String& words, juce::Rectangle<int> area)
{
    drawLine(g, words, area.withHeight(space::caption), type::smallStrong(), palette::quiet);
}

/** Where the control under a caption goes. */
inline juce::Rectangle<int> underCaption(juce::Rectangle<int> area)
{
    return area.withTrimmedTop(space::caption + space::hair).withHeight(space::control);
}

/** The halves of a row of two. */
inline std::pair<juce::Rectangle<int>, juce::Rectangle<int>> halves(juce::Rectangle<int> row)
{
    const auto each = (row.getWidth() - space::block) / 2;
    return {row.withWidth(each), row.withTrimmedLeft(row.getWidth() - each)};
}

/** A row of a field and a square button at its right end. */
inline void setInRow(juce::Rectangle<int> row, juce::Component& field, juce::Component& button)
{
    button.setBounds(row.removeFromRight(space::control));
    row.removeFromRight(space::hair);
    field.setBounds(row);
}

} // namespace tonekiln
