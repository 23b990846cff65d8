#include "EngineProblems.h"

#include "../Captioned.h"

namespace tonekiln
{

namespace
{
constexpr const char* heading = "Could not be read, and is left out";
constexpr int headingHeight = 7 * space::unit;
constexpr int rowHeight = 8 * space::unit; ///< two lines of a caption
} // namespace

EngineProblems::EngineProblems()
{
    setTitle(heading);
    setWantsKeyboardFocus(false);
}

void EngineProblems::show(const std::vector<juce::String>& sentences)
{
    if (problems == sentences)
        return;
    problems = sentences;
    juce::StringArray all;
    for (const auto& problem : problems)
        all.add(problem);
    setDescription(all.joinIntoString("\n"));
    setVisible(!problems.empty());
    repaint();
}

int EngineProblems::idealHeight() const
{
    return problems.empty()
               ? 0
               : headingHeight + static_cast<int>(problems.size()) * rowHeight + space::gap;
}

juce::String EngineProblems::getTooltip()
{
    const auto y = getMouseXYRelative().y - headingHeight;
    const auto row = static_cast<std::size_t>(y / rowHeight);
    return y >= 0 && row < problems.size() ? problems[row] : juce::String();
}

void EngineProblems::paint(juce::Graphics& g)
{
    auto area = getLocalBounds().reduced(space::block, 0);
    drawLine(g, heading, area.removeFromTop(headingHeight), type::smallStrong(), palette::quiet);
    g.setFont(type::caption());
    g.setColour(palette::quiet);
    for (const auto& problem : problems)
        g.drawFittedText(problem, area.removeFromTop(rowHeight), juce::Justification::topLeft, 2,
                         1.0f);
}

} // namespace tonekiln
