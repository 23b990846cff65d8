// What a hand does in the window, and what is asked for then.
#include "rig/Window.h"

using namespace tonekiln;

namespace
{

const juce::KeyPress returnKey{juce::KeyPress::returnKey};

void press(juce::Component& on, juce::Point<float> where, int modifiers = 0)
{
    on.mouseDown(mouse(on, where, where, modifiers));
    on.mouseUp(mouse(on, where, where, modifiers));
}

std::vector<ClipView*> rows(Window& window)
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

juce::Component& rowOf(Window& window, const juce::String& clipId)
{
    for (auto* row : rows(window))
        if (row->clip().id == clipId)
            return *row;
    FAIL("no row shows " << clipId);
    return *window.editor;
}

} // namespace

TEST_CASE("typing a prompt and Return generates it", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    typeInto(prompt, "glass bells");
    CHECK(window.actions.held.draft.prompt == "glass bells");
    prompt.keyPressed(returnKey);
    settle();
    CHECK(window.actions.wasAsked("generate glass bells"));
}

TEST_CASE("Shift and Return break a line instead", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    typeInto(prompt, "a");
    prompt.keyPressed({juce::KeyPress::returnKey, juce::ModifierKeys::shiftModifier, 0});
    settle();
    typeInto(prompt, "b");
    CHECK(window.actions.held.draft.prompt == "a\nb");
    CHECK_FALSE(window.actions.wasAsked("generate a"));
}

TEST_CASE("with nothing to ask for, Generate waits", "[editor]")
{
    Window window(scenes::empty());
    CHECK_FALSE(window.find("generate").isEnabled());
    window.find<Field>("prompt").keyPressed(returnKey);
    settle();
    CHECK_FALSE(window.actions.asked.joinIntoString("\n").contains("generate"));

    auto state = scenes::empty();
    state.draft.inputs = {{InputRole::init, "/music/a.wav"}};
    window.put(state);
    CHECK(window.find("generate").isEnabled());
}

TEST_CASE("Generate asks with the draft, and is Cancel while a job runs", "[editor]")
{
    Window window(scenes::working());
    auto& button = window.find<GenerateButton>("generate");
    CHECK(button.getTitle() == "Generate 2 takes");
    button.act();
    CHECK(window.actions.wasAsked("generate " + scenes::working().draft.prompt));

    window.put(scenes::busy());
    CHECK(button.getTitle() == "Cancel");
    CHECK(button.getDescription() == "58 %, about 7 s left");
    button.act();
    CHECK(window.actions.wasAsked("cancel"));

    // Return in the prompt never cancels, and does not ask twice.
    const auto before = window.actions.asked.size();
    window.find<Field>("prompt").keyPressed(returnKey);
    settle();
    CHECK(window.actions.asked.size() == before);
}

TEST_CASE("the controls change the draft they stand for", "[editor]")
{
    Window window(scenes::working());
    const auto& draft = window.actions.held.draft;

    auto& bars = window.find<NumberField>("bars");
    bars.keyPressed(juce::KeyPress(juce::KeyPress::upKey));
    CHECK(draft.bars == 5);
    enter(bars.field(), "7");
    CHECK(draft.bars == 7);
    enter(bars.field(), "9000");
    CHECK(draft.bars == 64);

    window.find("lengthMode").keyPressed(juce::KeyPress(juce::KeyPress::rightKey));
    CHECK(draft.lengthMode == LengthMode::loopRegion);

    auto& tempo = window.find<Field>("tempo");
    enter(tempo, "140.5");
    CHECK(draft.bpmOverride == 140.5);
    window.find<juce::Button>("followTempo").onClick();
    CHECK_FALSE(draft.bpmOverride.has_value());

    window.find<juce::Button>("lockSeed").onClick();
    CHECK(draft.seedLocked);
    auto& seed = window.find<Field>("seed");
    enter(seed, "4294967295");
    CHECK(draft.seed == 4294967295u);

    auto& key = window.find<juce::ComboBox>("key");
    key.setText("Eb minor", juce::sendNotificationSync);
    CHECK(draft.key == "Ebm");
    key.setText("Any key", juce::sendNotificationSync);
    CHECK(draft.key.isEmpty());
}

