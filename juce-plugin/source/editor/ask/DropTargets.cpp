#include "DropTargets.h"

#include "../words/Words.h"
#include "Captioned.h"

#include <array>

namespace tonekiln
{

namespace
{

constexpr int headingHeight = 11 * space::unit;
constexpr std::array roles{InputRole::init, InputRole::continuation, InputRole::melody};

} // namespace

DropTargets::DropTargets()
{
    setInterceptsMouseClicks(false, false);
    setVisible(false);
}

void DropTargets::begin(std::vector<InputRole> usable, const juce::String& engineTitle)
{
    offered = std::move(usable);
    engine = engineTitle;
    pointed.reset();
    setVisible(true);
    repaint();
}

bool DropTargets::offers(InputRole role) const
{
    return std::find(offered.begin(), offered.end(), role) != offered.end();
}

juce::Rectangle<int> DropTargets::boundsOf(InputRole role) const
{
    constexpr auto count = static_cast<int>(roles.size());
    const auto index =
        static_cast<int>(std::find(roles.begin(), roles.end(), role) - roles.begin());
    const auto area = getLocalBounds().reduced(space::margin).withTrimmedTop(headingHeight);
    const auto each = (area.getHeight() - space::gap * (count - 1)) / count;
    return area.withHeight(each).translated(0, index * (each + space::gap));
}

std::optional<InputRole> DropTargets::roleAt(juce::Point<int> where) const
{
    if (offered.size() == 1 && getLocalBounds().contains(where))
        return offered.front();
    for (const auto role : offered)
        if (boundsOf(role).contains(where))
            return role;
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
    auto heading = getLocalBounds().reduced(space::margin).withHeight(headingHeight);
    drawLine(g, "What is it for?", heading.removeFromTop(5 * space::unit), type::title(),
             palette::text);
    drawLine(g,
             offered.empty() ? engine + " takes none of these: choose another engine"
                             : "Drop it where it belongs",
             heading.removeFromTop(5 * space::unit), type::small(), palette::quiet);
    for (const auto role : roles)
        paintTarget(g, role);
}

void DropTargets::paintTarget(juce::Graphics& g, InputRole role) const
{
    const bool usable = offers(role);
    const bool on = pointed == role;
    const auto area = boundsOf(role);
    if (usable)
    {
        g.setColour(on ? palette::paper : palette::raised);
        g.fillRoundedRectangle(area.toFloat(), space::corner);
    }
    g.setColour(usable ? palette::outline : palette::hairline);
    g.drawRoundedRectangle(area.toFloat().reduced(0.5f), space::corner, 1.0f);

    auto lines = area.withSizeKeepingCentre(area.getWidth() - 2 * space::gap, 11 * space::unit);
    drawLine(g, words::roleTitle(role), lines.removeFromTop(6 * space::unit), type::title(),
             on       ? palette::ink
             : usable ? palette::text
                      : palette::faint,
             juce::Justification::centred);
    drawLine(g, usable ? words::roleHint(role) : "Not with " + engine, lines, type::small(),
             on       ? palette::ink
             : usable ? palette::quiet
                      : palette::faint,
             juce::Justification::centred);
}

} // namespace tonekiln
