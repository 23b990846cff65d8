// What a person meets before anything was ever made: what this is, a first loop with one press,
// and the trained model that the daemon thinks fits its machine.
// Thread: message thread.
#pragma once

#include "../ask/DraftDesk.h"
#include "../frame/Sheet.h"
#include "ModelOffer.h"

#include <array>

namespace tonekiln
{

class FirstStepsSheet final : public SheetContent
{
public:
    explicit FirstStepsSheet(DraftDesk&);

    /** Where all engines are chosen and got. */
    std::function<void(const juce::String& engine)> onGet;

    void show(const EditorState&) override;
    void follow(const HostFacts&) override;
    juce::Point<int> idealSize() const override;
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    struct Line
    {
        Icon icon = Icon::kiln;
        juce::String words;
    };

    void makeLoop();

    DraftDesk& desk;
    std::array<Line, 3> lines;
    juce::String starter; ///< the preset that an empty ask zone begins from, where one is known
    juce::String linkWords;
    bool started = false; ///< the daemon, by this
    PushButton firstLoop{"Make a first loop", PushButton::Weight::primary};
    ModelOffer offer;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(FirstStepsSheet)
};

} // namespace tonekiln
