// A button of words.
// Thread: message thread.
#pragma once

#include "../look/Icons.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <optional>

namespace tonekiln
{

class PushButton final : public juce::Button
{
public:
    enum class Weight
    {
        plain,
        primary, ///< paper: the one thing to press next
        bare     ///< words alone until the pointer comes
    };

    explicit PushButton(const juce::String& words, Weight weight = Weight::plain);

    void setWords(const juce::String& words);
    void setIcon(Icon);
    /** Width its words and icon ask for. */
    int idealWidth() const;

    void paintButton(juce::Graphics&, bool over, bool down) override;

private:
    Weight weight;
    std::optional<Icon> icon;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PushButton)
};

} // namespace tonekiln
