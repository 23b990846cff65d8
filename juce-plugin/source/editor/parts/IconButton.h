// A button that is a pictogram; its title is said by screen readers and shown as a hint.
// Thread: message thread.
#pragma once

#include "../look/Icons.h"

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

class IconButton final : public juce::Button
{
public:
    IconButton(Icon icon, const juce::String& title);

    /** Another pictogram and title, as when play becomes stop. */
    void become(Icon icon, const juce::String& title);
    /** Filled in: a star that is given, a lock that holds. */
    void setSolid(bool);
    /** Draws on a raised face even when nobody points at it. */
    void setFaced(bool);

    void paintButton(juce::Graphics&, bool over, bool down) override;

private:
    Icon icon;
    bool solid = false, faced = false;

    JUCE_DECLARE_NON_COPYABLE_WITH_LEAK_DETECTOR(IconButton)
};

} // namespace tonekiln
