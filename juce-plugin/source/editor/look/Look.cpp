#include "Look.h"

#include "Icons.h"
#include "Palette.h"
#include "Spacing.h"
#include "Surfaces.h"

namespace tonekiln
{

Look::Look()
{
    setColour(juce::TextEditor::textColourId, palette::text);
    setColour(juce::TextEditor::highlightColourId, palette::quiet);
    setColour(juce::TextEditor::highlightedTextColourId, palette::ink);
    setColour(juce::TextEditor::backgroundColourId, palette::well);
    setColour(juce::CaretComponent::caretColourId, palette::text);
    setColour(juce::Label::textColourId, palette::text);
    setColour(juce::ComboBox::textColourId, palette::text);
    setColour(juce::PopupMenu::textColourId, palette::text);
    setColour(juce::PopupMenu::headerTextColourId, palette::faint);
    setColour(juce::ListBox::backgroundColourId, juce::Colours::transparentBlack);
    setColour(juce::ListBox::outlineColourId, juce::Colours::transparentBlack);
}

juce::Typeface::Ptr Look::getTypefaceForFont(const juce::Font& asked)
{
    if (asked.getTypefaceName() == juce::Font::getDefaultSansSerifFontName())
        return faces->of(asked.isBold() ? type::Weight::semibold : type::Weight::regular);
    return LookAndFeel_V4::getTypefaceForFont(asked);
}

void Look::fillTextEditorBackground(juce::Graphics& g, int width, int height,
                                    juce::TextEditor& field)
{
    g.setColour(field.findColour(juce::TextEditor::backgroundColourId));
    g.fillRoundedRectangle(juce::Rectangle<int>(width, height).toFloat(), space::corner);
}

void Look::drawTextEditorOutline(juce::Graphics& g, int width, int height, juce::TextEditor& field)
{
    const auto edge = juce::Rectangle<int>(width, height).toFloat();
    if (field.hasKeyboardFocus(true) && field.isEnabled())
        return drawFocusRing(g, edge);
    g.setColour(field.isEnabled() ? palette::outline : palette::hairline);
    g.drawRoundedRectangle(edge.reduced(0.5f), space::corner, 1.0f);
}

void Look::drawLinearSlider(juce::Graphics& g, int x, int y, int width, int height, float position,
                            float, float, juce::Slider::SliderStyle, juce::Slider& slider)
{
    const auto middle = static_cast<float>(y) + static_cast<float>(height) * 0.5f;
    const auto left = static_cast<float>(x);
    const auto right = left + static_cast<float>(width);
    const bool enabled = slider.isEnabled();

    g.setColour(palette::outline);
    g.fillRoundedRectangle({left, middle - 1.5f, right - left, 3.0f}, 1.5f);
    g.setColour(enabled ? palette::text : palette::outline);
    g.fillRoundedRectangle({left, middle - 1.5f, position - left, 3.0f}, 1.5f);
    const auto thumb = juce::Rectangle<float>(12.0f, 12.0f).withCentre({position, middle});
    g.fillEllipse(thumb);
    if (slider.hasKeyboardFocus(true))
    {
        g.setColour(palette::text);
        g.drawEllipse(thumb.expanded(3.0f), 2.0f);
    }
}

int Look::getSliderThumbRadius(juce::Slider&)
{
    return 2 * space::unit;
}

void Look::drawScrollbar(juce::Graphics& g, juce::ScrollBar&, int x, int y, int width, int height,
                         bool vertical, int thumbStart, int thumbSize, bool over, bool down)
{
    auto thumb = juce::Rectangle<int>(x, y, width, height);
    thumb = vertical ? thumb.withY(thumbStart).withHeight(thumbSize).reduced(2, 0)
                     : thumb.withX(thumbStart).withWidth(thumbSize).reduced(0, 2);
    g.setColour(over || down ? palette::quiet : palette::outline);
    g.fillRoundedRectangle(thumb.toFloat(), 2.0f);
}

int Look::getDefaultScrollbarWidth()
{
    return 2 * space::unit;
}

void Look::drawCornerResizer(juce::Graphics& g, int width, int height, bool over, bool dragging)
{
    g.setColour(over || dragging ? palette::text : palette::outline);
    const auto right = static_cast<float>(width) - 3.0f;
    const auto bottom = static_cast<float>(height) - 3.0f;
    for (const auto reach : {4.0f, 9.0f})
        g.drawLine(right - reach, bottom, right, bottom - reach, 1.2f);
}

} // namespace tonekiln
