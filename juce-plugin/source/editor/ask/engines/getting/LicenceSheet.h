// The licence of an engine's weights, to be read and accepted before they come.
// Thread: message thread.
#pragma once

#include "../../../EditorActions.h"
#include "../../../frame/Sheet.h"
#include "../../../parts/PushButton.h"

namespace tonekiln
{

class LicenceSheet final : public SheetContent
{
public:
    explicit LicenceSheet(EditorActions&);

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override { return {620, 420}; }
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    void fill();

    EditorActions& actions;
    juce::String says, terms;
    juce::TextEditor text;
    PushButton accept{"Accept and get it", PushButton::Weight::primary};
    PushButton leave{"Not now"};

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(LicenceSheet)
};

} // namespace tonekiln
