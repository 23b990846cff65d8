// What a person does with the clips of the shelf.
// Thread: message thread. All take the model's lock.
#pragma once

#include "ClipFiles.h"
#include "processor/Parameters.h"
#include "session/asking/ClipBodies.h"
#include "session/asking/Requests.h"
#include "session/placing/Placing.h"

namespace tonekiln
{

class ShelfActions
{
public:
    ShelfActions(SharedModel&, Client&, Requests&, Placing&, Listening&, ClipFiles&, Parameters&);

    void search(const juce::String& words);
    void select(const juce::String& clipId);
    void startAudition(const juce::String& clipId);
    void compare(const juce::String& clipId);
    void stopAudition();
    void setAuditionGain(float decibels);
    void setFavourite(const juce::String& clipId, bool on);
    void reroll(const juce::String& clipId);
    void makeAgain(const juce::String& clipId);
    void remakePart(const PartWish&);
    void goOn(const juce::String& clipId);
    void transform(const juce::String& clipId);
    void takeStems(const juce::String& clipId);
    void reveal(const juce::String& clipId);
    void forget(const juce::String& clipId);

private:
    void hear(const juce::String& clipId, void (Listening::*how)(const juce::String&));
    ClipSource sourceOf(const ShelfEntry&) const;
    /** The engine that can, or none and a problem that says so. */
    std::optional<juce::String> engineFor(bool Abilities::*what, const juce::StringArray& names,
                                          const char* cannot);

    SharedModel& shared;
    Model& model;
    Client& client;
    Requests& requests;
    Placing& placing;
    Listening& listening;
    ClipFiles& files;
    Parameters& parameters;

    JUCE_DECLARE_NON_COPYABLE(ShelfActions)
};

} // namespace tonekiln
