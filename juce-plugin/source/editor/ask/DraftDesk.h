// The draft the ask zone's controls work on together.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"

namespace tonekiln
{

class DraftDesk
{
public:
    explicit DraftDesk(EditorActions& behind)
        : asks(behind)
    {
    }

    EditorActions& actions() { return asks; }
    const RequestDraft& draft() const { return held; }
    void take(const RequestDraft& draft) { held = draft; }

    /** Changes the draft and says so at once. */
    template <typename Change>
    void edit(Change&& change)
    {
        change(held);
        asks.setDraft(held);
        if (onEdited)
            onEdited();
    }

    std::function<void()> onEdited;

private:
    EditorActions& asks;
    RequestDraft held;
};

/** Whether there is anything to ask for. */
inline bool canGenerate(const RequestDraft& draft)
{
    return draft.prompt.trim().isNotEmpty() || draft.preset.isNotEmpty() || !draft.inputs.empty();
}

} // namespace tonekiln
