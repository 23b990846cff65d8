// Where the sound is: a line over the waveform. Moving it repaints its own two places only.
// Thread: message thread.
#pragma once

#include "../look/Palette.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <optional>

namespace tonekiln
{

class Playhead final : public juce::Component
{
public:
    Playhead()
    {
        setInterceptsMouseClicks(false, false);
        setAccessible(false);
    }

    /** @param fraction 0..1 across `lane`; none hides it. */
    void moveTo(std::optional<double> fraction, juce::Rectangle<int> lane)
    {
        setVisible(fraction.has_value());
        if (!fraction)
            return;
        const auto x = lane.getX() + juce::roundToInt(*fraction * (lane.getWidth() - 1));
        setBounds(x - width / 2, lane.getY(), width, lane.getHeight());
    }

    void paint(juce::Graphics& g) override
    {
        g.setColour(palette::ember);
        g.fillRect(getLocalBounds().withSizeKeepingCentre(2, getHeight()));
        juce::Path head;
        head.addTriangle(0.0f, 0.0f, static_cast<float>(width), 0.0f,
                         static_cast<float>(width) * 0.5f, 6.0f);
        g.fillPath(head);
    }

private:
    static constexpr int width = 8;
};

} // namespace tonekiln
