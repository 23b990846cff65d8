#include "IconButton.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"

namespace tonekiln
{

IconButton::IconButton(Icon which, const juce::String& title)
    : juce::Button(title)
    , icon(which)
{
    setMouseClickGrabsKeyboardFocus(false);
    become(which, title);
}

void IconButton::become(Icon which, const juce::String& title)
{
    if (icon == which && getTitle() == title)
        return;
    icon = which;
    setTitle(title);
    setTooltip(title);
    repaint();
}

void IconButton::setSolid(bool on)
{
    if (std::exchange(solid, on) != on)
        repaint();
}

void IconButton::setFaced(bool on)
{
    if (std::exchange(faced, on) != on)
        repaint();
}

void IconButton::paintButton(juce::Graphics& g, bool over, bool down)
{
    const auto area = getLocalBounds().toFloat();
    if (faced || over || down)
        drawRaised(g, area, Touch::of(*this));
    else if (hasKeyboardFocus(false))
        drawFocusRing(g, area);
    const auto colour = !isEnabled()    ? palette::outline
                        : over || solid ? palette::text
                                        : palette::quiet;
    drawIcon(g, icon, area.withSizeKeepingCentre(18.0f, 18.0f), colour, solid);
}

} // namespace tonekiln
