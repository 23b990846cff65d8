#include "Segments.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

Segments::Segments(const juce::String& title, juce::StringArray choices)
    : names(std::move(choices))
{
    setTitle(title);
    setWantsKeyboardFocus(true);
    setMouseClickGrabsKeyboardFocus(false);
}

void Segments::choose(int index)
{
    if (std::exchange(selected, index) == index)
        return;
    repaint();
    setDescription(juce::isPositiveAndBelow(index, names.size()) ? names[index] : juce::String());
}

void Segments::pick(int index)
{
    if (!juce::isPositiveAndBelow(index, names.size()) || index == selected)
        return;
    choose(index);
    if (onChange)
        onChange(index);
}

juce::Rectangle<int> Segments::boundsOf(int index) const
{
    const auto left = getWidth() * index / names.size();
    const auto right = getWidth() * (index + 1) / names.size();
    return {left, 0, right - left, getHeight()};
}

int Segments::at(juce::Point<int> where) const
{
    return getLocalBounds().contains(where) ? where.x * names.size() / juce::jmax(1, getWidth())
                                            : -1;
}

void Segments::paint(juce::Graphics& g)
{
    drawWell(g, getLocalBounds().toFloat(), {false, false, false, isEnabled()});
    for (int i = 0; i < names.size(); ++i)
    {
        const bool on = i == selected;
        if (on || (i == pointed && isEnabled()))
        {
            g.setColour(on && isEnabled() ? palette::quiet : palette::raised);
            g.fillRoundedRectangle(boundsOf(i).reduced(3).toFloat(), space::corner - 2.0f);
        }
        drawLine(g, names[i], boundsOf(i), on ? type::smallStrong() : type::small(),
                 !isEnabled() ? palette::faint
                 : on         ? palette::ink
                              : palette::text,
                 juce::Justification::centred);
    }
    if (hasKeyboardFocus(false))
        drawFocusRing(g, getLocalBounds().toFloat());
}

void Segments::mouseMove(const juce::MouseEvent& event)
{
    const auto now = at(event.getPosition());
    if (std::exchange(pointed, now) != now)
        repaint();
}

void Segments::mouseExit(const juce::MouseEvent&)
{
    if (std::exchange(pointed, -1) != -1)
        repaint();
}

void Segments::mouseUp(const juce::MouseEvent& event)
{
    if (isEnabled())
        pick(at(event.getPosition()));
}

bool Segments::keyPressed(const juce::KeyPress& key)
{
    if (key == juce::KeyPress(juce::KeyPress::leftKey))
        pick(juce::jmax(0, selected - 1));
    else if (key == juce::KeyPress(juce::KeyPress::rightKey))
        pick(juce::jmin(names.size() - 1, selected + 1));
    else
        return false;
    return true;
}

std::unique_ptr<juce::AccessibilityHandler> Segments::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this,
                                                        juce::AccessibilityRole::radioButton);
}

} // namespace tonekiln
