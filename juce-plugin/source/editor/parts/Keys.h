// What a part says of the keyboard to the window around it.
// Thread: message thread.
#pragma once

namespace tonekiln
{

/** A part whose own keys act once it was clicked. */
class KeysOnClick
{
public:
    virtual ~KeysOnClick() = default;
};

/** Whoever is told that a person has written what they wanted to write. */
class WritingEnds
{
public:
    virtual ~WritingEnds() = default;
    virtual void writingEnded() = 0;
};

} // namespace tonekiln
