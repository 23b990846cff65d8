#include "EnginePicker.h"

#include "../../words/Words.h"
#include "../Captioned.h"

#include "../../look/Icons.h"

namespace tonekiln
{

namespace
{
constexpr int markWidth = 9 * space::unit;
constexpr int chevronWidth = 7 * space::unit;
} // namespace

void drawReadiness(juce::Graphics& g, juce::Rectangle<float> area, const EngineRow& engine)
{
    const auto dot = juce::Rectangle<float>(10.0f, 10.0f).withCentre(area.getCentre());
    switch (engine.readiness)
    {
    case Readiness::warm:
        g.setColour(palette::ember.withAlpha(0.25f));
        g.fillEllipse(dot.expanded(4.0f));
        g.setColour(palette::ember);
        g.fillEllipse(dot);
        return;
    case Readiness::loading:
    {
        g.setColour(palette::ember);
        g.drawEllipse(dot.reduced(0.75f), 1.5f);
        juce::Path half;
        half.addPieSegment(dot, 0.0f, juce::MathConstants<float>::pi, 0.0f);
        g.fillPath(half);
        return;
    }
    case Readiness::onDisk:
        g.setColour(palette::quiet);
        g.drawEllipse(dot.reduced(0.75f), 1.5f);
        return;
    case Readiness::toPull:
    case Readiness::toInstall:
        drawIcon(g, Icon::pull, area.withSizeKeepingCentre(18.0f, 18.0f), palette::quiet);
        return;
    }
}

EnginePicker::EnginePicker()
    : juce::Button("Engine")
{
    setMouseClickGrabsKeyboardFocus(false);
    setTitle("Engine");
    setEnabled(false);
}

void EnginePicker::show(const EditorState& state)
{
    const auto* chosen = chosenEngine(state);
    const auto now = chosen != nullptr ? std::optional(*chosen) : std::nullopt;
    if (engine == now && reachable == !state.engines.empty())
        return;
    engine = now;
    reachable = !state.engines.empty();
    const auto facts = engine ? words::engineFacts(*engine) : juce::String();
    setTitle("Engine: " + (engine ? engine->title : state.draft.engine));
    setDescription(facts);
    setTooltip(engine ? facts : juce::String("What makes the sound"));
    setEnabled(reachable);
    repaint();
}

void EnginePicker::paintAbsent(juce::Graphics& g, juce::Rectangle<int> mark,
                               juce::Rectangle<int> first, juce::Rectangle<int> second) const
{
    drawIcon(g, Icon::kiln, mark.toFloat().withSizeKeepingCentre(18.0f, 18.0f), palette::faint);
    drawLine(g, reachable ? "Choose an engine" : "No engines yet", first, type::strong(),
             reachable ? palette::text : palette::quiet);
    drawLine(g, reachable ? "What makes the sound" : "Shown once Tonekiln is running", second,
             type::caption(), palette::faint);
}

void EnginePicker::paintEngine(juce::Graphics& g, juce::Rectangle<int> mark,
                               juce::Rectangle<int> first, juce::Rectangle<int> second) const
{
    drawReadiness(g, mark.toFloat(), *engine);
    // What it weighs: on the way here while it is to be pulled, in memory from then on.
    const auto weight =
        engine->readiness == Readiness::toPull ? engine->downloadBytes : engine->memoryBytes;
    if (weight > 0)
    {
        const auto size = words::bytes(weight);
        drawLine(g, size, first.removeFromRight(type::width(type::caption(), size)),
                 type::caption(), palette::quiet, juce::Justification::centredRight);
        first.removeFromRight(space::hair);
    }
    if (engine->nonCommercial)
    {
        drawBadge(g, second.removeFromRight(badgeWidth("NC")), "NC", palette::text);
        second.removeFromRight(space::hair);
    }
    drawLine(g, engine->title, first, type::strong(), palette::text);
    drawLine(g, words::readinessAndLicence(*engine), second, type::caption(), palette::quiet);
}

void EnginePicker::paintButton(juce::Graphics& g, bool, bool)
{
    auto row = getLocalBounds();
    drawRaised(g, row.toFloat(), Touch::of(*this));
    const auto mark = row.removeFromLeft(markWidth);
    const auto chevron = row.removeFromRight(chevronWidth);
    auto second = row.withSizeKeepingCentre(row.getWidth(), 9 * space::unit);
    const auto first = second.removeFromTop(5 * space::unit);
    if (engine)
        paintEngine(g, mark, first, second);
    else
        paintAbsent(g, mark, first, second);
    if (isEnabled())
        drawIcon(g, Icon::chevronDown, chevron.toFloat().withSizeKeepingCentre(18.0f, 18.0f),
                 palette::quiet);
}

} // namespace tonekiln
