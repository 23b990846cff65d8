#include "Words.h"

namespace tonekiln::words
{

namespace
{

/** At most `decimals` places, none of them a trailing zero. */
juce::String trimmed(double value, int decimals)
{
    auto text = juce::String(value, decimals);
    if (text.containsChar('.'))
        text = text.trimCharactersAtEnd("0").trimCharactersAtEnd(".");
    return text;
}

/** Its weights and libraries, where they are not here. */
std::int64_t bytesToFetch(const EngineRow& engine)
{
    return engine.away() ? engine.downloadBytes + engine.librariesBytes : 0;
}

juce::String stepOf(const EngineJob& job)
{
    const auto because = job.waitsFor.isNotEmpty() ? ": " + job.waitsFor : juce::String();
    switch (job.state)
    {
    case protocol::EngineJobState::queued:
        return "Waiting" + because;
    case protocol::EngineJobState::libraries:
        return "Its libraries";
    case protocol::EngineJobState::trying:
        return "Trying whether it runs";
    case protocol::EngineJobState::weights:
        return "Its weights";
    case protocol::EngineJobState::checking:
        return "Checking what came";
    case protocol::EngineJobState::paused:
        return "Paused" + because;
    case protocol::EngineJobState::done:
        return "Here";
    case protocol::EngineJobState::failed:
        return "Did not work";
    }
    return {};
}

} // namespace

juce::String joined(juce::StringArray facts)
{
    facts.removeEmptyStrings();
    return facts.joinIntoString(juce::String::fromUTF8(" \xc2\xb7 "));
}

juce::String bytes(std::int64_t count)
{
    if (count >= 1'000'000'000)
        return trimmed(static_cast<double>(count) / 1e9, 1) + " GB";
    if (count >= 1'000'000)
        return juce::String(juce::roundToInt(static_cast<double>(count) / 1e6)) + " MB";
    return juce::String(juce::roundToInt(static_cast<double>(count) / 1e3)) + " kB";
}

juce::String timeLeft(std::optional<std::int64_t> milliseconds)
{
    if (!milliseconds)
        return {};
    const auto left = static_cast<int>((*milliseconds + 999) / 1000);
    if (left <= 1)
        return "a moment left";
    if (left < 90)
        return "about " + juce::String(left) + " s left";
    return "about " + juce::String((left + 59) / 60) + " min left";
}

juce::String tempo(double bpm)
{
    return trimmed(bpm, 2) + " BPM";
}

juce::String bars(int count)
{
    return juce::String(count) + (count == 1 ? " bar" : " bars");
}

juce::String seconds(double length)
{
    if (length < 60.0)
        return trimmed(length, length < 10.0 ? 1 : 0) + " s";
    const auto whole = juce::roundToInt(length);
    return juce::String(whole / 60) + ":" + juce::String(whole % 60).paddedLeft('0', 2);
}

juce::String readiness(const EngineRow& engine)
{
    switch (engine.readiness)
    {
    case Readiness::warm:
        return engine.jobsRunning > 0 ? "At work" : engine.pinned ? "Kept warm" : "Warm";
    case Readiness::loading:
        return "Warming up";
    case Readiness::onDisk:
        return "On disk";
    case Readiness::toPull:
    case Readiness::toInstall:
        return "Not here yet";
    }
    return {};
}

juce::String engineFit(const EngineRow& engine)
{
    if (!engine.fitsMemory)
        return "Needs more memory than this machine has for it";
    if (engine.pace)
        return "Makes 1 s of sound in " + trimmed(*engine.pace, *engine.pace < 10.0 ? 1 : 0) +
               " s here";
    return engine.neural ? "Has room here; how fast it is shows when it has run" : juce::String();
}

juce::String getting(const EngineJob& job)
{
    juce::StringArray facts{stepOf(job)};
    if (job.ofBytes > 0)
        facts.add(bytes(job.doneBytes) + " of " + bytes(job.ofBytes));
    else if (job.doneBytes > 0)
        facts.add(bytes(job.doneBytes));
    if (!job.paused() && job.bytesPerSecond > 0.0)
        facts.add(trimmed(job.bytesPerSecond / 1e6, 1) + " MB/s");
    if (!job.paused())
        facts.add(timeLeft(job.etaMs));
    return joined(facts);
}

juce::String engineFacts(const EngineRow& engine)
{
    auto facts = juce::StringArray{readiness(engine)};
    if (const auto toFetch = bytesToFetch(engine); toFetch > 0)
        facts.add(bytes(toFetch) + " download");
    if (engine.memoryBytes > 0)
        facts.add(bytes(engine.memoryBytes) + " memory");
    facts.add(engine.licence);
    return joined(facts);
}

juce::String readinessAndLicence(const EngineRow& engine)
{
    return joined({readiness(engine), engine.licence});
}

juce::String clipFacts(const ClipRow& clip)
{
    juce::StringArray facts;
    if (clip.take > 0)
        facts.add("take " + juce::String(clip.take));
    facts.add(clip.bars ? bars(*clip.bars) : seconds(clip.seconds));
    if (!clip.oneShot)
        facts.add(tempo(clip.bpm));
    if (clip.meterNumerator != 4 || clip.meterDenominator != 4)
        facts.add(juce::String(clip.meterNumerator) + "/" + juce::String(clip.meterDenominator));
    facts.add(clip.key);
    facts.add(clip.stem);
    facts.add(clip.engine);
    return joined(facts);
}

juce::String wordsIgnored(const ClipRow& clip)
{
    juce::StringArray words;
    for (const auto& word : clip.wordsIgnored)
        words.add(word);
    return words.isEmpty() ? juce::String() : "Not heard: " + words.joinIntoString(", ");
}

juce::String draftFacts(const RequestDraft& draft, const HostFacts& host)
{
    const auto length = draft.lengthMode == LengthMode::bars      ? bars(draft.bars)
                        : draft.lengthMode == LengthMode::seconds ? seconds(draft.seconds)
                                                                  : loopRegion(host);
    return joined(
        {length, tempo(draft.bpmOverride.value_or(host.bpm)), draft.meterOverride, draft.key});
}

juce::String phase(const JobStatus& job)
{
    switch (job.phase)
    {
    case JobPhase::none:
        return {};
    case JobPhase::sending:
        return "Asking";
    case JobPhase::queued:
        return job.place > 0 ? "Waiting, " + juce::String(job.place) + " before this one"
                             : juce::String("Next in line");
    case JobPhase::loading:
        return "Warming up " + job.engine;
    case JobPhase::generating:
        return "Making the sound";
    case JobPhase::fitting:
        return "Fitting it to the beat";
    case JobPhase::writing:
        return "Writing the clip";
    case JobPhase::done:
        return "Done";
    case JobPhase::failed:
        return "Did not work";
    case JobPhase::cancelled:
        return "Cancelled";
    }
    return {};
}

juce::String audition(const AuditionStatus& status)
{
    switch (status.mood)
    {
    case AuditionMood::silent:
        return {};
    case AuditionMood::waiting:
        return "Waiting for your session to play";
    case AuditionMood::lost:
        return "Your host does not tell the bar";
    case AuditionMood::inTime:
        return "Playing in time";
    case AuditionMood::realigning:
        return "Catching up with the new tempo";
    case AuditionMood::preview:
        return "Playing the preview, not in time yet";
    }
    return {};
}

juce::String place(const PlacingState& placing)
{
    if (placing.busy)
        return "Placing it on your timeline";
    if (placing.into.isEmpty())
        return "Drag it onto your timeline; press to see how to place it from here";
    return "Place in " + placing.into + " at the playhead";
}

juce::String part(const BarSpan& span)
{
    const auto bar = [&span](int step) { return step / span.perBar + 1; };
    const auto beat = [&span](int step) { return step % span.perBar + 1; };
    const int last = span.to - 1;
    const bool whole = beat(span.from) == 1 && beat(last) == span.perBar;
    if (whole && bar(span.from) == bar(last))
        return "Bar " + juce::String(bar(last));
    if (whole)
        return "Bars " + juce::String(bar(span.from)) + " to " + juce::String(bar(last));
    const auto start = juce::String(bar(span.from)) + " beat " + juce::String(beat(span.from));
    if (span.from == last)
        return "Bar " + start;
    if (bar(span.from) == bar(last))
        return "Bar " + juce::String(bar(last)) + " beats " + juce::String(beat(span.from)) +
               " to " + juce::String(beat(last));
    return "Bar " + start + " to bar " + juce::String(bar(last)) + " beat " +
           juce::String(beat(last));
}

juce::String roleTitle(InputRole role)
{
    switch (role)
    {
    case InputRole::init:
        return "Start from this";
    case InputRole::continuation:
        return "Go on from this";
    case InputRole::melody:
        return "Follow this tune";
    }
    return {};
}

juce::String roleHint(InputRole role)
{
    switch (role)
    {
    case InputRole::init:
        return "Reshape the sound into what you describe";
    case InputRole::continuation:
        return "Play on where the sound ends";
    case InputRole::melody:
        return "Keep the notes, change the sound";
    }
    return {};
}

double quartersPerBar(int numerator, int denominator)
{
    return denominator > 0 ? 4.0 * numerator / denominator : 4.0;
}

double loopBars(const HostFacts& host)
{
    const auto length = host.loopEndPpq - host.loopStartPpq;
    const auto bar = quartersPerBar(host.meterNumerator, host.meterDenominator);
    return host.present && length > 0.0 && bar > 0.0 ? length / bar : 0.0;
}

juce::String loopRegion(const HostFacts& host)
{
    const auto length = loopBars(host);
    if (length <= 0.0)
        return {};
    const auto bar = quartersPerBar(host.meterNumerator, host.meterDenominator);
    const auto first = juce::roundToInt(std::floor(host.loopStartPpq / bar)) + 1;
    const auto size = trimmed(length, 2) + (std::abs(length - 1.0) < 1e-6 ? " bar" : " bars");
    return size + " from bar " + juce::String(first);
}

} // namespace tonekiln::words
