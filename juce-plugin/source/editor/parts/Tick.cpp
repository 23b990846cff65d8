#include "Tick.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

Tick::Tick(const juce::String& words)
    : juce::Button(words)
{
    setButtonText(words);
    setTitle(words);
    setClickingTogglesState(true);
    setMouseClickGrabsKeyboardFocus(false);
}

int Tick::idealWidth() const
{
    return type::width(type::body(), getButtonText()) + 4 * space::unit + 2 * space::gap;
}

void Tick::paintButton(juce::Graphics& g, bool over, bool)
{
    auto row = getLocalBounds();
    const auto box = row.removeFromLeft(4 * space::unit)
                         .withSizeKeepingCentre(4 * space::unit, 4 * space::unit)
                         .toFloat();
    row.removeFromLeft(space::gap);
    const bool on = getToggleState();

    g.setColour(on ? (isEnabled() ? palette::text : palette::outline) : palette::well);
    g.fillRoundedRectangle(box, 4.0f);
    g.setColour(!isEnabled() ? palette::hairline : over ? palette::text : palette::outline);
    g.drawRoundedRectangle(box.reduced(0.5f), 4.0f, 1.0f);
    if (on)
    {
        juce::Path mark;
        mark.startNewSubPath(box.getX() + 4.0f, box.getCentreY() + 0.5f);
        mark.lineTo(box.getX() + 7.0f, box.getBottom() - 4.5f);
        mark.lineTo(box.getRight() - 4.0f, box.getY() + 5.0f);
        g.setColour(palette::ink);
        g.strokePath(mark, juce::PathStrokeType(2.0f, juce::PathStrokeType::curved,
                                                juce::PathStrokeType::rounded));
    }
    drawLine(g, getButtonText(), row, type::body(), isEnabled() ? palette::text : palette::faint);
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat());
}

} // namespace tonekiln
