// Words with what can be done about them: what cards and notices are made of.
// Thread: message thread.
#pragma once

#include "../parts/PushButton.h"

#include <vector>

namespace tonekiln
{

struct Prompted
{
    struct Way
    {
        juce::String words;
        std::function<void()> go;
    };

    juce::String heading, sentence;
    std::vector<Way> ways;
    bool firstStandsOut = false; ///< the first way is the one to press

    /** Same words and ways; what the ways do is taken to follow from their words. */
    bool reads(const Prompted& other) const
    {
        return heading == other.heading && sentence == other.sentence &&
               std::equal(ways.begin(), ways.end(), other.ways.begin(), other.ways.end(),
                          [](const Way& a, const Way& b) { return a.words == b.words; });
    }
};

/** Buttons for the ways, made anew in `parent`. */
inline void makeButtons(const std::vector<Prompted::Way>& ways, PushButton::Weight first,
                        juce::OwnedArray<PushButton>& buttons, juce::Component& parent)
{
    buttons.clear();
    for (const auto& way : ways)
    {
        auto* button = buttons.add(
            new PushButton(way.words, buttons.isEmpty() ? first : PushButton::Weight::plain));
        // Asynchronous: what a button does may take the button away.
        button->onClick = [go = way.go] { juce::MessageManager::callAsync(go); };
        parent.addAndMakeVisible(button);
    }
}

} // namespace tonekiln
