// What happens without a person: the daemon's messages and what follows from them, and several
// times a second the host's tempo, its automation and the roads that have opened.
// Thread: client thread. All take the model's lock.
#pragma once

#include "session/asking/AskActions.h"
#include "session/getting/EngineGetting.h"
#include "session/placing/TimelineActions.h"
#include "session/shelf/ClipFiles.h"

namespace tonekiln
{

class DaemonNews final : public ClientListener
{
public:
    DaemonNews(SharedModel&, Client&, Requests&, Placing&, EngineGetting&, Listening&, ClipFiles&,
               AskActions&, TimelineActions&);

private:
    void linkChanged(const LinkStatus&) override;
    void received(const Message&, const Message* request) override;
    void undeliverable(const Message& request) override;
    void tick() override;

    void actOn(const ModelChange&);
    void clipArrived(const juce::String& clipId, const std::string& fromJob);
    void followTempo();

    SharedModel& shared;
    Model& model;
    Client& client;
    Requests& requests;
    Placing& placing;
    EngineGetting& getting;
    Listening& listening;
    ClipFiles& files;
    AskActions& ask;
    TimelineActions& timeline;

    JUCE_DECLARE_NON_COPYABLE(DaemonNews)
};

} // namespace tonekiln
