// What the chosen engine can do beyond words: only what it really can is here.
// Thread: message thread.
#pragma once

#include "../../parts/Tick.h"
#include "../DraftDesk.h"
#include "LoraSliders.h"
#include "OptionalSlider.h"

#include <array>

namespace tonekiln
{

class Drawer final : public juce::Component
{
public:
    explicit Drawer(DraftDesk&);

    void show(const EditorState&);
    int idealHeight() const;

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    DraftDesk& desk;
    juce::String takes;
    OptionalSlider guidance, steps, temperature, strength, swing;
    LoraSliders loras;
    Tick oneShot{"One-shot"};
    Tick stems{"Stems"};
    Tick draft{"Rough"};
    juce::ComboBox meter{"Meter"};
    const std::array<OptionalSlider*, 5> sliders{&guidance, &steps, &temperature, &strength,
                                                 &swing};
    const std::array<Tick*, 3> ticks{&oneShot, &stems, &draft};

    void showAbilities(const EngineRow*);
    void connect(OptionalSlider&, std::optional<double> RequestDraft::*);
    void connect(Tick&, bool RequestDraft::*);

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Drawer)
};

} // namespace tonekiln
