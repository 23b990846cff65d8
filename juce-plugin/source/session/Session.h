// One plugin instance's session, between the editor, the daemon, the audition and the timeline.
// Each concern is a class of its own in a folder of its own; here they are put together, and what
// the editor asks for is handed to the one that does it.
//
// Who may enter, all under the model's lock, which the audio thread never takes:
//   message thread  EditorActions; REAPER's functions are called here, without the lock
//   client thread   DaemonNews, four ticks and more a second
//   loader thread   ClipFiles
//   host's setup thread  prepared, saveState, restoreState, hostApplication
#pragma once

#include "editor/EditorActions.h"
#include "session/first_steps/FirstStepsRecord.h"
#include "session/getting/GettingActions.h"
#include "session/news/DaemonNews.h"
#include "session/shelf/ShelfActions.h"

namespace tonekiln
{

class Session final : public EditorActions
{
public:
    Session(Parameters&, Audition&, const Published<Transport>&, juce::File home = tonekilnHome(),
            HostRoad = {});

    /** The host will process at this rate: what is auditioned is loaded for it. */
    void prepared(double sampleRate);
    /** What a VST3 host says it is; see timeline/ReaperRoad.h. */
    void hostApplication(Steinberg::FUnknown* host) { timeline.hostApplication(host); }

    /** It runs by itself: what is made is heard at once, since there is no transport to start. */
    void withoutHost();

    /** Where clips lie that were made on another machine. */
    juce::File libraryHere() const { return home.getChildFile("library"); }

    std::string saveState();
    void restoreState(const void* bytes, std::size_t size);

    /** Waits until what is to be auditioned is loaded, as a bounce must start with it. */
    void waitForAudition(int milliseconds);

    /** @name Looking */
    ///@{
    EditorState state() const override;
    std::uint64_t version() const override { return shared.version(); }
    HostFacts host() const override;
    AuditionStatus audition() const override;
    void editorOpened() override;
    void editorClosed() override;
    void rememberWindow(WindowSize) override;
    void firstStepsSeen() override;
    ///@}

    /** @name Asking */
    ///@{
    void setDraft(const RequestDraft& draft) override { ask.setDraft(draft); }
    void applyPreset(const juce::String& preset) override { ask.applyPreset(preset); }
    void surprise() override { ask.surprise(); }
    void dropInput(InputRole role, const juce::StringArray& dropped) override
    {
        ask.dropInput(role, dropped);
    }
    void clearInput(InputRole role) override { ask.dropInput(role, {}); }
    void generate() override { ask.generate(); }
    void cancel() override { ask.cancel(); }
    void savePreset(const juce::String& name) override { ask.savePreset(name); }
    void loadEngine(const juce::String& engine) override { ask.loadEngine(engine); }
    void pinEngine(const juce::String& engine, bool pinned) override
    {
        ask.pinEngine(engine, pinned);
    }
    ///@}

    /** @name Engines onto the daemon's machine and off it */
    ///@{
    void getEngine(const juce::String& engine) override { onGetting.get(engine); }
    void acceptLicence() override { onGetting.acceptLicence(); }
    void keepToken(const juce::String& token, bool inFile) override
    {
        onGetting.keepToken(token, inFile);
    }
    void declineQuestion() override { onGetting.decline(); }
    void pauseGetting(const juce::String& job) override { onGetting.pause(job); }
    void continueGetting(const juce::String& job) override { onGetting.goOn(job); }
    void cancelGetting(const juce::String& job) override { onGetting.cancel(job); }
    void removeEngine(const juce::String& engine) override { onGetting.remove(engine); }
    ///@}

    /** @name The shelf */
    ///@{
    void search(const juce::String& words) override { onShelf.search(words); }
    void select(const juce::String& clip) override { onShelf.select(clip); }
    void startAudition(const juce::String& clip) override { onShelf.startAudition(clip); }
    void compare(const juce::String& clip) override { onShelf.compare(clip); }
    void stopAudition() override { onShelf.stopAudition(); }
    void setAuditionGain(float decibels) override { onShelf.setAuditionGain(decibels); }
    void setFavourite(const juce::String& clip, bool on) override
    {
        onShelf.setFavourite(clip, on);
    }
    void reroll(const juce::String& clip) override { onShelf.reroll(clip); }
    void makeAgain(const juce::String& clip) override { onShelf.makeAgain(clip); }
    void remakePart(const PartWish& wish) override { onShelf.remakePart(wish); }
    void goOn(const juce::String& clip) override { onShelf.goOn(clip); }
    void takeStems(const juce::String& clip) override { onShelf.takeStems(clip); }
    void transform(const juce::String& clip) override { onShelf.transform(clip); }
    void reveal(const juce::String& clip) override { onShelf.reveal(clip); }
    void forget(const juce::String& clip) override { onShelf.forget(clip); }
    ///@}

    /** @name Onto the timeline */
    ///@{
    void rerollInPlace(const juce::String& clip) override { timeline.rerollInPlace(clip); }
    void place(const juce::StringArray& clips, Spot spot) override { timeline.place(clips, spot); }
    juce::StringArray dragOut(const juce::StringArray& clips) override
    {
        return timeline.dragOut(clips);
    }
    void dragOutDone() override {}
    ///@}

    /** @name The daemon */
    ///@{
    void startDaemon() override { client.startDaemon(); }
    void retryConnection() override { client.retryNow(); }
    void dismissProblem() override;
    ///@}

private:
    const juce::File home;
    Parameters& parameters;
    const Published<Transport>& transport;

    SharedModel shared;
    Model& model;
    Listening listening;
    Requests requests;
    Placing placing;
    EngineGetting getting;
    ClipFiles files;
    AskActions ask;
    GettingActions onGetting;
    ShelfActions onShelf;
    TimelineActions timeline;
    DaemonNews news;
    FirstStepsRecord firstSteps;

    // Last, so that their threads end before anything they touch.
    ClipLoader loader;
    Client client;

    JUCE_DECLARE_NON_COPYABLE(Session)
};

} // namespace tonekiln
