// One engine of the sheet: a press chooses it, if it makes sound from words; beside it what it
// takes to have it here, and warm. Thread: message thread.
#pragma once

#include "../../parts/IconButton.h"
#include "../../parts/PushButton.h"
#include "../DraftDesk.h"

namespace tonekiln
{

class EngineRowView final : public juce::Button
{
public:
    explicit EngineRowView(DraftDesk&);

    const juce::String& name() const { return engine.name; }
    bool makesSound() const { return engine.makesSound(); }
    void show(const EngineRow&, bool chosen);

    void resized() override;
    void paintButton(juce::Graphics&, bool over, bool down) override;

    static constexpr int height = 68;

private:
    void chooseButtons();
    void removeOrAsk();
    void mouseExit(const juce::MouseEvent&) override;
    void paintProgress(juce::Graphics&, juce::Rectangle<int>) const;
    juce::String lastLine() const;

    DraftDesk& desk;
    EngineRow engine;
    bool chosen = false;
    bool surely = false; ///< the next press on Remove does it
    IconButton pin{Icon::pin, "Keep it warm"};
    PushButton warm{"Warm it up"};
    PushButton get{"Get"};
    PushButton pause{"Pause"};
    PushButton cancel{"Cancel"};
    PushButton remove{"Remove"};

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(EngineRowView)
};

} // namespace tonekiln
