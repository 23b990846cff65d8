// What a person or the host's automation does in the ask zone.
// Thread: message thread; automate() on the client thread. All take the model's lock.
#pragma once

#include "Requests.h"
#include "audio/Published.h"
#include "audio/Transport.h"
#include "editor/EditorState.h"
#include "session/host/Automation.h"
#include "session/model/SharedModel.h"
#include "session/placing/Placing.h"

namespace tonekiln
{

class AskActions
{
public:
    AskActions(SharedModel&, Client&, Requests&, Placing&, const Parameters&,
               const Published<Transport>&);

    void setDraft(const RequestDraft&);
    void applyPreset(const juce::String& presetId);
    void surprise();
    void dropInput(InputRole, const juce::StringArray& files);
    void generate();
    void cancel();
    void savePreset(const juce::String& name);
    void loadEngine(const juce::String& engine);
    void pinEngine(const juce::String& engine, bool pinned);

    /** Does what the host's automation asked for since the last call. */
    void automate();
    /** A project was loaded: what its parameters say asks for nothing. */
    void restored() { automation.restored(); }

private:
    SharedModel& shared;
    Model& model;
    Client& client;
    Requests& requests;
    Placing& placing;
    const Published<Transport>& transport;
    Automation automation;
    juce::Random random;

    JUCE_DECLARE_NON_COPYABLE(AskActions)
};

} // namespace tonekiln
