// What a person meets before anything was ever made, and what a press does there.
#include "rig/Gestures.h"

using namespace tonekiln;

namespace
{

bool shown(Window& window)
{
    return !Window::all(*window.editor,
                        [](juce::Component& part) { return part.getComponentID() == "firstSteps"; })
                .empty();
}

void press(Window& window, const juce::String& id)
{
    auto& button = window.find<juce::Button>(id);
    REQUIRE(button.isEnabled());
    REQUIRE(button.isVisible());
    button.onClick();
    settle();
}

void chooseInMenu(Window& window, const juce::String& words)
{
    const auto menu = window.editor->menu();
    for (juce::PopupMenu::MenuItemIterator each(menu); each.next();)
        if (each.getItem().text == words)
            return each.getItem().action();
    FAIL("the menu has no " << words);
}

EditorState with(Link link, bool canStart)
{
    auto state = scenes::firstSteps();
    state.link.link = link;
    state.link.canStart = canStart;
    state.link.sentence = "What is going on.";
    state.link.wayOut = "What to do.";
    return state;
}

} // namespace

TEST_CASE("the first steps come by themselves, once, and are not there for who has made something",
          "[editor]")
{
    Window experienced(scenes::empty());
    CHECK_FALSE(shown(experienced));

    Window window(scenes::firstSteps());
    REQUIRE(shown(window));
    CHECK_FALSE(window.actions.wasAsked("first steps seen"));
    window.find("firstSteps")
        .findParentComponentOfClass<Sheet>()
        ->keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    settle();
    CHECK_FALSE(shown(window));
    CHECK(window.actions.wasAsked("first steps seen"));
    window.put(scenes::firstSteps()); // a state from before that was told
    CHECK_FALSE(shown(window));
}

TEST_CASE("a window that its host closes has not shown the first steps to anybody", "[editor]")
{
    Window window(scenes::firstSteps());
    window.editor.reset();
    settle();
    CHECK_FALSE(window.actions.wasAsked("first steps seen"));
}

TEST_CASE("the menu opens the first steps again", "[editor]")
{
    Window window(scenes::working());
    chooseInMenu(window, "First steps...");
    CHECK(shown(window));
    press(window, "firstLoop");
    CHECK_FALSE(shown(window));
    chooseInMenu(window, "Presets...");
    window.find<Field>("presetSearch");
}

TEST_CASE("one press makes a first loop, in the session's tempo", "[editor]")
{
    Window window(scenes::firstSteps());
    auto& button = window.find<juce::Button>("firstLoop");
    CHECK(button.getTitle() == "Make a first loop at 128 BPM");
    window.actions.hostNow.bpm = 93.5;
    window.editor->refresh();
    CHECK(button.getTitle() == "Make a first loop at 93.5 BPM");

    SECTION("from a preset of drums, where there is one")
    {
        press(window, "firstLoop");
        CHECK(window.actions.wasAsked("preset drums/Dusty break"));
    }
    SECTION("from words of its own, before the daemon has named any preset")
    {
        auto state = scenes::firstSteps();
        state.presets.clear();
        window.put(state);
        press(window, "firstLoop");
        CHECK(window.actions.held.draft.prompt.isNotEmpty());
    }
    SECTION("from what was written already")
    {
        auto state = scenes::firstSteps();
        state.draft.prompt = "glass bells";
        window.put(state);
        press(window, "firstLoop");
        CHECK_FALSE(window.actions.asked.joinIntoString("\n").contains("preset"));
        CHECK(window.actions.held.draft.prompt == "glass bells");
    }
    CHECK(window.actions.wasAsked("generate " + window.actions.held.draft.prompt));
    CHECK(window.actions.wasAsked("first steps seen"));
    CHECK_FALSE(shown(window));
}

TEST_CASE("where no host tells a tempo, none is promised", "[editor]")
{
    auto state = scenes::firstSteps();
    state.host = {};
    Window window(state);
    CHECK(window.find("firstLoop").getTitle() == "Make a first loop");
}

TEST_CASE("the first steps say how the link stands, and ask only where something can answer",
          "[editor]")
{
    for (const auto& [link, canStart, may] : {std::tuple{Link::noDaemon, true, true},
                                              {Link::noDaemon, false, false},
                                              {Link::starting, false, true},
                                              {Link::connecting, false, true},
                                              {Link::failed, false, false}})
    {
        CAPTURE(static_cast<int>(link), canStart);
        Window window(with(link, canStart));
        CHECK(window.find("firstLoop").isEnabled() == may);
        CHECK(window.actions.wasAsked("start") == (link == Link::noDaemon && canStart));
        CHECK(window.find("firstSteps").getDescription().contains("What is going on. What to do."));
        window.put(scenes::firstSteps()); // it came up meanwhile
        CHECK(window.find("firstLoop").isEnabled());
        CHECK_FALSE(window.find("firstSteps").getDescription().contains("What to do."));
    }
}

TEST_CASE("the model that is offered is the daemon's choice", "[editor]")
{
    auto state = scenes::firstSteps();
    Window window(state);
    auto& take = window.find<juce::Button>("suggestedEngine");
    SECTION("one that is to be got is asked for, where engines are got")
    {
        CHECK(take.getTitle() == "Get it...");
        const auto offer = take.getParentComponent();
        CHECK(offer->getTitle().contains("Stable Audio Open Small"));
        CHECK(offer->getDescription().contains("1.3 GB download"));
        CHECK(offer->getDescription().contains("2.1 GB memory"));
        press(window, "suggestedEngine");
        CHECK(window.actions.wasAsked("get stable-audio-open-small"));
        CHECK_FALSE(shown(window));
        CHECK_FALSE(Window::all(*window.editor, [](juce::Component& part)
                                { return part.getTitle() == "What makes the sound"; })
                        .empty());
        CHECK(window.actions.wasAsked("first steps seen"));
    }
    SECTION("one that is here is chosen")
    {
        state.engines[0].readiness = Readiness::onDisk;
        window.put(state);
        CHECK(take.getTitle() == "Choose it");
        press(window, "suggestedEngine");
        CHECK(window.actions.held.draft.engine == "stable-audio-open-small");
        CHECK_FALSE(shown(window));
    }
    SECTION("where none fits, that is said")
    {
        state.suggestedEngine = {};
        window.put(state);
        CHECK_FALSE(take.isVisible());
        CHECK(take.getParentComponent()->getDescription().contains("memory"));
    }
    SECTION("while no daemon has named any, nothing is offered")
    {
        state.engines.clear();
        window.put(state);
        CHECK_FALSE(take.isVisible());
    }
}
