// One plugin instance's session: its requests and its clips, between the editor, the daemon and
// the audition.
//
// Who may enter, all under one lock that the audio thread never takes:
//   message thread  EditorActions
//   client thread   ClientListener, four ticks and more a second
//   loader thread   LoaderListener
//   host's setup thread  prepared, saveState, restoreState
#pragma once

#include "SavedState.h"
#include "audio/ClipLoader.h"
#include "client/Client.h"
#include "editor/EditorActions.h"
#include "processor/Parameters.h"

#include <atomic>
#include <mutex>

namespace tonekiln
{

class Session final : public EditorActions, private ClientListener, private LoaderListener
{
public:
    Session(Parameters&, Audition&, const Published<Transport>&, juce::File home = tonekilnHome());
    ~Session() override;

    /** The host will process at this rate: what is auditioned is loaded for it. */
    void prepared(double sampleRate);

    std::string saveState();
    void restoreState(const void* bytes, std::size_t size);

    /** Waits until what is to be auditioned is loaded, as a bounce must start with it. */
    void waitForAudition(int milliseconds);

    EditorState state() const override;
    std::uint64_t version() const override { return changes.load(); }
    HostFacts host() const override;
    AuditionStatus audition() const override;
    void editorOpened() override;
    void editorClosed() override;
    void rememberWindow(WindowSize) override;
    void setDraft(const RequestDraft&) override;
    void applyPreset(const juce::String& presetId) override;
    void surprise() override;
    void dropInput(InputRole, const juce::StringArray& files) override;
    void clearInput(InputRole) override;
    void generate() override;
    void cancel() override;
    void savePreset(const juce::String& name) override;
    void loadEngine(const juce::String& engine) override;
    void pinEngine(const juce::String& engine, bool pinned) override;
    void search(const juce::String& words) override;
    void select(const juce::String& clipId) override;
    void startAudition(const juce::String& clipId) override;
    void stopAudition() override;
    void setAuditionGain(float decibels) override;
    void setFavourite(const juce::String& clipId, bool on) override;
    void reroll(const juce::String& clipId) override;
    void makeAgain(const juce::String& clipId) override;
    bool canPlaceAtPlayhead() const override { return false; }
    void placeAtPlayhead(const juce::StringArray&) override {}
    void reveal(const juce::String& clipId) override;
    void forget(const juce::String& clipId) override;
    juce::StringArray dragOut(const juce::StringArray& clipIds) override;
    void dragOutDone() override {}
    void startDaemon() override;
    void retryConnection() override;
    void dismissProblem() override;

private:
    using Lock = std::unique_lock<std::recursive_mutex>;

    void linkChanged(const LinkStatus&) override;
    void received(const Message&, const Message* request) override;
    void undeliverable(const Message& request) override;
    void tick() override;
    void loaded(std::uint64_t ticket, bool readable) override;
    void outlined(const juce::String& clipId, Waveform) override;

    Lock lock() const { return Lock{mutex}; }
    void changed() { ++changes; }
    void ask(std::string_view kind, Json body, const juce::String& prompt,
             const juce::String& refitOf = {});
    void askFor(Json generateBody, const juce::String& prompt);
    void actOn(const News&);
    void bringBackJobs();
    void audible(const juce::String& clipId);
    void loadAudition();
    void loadPreview(const Job&);
    void outlineMissing();
    void followAutomation();
    void followTempo();
    const ShelfEntry* versionFor(const ShelfEntry&, const HostFacts&) const;
    AuditionStatus auditionLocked() const;

    Parameters& parameters;
    Audition& audience;
    const Published<Transport>& transport;

    mutable std::recursive_mutex mutex;
    std::atomic<std::uint64_t> changes{1};
    Model model;
    juce::String auditioned; ///< clip, or job while only its preview is there
    bool followsNewest = true;
    std::uint64_t ticketWanted = 0;
    std::uint64_t ticketLoaded = 0;
    double hostRate = 0.0;
    int editors = 0;
    bool jobsToBringBack = false;
    int triggersSeen = 0;
    int presetSeen = 0;
    double steadyBpm = 0.0;
    std::uint32_t steadySince = 0;
    std::map<juce::String, MicroBpm> refitAsked;
    Hearing heard;
    std::uint32_t previewLoadedAt = 0;
    juce::Random random;

    // Last, so that their threads end before anything they touch.
    ClipLoader loader;
    Client client;

    JUCE_DECLARE_NON_COPYABLE(Session)
};

} // namespace tonekiln
