#include "StatusWords.h"

#include "editor/words/Words.h"

namespace tonekiln
{

namespace
{
juce::String withEta(juce::String sentence, const JobStatus& job)
{
    const auto eta = etaText(job.etaMs);
    return eta.isEmpty() ? sentence : sentence + ", " + eta + " to go";
}

juce::String jobLine(const JobStatus& job)
{
    const auto percent = juce::String{juce::roundToInt(job.fraction * 100.0)} + " %";
    switch (job.phase)
    {
    case JobPhase::sending:
        return "Sending your request...";
    case JobPhase::queued:
        return job.place > 0 ? withEta(juce::String{job.place} + " before yours in the queue", job)
                             : withEta("Next in line", job);
    case JobPhase::loading:
        return withEta("Warming up " + job.engine, job);
    case JobPhase::generating:
        return withEta("Making it: " + percent, job);
    case JobPhase::fitting:
        return "Fitting it to your bars...";
    case JobPhase::writing:
        return "Writing the clip...";
    default:
        return {};
    }
}

juce::String restingLine(const EditorState& state)
{
    if (state.clips.empty())
        return "Say what you want to hear, then Generate.";
    switch (state.audition.mood)
    {
    case AuditionMood::inTime:
        return "Playing in time. Drag it onto your timeline when it fits.";
    case AuditionMood::realigning:
        return "Your tempo has changed: re-aligned at each bar while the clip is refitted.";
    case AuditionMood::preview:
        return "A first listen, not yet fitted to your bars.";
    case AuditionMood::waiting:
        return "Start your transport to hear it in time.";
    case AuditionMood::lost:
        return "Your host does not tell the bar here: play from the song's start to hear it in "
               "time.";
    case AuditionMood::silent:
        break;
    }
    return "Choose a clip to hear it in time, or drag it onto your timeline.";
}
/** An engine that comes, or has come and was not chosen yet. */
juce::String gettingLine(const EditorState& state)
{
    for (const auto& engine : state.engines)
        if (engine.getting && !engine.getting->paused())
            return "Getting " + engine.title + ": " + words::getting(*engine.getting);
    for (const auto& engine : state.engines)
        if (engine.name == state.engineCame && &engine != chosenEngine(state))
            return engine.title + " is here: choose it where it says what makes the sound.";
    return {};
}
} // namespace

juce::String etaText(const std::optional<std::int64_t>& milliseconds)
{
    if (!milliseconds)
        return {};
    const auto seconds = (*milliseconds + 999) / 1000;
    if (seconds < 90)
        return "about " + juce::String{seconds} + " s";
    return "about " + juce::String{(seconds + 30) / 60} + " min";
}

juce::String statusLine(const EditorState& state)
{
    if (state.problem.any())
        return (state.problem.sentence + " " + state.problem.wayOut).trim();
    if (state.placing.busy)
        return "Placing it on your timeline...";
    if (state.placing.said.isNotEmpty())
        return state.placing.said + ".";
    const bool linked = state.link.link == Link::ready;
    if (linked && state.job.busy())
        return jobLine(state.job);
    if (!linked && state.link.link != Link::idle)
        return (state.link.sentence + " " + state.link.wayOut).trim();
    if (state.fetching)
        return "Fetching the clip from the machine that made it...";
    const auto getting = gettingLine(state);
    return getting.isNotEmpty() ? getting : restingLine(state);
}

} // namespace tonekiln
