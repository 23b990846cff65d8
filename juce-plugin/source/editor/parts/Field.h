// A line (or a box) to write into.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class Field final : public juce::TextEditor
{
public:
    enum class Lines
    {
        one,
        many
    };

    Field(const juce::String& title, const juce::String& placeholder, Lines lines = Lines::one);

    /** Shows `words` without telling anybody, and leaves the caret alone where nothing changed. */
    void show(const juce::String& words);
    void setPlaceholder(const juce::String& words);

    /** A person changed the words. */
    std::function<void()> onEdit;

    /** Return; with Lines::many, Shift+Return breaks the line instead. */
    std::function<void()> onEnter;

    bool keyPressed(const juce::KeyPress&) override;

private:
    juce::String told; ///< the words as last shown or last told

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Field)
};

} // namespace tonekiln
