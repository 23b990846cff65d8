#include "OptionalSlider.h"

#include "../Captioned.h"

namespace tonekiln
{

OptionalSlider::OptionalSlider(const juce::String& title, const juce::String& what, Range bounds)
    : range(bounds)
    , meaning(what)
{
    setTitle(title);
    slider.setTitle(title);
    slider.setDescription(meaning);
    slider.setTooltip(meaning);
    slider.setRange(range.least, range.most, range.step);
    slider.setValue(range.usual, juce::dontSendNotification);
    slider.setWantsKeyboardFocus(true);
    slider.setScrollWheelEnabled(false); // the drawer scrolls
    slider.onValueChange = [this] { set(slider.getValue()); };
    release.setTitle(title + ": leave it to the engine");
    release.onClick = [this] { set(std::nullopt); };
    addAndMakeVisible(slider);
    addChildComponent(release);
}

void OptionalSlider::show(std::optional<double> value)
{
    if (current == value)
        return;
    current = value;
    if (!slider.isMouseButtonDown())
        slider.setValue(value.value_or(range.usual), juce::dontSendNotification);
    release.setVisible(value.has_value());
    repaint();
}

void OptionalSlider::set(std::optional<double> value)
{
    if (current == value)
        return;
    show(value);
    if (onChange)
        onChange(current);
}

juce::String OptionalSlider::written() const
{
    if (!current)
        return range.unset;
    if (range.percent)
        return juce::String(juce::roundToInt(*current * 100.0)) + " %";
    return juce::String(*current, range.step < 0.1 ? 2 : range.step < 1.0 ? 1 : 0);
}

void OptionalSlider::paint(juce::Graphics& g)
{
    auto row = getLocalBounds().removeFromTop(5 * space::unit);
    if (current)
        row.removeFromRight(6 * space::unit);
    drawLine(g, written(), row, type::small(), current ? palette::text : palette::faint,
             juce::Justification::centredRight);
    drawLine(g, getTitle(), row, type::smallStrong(), palette::quiet);
}

void OptionalSlider::resized()
{
    auto area = getLocalBounds();
    release.setBounds(area.removeFromTop(5 * space::unit).removeFromRight(5 * space::unit));
    slider.setBounds(area.removeFromTop(4 * space::unit));
}

} // namespace tonekiln
