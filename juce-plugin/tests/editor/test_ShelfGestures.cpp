// What a hand does on the shelf, and what is asked for then.
#include "rig/Gestures.h"

using namespace tonekiln;

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

TEST_CASE("the shelf's keys do what its menu says", "[editor]")
{
    Window window(scenes::working());
    auto& list = window.find<juce::ListBox>("clips");
    list.keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    CHECK(window.actions.wasAsked("select c2"));
    for (const auto& [key, command] : {std::pair{juce::KeyPress('f'), "star c2"},
                                       {juce::KeyPress('r'), "reroll c2"},
                                       {juce::KeyPress('p'), "place c2 playhead"},
                                       {juce::KeyPress('s'), "reveal c2"},
                                       {juce::KeyPress('l'), "audition c2"},
                                       {juce::KeyPress(juce::KeyPress::deleteKey), "forget c2"}})
    {
        CAPTURE(command);
        list.keyPressed(key);
        CHECK(window.actions.wasAsked(command));
    }
    list.keyPressed(juce::KeyPress('m'));
    CHECK_FALSE(window.actions.wasAsked("again c2"));
    list.keyPressed(juce::KeyPress(juce::KeyPress::downKey));
    list.keyPressed(juce::KeyPress('m'));
    CHECK(window.actions.wasAsked("again c3"));
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
