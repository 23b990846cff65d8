// An open editor over a fake session, and ways to reach its parts.
#pragma once

#include "../../Pump.h"
#include "FakeActions.h"
#include "Scenes.h"
#include "editor/Editor.h"
#include "processor/Processor.h"

#include <catch2/catch.hpp>

namespace tonekiln
{

/** Runs what was posted to the message thread so far. */
inline void settle()
{
    pump(10);
}

class Window
{
public:
    explicit Window(const EditorState& state)
    {
        actions.put(state);
        editor = std::make_unique<Editor>(processor, actions);
        editor->setVisible(true);
    }

    void put(const EditorState& state)
    {
        actions.put(state);
        editor->refresh();
    }

    template <typename Part = juce::Component>
    Part& find(const juce::String& id)
    {
        auto* found = dynamic_cast<Part*>(search(*editor, id));
        REQUIRE(found != nullptr);
        return *found;
    }

    /** Every part below `from` for which `wanted` holds, in the order they are painted. */
    static std::vector<juce::Component*> all(juce::Component& from,
                                             const std::function<bool(juce::Component&)>& wanted)
    {
        std::vector<juce::Component*> found;
        for (auto* child : from.getChildren())
        {
            if (wanted(*child))
                found.push_back(child);
            const auto below = all(*child, wanted);
            found.insert(found.end(), below.begin(), below.end());
        }
        return found;
    }

    FakeActions actions;
    Processor processor;
    std::unique_ptr<Editor> editor;

private:
    static juce::Component* search(juce::Component& from, const juce::String& id)
    {
        const auto found =
            all(from, [&id](juce::Component& part) { return part.getComponentID() == id; });
        return found.empty() ? nullptr : found.front();
    }
};

/** A press, a move or a release at `where` in the component's own points. */
inline juce::MouseEvent mouse(juce::Component& on, juce::Point<float> where,
                              juce::Point<float> downAt, int modifiers = 0)
{
    const auto now = juce::Time::getCurrentTime();
    return {juce::Desktop::getInstance().getMainMouseSource(),
            where,
            juce::ModifierKeys(modifiers | juce::ModifierKeys::leftButtonModifier),
            juce::MouseInputSource::defaultPressure,
            juce::MouseInputSource::defaultOrientation,
            juce::MouseInputSource::defaultRotation,
            juce::MouseInputSource::defaultTiltX,
            juce::MouseInputSource::defaultTiltY,
            &on,
            &on,
            now,
            downAt,
            now,
            1,
            where != downAt};
}

inline void typeInto(juce::TextEditor& field, const juce::String& words)
{
    for (const auto letter : words)
        field.keyPressed(juce::KeyPress(static_cast<int>(letter), {}, letter));
    settle();
}

/** Types over all there is and presses Return. */
inline void enter(juce::TextEditor& field, const juce::String& words)
{
    field.selectAll();
    typeInto(field, words);
    field.keyPressed(juce::KeyPress(juce::KeyPress::returnKey));
    settle();
}

} // namespace tonekiln
