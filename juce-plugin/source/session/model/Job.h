// One request on its way to being clips.
// Thread: guarded by the model's lock.
#pragma once

#include "editor/EditorState.h"
#include "protocol/Message.h"
#include "timeline/Spot.h"

#include <juce_audio_basics/juce_audio_basics.h>

namespace tonekiln
{

struct Job
{
    std::string id;
    std::string kind; ///< generate, refit or remake
    Json body;
    JobStatus status;
    std::string planId;
    juce::String refitOf;            ///< the clip that this is a refit of: not shown as a job
    bool resumed = false;            ///< asked for again after its daemon died
    std::optional<Placed> inPlaceOf; ///< its first clip goes there, onto the timeline
    juce::String heardFor;           ///< the clip in whose place its first clip is heard, or empty

    juce::AudioBuffer<float> preview; ///< unfitted sound of the first variation so far
    int previewRate = 0;
    int previewFrames = 0;

    bool shown() const { return refitOf.isEmpty(); }
};

/** A job that was just asked for. */
Job newJob(std::string id, std::string_view kind, Json body, const juce::String& prompt);

/** @name What the daemon says of a job */
///@{
void takeAccepted(Job&, const Json& accepted);
void takeProgress(Job&, const Json& progress);
/** @returns whether there is more to hear than before */
bool takePreview(Job&, const Message& preview);
void takeEnd(Job&, JobPhase phase, const juce::String& message);
///@}

} // namespace tonekiln
