// The trained model that the daemon suggests for its machine, with the way to it.
// Thread: message thread.
#pragma once

#include "../EditorState.h"
#include "../parts/PushButton.h"

namespace tonekiln
{

class ModelOffer final : public juce::Component
{
public:
    ModelOffer();

    void show(const EditorState&);

    /** Chosen by its name: it can sound at once. */
    std::function<void(const juce::String& engine)> onChoose;
    /** It has to be got first. */
    std::function<void(const juce::String& engine)> onGet;

    void resized() override;
    void paint(juce::Graphics&) override;

    static constexpr int height = 76;

private:
    std::optional<EngineRow> engine;
    juce::String title, facts;
    PushButton take{"Get it"};

    void takeIt();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(ModelOffer)
};

} // namespace tonekiln
