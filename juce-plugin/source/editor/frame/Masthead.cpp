#include "Masthead.h"

#include "../look/Icons.h"
#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"
#include "../words/Words.h"

namespace tonekiln
{

namespace
{

constexpr int markWidth = 5 * space::unit;
constexpr int nameWidth = 20 * space::unit;
constexpr int positionWidth = 24 * space::unit;

/** The bar and the beat the session is at, as far as they are known. */
juce::String positionOf(const HostFacts& host)
{
    if (!host.present || host.ppq < 0.0)
        return {};
    if (!host.placed)
        return "Bar not told";
    const auto beat = (host.ppq - host.barStartPpq) * host.meterDenominator / 4.0;
    return words::joined({host.bar ? "Bar " + juce::String(*host.bar + 1) : juce::String(),
                          "Beat " + juce::String(static_cast<int>(juce::jmax(0.0, beat)) + 1)});
}

juce::String sessionOf(const HostFacts& host)
{
    if (!host.present)
        return "No session tempo here: " + words::tempo(host.bpm);
    return words::tempo(host.bpm) + "   " + juce::String(host.meterNumerator) + "/" +
           juce::String(host.meterDenominator) + (host.meterTold ? "" : " taken, not told");
}

} // namespace

Masthead::Masthead()
{
    setTitle("Session");
    setInterceptsMouseClicks(false, true);
    menu.setComponentID("menu");
    menu.onClick = [this]
    {
        if (onMenu)
            onMenu(menu);
    };
    addAndMakeVisible(menu);
}

void Masthead::show(const EditorState& state)
{
    const bool warm =
        std::any_of(state.engines.begin(), state.engines.end(),
                    [](const EngineRow& engine) { return engine.readiness == Readiness::warm; });
    if (std::exchange(lit, warm) != warm)
        repaint();
    follow(state.host);
}

void Masthead::follow(const HostFacts& host)
{
    const auto newSession = sessionOf(host);
    if (newSession != session)
    {
        session = newSession;
        repaint();
    }
    const auto newPosition = positionOf(host);
    if (newPosition != position)
    {
        position = newPosition;
        repaint(positionArea());
    }
}

juce::Rectangle<int> Masthead::positionArea() const
{
    return getLocalBounds().withTrimmedRight(space::margin).removeFromRight(positionWidth);
}

void Masthead::resized()
{
    menu.setBounds(getLocalBounds()
                       .withTrimmedLeft(space::margin + markWidth + space::gap + nameWidth)
                       .removeFromLeft(space::control)
                       .withSizeKeepingCentre(space::control, space::control));
}

void Masthead::paint(juce::Graphics& g)
{
    auto row = getLocalBounds().reduced(space::margin, 0);
    const auto mark = row.removeFromLeft(markWidth).withSizeKeepingCentre(18, 18);
    // The kiln glows while any model is warm.
    drawIcon(g, Icon::kiln, mark.toFloat(), lit ? palette::ember : palette::quiet);
    row.removeFromLeft(space::gap);
    drawLine(g, "Tonekiln", row.removeFromLeft(nameWidth), type::title(), palette::text);
    drawLine(g, position, positionArea(), type::small(), palette::quiet,
             juce::Justification::centredRight);
    if (position.isNotEmpty())
        row.removeFromRight(positionWidth);
    drawLine(g, session, row, type::smallStrong(), palette::quiet,
             juce::Justification::centredRight);
}

} // namespace tonekiln
