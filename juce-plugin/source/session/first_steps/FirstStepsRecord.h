// Whether a person is to be shown the first steps: once in all their projects, in a home where
// nothing was ever made.
// Thread: message thread; reads and writes files of the home.
#pragma once

#include <juce_core/juce_core.h>

namespace tonekiln
{

class FirstStepsRecord
{
public:
    explicit FirstStepsRecord(juce::File home);

    /** Looks anew. @param hasClips the project has some, wherever they were made */
    void look(bool hasClips);
    bool due() const { return showing; }

    /** They were seen, for good: kept in the home, which is made where there is none yet. */
    void seen();

private:
    juce::File file() const;
    bool anyClip() const;

    const juce::File home;
    bool showing = false;
};

} // namespace tonekiln
