// What went wrong and the way out, on paper so that it is not overlooked.
// Thread: message thread.
#pragma once

#include "../frame/Prompted.h"

namespace tonekiln
{

class Notice final : public juce::Component
{
public:
    /** Nothing to say hides it. */
    void show(std::optional<Prompted> content);

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int height = 52;

private:
    Prompted shown;
    juce::OwnedArray<PushButton> buttons;
};

} // namespace tonekiln
