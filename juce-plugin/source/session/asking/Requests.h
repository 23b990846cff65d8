// What was asked of the daemon and is to become clips.
// Thread: guarded by the model's lock; nothing here waits for the daemon.
#pragma once

#include "Uploading.h"
#include "client/Client.h"
#include "session/model/Model.h"

namespace tonekiln
{

class Requests
{
public:
    Requests(Model& known, Client& daemon)
        : model(known)
        , client(daemon)
        , uploading(known, daemon)
    {
    }

    /** Starts a daemon where none runs. @returns the job, until the model's jobs change */
    Job* ask(std::string_view kind, Json body, const juce::String& prompt);

    /** A running daemon is asked; for a change of tempo alone none is started.
        @returns whether it was asked */
    bool askForRefit(const juce::String& clipId, Json body, const juce::String& prompt);

    std::uint32_t freshSeed() { return static_cast<std::uint32_t>(random.nextInt64()); }

    /** The request of a clip with another seed. */
    Job* reroll(const ShelfEntry&, std::optional<Placed> inPlaceOf = {});
    /** What builds on a clip, with a seed of its own; its first clip is heard in that one's place,
        if that one is heard. */
    Job* buildOn(const ShelfEntry&, Json body);
    /** The same Plan again, sample for sample. */
    void remake(const ShelfEntry&);
    /** That Plan is not known where the daemon runs: the request itself makes the same clip. */
    void remakeFromRequest(const Job& failed);
    void cancelNewest();

    /** @name Jobs whose daemon is gone */
    ///@{
    void mayBeLost() { lost = true; }
    /** Asks again, under their old ids: a daemon that lives on tells what became of them, a new
        one takes them up. Each is asked for again once at most. */
    void resume();
    /** @returns whether the message was about a sound sent ahead */
    bool take(const Message& message, const Message& request)
    {
        return uploading.take(message, request);
    }
    /** @returns whether it was a job's request */
    bool undeliverable(const Message&);
    ///@}

private:
    Model& model;
    Client& client;
    Uploading uploading;
    juce::Random random;
    bool lost = false;

    JUCE_DECLARE_NON_COPYABLE(Requests)
};

} // namespace tonekiln
