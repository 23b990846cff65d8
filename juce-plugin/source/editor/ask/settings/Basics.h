// Length, key, tempo, takes, seed and inputs: what every request has.
// Thread: message thread.
#pragma once

#include "../Inputs.h"
#include "KeyAndTempo.h"
#include "LengthRow.h"
#include "TakesAndSeed.h"

namespace tonekiln
{

class Basics final : public juce::Component
{
public:
    explicit Basics(DraftDesk&);

    void show(const EditorState&);
    int idealHeight() const;

    void resized() override;

private:
    LengthRow length;
    KeyAndTempo keyAndTempo;
    TakesAndSeed takesAndSeed;
    Inputs inputs;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(Basics)
};

} // namespace tonekiln
