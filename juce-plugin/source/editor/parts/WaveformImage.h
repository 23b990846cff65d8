// A waveform drawn once into an image and then only copied to the screen.
// Thread: message thread.
#pragma once

#include "../EditorState.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class WaveformImage
{
public:
    /** @return whether anything changed, so that the caller repaints. */
    bool show(Waveform peaks, juce::Colour colour);
    bool empty() const { return peaks == nullptr || peaks->empty(); }

    /** Draws the whole waveform into `area`; redraws its image only at another size or scale. */
    void draw(juce::Graphics& g, juce::Rectangle<int> area);

private:
    Waveform peaks;
    juce::Colour colour;
    juce::Image image;

    void render(int width, int height);
};

} // namespace tonekiln
