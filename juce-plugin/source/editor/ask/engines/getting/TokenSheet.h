// A token of the hub, for weights whose terms are accepted on a page of their own: pasted once,
// handed to the daemon, kept by the system's keyring and nowhere here.
// Thread: message thread.
#pragma once

#include "../../../EditorActions.h"
#include "../../../frame/Sheet.h"
#include "../../../parts/Field.h"
#include "../../../parts/PushButton.h"

namespace tonekiln
{

class TokenSheet final : public SheetContent
{
public:
    explicit TokenSheet(EditorActions&);

    void show(const EditorState&) override;
    juce::Point<int> idealSize() const override { return {560, 220}; }
    void resized() override;
    void paint(juce::Graphics&) override;

private:
    void keepIt(bool inFile);

    EditorActions& actions;
    juce::String says, page;
    PushButton open{"Open the page"};
    Field token{"Access token", "Paste the token here"};
    PushButton keep{"Keep it and go on", PushButton::Weight::primary};
    PushButton inFile{"Keep it in a file that only you may read"};

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(TokenSheet)
};

} // namespace tonekiln
