#include "LoraSliders.h"

#include "protocol/Protocol.gen.h"

#include <cmath>

namespace tonekiln
{

namespace
{

constexpr OptionalSlider::Range range{
    -protocol::limits::maxLoraWeight, protocol::limits::maxLoraWeight, 0.05, 0.0, false, "off"};

juce::String meaningOf(const LoraRow& lora)
{
    return "How much of this LoRA: 1 as it was trained, below 0 the other way. Licence: " +
           lora.licence + (lora.nonCommercial ? ", non-commercial" : "");
}

} // namespace

LoraSliders::LoraSliders(DraftDesk& shared)
    : desk(shared)
{
}

void LoraSliders::show(const EngineRow* engine, const RequestDraft& draft)
{
    const auto wanted = engine != nullptr ? engine->loras : std::vector<LoraRow>{};
    if (wanted != shown)
        make(wanted);
    for (std::size_t i = 0; i < shown.size(); ++i)
    {
        const auto known = draft.loras.find(shown[i].name);
        sliders[i]->show(known != draft.loras.end() ? std::optional(known->second) : std::nullopt);
    }
}

void LoraSliders::make(const std::vector<LoraRow>& wanted)
{
    sliders.clear();
    shown = wanted;
    for (const auto& lora : shown)
    {
        auto& slider = *sliders.emplace_back(
            std::make_unique<OptionalSlider>(lora.name, meaningOf(lora), range));
        slider.setComponentID("lora " + lora.name);
        slider.onChange = [this, name = lora.name](std::optional<double> weight)
        {
            desk.edit(
                [&](RequestDraft& draft)
                {
                    if (weight) // as it is shown: a slider's steps add up to more digits
                        draft.loras[name] = std::round(*weight * 100.0) / 100.0;
                    else
                        draft.loras.erase(name);
                });
        };
        addAndMakeVisible(slider);
    }
    resized();
}

int LoraSliders::idealHeight() const
{
    return static_cast<int>(sliders.size()) * OptionalSlider::height;
}

void LoraSliders::resized()
{
    auto area = getLocalBounds();
    for (auto& slider : sliders)
        slider->setBounds(area.removeFromTop(OptionalSlider::height));
}

} // namespace tonekiln
