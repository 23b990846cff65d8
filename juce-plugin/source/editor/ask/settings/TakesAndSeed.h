// How many takes at once, and whether chance is held still.
// Thread: message thread.
#pragma once

#include "../../parts/IconButton.h"
#include "../../parts/NumberField.h"
#include "../DraftDesk.h"
#include "protocol/Protocol.gen.h"

namespace tonekiln
{

class TakesAndSeed final : public juce::Component
{
public:
    explicit TakesAndSeed(DraftDesk&);

    void show(const EditorState&) { arrange(); }

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    DraftDesk& desk;
    NumberField takes{"Takes", {1.0, double{protocol::limits::maxVariations}, 1.0, 0, {}}};
    Field seed{"Seed", "any"};
    IconButton lock{Icon::unlock, "Hold this seed"};

    void arrange();
    void takeSeed();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(TakesAndSeed)
};

} // namespace tonekiln
