// The top line: the name, and the session as the host gives it.
// Thread: message thread.
#pragma once

#include "../EditorState.h"
#include "../parts/IconButton.h"

namespace tonekiln
{

class Masthead final : public juce::Component
{
public:
    Masthead();

    void show(const EditorState&);
    /** The moving part, at every frame; repaints only where the words changed. */
    void follow(const HostFacts&);

    /** What the button beside the name opens. */
    std::function<void(juce::Component& button)> onMenu;

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int height = 32;

private:
    bool lit = false;
    juce::String session, position;
    IconButton menu{Icon::more, "Menu: first steps, engines, presets"};

    juce::Rectangle<int> positionArea() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Masthead)
};

} // namespace tonekiln
