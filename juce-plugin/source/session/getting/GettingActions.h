// What a person does about engines on their way.
// Thread: message thread. All take the model's lock.
#pragma once

#include "EngineGetting.h"
#include "session/model/SharedModel.h"

namespace tonekiln
{

class GettingActions
{
public:
    GettingActions(SharedModel& known, EngineGetting& engines)
        : shared(known)
        , getting(engines)
    {
    }

    void get(const juce::String& engine)
    {
        change([&] { getting.get(engine); });
    }
    void acceptLicence()
    {
        change([&] { getting.acceptLicence(); });
    }
    void keepToken(const juce::String& token, bool inFile)
    {
        change([&] { getting.keepToken(token, inFile); });
    }
    void decline()
    {
        change([&] { getting.decline(); });
    }
    void pause(const juce::String& job)
    {
        change([&] { getting.pause(job); });
    }
    void goOn(const juce::String& job)
    {
        change([&] { getting.goOn(job); });
    }
    void cancel(const juce::String& job)
    {
        change([&] { getting.cancel(job); });
    }
    void remove(const juce::String& engine)
    {
        change([&] { getting.remove(engine); });
    }

private:
    template <typename Change>
    void change(Change&& what)
    {
        const auto held = shared.lock();
        what();
        shared.changed();
    }

    SharedModel& shared;
    EngineGetting& getting;

    JUCE_DECLARE_NON_COPYABLE(GettingActions)
};

} // namespace tonekiln
