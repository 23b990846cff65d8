// One undo step in REAPER, after which selection and cursor are as they were.
// Thread: REAPER's main thread.
#pragma once

#include "ReaperApi.h"

#include <vector>

namespace tonekiln::reaper
{

class Step
{
public:
    /** @param named what REAPER's undo history will say */
    Step(const Functions&, Project*, juce::String named);
    ~Step();

private:
    void restoreSelection() const;

    const Functions& call;
    Project* project;
    const juce::String name;
    std::vector<Track*> tracks; ///< that were selected
    std::vector<Item*> items;   ///< that were selected
    double cursor;

    JUCE_DECLARE_NON_COPYABLE(Step)
};

} // namespace tonekiln::reaper