TEST_CASE("a tempo that was not typed over is not an override", "[editor]")
{
    Window window(scenes::working());
    auto& tempo = window.find<Field>("tempo");
    tempo.keyPressed(returnKey);
    settle();
    CHECK_FALSE(window.actions.held.draft.bpmOverride.has_value());
}

TEST_CASE("the drawer holds what the engine can do, and nothing else", "[editor]")
{
    Window window(scenes::working());
    window.find<juce::Button>("more").onClick();
    auto& guidance = window.find<OptionalSlider>("guidance");
    CHECK(guidance.isVisible());
    guidance.control().setValue(6.0, juce::sendNotificationSync);
    CHECK(window.actions.held.draft.guidance == 6.0);

    auto state = scenes::working();
    state.draft.engine = "sketch";
    window.put(state);
    CHECK_FALSE(guidance.isVisible());
    CHECK_FALSE(window.find("negative").isEnabled());
}

TEST_CASE("searching filters the shelf", "[editor]")
{
    Window window(scenes::working());
    auto& search = window.find<Field>("search");
    typeInto(search, "piano");
    CHECK(window.actions.wasAsked("search piano"));

    auto found = scenes::working();
    found.search = "piano";
    std::erase_if(found.clips, [](const ClipRow& clip) { return clip.id != "c2"; });
    window.put(found);
    REQUIRE(rows(window).size() == 1);
    CHECK(rows(window).front()->clip().id == "c2");

    search.keyPressed(juce::KeyPress(juce::KeyPress::escapeKey));
    settle();
    CHECK(window.actions.wasAsked("search "));
}

TEST_CASE("a search that hides the chosen clip leaves it where it is listened to", "[editor]")
{
    Window window(scenes::working());
    auto hidden = scenes::working();
    hidden.search = "piano";
    std::erase_if(hidden.clips, [](const ClipRow& clip) { return clip.id == "c1"; });
    window.put(hidden);
    CHECK(window.find("audition").isVisible());

    hidden.search = {}; // now it is not on the shelf at all
    window.put(hidden);
    CHECK_FALSE(window.find("audition").isVisible());
}

TEST_CASE("the shelf's keys do what its menu says", "[editor]")
{
    Window window(scenes::working());
    auto& list = window.find<juce::ListBox>("clips");
    list.keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(window.actions.wasAsked("select c2"));
    for (const auto& [key, deed] : {std::pair{juce::KeyPress('f'), "star c2"},
                                    {juce::KeyPress('r'), "reroll c2"},
                                    {juce::KeyPress('p'), "place c2 playhead"},
                                    {juce::KeyPress('s'), "reveal c2"},
                                    {juce::KeyPress('l'), "audition c2"},
                                    {juce::KeyPress(juce::KeyPress::deleteKey), "forget c2"}})
    {
        CAPTURE(deed);
        list.keyPressed(key);
        CHECK(window.actions.wasAsked(deed));
    }
    list.keyPressed(juce::KeyPress('m'));
    CHECK_FALSE(window.actions.wasAsked("again c2"));
    list.keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    list.keyPressed(juce::KeyPress('m'));
    CHECK(window.actions.wasAsked("again c3"));
}

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

TEST_CASE("the shelf places all that is chosen, from anywhere and by keys", "[editor]")
{
    Window window(scenes::working());
    auto& list = window.find<juce::ListBox>("clips");
    list.setSelectedRows({}, juce::dontSendNotification);
    list.selectRow(0);
    list.selectRow(1, true, false);
    list.keyPressed(juce::KeyPress('p'));
    CHECK(window.actions.wasAsked("place c1,c2 playhead"));
    list.keyPressed(juce::KeyPress('w'));
    window.find<juce::Button>("atNextBar").onClick();
    CHECK(window.actions.wasAsked("place c1,c2 next_bar"));
    settle();

    list.keyPressed(juce::KeyPress('t')); // lies on no timeline yet
    CHECK_FALSE(window.actions.wasAsked("reroll in place c2"));
    auto state = scenes::working();
    state.clips[1].replaceable = true;
    window.put(state);
    list.keyPressed(juce::KeyPress('t'));
    CHECK(window.actions.wasAsked("reroll in place c2"));
}

