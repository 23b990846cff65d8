// Engines got and removed from their sheet, and what has to be answered first.
#include "rig/Gestures.h"

using namespace tonekiln;

namespace
{

bool seen(Window& window, const juce::String& id)
{
    return !Window::all(*window.editor,
                        [&id](juce::Component& part) { return part.getComponentID() == id; })
                .empty();
}

/** A visible button of the sheet, by what a screen reader says of it. */
juce::Button* button(Window& window, const juce::String& title)
{
    for (auto* part : Window::all(*window.editor, [&title](juce::Component& each)
                                  { return each.isVisible() && each.getTitle() == title; }))
        if (auto* found = dynamic_cast<juce::Button*>(part))
            return found;
    return nullptr;
}

void press(Window& window, const juce::String& title)
{
    auto* found = button(window, title);
    CAPTURE(title);
    REQUIRE(found != nullptr);
    found->onClick();
    settle();
}

void answer(Window& window, const juce::String& id)
{
    window.find<juce::Button>(id).onClick();
    settle();
}

} // namespace

TEST_CASE("an engine is got, paused, continued and cancelled on its row", "[editor]")
{
    Window window(scenes::firstSteps());
    window.editor->openEngines();
    press(window, "Get: Stable Audio Open Small");
    CHECK(window.actions.wasAsked("get stable-audio-open-small"));

    window.put(scenes::gettingEngines());
    CHECK(button(window, "Get: Stable Audio Open Small") == nullptr);
    press(window, "Pause: Stable Audio Open Small");
    CHECK(window.actions.wasAsked("pause g1"));
    press(window, "Continue: MusicGen Stereo");
    CHECK(window.actions.wasAsked("continue g2"));
    press(window, "Cancel: MusicGen Stereo");
    CHECK(window.actions.wasAsked("cancel g2"));
    auto* row = button(window, "Stable Audio Open Small");
    REQUIRE(row != nullptr);
    CHECK(row->getDescription().contains("320 MB of 1.3 GB"));
    CHECK(row->getDescription().contains("12 MB/s"));
}

TEST_CASE("what there is no room for says so", "[editor]")
{
    Window window(scenes::gettingEngines());
    window.editor->openEngines();
    CHECK(button(window, "MusicGen Melody")->getDescription().contains("more memory"));
    CHECK(button(window, "MusicGen Small")->getDescription().contains("1 s of sound in 1.8 s"));
}

TEST_CASE("what is removed is asked about once more, and only what was got can be", "[editor]")
{
    Window window(scenes::gettingEngines());
    window.editor->openEngines();
    CHECK(button(window, "Remove: Sketch") == nullptr);
    press(window, "Remove: MusicGen Small");
    CHECK_FALSE(window.actions.asked.joinIntoString(" ").contains("remove"));
    press(window, "Remove 2.3 GB?: MusicGen Small");
    CHECK(window.actions.wasAsked("remove musicgen-small"));
}

TEST_CASE("weights in a folder of one's own are neither got nor removed", "[editor]")
{
    auto state = scenes::gettingEngines();
    auto& own = state.engines[3];
    own.name = "musicgen:/music/weights";
    own.title = "weights";
    own.fix = "the folder has no weights: put them back";
    own.diskBytes = 1000;
    Window window(state);
    window.editor->openEngines();
    CHECK(button(window, "Get: weights") == nullptr);
    CHECK(button(window, "Remove: weights") == nullptr);
    CHECK(button(window, "weights")->getDescription().contains("put them back"));
}

TEST_CASE("a licence is shown whole, and its engine comes only once it is accepted", "[editor]")
{
    Window window(scenes::firstSteps());
    window.editor->openEngines();
    const auto asking = scenes::licenceAsked();
    window.put(asking);
    REQUIRE(seen(window, "licence"));
    CHECK(window.find<juce::TextEditor>("licenceText").getText() == asking.question.text);
    CHECK(window.find<juce::TextEditor>("licenceText").isReadOnly());

    SECTION("accepted: the engines are there again, to watch it come")
    {
        answer(window, "acceptLicence");
        CHECK(window.actions.wasAsked("accept"));
        window.put(scenes::gettingEngines());
        CHECK_FALSE(seen(window, "licence"));
        CHECK(button(window, "Pause: Stable Audio Open Small") != nullptr);
        CHECK_FALSE(window.actions.wasAsked("decline"));
    }
    SECTION("closed: it was not accepted")
    {
        window.find("licence").findParentComponentOfClass<Sheet>()->keyPressed(
            juce::KeyPress(juce::KeyPress::escapeKey));
        settle();
        CHECK(window.actions.wasAsked("decline"));
        CHECK_FALSE(window.actions.wasAsked("accept"));
        window.editor->refresh();
        CHECK_FALSE(seen(window, "licence"));
    }
    SECTION("accepted, and then a token is needed")
    {
        answer(window, "acceptLicence");
        window.put(scenes::tokenAsked());
        CHECK_FALSE(seen(window, "licence"));
        CHECK(seen(window, "token"));
        CHECK_FALSE(window.actions.wasAsked("decline"));
    }
}

TEST_CASE("a token is pasted once, is not shown, and goes into a file only if asked", "[editor]")
{
    auto state = scenes::tokenAsked();
    state.question.mayKeepInFile = false;
    Window window(state);
    auto& field = window.find<Field>("tokenField");
    CHECK(field.getPasswordCharacter() != 0);
    CHECK_FALSE(window.find("keepTokenInFile").isVisible());
    answer(window, "keepToken"); // with nothing pasted
    CHECK_FALSE(window.actions.asked.joinIntoString(" ").contains("keep"));
    field.setText(" hf_abc ");
    answer(window, "keepToken");
    CHECK(window.actions.wasAsked("keep hf_abc"));

    window.put(scenes::tokenAsked()); // no keyring took it
    REQUIRE(window.find("keepTokenInFile").isVisible());
    answer(window, "keepTokenInFile");
    CHECK(window.actions.wasAsked("keep hf_abc in a file"));
    window.put(scenes::gettingEngines());
    CHECK_FALSE(seen(window, "token"));
}

TEST_CASE("what went wrong is said on the sheet that covers the rest", "[editor]")
{
    auto state = scenes::firstSteps();
    state.firstSteps = false;
    Window window(state);
    window.editor->openEngines();
    state.problem = {"storage_full", "The disk is full.", "Free 2 GB.", {}};
    window.put(state);
    const auto sheets =
        Window::all(*window.editor, [](juce::Component& part)
                    { return part.getDescription() == "The disk is full. Free 2 GB."; });
    CHECK_FALSE(sheets.empty());
}
