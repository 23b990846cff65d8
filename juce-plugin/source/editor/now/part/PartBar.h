// Below the large waveform while a part of it is chosen: which, by what words, by which engine.
// Thread: message thread.
#pragma once

#include "../../EditorActions.h"
#include "../../parts/Field.h"
#include "../../parts/IconButton.h"
#include "../../parts/PushButton.h"

namespace tonekiln
{

/** The engines that can make a part again and are here, the one to begin with first: the clip's
    own, else the ask zone's. */
std::vector<EngineRow> enginesForParts(const EditorState&, const ClipRow&);

class PartBar final : public juce::Component
{
public:
    PartBar();

    void show(const EditorState&, const ClipRow&);
    /** @param chosen nothing empties the words, too */
    void showPart(const std::optional<BarSpan>& chosen);

    /** To be made again, by these words and this engine. */
    std::function<void(const juce::String& words, const juce::String& engine)> onMake;
    std::function<void()> onLetGo;

    int idealHeight(int width) const;
    void paint(juce::Graphics&) override;
    void resized() override;
    bool keyPressed(const juce::KeyPress&) override;

private:
    std::vector<EngineRow> engines;
    juce::String preferred; ///< the name of the engine that was chosen here, or empty
    juce::String part;
    Field words{"Words of this part", "Its own words; empty: the clip's"};
    PushButton engine{"Engine"};
    PushButton make{"Make this part again", PushButton::Weight::primary};
    IconButton letGo{Icon::close, "Let this part go"};

    const EngineRow* chosen() const;
    void showEngine();
    void offerEngines();
    void tell();
    int partWidth() const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(PartBar)
};

} // namespace tonekiln
