// What dragged files could become, drawn over the ask zone while they hover.
// Thread: message thread.
#pragma once

#include "DraftDesk.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class DropTargets final : public juce::Component
{
public:
    DropTargets();

    /** @param roles what the engine takes of these files; the others are shown as closed. */
    void begin(std::vector<InputRole> roles, const juce::String& engineTitle);
    void hover(juce::Point<int> where);
    /** The role under `where`; with one role only the whole zone is it. */
    std::optional<InputRole> roleAt(juce::Point<int> where) const;

    void paint(juce::Graphics&) override;

private:
    std::vector<InputRole> offered;
    juce::String engine;
    std::optional<InputRole> pointed;

    juce::Rectangle<int> boundsOf(InputRole) const;
    bool offers(InputRole) const;
    void paintTarget(juce::Graphics&, InputRole) const;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(DropTargets)
};

} // namespace tonekiln
