// Which keys are whose, whatever was clicked.
// Thread: message thread.
#pragma once

#include <juce_gui_basics/juce_gui_basics.h>

namespace tonekiln
{

/** Something that a person writes into, and can now. */
bool isText(const juce::Component*);

/** Keys that every host knows, which no button, slider or list of ours may keep. */
bool alwaysTheHosts(const juce::KeyPress&);

/** Those of ours among them: Editor::keyPressed. */
bool isOurShortcut(const juce::KeyPress&);

} // namespace tonekiln
