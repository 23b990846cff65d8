#include "GenerateButton.h"

#include "../words/Words.h"
#include "Captioned.h"

namespace tonekiln
{

GenerateButton::GenerateButton(DraftDesk& shared)
    : juce::Button("Generate")
    , desk(shared)
    , words("Generate")
{
    setMouseClickGrabsKeyboardFocus(false);
    setTitle(words);
}

void GenerateButton::show(const EditorState& state)
{
    const bool nowBusy = state.job.busy();
    const auto percent = juce::String(juce::roundToInt(state.job.fraction * 100.0)) + " %";
    const auto newWords = nowBusy ? juce::String("Cancel")
                          : state.draft.variations > 1
                              ? "Generate " + juce::String(state.draft.variations) + " takes"
                              : juce::String("Generate");
    juce::StringArray details;
    if (nowBusy && state.job.fraction > 0.0)
        details.add(percent);
    if (nowBusy)
        details.add(words::timeLeft(state.job.etaMs));
    details.removeEmptyStrings();
    const auto newDetail = details.joinIntoString(", ");

    setEnabled(nowBusy || canGenerate(state.draft));
    setTooltip(isEnabled() ? juce::String() : "Say what it should sound like first");
    const auto newFraction = nowBusy ? state.job.fraction : 0.0;
    if (nowBusy == busy && newWords == words && newDetail == detail &&
        juce::approximatelyEqual(newFraction, fraction))
        return;
    busy = nowBusy;
    fraction = newFraction;
    words = newWords;
    detail = newDetail;
    setTitle(words);
    setDescription(detail);
    repaint();
}

void GenerateButton::act()
{
    if (busy)
        desk.actions().cancel();
    else if (canGenerate(desk.draft()))
        desk.actions().generate();
    if (desk.onEdited)
        desk.onEdited();
}

void GenerateButton::paintButton(juce::Graphics& g, bool over, bool down)
{
    const auto area = getLocalBounds();
    const auto edge = area.toFloat();
    const bool idle = isEnabled() && !busy;
    const bool pointed = over || down;

    g.setColour(idle ? (pointed ? palette::paperPressed : palette::paper) : palette::raised);
    g.fillRoundedRectangle(edge, space::corner);
    if (busy)
    {
        juce::Path shape;
        shape.addRoundedRectangle(edge, space::corner);
        const juce::Graphics::ScopedSaveState saved(g);
        g.reduceClipRegion(shape);
        const auto filled = edge.withWidth(edge.getWidth() * static_cast<float>(fraction));
        g.setColour(palette::emberGlow);
        g.fillRect(filled);
        g.setColour(palette::ember);
        g.fillRect(filled.withTop(filled.getBottom() - 3.0f));
    }
    if (hasKeyboardFocus(false))
    {
        g.setColour(idle ? palette::ink : palette::text);
        g.drawRoundedRectangle(edge.reduced(3.0f), space::corner - 2.0f, 2.0f);
    }

    const auto colour = idle ? palette::ink : isEnabled() ? palette::text : palette::faint;
    if (detail.isEmpty())
        return drawLine(g, words, area, type::title(), colour, juce::Justification::centred);
    const auto row = area.reduced(space::margin, 0);
    drawLine(g, words, row, type::title(), colour);
    drawLine(g, detail, row, type::small(), palette::text, juce::Justification::centredRight);
}

} // namespace tonekiln
