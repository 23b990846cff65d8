#include "EnginePicker.h"

#include "../words/Words.h"
#include "Captioned.h"

#include "../look/Icons.h"

namespace tonekiln
{

namespace
{
constexpr int markWidth = 9 * space::unit;
}

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
    setTooltip("What makes the sound");
}

void EnginePicker::show(const EditorState& state)
{
    const auto* chosen = chosenEngine(state);
    const auto newFacts = chosen != nullptr ? words::engineFacts(*chosen) : juce::String();
    const auto newTitle = chosen != nullptr ? chosen->title : state.draft.engine;
    const auto oldTitle = engine ? engine->title : juce::String();
    if (reachable == !state.engines.empty() && facts == newFacts && newTitle == oldTitle)
        return;

    engine = chosen != nullptr ? std::optional(*chosen) : std::nullopt;
    reachable = !state.engines.empty();
    facts = newFacts;
    setTitle("Engine: " + newTitle);
    setDescription(facts);
    setEnabled(reachable);
    repaint();
}

void EnginePicker::paintButton(juce::Graphics& g, bool, bool)
{
    auto row = getLocalBounds();
    drawRaised(g, row.toFloat(), Touch::of(*this));
    const auto mark = row.removeFromLeft(markWidth);
    const auto chevron = row.removeFromRight(markWidth);
    auto lines = row.withSizeKeepingCentre(row.getWidth(), 9 * space::unit);
    const auto first = lines.removeFromTop(5 * space::unit);

    if (!engine)
    {
        drawIcon(g, Icon::kiln, mark.toFloat().withSizeKeepingCentre(18.0f, 18.0f), palette::faint);
        drawLine(g, reachable ? "Choose an engine" : "No engines yet", first, type::strong(),
                 reachable ? palette::text : palette::quiet);
        drawLine(g, reachable ? "What makes the sound" : "They appear once Tonekiln is running",
                 lines, type::caption(), palette::faint);
    }
    else
    {
        drawReadiness(g, mark.toFloat(), *engine);
        drawLine(g, engine->title, first, type::strong(), palette::text);
        drawLine(g, facts, lines, type::caption(), palette::quiet);
    }
    if (isEnabled())
        drawIcon(g, Icon::chevronDown, chevron.toFloat().withSizeKeepingCentre(18.0f, 18.0f),
                 palette::quiet);
}

} // namespace tonekiln
