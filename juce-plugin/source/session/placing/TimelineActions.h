// What a person does to bring clips onto the timeline.
// Thread: message thread, but for putInPlace and stopPlaced, which any may call under the model's
// lock. REAPER's functions are called without it, since they may ask for our state meanwhile.
#pragma once

#include "Placing.h"
#include "session/asking/Requests.h"
#include "session/audition/Listening.h"
#include "session/model/SharedModel.h"

#include <atomic>

namespace tonekiln
{

class TimelineActions final : private juce::AsyncUpdater
{
public:
    TimelineActions(SharedModel&, Requests&, Placing&, Listening&);
    ~TimelineActions() override;

    /** What a VST3 host says it is; see timeline/ReaperRoad.h. */
    void hostApplication(Steinberg::FUnknown*);
    /** Whether the host itself is the road, and this its thread. */
    bool reaperOpen() const { return reaper.open(); }

    juce::StringArray dragOut(const juce::StringArray& clipIds);
    void place(const juce::StringArray& clipIds, Spot);
    void rerollInPlace(const juce::String& clipId);

    /** The next take of a placed clip goes where that one lies. */
    void putInPlace(const juce::String& clipId, const Placed& old);
    /** What lies on the timeline is heard from there, not twice. */
    void stopPlaced();

private:
    std::vector<Wanted> wanted(const juce::StringArray& clipIds) const;
    void placeInReaper(const std::vector<Wanted>&, Spot);
    void handleAsyncUpdate() override;

    SharedModel& shared;
    Model& model;
    Requests& requests;
    Placing& placing;
    Listening& listening;
    reaper::Road reaper;           ///< guards itself by its thread
    std::atomic<bool> inReaper;    ///< the host itself is the road
    std::vector<Wanted> forReaper; ///< to be placed by the message thread

    JUCE_DECLARE_NON_COPYABLE(TimelineActions)
};

} // namespace tonekiln
