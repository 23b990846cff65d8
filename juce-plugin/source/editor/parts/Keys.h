// What a part says of the keyboard to the window around it.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** A part whose own keys act once it was clicked. */
class KeysOnClick
{
public:
    virtual ~KeysOnClick() = default;

    /** Whether they act once something was dragged from it, too. */
    virtual bool keysAfterDrag() const { return false; }
};

/** Whoever knows whose the keyboard is. */
class Writing
{
public:
    virtual ~Writing() = default;

    /** Whether a field that has the focus has it because a person wants to write. */
    virtual bool mayWrite(const juce::Component& field) const = 0;
    /** A person has written what they wanted to: said by the field as it sees the key. */
    virtual void writingEnds() = 0;
};

} // namespace tonekiln
