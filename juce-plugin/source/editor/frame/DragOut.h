// Clips on their way into the host's timeline.
// Thread: message thread.
#pragma once

#include "../EditorActions.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class DragOut
{
public:
    /** Hands files to the system's drag; replaced by tests. The last argument is called at the
        end, by some hosts more than once. */
    using Perform =
        std::function<bool(const juce::StringArray&, juce::Component*, std::function<void()>)>;

    explicit DragOut(EditorActions& behind);

    /** An earlier drag that is still under way is given up.
        @return false where no file of these clips exists, or the earlier one can't be given up. */
    bool start(const juce::StringArray& clipIds, juce::Component& from);
    bool underWay() const { return current != nullptr; }

    Perform perform;

private:
    struct Drag
    {
    };

    EditorActions& actions;
    std::shared_ptr<Drag> current;

    JUCE_DECLARE_WEAK_REFERENCEABLE(DragOut)
    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(DragOut)
};

} // namespace tonekiln
