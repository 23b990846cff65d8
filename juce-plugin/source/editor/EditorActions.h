// The seam between the editor and everything behind it: what a person can do, and how to look.
// Thread: every call comes from the message thread, and none of them blocks.
#pragma once

#include "EditorState.h"

namespace tonekiln
{

/** Implemented by Session; the editor's tests implement it with canned states. */
class EditorActions
{
public:
    virtual ~EditorActions() = default;

    /** @name Looking */
    ///@{
    virtual EditorState state() const = 0;
    /** Grows whenever state() would differ in more than playhead positions: poll this in a timer
        and call state() only on a change. */
    virtual std::uint64_t version() const = 0;
    /** The moving parts alone, for every frame of an animation. */
    virtual HostFacts host() const = 0;
    virtual AuditionStatus audition() const = 0;
    /** The editor came or went: with an editor open the link to the daemon is kept up. */
    virtual void editorOpened() = 0;
    virtual void editorClosed() = 0;
    /** Kept with the project, so that the window comes back as it was. */
    virtual void rememberWindow(WindowSize) = 0;
    /** Kept for the person, so that they are not shown by themselves again. */
    virtual void firstStepsSeen() = 0;
    ///@}

    /** @name Asking */
    ///@{
    virtual void setDraft(const RequestDraft&) = 0;
    virtual void applyPreset(const juce::String& presetId) = 0;
    /** The dice: a preset and words to begin from, chosen at random. */
    virtual void surprise() = 0;
    virtual void dropInput(InputRole, const juce::StringArray& files) = 0;
    virtual void clearInput(InputRole) = 0;
    virtual void generate() = 0;
    virtual void cancel() = 0;
    virtual void savePreset(const juce::String& name) = 0;
    virtual void loadEngine(const juce::String& engine) = 0;
    virtual void pinEngine(const juce::String& engine, bool pinned) = 0;
    ///@}

    /** @name Engines onto the daemon's machine and off it */
    ///@{
    /** What has to be answered first becomes EditorState::question. */
    virtual void getEngine(const juce::String& engine) = 0;
    virtual void acceptLicence() = 0;
    /** @param inFile where there is no keyring, rather a file than nothing */
    virtual void keepToken(const juce::String& token, bool inFile) = 0;
    virtual void declineQuestion() = 0;
    virtual void pauseGetting(const juce::String& job) = 0;
    virtual void continueGetting(const juce::String& job) = 0;
    virtual void cancelGetting(const juce::String& job) = 0;
    virtual void removeEngine(const juce::String& engine) = 0;
    ///@}

    /** @name The shelf */
    ///@{
    virtual void search(const juce::String& words) = 0;
    /** Put a clip into the now zone. */
    virtual void select(const juce::String& clipId) = 0;
    virtual void startAudition(const juce::String& clipId) = 0;
    /** Heard in turns with what is heard now, in time, both as loud as the quieter one. */
    virtual void compare(const juce::String& clipId) = 0;
    virtual void stopAudition() = 0;
    virtual void setAuditionGain(float decibels) = 0;
    virtual void setFavourite(const juce::String& clipId, bool on) = 0;
    /** The same request with another seed. */
    virtual void reroll(const juce::String& clipId) = 0;
    /** The same Plan again, sample for sample: for a clip whose file is gone. */
    virtual void makeAgain(const juce::String& clipId) = 0;
    /** Another take, which takes the clip's place on the timeline when it is there. */
    virtual void rerollInPlace(const juce::String& clipId) = 0;
    /** A part of a clip made again; the rest stays as it is. */
    virtual void remakePart(const PartWish&) = 0;
    /** Four more bars, by the clip's words. */
    virtual void goOn(const juce::String& clipId) = 0;
    /** The clip made anew by the ask zone's words, as long and as fast; it takes the clip's place
        on the timeline when that is there. */
    virtual void transform(const juce::String& clipId) = 0;
    /** Drums, bass, vocals and what is left of the clip, as clips of their own. */
    virtual void takeStems(const juce::String& clipId) = 0;
    /** Onto the timeline, by the road of EditorState::placing; where there is none, the problem
        says what to do. Several go to one spot, each onto a track of its own. */
    virtual void place(const juce::StringArray& clipIds, Spot) = 0;
    virtual void reveal(const juce::String& clipId) = 0;
    /** Take a clip off this session's shelf; the file stays in the library. */
    virtual void forget(const juce::String& clipId) = 0;
    /** Files to hand to performExternalDragDropOfFiles: existing ones only, in shelf order. */
    virtual juce::StringArray dragOut(const juce::StringArray& clipIds) = 0;
    /** The drag is over. Hosts say this more than once; later calls change nothing. */
    virtual void dragOutDone() = 0;
    ///@}

    /** @name The daemon */
    ///@{
    virtual void startDaemon() = 0;
    virtual void retryConnection() = 0;
    virtual void dismissProblem() = 0;
    ///@}
};

} // namespace tonekiln
