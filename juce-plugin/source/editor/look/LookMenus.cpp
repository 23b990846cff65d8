// Look's choices, menus and hints.
#include "Icons.h"
#include "Look.h"
#include "Palette.h"
#include "Spacing.h"
#include "Surfaces.h"

namespace tonekiln
{

namespace
{

constexpr int chevronWidth = 6 * space::unit;
constexpr int hintWidth = 70 * space::unit;

juce::TextLayout layOutHint(const juce::String& text)
{
    juce::AttributedString words;
    words.append(text, type::small(), palette::text);
    juce::TextLayout layout;
    layout.createLayout(words, static_cast<float>(hintWidth));
    return layout;
}

} // namespace

void Look::drawComboBox(juce::Graphics& g, int width, int height, bool down, int, int, int, int,
                        juce::ComboBox& box)
{
    const auto area = juce::Rectangle<int>(width, height);
    drawRaised(g, area.toFloat(),
               {box.isMouseOver(true), down, box.hasKeyboardFocus(true), box.isEnabled()});
    drawIcon(g, Icon::chevronDown,
             area.withLeft(width - chevronWidth).reduced(space::unit).toFloat(),
             box.isEnabled() ? palette::quiet : palette::faint);
}

juce::Font Look::getComboBoxFont(juce::ComboBox&)
{
    return type::body();
}

void Look::positionComboBoxText(juce::ComboBox& box, juce::Label& label)
{
    label.setBounds(
        box.getLocalBounds().withTrimmedLeft(space::unit).withTrimmedRight(chevronWidth));
    label.setFont(getComboBoxFont(box));
    label.setMinimumHorizontalScale(1.0f);
}

juce::PopupMenu::Options Look::getOptionsForComboBoxPopupMenu(juce::ComboBox& box,
                                                              juce::Label& label)
{
    // Inside the editor: menus of their own window fight with hosts over scale and focus.
    return LookAndFeel_V4::getOptionsForComboBoxPopupMenu(box, label)
        .withParentComponent(box.getTopLevelComponent())
        .withStandardItemHeight(space::control);
}

juce::Font Look::getPopupMenuFont()
{
    return type::body();
}

void Look::drawPopupMenuBackground(juce::Graphics& g, int width, int height)
{
    g.fillAll(palette::raised);
    g.setColour(palette::outline);
    g.drawRect(0, 0, width, height, 1);
}

void Look::drawPopupMenuItem(juce::Graphics& g, const juce::Rectangle<int>& area, bool separator,
                             bool active, bool highlighted, bool ticked, bool,
                             const juce::String& text, const juce::String& shortcut,
                             const juce::Drawable*, const juce::Colour*)
{
    if (separator)
    {
        g.setColour(palette::hairline);
        g.fillRect(area.withSizeKeepingCentre(area.getWidth() - space::margin, 1));
        return;
    }
    const bool lit = highlighted && active;
    if (lit)
    {
        g.setColour(palette::paper);
        g.fillRoundedRectangle(area.reduced(space::unit, 0).toFloat(), 4.0f);
    }
    const auto colour = lit ? palette::ink : active ? palette::text : palette::faint;
    auto row = area.reduced(space::block, 0);
    if (shortcut.isNotEmpty())
        drawLine(g, shortcut, row, type::small(), lit ? palette::ink : palette::faint,
                 juce::Justification::centredRight);
    drawLine(g, text, row, ticked ? type::strong() : type::body(), colour);
}

void Look::getIdealPopupMenuItemSize(const juce::String& text, bool separator, int, int& width,
                                     int& height)
{
    height = separator ? space::gap : space::control;
    width = type::width(type::strong(), text) + 4 * space::block;
}

int Look::getPopupMenuBorderSize()
{
    return space::unit;
}

juce::Rectangle<int> Look::getTooltipBounds(const juce::String& text, juce::Point<int> position,
                                            juce::Rectangle<int> parent)
{
    const auto layout = layOutHint(text);
    const auto width = juce::roundToInt(std::ceil(layout.getWidth())) + 2 * space::gap;
    const auto height = juce::roundToInt(std::ceil(layout.getHeight())) + 2 * space::unit;
    return juce::Rectangle<int>(position.x, position.y + 5 * space::unit, width, height)
        .constrainedWithin(parent);
}

void Look::drawTooltip(juce::Graphics& g, const juce::String& text, int width, int height)
{
    const auto area = juce::Rectangle<int>(width, height);
    g.fillAll(palette::raised);
    g.setColour(palette::outline);
    g.drawRect(area, 1);
    layOutHint(text).draw(g, area.reduced(space::gap, space::unit).toFloat());
}

} // namespace tonekiln
