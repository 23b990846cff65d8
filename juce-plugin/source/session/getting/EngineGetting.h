// Engines that are brought to the daemon's machine, or taken off it again.
//
// The daemon does it, and goes on without us: here is what a person asked, what has to be answered
// first, and how far each is.
// Thread: guarded by the model's lock. Nothing here waits for the daemon.
#pragma once

#include "client/Client.h"
#include "editor/state/Getting.h"
#include "session/model/Model.h"

namespace tonekiln
{

class EngineGetting
{
public:
    EngineGetting(Model&, Client&);

    const GettingQuestion& question() const { return asked; }
    /** The job of an engine, or null. */
    const EngineJob* of(const juce::String& engine) const;
    /** The last engine that was got, until a clip was made; or empty. */
    const juce::String& came() const { return arrived; }
    void clipMade() { arrived.clear(); }

    /** @name What a person asks, and answers */
    ///@{
    void get(const juce::String& engine);
    void acceptLicence();
    /** The token is handed on and forgotten. */
    void keepToken(const juce::String& token, bool inFile);
    void decline() { asked = {}; }
    void pause(const juce::String& job);
    void goOn(const juce::String& job);
    void cancel(const juce::String& job);
    void remove(const juce::String& engine);
    ///@}

    /** Jobs that others asked for, or that are from before, are looked at now and then. */
    void look(bool editorOpen);
    void lookNow();

    /** @param request what it answers, or null
        @returns whether the message was about engines on their way */
    bool take(const Message& message, const Message* request);
    bool undeliverable(const Message& request);

private:
    void ask(const juce::String& engine, const std::string& licence);
    bool takeEvent(const Message&);
    void takeRefusal(const Json& error, const Message& request);
    void takeJobs(const Json& list);
    void put(const Json& row);
    void drop(const juce::String& engine);
    void tellProblem(const Json& error);
    bool endsOurs(const Message& error);

    Model& model;
    Client& client;
    std::vector<EngineJob> jobs; ///< one an engine at most
    juce::String arrived;
    GettingQuestion asked;
    std::string accepted, toAccept;             ///< digests of licences: sent last, shown now
    std::map<std::string, juce::String> engine; ///< by the request that asked for it
    bool looking = false;
    std::uint32_t lookedAt = 0;

    JUCE_DECLARE_NON_COPYABLE(EngineGetting)
};

} // namespace tonekiln
