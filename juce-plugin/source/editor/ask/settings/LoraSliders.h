// How much of each LoRA that goes with the chosen engine: none until it is moved.
// Thread: message thread.
#pragma once

#include "../DraftDesk.h"
#include "OptionalSlider.h"

#include <memory>
#include <vector>

namespace tonekiln
{

class LoraSliders final : public juce::Component
{
public:
    explicit LoraSliders(DraftDesk&);

    void show(const EngineRow*, const RequestDraft&);
    int idealHeight() const;

    void resized() override;

private:
    DraftDesk& desk;
    std::vector<LoraRow> shown;
    std::vector<std::unique_ptr<OptionalSlider>> sliders;

    void make(const std::vector<LoraRow>&);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(LoraSliders)
};

} // namespace tonekiln
