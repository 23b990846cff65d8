#include "DropTargets.h"

#include "../words/Words.h"
#include "Captioned.h"

namespace tonekiln
{

DropTargets::DropTargets()
{
    setInterceptsMouseClicks(false, false);
    setVisible(false);
}

void DropTargets::begin(std::vector<InputRole> roles, const juce::String& engineTitle)
{
    offered = std::move(roles);
    engine = engineTitle;
    pointed.reset();
    setVisible(true);
    repaint();
}

juce::Rectangle<int> DropTargets::boundsOf(int index) const
{
    const auto count = static_cast<int>(offered.size());
    const auto area = getLocalBounds().reduced(space::margin);
    const auto each = (area.getHeight() - space::gap * (count - 1)) / juce::jmax(1, count);
    return area.withHeight(each).translated(0, index * (each + space::gap));
}

std::optional<InputRole> DropTargets::roleAt(juce::Point<int> where) const
{
    for (int i = 0; i < static_cast<int>(offered.size()); ++i)
        if (boundsOf(i).contains(where))
            return offered[static_cast<std::size_t>(i)];
    return std::nullopt;
}

void DropTargets::hover(juce::Point<int> where)
{
    const auto now = roleAt(where);
    if (std::exchange(pointed, now) != now)
        repaint();
}

void DropTargets::paint(juce::Graphics& g)
{
    g.setColour(palette::zone);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::zoneCorner);
    if (offered.empty())
    {
        g.setFont(type::strong());
        g.setColour(palette::text);
        g.drawFittedText(engine + " takes no sound to build on.\nChoose another engine first.",
                         getLocalBounds().reduced(space::margin), juce::Justification::centred, 4);
        return;
    }
    for (int i = 0; i < static_cast<int>(offered.size()); ++i)
    {
        const auto role = offered[static_cast<std::size_t>(i)];
        const bool on = pointed == role;
        const auto area = boundsOf(i);
        g.setColour(on ? palette::paper : palette::raised);
        g.fillRoundedRectangle(area.toFloat(), space::corner);
        g.setColour(palette::outline);
        g.drawRoundedRectangle(area.toFloat().reduced(0.5f), space::corner, 1.0f);
        auto lines = area.withSizeKeepingCentre(area.getWidth() - 2 * space::gap, 11 * space::unit);
        drawLine(g, words::roleTitle(role), lines.removeFromTop(6 * space::unit), type::title(),
                 on ? palette::ink : palette::text, juce::Justification::centred);
        drawLine(g, words::roleHint(role), lines, type::small(), on ? palette::ink : palette::quiet,
                 juce::Justification::centred);
    }
}

} // namespace tonekiln
