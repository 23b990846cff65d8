#include "Surfaces.h"

#include "Palette.h"
#include "Spacing.h"
#include "Type.h"

namespace tonekiln
{

void drawFocusRing(juce::Graphics& g, juce::Rectangle<float> area)
{
    g.setColour(palette::text);
    g.drawRoundedRectangle(area.reduced(1.0f), space::corner, 2.0f);
}

void drawRaised(juce::Graphics& g, juce::Rectangle<float> area, const Touch& touch)
{
    const auto fill = touch.down ? palette::well : touch.over ? palette::lifted : palette::raised;
    g.setColour(touch.enabled ? fill : palette::zone);
    g.fillRoundedRectangle(area, space::corner);
    if (!touch.enabled)
    {
        g.setColour(palette::hairline);
        g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
    }
    if (touch.focused)
        drawFocusRing(g, area);
}

void drawWell(juce::Graphics& g, juce::Rectangle<float> area, const Touch& touch)
{
    g.setColour(palette::well);
    g.fillRoundedRectangle(area, space::corner);
    if (touch.focused)
        return drawFocusRing(g, area);
    g.setColour(touch.enabled ? (touch.over ? palette::quiet : palette::outline)
                              : palette::hairline);
    g.drawRoundedRectangle(area.reduced(0.5f), space::corner, 1.0f);
}

int badgeWidth(const juce::String& word)
{
    return type::width(type::badge(), word) + 2 * space::gap;
}

int drawBadge(juce::Graphics& g, juce::Rectangle<int> area, const juce::String& word,
              juce::Colour colour)
{
    const auto frame =
        area.withWidth(juce::jmin(area.getWidth(), badgeWidth(word)))
            .withSizeKeepingCentre(juce::jmin(area.getWidth(), badgeWidth(word)), space::caption);
    g.setColour(colour);
    g.drawRoundedRectangle(frame.toFloat().reduced(0.5f), 4.0f, 1.0f);
    drawLine(g, word, frame, type::badge(), colour, juce::Justification::centred);
    return frame.getWidth();
}

void drawLine(juce::Graphics& g, const juce::String& line, juce::Rectangle<int> area,
              const juce::Font& font, juce::Colour colour, juce::Justification where)
{
    g.setFont(font);
    g.setColour(colour);
    g.drawText(line, area, where, true);
}

} // namespace tonekiln