TEST_CASE("several clips are dragged out together, once", "[editor]")
{
    Window window(scenes::working());
    juce::StringArray handed;
    std::function<void()> done;
    int drags = 0;
    window.editor->drags().perform =
        [&](const juce::StringArray& files, juce::Component*, std::function<void()> callback)
    {
        handed = files;
        done = std::move(callback);
        ++drags;
        return true;
    };
    const auto middle = juce::Point<float>(120.0f, 20.0f);
    press(rowOf(window, "c1"), middle);
    press(rowOf(window, "c2"), middle, juce::ModifierKeys::ctrlModifier);

    auto& second = rowOf(window, "c2");
    second.mouseDown(mouse(second, middle, middle));
    second.mouseDrag(mouse(second, middle.translated(3.0f, 0.0f), middle));
    CHECK(drags == 0);
    second.mouseDrag(mouse(second, middle.translated(30.0f, 0.0f), middle));
    second.mouseDrag(mouse(second, middle.translated(60.0f, 0.0f), middle));
    CHECK(drags == 1);
    CHECK(handed == juce::StringArray{"/music/tonekiln/c1.wav", "/music/tonekiln/c2.wav"});
    CHECK(window.editor->drags().underWay());

    done();
    done();
    CHECK_FALSE(window.editor->drags().underWay());
    CHECK(std::count(window.actions.asked.begin(), window.actions.asked.end(),
                     juce::String("dragged")) == 1);
}

TEST_CASE("a drag that ends after the window is closed harms nobody", "[editor]")
{
    std::function<void()> done;
    {
        Window window(scenes::working());
        window.editor->drags().perform =
            [&](const juce::StringArray&, juce::Component*, std::function<void()> callback)
        {
            done = std::move(callback);
            return true;
        };
        REQUIRE(window.editor->drags().start({"c1"}, *window.editor));
    }
    REQUIRE_NOTHROW(done());
}

TEST_CASE("a clip whose file is gone is not dragged", "[editor]")
{
    Window window(scenes::working());
    window.editor->drags().perform =
        [](const juce::StringArray&, juce::Component*, std::function<void()>)
    {
        FAIL("nothing to drag");
        return false;
    };
    CHECK_FALSE(window.editor->drags().start({"c3"}, *window.editor));
    CHECK_FALSE(window.editor->drags().underWay());
}

TEST_CASE("dropped sound becomes what its place says", "[editor]")
{
    auto state = scenes::working();
    state.engines[0].abilities.continuation = state.engines[0].abilities.melody = true;
    Window window(state);
    auto& ask = window.find<AskZone>("ask");
    const auto x = ask.getWidth() / 2;
    const juce::StringArray files{"/music/hum.wav"};

    ask.fileDragEnter(files, x, 100);
    ask.fileDragMove(files, x, ask.getHeight() / 2);
    ask.filesDropped(files, x, ask.getHeight() / 2);
    CHECK(window.actions.wasAsked("drop 1 /music/hum.wav"));

    // MIDI can only be a tune: the whole zone takes it as one.
    ask.fileDragEnter({"/music/tune.mid"}, x, 60);
    ask.filesDropped({"/music/tune.mid"}, x, 60);
    CHECK(window.actions.wasAsked("drop 2 /music/tune.mid"));
}

TEST_CASE("an engine that takes no sound is dropped nothing", "[editor]")
{
    auto state = scenes::working();
    state.engines[0].abilities.init = false;
    Window window(state);
    auto& ask = window.find<AskZone>("ask");
    ask.fileDragEnter({"/music/hum.wav"}, 100, 200);
    ask.filesDropped({"/music/hum.wav"}, 100, 200);
    CHECK_FALSE(window.actions.asked.joinIntoString("\n").contains("drop"));
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

TEST_CASE("a space at the end of a search waits for its word", "[editor]")
{
    Window window(scenes::working());
    auto& search = window.find<Field>("search");
    typeInto(search, "piano ");
    auto state = window.actions.held;
    state.search = "piano"; // as the session keeps it
    window.put(state);
    typeInto(search, "c");
    CHECK(search.getText() == "piano c");
}

TEST_CASE("what is typed is not overwritten by a state that is older", "[editor]")
{
    Window window(scenes::empty());
    auto& prompt = window.find<Field>("prompt");
    prompt.keyPressed(juce::KeyPress('x', {}, 'x'));
    auto older = scenes::empty(); // arrives before the keystroke is told
    window.put(older);
    CHECK(prompt.getText() == "x");
    settle();
    CHECK(window.actions.held.draft.prompt == "x");
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
