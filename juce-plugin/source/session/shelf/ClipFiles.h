// The files of the shelf's clips: fetched where they lie on another machine, and outlined.
// Thread: guarded by the model's lock, but for LoaderListener's, which take it on the loader's.
#pragma once

#include "Fetching.h"
#include "audio/loading/ClipLoader.h"
#include "session/audition/Listening.h"
#include "session/model/SharedModel.h"

namespace tonekiln
{

class ClipFiles final : public LoaderListener
{
public:
    ClipFiles(SharedModel&, Client&, ClipLoader&, Listening&, juce::File library);

    /** Sees to it that a clip's file is on this machine. @returns whether it is already */
    bool ensureLocal(ShelfEntry&);
    void ensureLocal(const juce::String& clipId);

    /** Draws a clip's outline once its file is here. */
    void outline(ShelfEntry&);
    /** Of every clip that has none. */
    void outlineMissing();

    bool fetchingAny() const { return fetching.busy(); }
    /** @returns whether the message was about a file */
    bool take(const Message&, const Message& request);
    bool undeliverable(const Message&);

private:
    void loaded(std::uint64_t ticket, bool readable) override;
    void outlined(const juce::String& clipId, Waveform) override;
    void adopted(const juce::String& clipId, const juce::File&, bool whole) override;

    /** What has come over whole is checked; what has not is gone. */
    void settleFetched();

    SharedModel& shared;
    Model& model;
    ClipLoader& loader;
    Listening& listening;
    Fetching fetching;

    JUCE_DECLARE_NON_COPYABLE(ClipFiles)
};

} // namespace tonekiln
