// How JUCE's own widgets look here: fields, choices, menus, sliders, scroll bars, hints.
// Thread: message thread.
#pragma once

#include "Type.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class Look final : public juce::LookAndFeel_V4
{
public:
    Look();

    juce::Typeface::Ptr getTypefaceForFont(const juce::Font&) override;

    void fillTextEditorBackground(juce::Graphics&, int width, int height,
                                  juce::TextEditor&) override;
    void drawTextEditorOutline(juce::Graphics&, int width, int height, juce::TextEditor&) override;

    void drawComboBox(juce::Graphics&, int width, int height, bool down, int, int, int, int,
                      juce::ComboBox&) override;
    juce::Font getComboBoxFont(juce::ComboBox&) override;
    void positionComboBoxText(juce::ComboBox&, juce::Label&) override;
    juce::PopupMenu::Options getOptionsForComboBoxPopupMenu(juce::ComboBox&, juce::Label&) override;

    juce::Font getPopupMenuFont() override;
    void drawPopupMenuBackground(juce::Graphics&, int width, int height) override;
    void drawPopupMenuItem(juce::Graphics&, const juce::Rectangle<int>& area, bool separator,
                           bool active, bool highlighted, bool ticked, bool hasSubMenu,
                           const juce::String& text, const juce::String& shortcut,
                           const juce::Drawable* icon, const juce::Colour* colour) override;
    void getIdealPopupMenuItemSize(const juce::String& text, bool separator, int standardHeight,
                                   int& width, int& height) override;
    int getPopupMenuBorderSize() override;

    void drawLinearSlider(juce::Graphics&, int x, int y, int width, int height, float position,
                          float, float, juce::Slider::SliderStyle, juce::Slider&) override;
    int getSliderThumbRadius(juce::Slider&) override;

    void drawScrollbar(juce::Graphics&, juce::ScrollBar&, int x, int y, int width, int height,
                       bool vertical, int thumbStart, int thumbSize, bool over, bool down) override;
    int getDefaultScrollbarWidth() override;

    juce::Rectangle<int> getTooltipBounds(const juce::String& text, juce::Point<int> position,
                                          juce::Rectangle<int> parent) override;
    void drawTooltip(juce::Graphics&, const juce::String& text, int width, int height) override;
    void drawCornerResizer(juce::Graphics&, int width, int height, bool over,
                           bool dragging) override;

private:
    juce::SharedResourcePointer<type::Faces> faces;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Look)
};

} // namespace tonekiln
