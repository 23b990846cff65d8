// How long: bars, as long as the loop region, or seconds.
// Thread: message thread.
#pragma once

#include "../../parts/NumberField.h"
#include "../../parts/Segments.h"
#include "../DraftDesk.h"
#include "protocol/Protocol.gen.h"

namespace tonekiln
{

class LengthRow final : public juce::Component
{
public:
    explicit LengthRow(DraftDesk&);

    void show(const EditorState&);

    void paint(juce::Graphics&) override;
    void resized() override;

    static constexpr int height = 64;

private:
    DraftDesk& desk;
    Segments mode{"Length in", {"Bars", "Loop", "Seconds"}};
    Segments usual{"Usual lengths in bars", {"1", "2", "4", "8"}};
    NumberField bars{"Bars", {1.0, double{protocol::limits::maxBars}, 1.0, 0, {}}};
    NumberField seconds{"Seconds",
                        {protocol::limits::minSeconds, protocol::limits::maxSeconds, 1.0, 2, " s"}};
    juce::String sentence;

    LengthMode shownMode() const { return desk.draft().lengthMode; }
    void arrange();
    juce::Rectangle<int> lowerRow() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(LengthRow)
};

} // namespace tonekiln
