// Everything the editor shows, as plain values.
// Thread: a value is made by Session under its lock and then belongs to whoever holds it.
#pragma once

#include "state/Clips.h"
#include "state/Draft.h"
#include "state/Engines.h"
#include "state/Host.h"
#include "state/Jobs.h"
#include "state/Link.h"
#include "state/Part.h"
#include "state/Placing.h"

namespace tonekiln
{

/** How large a person made the window; 0 until they did. */
struct WindowSize
{
    int width = 0;
    int height = 0;

    bool operator==(const WindowSize&) const = default;
};

struct EditorState
{
    LinkStatus link;
    std::vector<EngineRow> engines; ///< empty until the daemon was reached
    std::vector<juce::String>
        engineProblems; ///< what of engines could not be read, a sentence each
    juce::String defaultEngine;
    GettingQuestion question;     ///< to be answered before an engine comes
    juce::String engineCame;      ///< the last that was got since a clip was made, or empty
    juce::String suggestedEngine; ///< the trained model that fits the daemon's machine, or empty
    std::vector<PresetRow> presets;
    RequestDraft draft;
    JobStatus job;
    int otherJobs = 0;          ///< further jobs of this session still under way
    std::vector<ClipRow> clips; ///< newest first, already filtered by `search`
    juce::String search;
    juce::String selectedClip; ///< the clip in the now zone, or empty
    AuditionStatus audition;
    HostFacts host;
    Problem problem;
    PlacingState placing;
    bool firstSteps = false; ///< nothing was ever made here: to be shown what is
    bool fetching = false;   ///< a clip's file is on its way from another machine
    WindowSize window;
    juce::String statusLine; ///< always says what is going on and what to do
};

/** The engine a draft would be made by, or null before the daemon has named any. */
inline const EngineRow* chosenEngine(const EditorState& state)
{
    const auto& name = state.draft.engine.isNotEmpty() ? state.draft.engine : state.defaultEngine;
    for (const auto& engine : state.engines)
        if (engine.name == name)
            return &engine;
    return nullptr;
}

/** The engine that has to be got before what was asked for can be made, or null. */
inline const EngineRow* engineToGet(const EditorState& state)
{
    const auto* engine = chosenEngine(state);
    // The field is a request's: what went wrong with getting it names none, and another way out.
    const bool lacks =
        state.problem.code == "engine_unavailable" && state.problem.field == "engine";
    const bool toGet =
        lacks && engine != nullptr && engine->away() && !engine->ownFolder() && !engine->getting;
    return toGet ? engine : nullptr;
}

} // namespace tonekiln
