// What a hand does in the window.
// Thread: message thread.
#pragma once

#include "Window.h"

namespace tonekiln
{

inline const juce::KeyPress returnKey{juce::KeyPress::returnKey};

inline void press(juce::Component& on, juce::Point<float> where, int modifiers = 0)
{
    on.mouseDown(mouse(on, where, where, modifiers));
    on.mouseUp(mouse(on, where, where, modifiers));
}

inline std::vector<ClipView*> rows(Window& window)
{
    std::vector<ClipView*> found;
    for (auto* part : Window::all(*window.editor, [](juce::Component& each)
                                  { return dynamic_cast<ClipView*>(&each) != nullptr; }))
        found.push_back(dynamic_cast<ClipView*>(part));
    std::sort(found.begin(), found.end(),
              [&window](auto* a, auto* b)
              {
                  return window.editor->getLocalPoint(a, juce::Point<int>()).y <
                         window.editor->getLocalPoint(b, juce::Point<int>()).y;
              });
    return found;
}

inline juce::Component& rowOf(Window& window, const juce::String& clipId)
{
    for (auto* row : rows(window))
        if (row->clip().id == clipId)
            return *row;
    FAIL("no row shows " << clipId);
    return *window.editor;
}

} // namespace tonekiln
