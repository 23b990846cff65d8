#include "EditorView.h"

#include "StatusWords.h"

namespace tonekiln
{

namespace
{
/** Those of them that the search finds. */
void addClips(EditorState& state, const std::vector<ShelfEntry>& entries, const Model& model,
              const Listening& listening)
{
    for (const auto& entry : entries)
        if (matches(entry.row, model.search))
        {
            auto& row = state.clips.emplace_back(entry.row);
            row.playing = row.id == listening.chosen() && listening.sounding();
            const auto placed = model.placements.find(row.id);
            row.replaceable = placed != model.placements.end() && placed->second.item.isNotEmpty();
        }
}
} // namespace

EditorState editorState(const Model& model, const Listening& listening, const Placing& placing,
                        const EngineGetting& getting, const HostFacts& host, bool inReaper,
                        bool fetching)
{
    EditorState state;
    state.link = model.link;
    state.engines = model.engines;
    for (auto& engine : state.engines)
        if (const auto* job = getting.of(engine.name))
            engine.getting = model.link.link == Link::ready ? *job : job->withoutDaemon();
    state.question = getting.question();
    state.engineCame = getting.came();
    state.engineProblems = model.engineProblems;
    state.defaultEngine = model.defaultEngine;
    state.suggestedEngine = model.suggestedEngine;
    state.presets = model.presets;
    state.draft = model.draft;
    if (const auto* newest = model.newestJob())
        state.job = newest->status;
    state.otherJobs = std::max(0, model.busyJobs() - (state.job.busy() ? 1 : 0));
    state.search = model.search;
    state.selectedClip = model.selected;
    state.window = model.window;
    state.audition = listening.status();
    state.host = host;
    state.problem = model.problem;
    if (const auto* lacking = engineToGet(state)) // the daemon names a command, for a terminal
    {
        state.problem.sentence = lacking->title + " is not here yet.";
        state.problem.wayOut = "Get it: a download, once.";
    }
    state.fetching = fetching;
    state.placing = placing.state(inReaper);
    addClips(state, model.shelf, model, listening);
    if (model.search.isNotEmpty())
        addClips(state, model.found, model, listening);
    state.statusLine = statusLine(state);
    return state;
}

} // namespace tonekiln
