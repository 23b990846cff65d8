#include "PushButton.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

namespace
{
constexpr int iconSide = 4 * space::unit;
}

PushButton::PushButton(const juce::String& words, Weight how)
    : juce::Button(words)
    , weight(how)
{
    setMouseClickGrabsKeyboardFocus(false);
    setWords(words);
}

void PushButton::setWords(const juce::String& words)
{
    if (getButtonText() != words)
        setButtonText(words);
    setTitle(words);
}

void PushButton::setIcon(Icon which)
{
    icon = which;
    repaint();
}

int PushButton::idealWidth() const
{
    const auto font = weight == Weight::primary ? type::strong() : type::small();
    return type::width(font, getButtonText()) + 2 * space::block +
           (icon ? iconSide + space::unit : 0);
}

void PushButton::paintButton(juce::Graphics& g, bool over, bool down)
{
    const auto area = getLocalBounds().toFloat();
    const auto touch = Touch::of(*this);
    auto colour = isEnabled() ? palette::text : palette::faint;

    if (weight == Weight::primary && isEnabled())
    {
        g.setColour(down || over ? palette::paperPressed : palette::paper);
        g.fillRoundedRectangle(area, space::corner);
        colour = palette::ink;
        if (touch.focused)
        {
            g.setColour(palette::ink);
            g.drawRoundedRectangle(area.reduced(3.0f), space::corner - 2.0f, 2.0f);
        }
    }
    else if (weight != Weight::bare || over || down)
        drawRaised(g, area, touch);
    else if (touch.focused)
        drawFocusRing(g, area);

    const auto font = weight == Weight::primary ? type::strong() : type::small();
    auto row = getLocalBounds();
    if (icon)
    {
        const auto content = type::width(font, getButtonText()) + iconSide + space::unit;
        row = row.withSizeKeepingCentre(juce::jmin(content, row.getWidth()), row.getHeight());
        drawIcon(g, *icon, row.removeFromLeft(iconSide).toFloat(), colour);
        row.removeFromLeft(space::unit);
    }
    drawLine(g, getButtonText(), row, font, colour,
             icon ? juce::Justification::centredLeft : juce::Justification::centred);
}

} // namespace tonekiln
