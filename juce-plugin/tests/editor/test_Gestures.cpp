// What a hand does in the now zone, on sheets and with the window itself.
#include "rig/Gestures.h"

using namespace tonekiln;

TEST_CASE("place says which DAW takes the clip, or how to open the way", "[editor]")
{
    auto state = scenes::working();
    Window window(state);
    auto& place = window.find<juce::Button>("place");
    CHECK(place.getTitle() == "Place in Ardour at the playhead");
    CHECK(place.getTooltip() == place.getTitle());
    place.onClick();
    CHECK(window.actions.wasAsked("place c1 playhead"));

    state.placing.busy = true;
    window.put(state);
    CHECK_FALSE(place.isEnabled());

    state.placing = {};
    window.put(state);
    CHECK(place.isEnabled()); // a press tells what to do
    CHECK(place.getTitle().startsWith("Drag it"));
}

TEST_CASE("every place of the timeline can be chosen, a bar by its number too", "[editor]")
{
    Window window(scenes::working());
    const auto choose = [&](const juce::String& id)
    {
        window.find<juce::Button>("placeElsewhere").onClick();
        window.find<juce::Button>(id).onClick();
        settle();
    };
    for (const auto& [id, at] : {std::pair{"atPlayhead", "playhead"},
                                 {"atNow", "now"},
                                 {"atNextBar", "next_bar"},
                                 {"atLoop", "loop_start"},
                                 {"atSelection", "selection"}})
    {
        CAPTURE(id);
        choose(id);
        CHECK(window.actions.wasAsked(juce::String("place c1 ") + at));
    }
    choose("atBar"); // where the session is
    CHECK(window.actions.wasAsked("place c1 bar 9"));
    window.find<juce::Button>("placeElsewhere").onClick();
    enter(window.find<NumberField>("bar").field(), "17");
    window.find<juce::Button>("atBar").onClick();
    CHECK(window.actions.wasAsked("place c1 bar 17"));
}

TEST_CASE("engines and presets are chosen on their sheets", "[editor]")
{
    Window window(scenes::working());
    window.editor->openEngines();
    for (auto* part : Window::all(*window.editor, [](juce::Component& each)
                                  { return each.getTitle() == "Sketch"; }))
        if (auto* row = dynamic_cast<juce::Button*>(part))
        {
            row->onClick();
            break;
        }
    CHECK(window.actions.held.draft.engine == "sketch");
    settle();

    window.editor->openPresets();
    auto& search = window.find<Field>("presetSearch");
    typeInto(search, "7/8");
    search.keyPressed(returnKey);
    settle();
    CHECK(window.actions.wasAsked("preset drums/Odd sevens"));
    settle();
}

TEST_CASE("without a daemon the window offers to start one", "[editor]")
{
    Window window(scenes::noDaemon());
    const auto starts = Window::all(*window.editor, [](juce::Component& each)
                                    { return each.getTitle() == "Start Tonekiln"; });
    REQUIRE(starts.size() == 1);
    dynamic_cast<juce::Button&>(*starts.front()).onClick();
    settle();
    CHECK(window.actions.wasAsked("start"));
}

TEST_CASE("a size nobody can have made is brought within bounds", "[editor]")
{
    auto state = scenes::empty();
    state.window = {2'000'000'000, 1};
    Window window(state);
    CHECK(window.editor->getWidth() < 10'000);
    CHECK(window.editor->getHeight() == Editor::smallestHeight);
}

TEST_CASE("the window remembers its size and says when it comes and goes", "[editor]")
{
    FakeActions actions;
    Processor processor;
    auto state = scenes::empty();
    state.window = {1000, 700};
    actions.put(state);
    {
        Editor editor(processor, actions);
        CHECK(editor.getBounds() == juce::Rectangle<int>(1000, 700));
        CHECK(actions.wasAsked("opened"));
        editor.setSize(1100, 720);
        CHECK(actions.wasAsked("window 1100x720"));
    }
    CHECK(actions.wasAsked("closed"));
}
