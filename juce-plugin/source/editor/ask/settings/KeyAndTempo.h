// The key, and whose tempo: the session's, or another one.
// Thread: message thread.
#pragma once

#include "../../parts/Field.h"
#include "../../parts/IconButton.h"
#include "../DraftDesk.h"

namespace tonekiln
{

class KeyAndTempo final : public juce::Component
{
public:
    explicit KeyAndTempo(DraftDesk&);

    void show(const EditorState&);

    void paint(juce::Graphics&) override;
    void resized() override;

private:
    DraftDesk& desk;
    juce::ComboBox key{"Key"};
    Field tempo{"Tempo", {}};
    IconButton follow{Icon::link, "Follow your session's tempo"};
    double sessionBpm = 120.0;
    bool shownFollowing = false;

    void arrange();
    void takeTempo();

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(KeyAndTempo)
};

} // namespace tonekiln
