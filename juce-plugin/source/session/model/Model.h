// All that a session knows: what the daemon said, what was asked for, and the shelf of clips.
// Thread: guarded by the model's lock. Nothing here waits, reads a file or opens a socket.
#pragma once

#include "Job.h"
#include "Rows.h"

#include <map>

namespace tonekiln
{

/** A clip with the facts that the daemon told of it. */
struct ShelfEntry
{
    ClipRow row;
    Json facts;
    ClipShape shape;
};

/** What a message changed beyond the model, for the session to act on. */
struct ModelChange
{
    std::optional<juce::String> arrived;  ///< a clip new to the shelf
    std::string arrivedFrom;              ///< the job that made it
    std::optional<juce::String> refitted; ///< the clip that now has a version at the host's tempo
    std::optional<std::string> previewOf; ///< a job with more to hear
    std::optional<std::string> ended;     ///< a job that is over
    std::optional<std::string> notThere;  ///< a job that could not be made again: plan unknown
};

class Model
{
public:
    LinkStatus link;
    std::vector<EngineRow> engines;
    std::vector<juce::String> engineProblems;
    juce::String defaultEngine;
    juce::String suggestedEngine;
    std::vector<PresetRow> presets;
    RequestDraft draft;
    std::vector<Job> jobs;         ///< oldest first; ended ones are dropped but for the newest
    std::vector<ShelfEntry> shelf; ///< newest first
    std::vector<ShelfEntry> found; ///< of the whole library, by the search
    juce::String search;
    juce::String selected;
    WindowSize window;
    Problem problem;
    std::map<std::string, Json> requests;      ///< by plan
    std::map<std::string, Json> plans;         ///< by plan
    std::map<juce::String, ShelfEntry> refits; ///< newest refit of a clip, by the clip's id
    std::map<juce::String, Placed> placements; ///< where a clip lies on a timeline, by its id

    static constexpr std::size_t mostClips = 300;

    /** Takes a message from the daemon. @param request what it answers, or null */
    ModelChange take(const Message&, const Message* request);

    void add(Job);
    Job* job(const std::string& id);
    const Job* newestJob() const;
    int busyJobs() const;

    ShelfEntry* clip(const juce::String& id);
    const ShelfEntry* clip(const juce::String& id) const;
    /** The clip, or the refit, of that id. */
    ShelfEntry* version(const juce::String& id);
    bool shelve(const Json& clipFacts); ///< @returns whether it is new
    void unshelve(const juce::String& id);

    const EngineRow* engine(const juce::String& name) const;
    const PresetRow* preset(const juce::String& id) const;

private:
    ModelChange takeReply(const Message&, const Message& request);
    ModelChange takeEvent(const Message&);
    ModelChange takeClip(const Message&);
    ModelChange takeError(const Message&);
    void takeEngines(const Json&);
    void takePresets(const Json&);
    void takeFound(const Json&);
    void takeDetails(const Json&);
    void tellTakesApart(const juce::String& planId);
};

} // namespace tonekiln
