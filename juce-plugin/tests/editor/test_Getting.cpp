// Engines got and removed from their sheet, and what has to be answered first.
#include "editor/ask/engines/EngineRowView.h"
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

TEST_CASE("of more engines than there is room for, the one that was asked about is seen at once",
          "[editor]")
{
    auto state = scenes::gettingEngines();
    state.engines[0].getting.reset();
    auto wanted = state.engines.back();
    wanted.getting.reset();
    wanted.fitsMemory = false; // so that it comes last
    state.engines.pop_back();
    for (int i = 0; i < 15; ++i)
    {
        state.engines.push_back(state.engines[3]);
        state.engines.back().name << i;
    }
    state.engines.push_back(wanted);
    Window window(state);
    SECTION("by whoever opened the sheet")
    {
        window.editor->openEngines(wanted.name);
    }
    SECTION("as what the next clip is made by")
    {
        state.draft.engine = wanted.name;
        window.put(state);
        window.editor->openEngines();
    }
    const auto* get = button(window, "Get: " + wanted.title);
    REQUIRE(get != nullptr);
    const auto* view = get->findParentComponentOfClass<juce::Viewport>();
    CHECK(view->getLocalBounds().contains(view->getLocalArea(get, get->getLocalBounds())));
    CHECK(view->getViewPositionY() > 0);
}

TEST_CASE("what sounds now comes first, what suits the machine next, and rows stay while looked at",
          "[editor]")
{
    auto state = scenes::empty();
    state.engines = {state.engines[3], state.engines[0], state.engines[2], state.engines[1]};
    state.engines[1].readiness = Readiness::toPull;
    state.suggestedEngine = state.engines[1].name;
    state.draft.engine = "sketch";
    Window window(state);
    window.editor->openEngines();
    const auto rowsNow = [&window]
    {
        juce::StringArray names;
        for (auto* part : Window::all(*window.editor, [](juce::Component& each)
                                      { return dynamic_cast<EngineRowView*>(&each) != nullptr; }))
            names.insert(part->getY() / EngineRowView::height,
                         dynamic_cast<EngineRowView*>(part)->name());
        return names.joinIntoString(" ");
    };
    const juce::String opened = "sketch musicgen-small stable-audio-open-small musicgen-melody";
    CHECK(rowsNow() == opened);
    state.engines[0].readiness = Readiness::warm; // it came meanwhile, and was chosen elsewhere
    state.draft.engine = "musicgen-melody";
    window.put(state);
    CHECK(rowsNow() == opened);
}

TEST_CASE("what only takes sound apart is got and warmed, and never chosen", "[editor]")
{
    auto state = scenes::empty();
    auto& separator = state.engines[2];
    separator.abilities = {};
    separator.abilities.separate = true;
    separator.readiness = Readiness::toPull;
    state.draft.engine = "sketch";
    Window window(state);
    window.editor->openEngines();
    auto* row = button(window, "MusicGen Small");
    REQUIRE(row != nullptr);
    CHECK(row->getDescription().contains("chosen") == false);
    row->onClick();
    settle();
    CHECK(button(window, "MusicGen Small") != nullptr); // the sheet is still there
    press(window, "Get: MusicGen Small");
    CHECK(window.actions.wasAsked("get musicgen-small"));
    auto* other = button(window, "Stable Audio Open Small");
    REQUIRE(other != nullptr);
    other->onClick();
    settle();
    CHECK(button(window, "Stable Audio Open Small") == nullptr); // it was chosen, which closes it
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
    const auto views = Window::all(window.find("licenceText"), [](juce::Component& part)
                                   { return dynamic_cast<juce::Viewport*>(&part) != nullptr; });
    REQUIRE(views.size() == 1);
    CHECK(dynamic_cast<juce::Viewport*>(views.front())->getViewPositionY() == 0);

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
    SECTION("not now: back to the engines")
    {
        answer(window, "leaveLicence");
        CHECK(window.actions.wasAsked("decline"));
        window.editor->refresh();
        CHECK_FALSE(seen(window, "licence"));
        CHECK(button(window, "Get: Stable Audio Open Small") != nullptr);
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

TEST_CASE("what has to be got before a clip is made can be got where that is said", "[editor]")
{
    Window window(scenes::error());
    press(window, "Get it");
    CHECK(window.actions.wasAsked("get musicgen-melody"));

    auto other = scenes::error();
    other.problem.code = "storage_full";
    window.put(other);
    CHECK(button(window, "Get it") == nullptr);
    CHECK(button(window, "Got it") != nullptr);
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
