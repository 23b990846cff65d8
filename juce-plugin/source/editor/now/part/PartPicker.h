// Over the large waveform: the part of the clip that is to be made again. A drag chooses the bars
// it goes over, with shift their beats; a click one bar, or nothing where some are chosen. Arrows
// choose and move, with shift they lengthen and shorten; Escape chooses nothing. The clip itself is
// dragged out by its grip.
// Thread: message thread.
#pragma once

#include "../../parts/Keys.h"
#include "Spans.h"

#include <juce_gui_basics/juce_gui_basics.h>

#include <optional>

namespace tonekiln
{

class PartPicker final : public juce::Component,
                         public juce::SettableTooltipClient,
                         public KeysOnClick
{
public:
    PartPicker();

    /** What may be chosen of now; nothing of a clip without bars. What was chosen of another clip
        is let go, unless it is to be kept for the next one. */
    void show(const juce::String& clipId, std::optional<BarGauge>);
    /** What is chosen stays for the next clip, where that has as many bars. */
    void keepForNext() { kept = true; }
    void choose(std::optional<BarSpan>);
    const std::optional<BarSpan>& chosen() const { return span; }

    std::function<void()> onChange;

    /** Its own keys follow a drag too: Escape lets go what was just chosen. */
    bool keysAfterDrag() const override { return true; }

    void paint(juce::Graphics&) override;
    void mouseDown(const juce::MouseEvent&) override;
    void mouseDrag(const juce::MouseEvent&) override;
    void mouseUp(const juce::MouseEvent&) override;
    bool keyPressed(const juce::KeyPress&) override;
    void focusGained(FocusChangeType) override { repaint(); }
    void focusLost(FocusChangeType) override { repaint(); }
    std::unique_ptr<juce::AccessibilityHandler> createAccessibilityHandler() override;

private:
    juce::String clip;
    std::optional<BarGauge> gauge;
    std::optional<BarSpan> span, before; ///< before: the last button went down
    bool kept = false;

    juce::String said() const;
    double placeOf(float x) const;
    juce::Rectangle<int> areaOf(const BarSpan&) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PartPicker)
};

} // namespace tonekiln
