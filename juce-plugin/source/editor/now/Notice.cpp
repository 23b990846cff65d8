#include "Notice.h"

#include "../look/Palette.h"
#include "../look/Spacing.h"
#include "../look/Surfaces.h"
#include "../look/Type.h"

namespace tonekiln
{

void Notice::show(std::optional<Prompted> content)
{
    setVisible(content.has_value());
    if (!content || shown.reads(*content))
        return;
    shown = std::move(*content);
    setTitle(shown.heading);
    setDescription(shown.sentence);
    makeButtons(shown.ways, PushButton::Weight::plain, buttons, *this);
    resized();
    repaint();
}

void Notice::paint(juce::Graphics& g)
{
    g.setColour(palette::paper);
    g.fillRoundedRectangle(getLocalBounds().toFloat(), space::corner);
    auto area = getLocalBounds().reduced(space::block, space::gap);
    drawIcon(g, Icon::warning, area.removeFromLeft(5 * space::unit).toFloat(), palette::ink);
    area.removeFromLeft(space::gap);
    if (!buttons.isEmpty())
        area.setRight(buttons.getFirst()->getX() - space::gap);
    if (shown.sentence.isEmpty())
        return drawLine(g, shown.heading, area, type::strong(), palette::ink);
    drawLine(g, shown.heading, area.removeFromTop(area.getHeight() / 2), type::strong(),
             palette::ink);
    drawLine(g, shown.sentence, area, type::small(), palette::ink);
}

void Notice::resized()
{
    auto row = getLocalBounds()
                   .reduced(space::block, 0)
                   .withSizeKeepingCentre(getWidth() - 2 * space::block, space::control);
    for (int i = buttons.size(); --i >= 0;)
    {
        buttons[i]->setBounds(row.removeFromRight(buttons[i]->idealWidth()));
        row.removeFromRight(space::gap);
    }
}

} // namespace tonekiln
