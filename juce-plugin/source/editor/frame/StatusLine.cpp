#include "StatusLine.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

StatusLine::StatusLine()
{
    setTitle("Status");
}

void StatusLine::show(const EditorState& state)
{
    const bool nowAlive =
        state.job.busy() ||
        std::any_of(state.engines.begin(), state.engines.end(),
                    [](const EngineRow& engine) { return engine.readiness == Readiness::warm; });
    const auto others = state.otherJobs == 0 ? juce::String()
                        : state.otherJobs == 1
                            ? juce::String("1 more on its way")
                            : juce::String(state.otherJobs) + " more on their way";
    if (sentence == state.statusLine && alive == nowAlive && otherJobs == others)
        return;
    const bool newWords = sentence != state.statusLine;
    sentence = state.statusLine;
    otherJobs = others;
    alive = nowAlive;
    setDescription(sentence);
    if (newWords && isShowing())
        if (auto* handler = getAccessibilityHandler())
            handler->notifyAccessibilityEvent(juce::AccessibilityEvent::valueChanged);
    repaint();
}

void StatusLine::paint(juce::Graphics& g)
{
    auto row = getLocalBounds().reduced(space::margin, 0);
    const auto mark = row.removeFromLeft(4 * space::unit).toFloat();
    const auto dot =
        juce::Rectangle<float>(7.0f, 7.0f).withCentre({mark.getX() + 4.0f, mark.getCentreY()});
    g.setColour(alive ? palette::ember : palette::outline);
    if (alive)
        g.fillEllipse(dot);
    else
        g.drawEllipse(dot.reduced(0.5f), 1.0f);
    // Room for the corner the window is resized by.
    row.removeFromRight(space::margin);
    if (otherJobs.isNotEmpty())
        drawLine(g, otherJobs,
                 row.removeFromRight(type::width(type::small(), otherJobs) + space::gap),
                 type::small(), palette::quiet, juce::Justification::centredRight);
    drawLine(g, sentence, row, type::small(), palette::text);
}

std::unique_ptr<juce::AccessibilityHandler> StatusLine::createAccessibilityHandler()
{
    return std::make_unique<juce::AccessibilityHandler>(*this, juce::AccessibilityRole::staticText);
}

} // namespace tonekiln
