// What stands in the now zone while there is nothing to see: what this is, and how to begin.
// Thread: message thread.
#pragma once

#include "../frame/Prompted.h"

namespace tonekiln
{

class Card final : public juce::Component
{
public:
    void show(Prompted content);

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    Prompted shown;
    juce::OwnedArray<PushButton> buttons;

    juce::Rectangle<int> block() const;
};

} // namespace tonekiln
