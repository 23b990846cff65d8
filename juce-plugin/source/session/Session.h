// One plugin instance's session: its requests and its clips, between the editor, the daemon, the
// audition and the timeline. Each concern is a class of its own; here they meet.
//
// Who may enter, all under one lock that the audio thread never takes:
//   message thread  EditorActions; REAPER's functions are called here, without the lock
//   client thread   ClientListener, four ticks and more a second
//   loader thread   LoaderListener
//   host's setup thread  prepared, saveState, restoreState, hostApplication
#pragma once

#include "session/host/Automation.h"
#include "session/shelf/Fetching.h"
#include "session/audition/Listening.h"
#include "session/placing/Placing.h"
#include "session/asking/Requests.h"
#include "session/saved/SavedState.h"
#include "editor/EditorActions.h"

#include <mutex>

namespace tonekiln
{

class Session final : public EditorActions,
                      private ClientListener,
                      private LoaderListener,
                      private juce::AsyncUpdater
{
public:
    Session(Parameters&, Audition&, const Published<Transport>&, juce::File home = tonekilnHome(),
            HostRoad = {});
    ~Session() override;

    /** The host will process at this rate: what is auditioned is loaded for it. */
    void prepared(double sampleRate);
    /** What a VST3 host says it is; see timeline/ReaperRoad.h. */
    void hostApplication(Steinberg::FUnknown*);

    /** Where clips lie that were made on another machine. */
    juce::File libraryHere() const { return home.getChildFile("library"); }

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
    void rerollInPlace(const juce::String& clipId) override;
    void makeAgain(const juce::String& clipId) override;
    void place(const juce::StringArray& clipIds, Spot) override;
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
    void adopted(const juce::String& clipId, const juce::File&, bool whole) override;
    void handleAsyncUpdate() override;

    Lock lock() const { return Lock{mutex}; }
    void changed() { ++changes; }
    std::uint32_t freshSeed() { return static_cast<std::uint32_t>(random.nextInt64()); }
    void beginDeed();
    void ask(std::string_view kind, Json body, const juce::String& prompt);
    void actOn(const News&);
    void welcome(const juce::String& clipId, const std::string& fromJob);
    void followTempo();
    void outlineMissing();
    bool bringHere(ShelfEntry&);
    void bringHere(const juce::String& clipId);
    void sortFetched();
    std::vector<Wanted> wanted(const juce::StringArray& clipIds) const;
    void putInPlace(const juce::String& clipId, const Placed& old);
    void placeInReaper(const std::vector<Wanted>&, Spot);
    void letPlacedGo();

    const juce::File home;
    Parameters& parameters;
    const Published<Transport>& transport;

    mutable std::recursive_mutex mutex;
    std::atomic<std::uint64_t> changes{1};
    Model model;
    int editors = 0;
    juce::Random random;
    reaper::Road reaper;           ///< guards itself by its thread
    std::atomic<bool> inReaper;    ///< the host itself is the road
    std::vector<Wanted> forReaper; ///< to be placed by the message thread

    Automation automation;
    Listening listening;
    Requests requests;
    Placing placing;
    Fetching fetching;

    // Last, so that their threads end before anything they touch.
    ClipLoader loader;
    Client client;

    JUCE_DECLARE_NON_COPYABLE(Session)
};

} // namespace tonekiln
