// What went wrong or was left out is said where a person looks, and in nobody's way.
#include "editor/ask/engines/EngineProblems.h"
#include "editor/shelf/ClipView.h"
#include "editor/words/Words.h"
#include "rig/Window.h"

using namespace tonekiln;

namespace
{

EngineProblems& problemsOf(Window& window)
{
    const auto found = Window::all(*window.editor, [](juce::Component& part)
                                   { return dynamic_cast<EngineProblems*>(&part) != nullptr; });
    REQUIRE(found.size() == 1);
    return *dynamic_cast<EngineProblems*>(found.front());
}

} // namespace

TEST_CASE("the engine sheet says below its engines what could not be read", "[editor]")
{
    Window window(scenes::unreadableEngines());
    window.editor->openEngines();
    auto& problems = problemsOf(window);
    CHECK(problems.isVisible());
    CHECK(problems.getHeight() == problems.idealHeight());
    CHECK(problems.getDescription().contains("holds no weights"));
    CHECK_FALSE(problems.getWantsKeyboardFocus());
    for (const auto* other : problems.getParentComponent()->getChildren())
        if (other != &problems)
            CHECK(other->getBottom() <= problems.getY());

    window.put(scenes::working());
    CHECK_FALSE(problems.isVisible());
    CHECK(problems.idealHeight() == 0);
}

TEST_CASE("a clip on the shelf says which words had no part in it", "[editor]")
{
    const auto state = scenes::wordsIgnored();
    Window window(state);
    const auto rows = Window::all(*window.editor, [](juce::Component& part)
                                  { return dynamic_cast<ClipView*>(&part) != nullptr; });
    REQUIRE_FALSE(rows.empty());
    int saying = 0;
    for (auto* part : rows)
    {
        auto& row = *dynamic_cast<ClipView*>(part);
        const auto said = words::wordsIgnored(row.clip());
        CHECK(said.isNotEmpty() == !row.clip().wordsIgnored.empty());
        CHECK(row.getDescription().contains("Not heard") == said.isNotEmpty());
        saying += said.isNotEmpty() ? 1 : 0;
    }
    CHECK(saying == 1);
    CHECK(words::wordsIgnored(state.clips[1]) == "Not heard: slow, tremolo, rainy, window");
}
