#include "Card.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

namespace
{

constexpr int headingHeight = 8 * space::unit;
constexpr int sentenceHeight = 11 * space::unit;
constexpr int buttonHeight = 8 * space::unit;

} // namespace

void Card::show(Prompted content)
{
    if (shown.reads(content))
        return;
    shown = std::move(content);
    setTitle(shown.heading);
    setDescription(shown.sentence);
    makeButtons(shown.ways,
                shown.firstStandsOut ? PushButton::Weight::primary : PushButton::Weight::plain,
                buttons, *this);
    resized();
    repaint();
}

juce::Rectangle<int> Card::block() const
{
    const auto height =
        headingHeight + sentenceHeight + (buttons.isEmpty() ? 0 : space::block + buttonHeight);
    return getLocalBounds().withSizeKeepingCentre(juce::jmin(getWidth() - 2 * space::margin, 520),
                                                  juce::jmin(getHeight(), height));
}

void Card::paint(juce::Graphics& g)
{
    auto area = block();
    // The grid behind stays out of the words.
    g.setColour(palette::well);
    g.fillRoundedRectangle(area.expanded(space::margin, space::gap).toFloat(), space::corner);
    drawLine(g, shown.heading, area.removeFromTop(headingHeight), type::display(), palette::text,
             juce::Justification::centred);
    g.setFont(type::body());
    g.setColour(palette::quiet);
    g.drawFittedText(shown.sentence, area.removeFromTop(sentenceHeight),
                     juce::Justification::centredTop, 2, 1.0f);
}

void Card::resized()
{
    int width = -space::gap;
    for (const auto* button : buttons)
        width += button->idealWidth() + space::gap;
    auto row = block().removeFromBottom(buttonHeight);
    row = row.withSizeKeepingCentre(juce::jmin(width, row.getWidth()), buttonHeight);
    for (auto* button : buttons)
    {
        button->setBounds(row.removeFromLeft(juce::jmin(button->idealWidth(), row.getWidth())));
        row.removeFromLeft(space::gap);
    }
}

} // namespace tonekiln
