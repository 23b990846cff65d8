// What the window says, in a musician's words.
// Thread: any; pure.
#pragma once

#include "../EditorState.h"

namespace tonekiln::words
{

/** Facts in one line with a dot between them; empty ones are left out. */
juce::String joined(juce::StringArray facts);
/** "1.2 GB"; decimal units, as disks and shops count. */
juce::String bytes(std::int64_t count);
/** "about 40 s left", "a moment left", or "" while nobody can tell. */
juce::String timeLeft(std::optional<std::int64_t> milliseconds);
/** "128 BPM"; decimals only where there are any. */
juce::String tempo(double bpm);
/** "1 bar", "4 bars". */
juce::String bars(int count);
/** "8 s", "1.5 s", "1:04". */
juce::String seconds(double length);

/** "Warm", "On disk", "Not here yet". */
juce::String readiness(const EngineRow&);
/** Readiness, download, memory and licence in one line. */
juce::String engineFacts(const EngineRow&);
/** What this machine makes of it: "Makes 1 s of sound in 1.8 s here", or why it does not fit; ""
    of written rules. */
juce::String engineFit(const EngineRow&);
/** "Its weights, 320 MB of 1.3 GB, 12 MB/s, about 80 s left", with dots between. */
juce::String getting(const EngineJob&);
/** The same without sizes, for a narrow place. */
juce::String readinessAndLicence(const EngineRow&);
/** Length, tempo, key and engine of a clip in one line. */
juce::String clipFacts(const ClipRow&);
/** "Not heard: brushed, warm tape", or "" where every word had its part. */
juce::String wordsIgnored(const ClipRow&);
/** "Bar 3", "Bars 3 to 4", "Bar 2 beats 3 to 4", "Bar 2 beat 3 to bar 3 beat 1". */
juce::String part(const BarSpan&);
/** What a draft would become in this session, in one line. */
juce::String draftFacts(const RequestDraft&, const HostFacts&);
/** "Generating", "Waiting, 2 before this one": what a job is doing, short. */
juce::String phase(const JobStatus&);
juce::String audition(const AuditionStatus&);
/** "Place in Ardour at the playhead", or how to learn what else to do. */
juce::String place(const PlacingState&);
/** "init" as a person says it: "Start from this". */
juce::String roleTitle(InputRole);
juce::String roleHint(InputRole);
/** "Bars 9 to 13" of the host's loop region, or "" without one. */
juce::String loopRegion(const HostFacts&);

/** Length of the host's loop region in bars of its current meter, 0 without one. */
double loopBars(const HostFacts&);
/** Quarter notes in one bar. */
double quartersPerBar(int numerator, int denominator);

} // namespace tonekiln::words
