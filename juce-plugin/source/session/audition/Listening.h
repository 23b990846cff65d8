// What is heard: which clip or preview goes to the audition, and in which tempo's version.
// Thread: guarded by the model's lock. The audition and the loader see to their own threads.
#pragma once

#include "audio/loading/ClipLoader.h"
#include "processor/Parameters.h"
#include "session/model/Model.h"

namespace tonekiln
{

/** A version of a clip at the host's tempo, which only the daemon can make. */
struct RefitWish
{
    juce::String clipId;
    MicroBpm bpm = 0;
    int sampleRate = 0;
};

/** What brings a clip down to the loudness of another that is quieter, as a factor.
    @returns 1 where it is the quieter one, or either's loudness is not known */
float levelledTo(const ClipRow& other, const ClipRow& clip);

class Listening
{
public:
    Listening(const Model&, const Parameters&, Audition&, const Published<Transport>&, ClipLoader&);

    AuditionStatus status() const;
    bool sounding() const { return audience.status().sounding; }
    /** The clip, or the job while only its preview is there; empty: nothing. */
    const juce::String& chosen() const { return auditioned; }
    bool followsNewest() const { return follows; }

    /** There is no transport that anybody could start: what arrives is heard at once. */
    void withoutHost() { alone = true; }

    /** @name What a person does */
    ///@{
    void play(const juce::String& clipId);
    /** The clip in place of the one that is heard, and that one again the next time; both as loud
        as the quieter of the two, until something else is played. */
    void compare(const juce::String& clipId);
    void stop();
    /** The clip is gone, or plays elsewhere now; what comes next is heard as before. */
    void letGo(const juce::String& clipId);
    ///@}

    /** @name What happens */
    ///@{
    /** @param first of its request: the others wait on the shelf */
    void clipArrived(const juce::String& clipId, bool first);
    /** A clip that was made from another is heard where that one was. */
    void takesOver(const juce::String& clipId, const juce::String& from);
    void refitArrived(const juce::String& clipId);
    /** The file of a clip, or of its refit, is there now. */
    void fileCame(const juce::String& versionId);
    void previewGrew(const Job&);
    void prepared(double sampleRate);
    void restored(const juce::String& clipId, bool followsNewest);
    /** @returns whether it was the one that is wanted */
    bool loaded(std::uint64_t ticket);
    /** Nothing that is wanted is still to be loaded. */
    bool settled() const { return ticketLoaded >= ticketWanted; }
    /** Whether something else is heard, or otherwise, than when last asked. */
    bool hearingChanged();
    ///@}

    /** The clip itself, or its refit where that is nearer the host's tempo. */
    const ShelfEntry& versionFor(const ShelfEntry&) const;

    /** Follows the host's tempo; once it has settled on one that no version has, that is wished
        for until it was asked for. */
    std::optional<RefitWish> followTempo();
    void asked(const RefitWish& wish) { refitAsked[wish.clipId] = wish.bpm; }

private:
    void begin(const juce::String& clipId, const juce::String& inTurnsWith);
    void choose(const juce::String& clipId, const juce::String& inTurnsWith = {});
    void load();
    float gainFor(const ClipRow&) const;

    const Model& model;
    const Parameters& parameters;
    Audition& audience;
    const Published<Transport>& transport;
    ClipLoader& loader;

    juce::String auditioned;
    juce::String comparedWith; ///< heard before, in turns with what is heard; empty: no comparison
    bool alone = false;
    bool follows = true;
    std::uint64_t ticketWanted = 0;
    std::uint64_t ticketLoaded = 0;
    double hostRate = 0.0;
    double steadyBpm = 0.0;
    std::uint32_t steadySince = 0;
    std::map<juce::String, MicroBpm> refitAsked;
    Hearing heard;
    std::uint32_t previewLoadedAt = 0;

    JUCE_DECLARE_NON_COPYABLE(Listening)
};

} // namespace tonekiln
